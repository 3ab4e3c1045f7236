import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic } from '../disk/atomicFile.ts';
import { writeFailure } from '../disk/writeFailure.ts';
import { FoveaError, isFoveaError } from '../errors.ts';
import type { GeneratedImage, ImageElsewhere, PartialImage } from '../image/generator.ts';
import type { ImageRecord } from '../image/imageRecord.ts';
import { type ImageOrigin, ImageStore } from '../image/store.ts';
import { inParallel } from '../parallel.ts';
import { imageFormat } from '../raster/format.ts';
import { hasProvenance, writeMetadata } from '../raster/metadata.ts';
import { alone } from '../rpc.ts';
import type { DrawEvent, DrawFailure, DrawRequest, DrawResult, MetadataPolicy } from './imageApi.ts';

/** One request's images on their way to the disk. */
export class ImageSink {
	private readonly started = Date.now();
	private readonly store: ImageStore;
	private readonly kept: ImageRecord[] = [];
	private arrived = 0;
	private lastPartial: string | undefined;
	private partialsWritten: Promise<void> = Promise.resolve();
	private partialCount = 0;

	constructor(
		private readonly request: DrawRequest,
		private readonly host: string,
		private readonly emit: (event: DrawEvent, transfer?: readonly ArrayBuffer[]) => void,
	) {
		this.store = new ImageStore(request.store);
	}

	/** Previews are worth a try, not a failure. */
	partial({ bytes }: PartialImage): void {
		const file = path.join(this.store.folder, 'partial', `${this.request.id}-${this.partialCount++}.${imageFormat(bytes) ?? 'png'}`);
		this.partialsWritten = this.partialsWritten
			.then(async () => {
				await mkdir(path.dirname(file), { recursive: true });
				await writeAtomic(file, bytes);
				const before = this.lastPartial;
				this.lastPartial = file;
				this.emit({ type: 'partial', file });
				if (before !== undefined) {
					await rm(before, { force: true });
				}
			})
			.catch((error: unknown) => this.emit({ type: 'log', line: `A partial image was not kept: ${String(error)}` }));
	}

	async keep({ index, bytes, unfinished, ...about }: GeneratedImage): Promise<void> {
		this.arrived++;
		const origin = { ...this.originOf(about), ...(unfinished ? { unfinished } : {}) };
		const whole = withMetadata(bytes, origin, this.request.metadata);
		await this.intoStore(index, whole, `image.${imageFormat(whole) ?? 'bin'}`, () => this.store.add(whole, origin));
	}

	/** Stores the address of an image that was not downloaded. */
	async keepAddress({ index, url, ...about }: ImageElsewhere): Promise<void> {
		this.arrived++;
		await this.intoStore(index, Buffer.from(`${url.href}\n`), 'image-address.txt', () => this.store.addRemote(url, this.originOf(about)));
	}

	private originOf({ revised_prompt: revised, actual }: Pick<GeneratedImage, 'revised_prompt' | 'actual'>): ImageOrigin {
		const { prompt, settings, generator, references } = this.request;
		const createdAt = Date.now();
		return {
			prompt,
			...(revised === undefined ? {} : { revisedPrompt: revised }),
			provider: generator.provider,
			host: this.host,
			model: generator.model,
			asked: settings,
			actual,
			references: references.length,
			createdAt,
			duration: createdAt - this.started,
		};
	}

	/** Adds an image to the store; if that fails, its bytes are emitted with this file name. */
	private async intoStore(index: number, bytes: Uint8Array, fileName: string, keep: () => Promise<ImageRecord>): Promise<void> {
		try {
			const record = await keep();
			this.kept.push(record);
			this.emit({ type: 'image', index, record });
		} catch (error) {
			const { code, facts } = writeFailure(error, this.store.folder);
			const copy = alone(bytes);
			this.emit({ type: 'unsaved', bytes: copy, fileName, failure: { code, facts } }, [copy.buffer]);
		}
	}

	/** @param costOf USD for that many images */
	async finish(failures: readonly Error[], costOf: (images: number) => number | undefined): Promise<DrawResult> {
		const cost = costOf(this.arrived);
		if (cost !== undefined) {
			const share = cost / this.arrived;
			// An image without its price is still worth keeping.
			await inParallel([...this.kept.entries()], 4, async ([place, { id }]) => {
				this.kept[place] = (await this.store.update(id, { cost: share }).catch(() => undefined)) ?? this.kept[place]!;
			});
		}
		return { images: this.kept, failures: failures.map(crossing) };
	}

	async clean(): Promise<void> {
		await this.partialsWritten;
		if (this.lastPartial !== undefined) {
			await rm(this.lastPartial, { force: true });
		}
	}
}

/** Adds the metadata to an image, if the policy allows it. */
export function withMetadata(
	bytes: Uint8Array,
	{ prompt, model, asked, actual, revisedPrompt, createdAt }: ImageOrigin,
	policy: MetadataPolicy,
): Uint8Array {
	if (policy === 'off' || (policy === 'unlessSigned' && hasProvenance(bytes))) {
		return bytes;
	}
	return writeMetadata(bytes, {
		prompt,
		model,
		parameters: { ...asked, ...actual },
		...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
		created: new Date(createdAt).toISOString(),
	});
}

function crossing(error: Error): DrawFailure {
	const { code, facts } = isFoveaError(error) ? error : new FoveaError('engineFailed', { name: 'image' });
	return { code, facts };
}
