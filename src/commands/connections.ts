import * as vscode from 'vscode';
import { isFoveaError } from '../core/errors.ts';
import { retirementOf, suggestedOcrModels } from '../core/ocr/models.ts';
import { type HostedProvider, hostedProviders } from '../platform/engines.ts';
import { askForKey } from '../platform/keyInput.ts';
import { messageFor } from '../platform/messages.ts';
import { askForName } from '../platform/nameInput.ts';
import { readOcrSettings, writeOcrSetting } from '../platform/settings.ts';
import type { Services } from '../services.ts';

interface ProviderPick extends vscode.QuickPickItem {
	readonly provider: HostedProvider;
}

/** Walks through endpoint, model and key of a service and makes it the one that converts. */
export async function connectService(services: Services): Promise<void> {
	const provider = await pickProvider(vscode.l10n.t('Connect a Service'));
	await writeOcrSetting(hostedProviders[provider].endpointSetting, await askForEndpoint(provider));
	await writeOcrSetting(hostedProviders[provider].modelSetting, await askForModel(provider));
	const endpoint = services.engines.endpoint(provider);
	if (!(await services.keys.get(endpoint.origin)) || (await wantsNewKey(endpoint.host))) {
		await services.keys.set(endpoint.origin, await askForKey(endpoint.host));
	}
	await writeOcrSetting('provider', provider);
	void vscode.window.showInformationMessage(vscode.l10n.t('Documents are now converted by {0}.', hostedProviders[provider].label));
}

/** Stores an API key for the origin of a provider's endpoint. */
export async function setApiKey({ engines, keys }: Services): Promise<void> {
	const provider = await pickProvider(vscode.l10n.t('Set API Key'));
	if (!readOcrSettings()[hostedProviders[provider].endpointSetting]) {
		await writeOcrSetting(hostedProviders[provider].endpointSetting, await askForEndpoint(provider));
	}
	const { origin, host } = engines.endpoint(provider);
	await keys.set(origin, await askForKey(host));
	void vscode.window.showInformationMessage(vscode.l10n.t('The API key for {0} is stored.', host));
}

/** Removes a stored API key. */
export async function removeApiKey({ keys }: Services): Promise<void> {
	const origins = keys.origins();
	if (origins.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('No API key is stored.'));
		return;
	}
	const origin = await vscode.window.showQuickPick(origins, { title: vscode.l10n.t('Remove API Key') });
	if (origin) {
		await keys.remove(origin);
		void vscode.window.showInformationMessage(vscode.l10n.t('The API key for {0} is removed.', origin));
	}
}

async function pickProvider(title: string): Promise<HostedProvider> {
	const picks: ProviderPick[] = [
		{
			provider: 'azure',
			label: hostedProviders.azure.label,
			description: vscode.l10n.t('Mistral OCR on your Foundry resource or serverless endpoint'),
		},
		{ provider: 'mistral', label: hostedProviders.mistral.label, description: vscode.l10n.t("Mistral's own API") },
	];
	const pick = await vscode.window.showQuickPick(picks, { title });
	return given(pick).provider;
}

async function askForEndpoint(provider: HostedProvider): Promise<string> {
	const { label, endpointSetting, ocrEndpoint } = hostedProviders[provider];
	const endpoint = await vscode.window.showInputBox({
		title: vscode.l10n.t('Endpoint of {0}', label),
		prompt: vscode.l10n.t('The Target URI or the host, as the portal shows it.'),
		placeHolder: provider === 'azure' ? 'https://<resource>.services.ai.azure.com' : 'https://api.mistral.ai',
		value: readOcrSettings()[endpointSetting],
		ignoreFocusOut: true,
		validateInput: (text) => {
			try {
				ocrEndpoint(text);
				return undefined;
			} catch (error) {
				return isFoveaError(error) ? messageFor(error).text : String(error);
			}
		},
	});
	return given(endpoint).trim();
}

async function askForModel(provider: HostedProvider): Promise<string> {
	const suggestions = suggestedOcrModels[provider].map((label): vscode.QuickPickItem => {
		const retired = retirementOf(label, provider)?.retired;
		return retired ? { label, description: vscode.l10n.t('retired on {0}, for servers that still offer it', retired) } : { label };
	});
	const title = provider === 'azure' ? vscode.l10n.t('Name of the Deployment') : vscode.l10n.t('Model');
	return askForName(title, suggestions, readOcrSettings()[hostedProviders[provider].modelSetting]);
}

async function wantsNewKey(host: string): Promise<boolean> {
	const keep = vscode.l10n.t('Keep the Stored Key');
	const enter = vscode.l10n.t('Enter Another Key');
	return given(await vscode.window.showQuickPick([keep, enter], { title: vscode.l10n.t('API Key for {0}', host) })) === enter;
}

function given<T>(answer: T | undefined): T {
	if (answer === undefined) {
		throw new vscode.CancellationError();
	}
	return answer;
}
