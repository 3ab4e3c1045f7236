import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { dollars } from '../core/dollars.ts';
import { FoveaError } from '../core/errors.ts';
import { estimateCost } from '../core/image/cost.ts';
import type { ReferenceImage } from '../core/image/generator.ts';
import { type ImageSettings, repairSettings } from '../core/image/settings.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import { ImageStore } from '../core/image/store.ts';
import { splitName } from '../core/names.ts';
import { plain } from '../core/plain.ts';
import { imageFormat } from '../core/raster/format.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';
import type { Picture } from '../core/worker/readerApi.ts';
import { isTaken, writeWhole } from '../platform/atomicFile.ts';
import { pathInWorkspace, readDocument } from '../platform/files.ts';
import type { ImageService } from '../platform/imageProviders.ts';
import type { DrawRequest } from '../core/worker/imageApi.ts';
import { readImageSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { newFile, reachableFile } from './reachableFile.ts';
import { answering, resultOf } from './toolAnswers.ts';

interface Input {
	readonly prompt: string;
	readonly size?: string;
	readonly quality?: string;
	readonly count?: number;
	readonly references?: readonly string[];
	readonly path?: string;
}

const mostReferences = 16;

/** The largest image, in bytes, that is passed to the model; larger ones are only saved to disk. */
const mostShownBytes = 3_500_000;

/** The tool `fovea_generate_image`: generates images from a prompt. They go into the history and, if the call names a path, into the workspace. */
export class GenerateImageTool implements vscode.LanguageModelTool<Input> {
	constructor(private readonly services: Services) {}

	async prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<Input>): Promise<vscode.PreparedToolInvocation> {
		const { imageProviders } = this.services;
		const service = await imageProviders.preferred();
		const host = imageProviders.hostOf(service);
		const invocationMessage = vscode.l10n.t('Generating an image');
		if (host === undefined) {
			return { invocationMessage };
		}
		const settings = this.settingsOf(input, service);
		const { references = [] } = input;
		const estimate = estimateCost({
			model: imageProviders.modelBehind(service.id, service.model),
			provider: imageProviders.kindOf(service),
			settings,
			references: references.length,
		});
		const prompt = plain(input.prompt, 600);
		const price = estimate && plain(dollars(estimate.to, vscode.env.language));
		const cost = price ? vscode.l10n.t('It is likely to cost up to {0}.', price) : vscode.l10n.t('What that costs is not known to Fovea.');
		const count = settings.n ?? 1;
		return {
			invocationMessage,
			confirmationMessages: {
				title:
					count === 1
						? vscode.l10n.t('Generate an image at {0}?', plain(host))
						: vscode.l10n.t('Generate {0} images at {1}?', count, plain(host)),
				message: [
					prompt,
					cost,
					...(references.length > 0
						? [vscode.l10n.t('These files are sent along: {0}', plain(references.slice(0, mostReferences).join(', '), 600))]
						: []),
					...(input.path === undefined ? [] : [vscode.l10n.t('The result is saved as {0}.', plain(input.path))]),
				].join('\n\n'),
			},
		};
	}

	async invoke(
		{ input }: vscode.LanguageModelToolInvocationOptions<Input>,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		return answering(this.services, token, async (signal) => {
			const { imageProviders, background, imageFolder, log } = this.services;
			if (input.prompt.trim() === '') {
				throw new AgentRefusal('The prompt is empty.');
			}
			const target = input.path === undefined ? undefined : await newFile(input.path);
			const references = await this.referencesOf(input.references ?? []);
			const service = await imageProviders.preferred();
			const generator = await imageProviders.spec(service.id, service.model);
			const settings = this.settingsOf(input, service);
			signal.throwIfAborted();
			const store = new ImageStore(imageFolder);
			const task: DrawRequest = {
				generator,
				prompt: input.prompt,
				settings,
				references,
				store: imageFolder,
				id: crypto.randomUUID(),
				metadata: readImageSettings().metadata,
			};
			const { images, failures } = await imageProviders.drawing(service.id, () =>
				background.draw(task, signal, (event) => {
					if (event.type === 'refusedField') {
						void imageProviders.refuse(service.id, service.model, event.field);
					} else if (event.type === 'log') {
						log.info(`images: ${event.line}`);
					} else if (event.type === 'unsaved') {
						log.error(`images: an image was not kept: ${event.failure.code}`);
					}
				}),
			);
			const [firstFailure] = failures;
			if (images.length === 0) {
				throw firstFailure
					? new FoveaError(firstFailure.code, firstFailure.facts)
					: new FoveaError('noImage', { host: plain(service.label) });
			}
			const lines: string[] = [];
			const pictures: Picture[] = [];
			for (const [i, record] of images.entries()) {
				const { line, picture } = await this.kept(store, record, target && numbered(target, i));
				lines.push(line);
				pictures.push(...(picture ? [picture] : []));
			}
			const missing = (settings.n ?? 1) - images.length;
			return resultOf([...lines, ...(missing > 0 ? [`${missing} more were asked for and did not come.`] : [])].join('\n'), pictures);
		});
	}

	private settingsOf({ size, quality, count }: Input, service: ImageService): ImageSettings {
		const wish = { ...(size ? { size } : {}), ...(quality ? { quality } : {}), ...(count ? { n: count } : {}) };
		const { imageProviders } = this.services;
		return repairSettings(imageProviders.modelBehind(service.id, service.model), imageProviders.kindOf(service), wish).settings;
	}

	private async referencesOf(paths: readonly string[]): Promise<ReferenceImage[]> {
		if (paths.length > mostReferences) {
			throw new AgentRefusal(`At most ${mostReferences} reference images are taken.`);
		}
		return Promise.all(
			paths.map(async (each) => {
				const bytes = await readDocument(await reachableFile(each));
				const format = imageFormat(bytes);
				if (format !== 'png' && format !== 'jpeg' && format !== 'webp') {
					throw new AgentRefusal(`${plain(each)} is no PNG, JPEG or WebP image, which references are.`);
				}
				return { mediaType: `image/${format}` as const, bytes };
			}),
		);
	}

	/** Saves an image if the call names a path, and describes the result to the model. */
	private async kept(
		store: ImageStore,
		record: ImageRecord,
		target: vscode.Uri | undefined,
	): Promise<{ readonly line: string; readonly picture?: Picture }> {
		if (record.remote) {
			return { line: 'An image lies at another host; the user can fetch it from the history of the image panel.' };
		}
		const bytes = new Uint8Array(await readFile(path.join(store.folder, record.file)));
		const { width, height, actual, model, cost } = record;
		const facts = [
			`${width} x ${height} pixels`,
			`model ${plain(model)}`,
			...Object.entries(actual).map(([name, value]) => `${name} ${plain(value)}`),
			...(cost === undefined ? [] : [`about $${cost.toFixed(3)}`]),
		].join(', ');
		const where = target ? await this.saved(store, record, bytes, target) : 'kept in the history of the image panel';
		const mediaType = `image/${imageFormat(bytes) ?? 'png'}`;
		return {
			line: `Image: ${where} (${facts}).`,
			...(bytes.length <= mostShownBytes && /png|jpeg|webp|gif/.test(mediaType)
				? { picture: { name: record.file, mediaType, bytes } }
				: {}),
		};
	}

	private async saved(store: ImageStore, record: ImageRecord, bytes: Uint8Array, target: vscode.Uri): Promise<string> {
		const { stem } = splitName(target.path.slice(target.path.lastIndexOf('/') + 1));
		const { extension } = splitName(record.file);
		// The extension follows the actual format, not the one that the caller expected.
		for (let number = 1; number <= 50; number++) {
			const uri = vscode.Uri.joinPath(target, '..', `${stem}${number === 1 ? '' : `-${number}`}${extension}`);
			try {
				await writeWhole(bytes, uri, { overwrite: false });
				await store.update(record.id, { savedAs: uri.toString() });
				return `saved as ${pathInWorkspace(uri)}`;
			} catch (error) {
				if (!isTaken(error)) {
					return 'kept in the history of the image panel; it could not be written into the workspace';
				}
			}
		}
		return 'kept in the history of the image panel; the name is taken in the workspace';
	}
}

function numbered(target: vscode.Uri, index: number): vscode.Uri {
	const name = target.path.slice(target.path.lastIndexOf('/') + 1);
	const { stem, extension } = splitName(name);
	return index === 0 ? target : vscode.Uri.joinPath(target, '..', `${stem}-${index + 1}${extension}`);
}
