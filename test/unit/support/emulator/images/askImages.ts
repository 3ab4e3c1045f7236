import { encodePng } from '../../../../support/emulator/images/pngFile.ts';
import { createRaster } from '../../../../support/emulator/images/raster.ts';
import { type ImageEmulator, type ImageEmulatorOptions, startImageEmulator } from '../../../../support/emulator/images/imageEmulator.ts';

export const key = 'right-key';

/** To be called in a suite. @returns starts an emulator, which is closed after the test */
export function useImageEmulator(): (options?: Partial<ImageEmulatorOptions>) => Promise<ImageEmulator> {
	const started: ImageEmulator[] = [];
	teardown(async () => {
		await Promise.all(started.splice(0).map((emulator) => emulator.close()));
	});
	return async (options = {}) => {
		const emulator = await startImageEmulator({ profile: 'openai', key, ...options });
		started.push(emulator);
		return emulator;
	};
}

/** Headers with the right key, as OpenAI and as Azure take it. */
export const bearer = { authorization: `Bearer ${key}` };
export const apiKey = { 'api-key': key };

export interface AnsweredImages {
	readonly status: number;
	readonly headers: Headers;
	readonly body: unknown;
	readonly text: string;
}

/** Sends JSON, or a form, to a path of an emulator. */
export async function post(
	emulator: ImageEmulator,
	path: string,
	body: unknown,
	headers: Record<string, string> = bearer,
): Promise<AnsweredImages> {
	const isForm = body instanceof FormData;
	const response = await fetch(emulator.origin + path, {
		method: 'POST',
		headers: { ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
		body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await response.text();
	const isJson = /json/.test(response.headers.get('content-type') ?? '');
	return { status: response.status, headers: response.headers, text, body: isJson ? parsed(text) : text };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Code and param of a refusal in OpenAI's shape, with its status. */
export function problem({ status, body }: AnsweredImages): unknown[] {
	const { error } = body as { error: { code: unknown; param?: unknown } };
	return [status, error.code, ...(error.param === undefined || error.param === null ? [] : [error.param])];
}

/** The images of an answer in base64, decoded. */
export function imagesIn({ status, body, text }: AnsweredImages): Buffer[] {
	if (status !== 200) {
		throw new Error(`${status}: ${text.slice(0, 300)}`);
	}
	return (body as { data: { b64_json: string }[] }).data.map(({ b64_json }) => Buffer.from(b64_json, 'base64'));
}

/** A form; values that are blobs become files. */
export function form(entries: readonly (readonly [string, string | Blob])[]): FormData {
	const data = new FormData();
	for (const [name, value] of entries) {
		if (typeof value === 'string') {
			data.append(name, value);
		} else {
			data.append(name, value, `${name.replace(/\W/g, '')}.png`);
		}
	}
	return data;
}

/** A PNG file of one colour: `rgba`, opaque red when absent. */
export function png(width: number, height: number, rgba: readonly number[] = [200, 30, 30, 255]): Buffer {
	const raster = createRaster(width, height);
	for (let i = 0; i < raster.data.length; i += 4) {
		raster.data.set(rgba, i);
	}
	return encodePng(raster, 'Comment', 'test');
}

export function blob(bytes: Buffer, type = 'image/png'): Blob {
	return new Blob([new Uint8Array(bytes)], { type });
}
