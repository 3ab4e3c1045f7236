import * as vscode from 'vscode';
import { isFoveaError } from '../core/errors.ts';
import { imageEndpoint } from '../core/image/endpoint.ts';
import { type ImageProvider, liveModels } from '../core/image/models.ts';
import { plain } from '../core/plain.ts';
import { anyServer } from '../platform/imageProviders.ts';
import { askForKey } from '../platform/keyInput.ts';
import { messageFor } from '../platform/messages.ts';
import { askForName } from '../platform/nameInput.ts';
import { type ImageServer, readImageSettings, writeImageSetting } from '../platform/settings.ts';
import type { Services } from '../services.ts';

/** Shows the image panel. From the editor's menu, which names a document, the selected text becomes the prompt. */
export async function generateImage({ imagePanel }: Services, document?: vscode.Uri): Promise<void> {
	const editor = document && vscode.window.activeTextEditor;
	const prompt = editor?.document.getText(editor.selection).trim();
	await (await imagePanel.load()).open(prompt || undefined);
}

/** Brings back the prompt and the settings that an image file remembers. */
export async function openImageInPanel({ imagePanel }: Services, clicked?: vscode.Uri): Promise<void> {
	const image = clicked ?? (await pickImage());
	if (image) {
		await (await imagePanel.load()).openImage(image);
	}
}

/** Deletes the images of the history, if the user wants. */
export async function clearImageHistory({ imagePanel }: Services): Promise<void> {
	await (await imagePanel.load()).clearHistory();
}

/** Walks through address, model and key of a service that draws and makes it the one that the panel starts with. */
export async function connectImageService(services: Services, id?: string): Promise<void> {
	const provider = id === undefined ? await pickProvider() : id.startsWith(anyServer) ? 'compatible' : (id as ImageProvider);
	const { imageProviders } = services;
	const connected = provider === 'compatible' ? await connectServer(id?.slice(anyServer.length) ?? '') : await connectHosted(provider);
	await writeImageSetting('provider', connected.replace(/^server:/, ''));
	const service = imageProviders.service(connected)!;
	const { base } = imageProviders.endpoint(service);
	const stored = await services.keys.get(base.origin);
	if (!stored || (await wantsNewKey(base.host))) {
		const key = await askForKey(base.host, { optional: provider === 'compatible' });
		await (key ? services.keys.set(base.origin, key) : services.keys.remove(base.origin));
	}
	await (await services.imagePanel.load()).useService(connected);
	void offerPanel(service.label, id === undefined);
}

/** @returns the id of the service */
async function connectHosted(provider: 'azure' | 'openai'): Promise<string> {
	const settings = readImageSettings();
	if (provider === 'openai') {
		await writeImageSetting('openaiModel', await askForModel(vscode.l10n.t('Model'), provider, settings.openaiModel));
		return provider;
	}
	const address = await askForAddress(provider, settings.azureEndpoint, 'https://<resource>.openai.azure.com');
	const { deployment } = imageEndpoint(address, provider);
	const title = vscode.l10n.t('Name of the Deployment');
	const model = await askForModel(title, provider, deployment ?? (settings.azureModel || 'gpt-image-2'));
	await writeImageSetting('azureEndpoint', address);
	await writeImageSetting('azureModel', model);
	return provider;
}

/** @returns the id of the service */
async function connectServer(known: string): Promise<string> {
	const { servers } = readImageSettings();
	const before = servers.find(({ name }) => name === known);
	const endpoint = await askForAddress('compatible', before?.endpoint ?? '', 'http://localhost:8000/v1');
	const { host } = imageEndpoint(endpoint, 'compatible').base;
	const name = given(
		await vscode.window.showInputBox({
			title: vscode.l10n.t('Name of the Server'),
			prompt: vscode.l10n.t('As the image panel calls it.'),
			value: before?.name ?? host,
			ignoreFocusOut: true,
			validateInput: (text) => (text.trim() ? undefined : vscode.l10n.t('Give it a name.')),
		}),
	).trim();
	const model = await askForModel(vscode.l10n.t('Model'), 'compatible', before?.model ?? '');
	const server: ImageServer = { ...before, name, endpoint, model };
	await writeImageSetting('servers', [...servers.filter((other) => other.name !== name && other !== before), server]);
	return `server:${name}`;
}

async function pickProvider(): Promise<ImageProvider> {
	const picks: readonly (vscode.QuickPickItem & { readonly provider: ImageProvider })[] = [
		{ provider: 'azure', label: vscode.l10n.t('Azure OpenAI'), description: vscode.l10n.t('A deployment on your own resource') },
		{ provider: 'openai', label: vscode.l10n.t('OpenAI'), description: vscode.l10n.t("OpenAI's own API") },
		{
			provider: 'compatible',
			label: vscode.l10n.t('OpenAI-Compatible Server'),
			description: vscode.l10n.t('Any server that speaks OpenAI’s images API, on this machine or elsewhere'),
		},
	];
	return given(await vscode.window.showQuickPick(picks, { title: vscode.l10n.t('Connect an Image Service') })).provider;
}

async function askForAddress(provider: ImageProvider, value: string, placeHolder: string): Promise<string> {
	const address = await vscode.window.showInputBox({
		title: provider === 'azure' ? vscode.l10n.t('Endpoint of Azure OpenAI') : vscode.l10n.t('Address of the Server'),
		prompt:
			provider === 'azure'
				? vscode.l10n.t('The Target URI or the host, as the portal shows it.')
				: vscode.l10n.t('The base address of its images API.'),
		placeHolder,
		value,
		ignoreFocusOut: true,
		validateInput: (text) => {
			try {
				imageEndpoint(text, provider);
				return undefined;
			} catch (error) {
				return isFoveaError(error) ? messageFor(error, 'images').text : String(error);
			}
		},
	});
	return given(address).trim();
}

async function askForModel(title: string, provider: ImageProvider, current: string): Promise<string> {
	const suggestions = liveModels(provider === 'compatible' ? 'openai' : provider).map((label) => ({ label }));
	return askForName(title, suggestions, current);
}

async function wantsNewKey(host: string): Promise<boolean> {
	const keep = vscode.l10n.t('Keep the Stored Key');
	const enter = vscode.l10n.t('Enter Another Key');
	return given(await vscode.window.showQuickPick([keep, enter], { title: vscode.l10n.t('API Key for {0}', plain(host)) })) === enter;
}

async function offerPanel(label: string, fromOutside: boolean): Promise<void> {
	const open = vscode.l10n.t('Generate an Image');
	const buttons = fromOutside ? [open] : [];
	if ((await vscode.window.showInformationMessage(vscode.l10n.t('Images can now be made by {0}.', plain(label)), ...buttons)) === open) {
		await vscode.commands.executeCommand('fovea.generateImage');
	}
}

async function pickImage(): Promise<vscode.Uri | undefined> {
	const picked = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Open Image in Panel'),
		filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] },
	});
	return picked?.[0];
}

function given<T>(answer: T | undefined): T {
	if (answer === undefined) {
		throw new vscode.CancellationError();
	}
	return answer;
}
