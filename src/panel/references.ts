import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { plain } from '../core/plain.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeAtomic } from '../core/disk/atomicFile.ts';
import { writeFailure } from '../core/disk/writeFailure.ts';
import { FoveaError } from '../core/errors.ts';
import type { ReferenceImage } from '../core/image/generator.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import type { ImageFacts } from '../core/worker/imageApi.ts';
import type { ModelForm } from '../shared/modelForm.ts';
import { fill } from '../shared/strings.ts';
import { Refusal } from './actions/refusal.ts';
import { type Attached, keptAttached, type StoredReference } from './keptValues.ts';
import type { PanelMemento } from './panelMemento.ts';
import type { PanelStore } from './panelStore.ts';
import { panelStrings } from './panelStrings.ts';
import { windowKeys } from '../platform/persistentState.ts';

/** What a model accepts as a reference image. */
export type Taking = Pick<ModelForm, 'referenceTypes' | 'maxReferenceBytes'>;

const extensions: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

/** The reference images of a window's panel and the mask on one of them, as files that survive a reload. */
export class References {
	private attached: Attached = { references: [] };

	constructor(
		private readonly live: PanelStore,
		private readonly folder: string,
		private readonly state: PanelMemento,
		private readonly inspect: (name: string, bytes: Uint8Array) => Promise<ImageFacts>,
		private readonly onChange: () => void,
	) {}

	get current(): Attached {
		return this.attached;
	}

	/** Restores what the window had before and deletes unused files; `kept` are the references of requests that may be retried. */
	async restore(kept: readonly Attached[]): Promise<void> {
		const before = this.state.get(windowKeys.imageReferences, keptAttached) ?? { references: [] };
		const names = new Set(await readdir(this.folder).catch(() => []));
		const references = before.references.filter(({ file }) => names.has(file));
		const mask = before.mask;
		this.attached = {
			references,
			...(mask && names.has(mask.file) && references.some(({ id }) => id === mask.reference) ? { mask } : {}),
		};
		const needed = new Set([this.attached, ...kept].flatMap(filesOf));
		await Promise.all([...names].filter((name) => !needed.has(name)).map((name) => rm(path.join(this.folder, name), { force: true })));
	}

	/**
	 * Stores an image as a reference.
	 * @throws {FoveaError} `emptyFile`, `unsupportedType`, `tooManyBytes`, `diskFull`
	 * @throws {Refusal} if the model accepts no more, or the folder is not writable
	 */
	async add(name: string, bytes: Uint8Array): Promise<void> {
		const { maxReferences } = this.live.state.form;
		if (maxReferences > 0 && this.attached.references.length >= maxReferences) {
			throw new Refusal(fill(panelStrings().referencesFull, maxReferences));
		}
		const reference = await this.keep(name, bytes);
		await this.change({ ...this.attached, references: [...this.attached.references, reference] });
	}

	/** Adds a stored image. Throws as `add`, and what the file system says. */
	async addStored(record: ImageRecord, store: ImageStore): Promise<void> {
		await this.add(nameOf(record), await readFile(store.pathOf(record.file)));
	}

	/** Makes a stored image the only reference, for editing. Throws as `addStored`. */
	async replaceByStored(record: ImageRecord, store: ImageStore): Promise<void> {
		const reference = await this.keep(nameOf(record), await readFile(store.pathOf(record.file)));
		await this.change({ references: [reference] });
	}

	async remove(id: string): Promise<void> {
		const { mask } = this.attached;
		await this.change({
			references: this.attached.references.filter((reference) => reference.id !== id),
			...(mask && mask.reference !== id ? { mask } : {}),
		});
	}

	/**
	 * Accepts a PNG of the reference's own size as its mask, and nothing else.
	 * @returns whether it was taken
	 */
	async setMask(id: string, png: Uint8Array): Promise<boolean> {
		const reference = this.attached.references.find((other) => other.id === id);
		const { mediaType, width, height } = await this.inspect('mask', png);
		if (!reference || mediaType !== 'image/png' || width !== reference.width || height !== reference.height) {
			return false;
		}
		const file = `mask-${crypto.randomUUID()}.png`;
		await this.write(file, png);
		await this.change({ ...this.attached, mask: { reference: id, file } });
		return true;
	}

	async clearMask(): Promise<void> {
		await this.change({ references: this.attached.references });
	}

	/** Restores earlier attachments; their files are kept until the next window starts. */
	async use(attached: Attached): Promise<void> {
		await this.change(attached);
	}

