import { copyFile, mkdir, mkdtemp, readFile, rm, constants } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ContentBlock, ServerContext } from '@modelcontextprotocol/server';
import type * as v from 'valibot';
import { FoveaError } from '../core/errors.ts';
import { repairSettings } from '../core/image/settings.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import { splitName } from '../core/names.ts';
import { plain } from '../core/plain.ts';
import { imageFormat } from '../core/raster/format.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';
import type { Background } from '../core/worker/background.ts';
import type { DrawRequest, ImageSpec } from '../core/worker/imageApi.ts';
import { fileWithin } from './roots.ts';
import { image, log } from './toClient.ts';
import type { inputs } from './toolInputs.ts';

/** The most bytes of an image that is shown in the answer. */
const mostShownBytes = 3_500_000;

/**
 * Generates images and saves them as files of the project; the temporary store is deleted afterwards.
 * @throws {FoveaError} when no image came
 * @throws {AgentRefusal} when a reference is no image that services take
 */
export async function drawImages(
	background: Pick<Background, 'draw'>,
	generator: ImageSpec,
	{ prompt, size, quality, count = 1, references = [], path: written }: v.InferOutput<(typeof inputs)['generate_image']>,
	folders: readonly string[],
	context: ServerContext,
): Promise<ContentBlock[]> {
	const target = await fileWithin(folders, written);
	const sent = await Promise.all(references.map((each) => readReference(folders, each)));
	const wish = { n: count, ...(size ? { size } : {}), ...(quality ? { quality } : {}) };
	const { settings } = repairSettings(generator.knownAs ?? generator.model, generator.provider, wish);
	const store = await mkdtemp(path.join(os.tmpdir(), 'fovea-images-'));
	try {
		const { images, failures } = await background.draw(
			{ generator, prompt, settings, references: sent, store, id: 'mcp', metadata: 'write' },
			context.mcpReq.signal,
			(event) => {
				if (event.type === 'log') {
					void log(context, 'info', event.line);
				}
			},
		);
		const there = images.filter(({ remote }) => !remote);
		const [failure] = failures;
		if (there.length === 0) {
			throw failure ? new FoveaError(failure.code, failure.facts) : new FoveaError('noImage', { host: new URL(generator.endpoint).host });
		}
		const blocks: ContentBlock[] = [];
		for (const record of there) {
			blocks.push(...(await savedImage(record, store, target)));
		}
		return blocks;
	} finally {
		await rm(store, { recursive: true, force: true });
	}
}

async function readReference(folders: readonly string[], written: string): Promise<DrawRequest['references'][number]> {
	const bytes = new Uint8Array(await readFile(await fileWithin(folders, written)));
	const format = imageFormat(bytes);
	if (format !== 'png' && format !== 'jpeg' && format !== 'webp') {
		throw new AgentRefusal(`${plain(written)} is no PNG, JPEG or WebP image, which references are.`);
	}
	return { mediaType: `image/${format}`, bytes };
}

/** Saves an image of the store, and says where; a small one is shown too. */
async function savedImage(record: ImageRecord, store: string, target: string): Promise<ContentBlock[]> {
	const from = path.join(store, record.file);
	const saved = await saveNew(from, target);
	const cost = record.cost === undefined ? '' : `, about $${record.cost.toFixed(3)}`;
	const text = `Saved as ${plain(saved, 300)} (${record.width} x ${record.height} pixels${cost}).`;
	const bytes = new Uint8Array(await readFile(from));
	const shown = { name: record.file, mediaType: `image/${imageFormat(bytes) ?? 'png'}`, bytes };
	return [{ type: 'text', text }, ...(bytes.length <= mostShownBytes ? [image(shown)] : [])];
}

/** Copies an image to the first free name, with the extension of its actual format. */
async function saveNew(from: string, target: string): Promise<string> {
	const { stem } = splitName(path.basename(target));
	const { extension } = splitName(path.basename(from));
	await mkdir(path.dirname(target), { recursive: true });
	for (let number = 1; number <= 50; number++) {
		const file = path.join(path.dirname(target), `${stem}${number === 1 ? '' : `-${number}`}${extension}`);
		try {
			await copyFile(from, file, constants.COPYFILE_EXCL);
			return file;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
				throw new FoveaError('notWritable', { name: path.basename(file) }, 'The image cannot be written', { cause: error });
			}
		}
	}
	throw new FoveaError('notWritable', { name: path.basename(target) });
}