	/** Shows the references under addresses that the current page can load. */
	show(): void {
		const { references, mask } = this.attached;
		this.live.apply({
			type: 'referencesChanged',
			references: references.map(({ id, name, file, width, height }) => ({ id, name, src: this.uriOf(file), width, height })),
			...(mask ? { mask: { reference: mask.reference, src: this.uriOf(mask.file) } } : {}),
		});
	}

	/** The attached references that a model accepts, up to its limit, the one with the mask first. */
	fitting(form: ModelForm): Attached {
		const { references, mask } = this.attached;
		const masked = form.mask === 'none' ? undefined : mask;
		const ordered = masked
			? references.toSorted((a, b) => Number(b.id === masked.reference) - Number(a.id === masked.reference))
			: references;
		const taken = ordered.slice(0, form.maxReferences);
		return { references: taken, ...(masked && taken.length > 0 ? { mask: masked } : {}) };
	}

	/**
	 * Reads the files.
	 * @throws {FoveaError} `unsupportedType`, `tooManyBytes` if the model does not accept one; `fileNotFound`
	 */
	async read(
		{ references, mask }: Attached,
		form: Taking,
		model: string,
	): Promise<{ readonly references: readonly ReferenceImage[]; readonly mask?: Uint8Array }> {
		const images = references.map(async ({ name, file, mediaType, bytes }): Promise<ReferenceImage> => {
			mustFit({ name, mediaType, bytes }, form, model);
			return { mediaType: mediaType as ReferenceImage['mediaType'], bytes: await this.readFile(file, name) };
		});
		return { references: await Promise.all(images), ...(mask ? { mask: await this.readFile(mask.file, 'mask.png') } : {}) };
	}

	private async keep(name: string, bytes: Uint8Array): Promise<StoredReference> {
		if (bytes.length === 0) {
			throw new FoveaError('emptyFile', { name });
		}
		const { form, draft } = this.live.state;
		const { mediaType = '', width = 0, height = 0 } = await this.inspect(name, bytes);
		// A model without references gets the usual limits; the panel says that the images are not sent.
		const taking = form.maxReferences > 0 ? form : { referenceTypes: Object.keys(extensions), maxReferenceBytes: form.maxReferenceBytes };
		mustFit({ name, mediaType, bytes: bytes.length }, taking, draft.model);
		const id = crypto.randomUUID();
		const file = `${id}.${extensions[mediaType] ?? 'bin'}`;
		await this.write(file, bytes);
		return { id, name, file, mediaType, bytes: bytes.length, width, height };
	}

	private async change(attached: Attached): Promise<void> {
		this.attached = attached;
		this.show();
		this.onChange();
		await this.state.update(windowKeys.imageReferences, attached);
	}

	private async write(file: string, bytes: Uint8Array): Promise<void> {
		try {
			await mkdir(this.folder, { recursive: true });
			await writeAtomic(path.join(this.folder, file), bytes);
		} catch (error) {
			const failure = writeFailure(error, this.folder);
			throw failure.code === 'diskFull'
				? failure
				: new Refusal(vscode.l10n.t('The image could not be kept as a reference: {0} cannot be written.', plain(this.folder)));
		}
	}

	private async readFile(file: string, name: string): Promise<Uint8Array> {
		try {
			return await readFile(path.join(this.folder, file));
		} catch (error) {
			throw new FoveaError('fileNotFound', { name }, String(error), { cause: error });
		}
	}

	private uriOf(file: string): string {
		return this.live.uriOf(path.join(this.folder, file));
	}
}

function mustFit(
	{ name, mediaType, bytes }: Pick<StoredReference, 'name' | 'mediaType' | 'bytes'>,
	{ referenceTypes, maxReferenceBytes }: Taking,
	model: string,
): void {
	if (!referenceTypes.includes(mediaType)) {
		throw new FoveaError('unsupportedType', { name, engine: model, ...(mediaType ? { type: mediaType } : {}) });
	}
	if (bytes > maxReferenceBytes) {
		throw new FoveaError('tooManyBytes', { name, bytes, limit: maxReferenceBytes, engine: model });
	}
}

function filesOf({ references, mask }: Attached): string[] {
	return [...references.map(({ file }) => file), ...(mask ? [mask.file] : [])];
}

/** The display name of a reference from the history. */
function nameOf({ prompt, file }: ImageRecord): string {
	return prompt.trim().replace(/\s+/g, ' ').slice(0, 60) || file;
}
