import type { Emulator } from '../../../support/emulator/emulator.ts';
import type { WireResponse } from '../../../support/emulator/wire.ts';

export const key = 'right-key';

interface Asked {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

/** Sends a body to an emulator, as JSON unless it is text, with the right key unless other headers are given. */
export async function ask(
	emulator: Emulator,
	body: unknown,
	{
		headers,
		url = emulator.endpoint,
		method = 'POST',
		signal,
	}: { headers?: Record<string, string>; url?: string; method?: string; signal?: AbortSignal } = {},
): Promise<Asked> {
	const response = await fetch(url, {
		method,
		headers: { 'content-type': 'application/json', ...(headers ?? { authorization: `Bearer ${key}` }) },
		body: method === 'GET' ? null : typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
		signal: signal ?? null,
	});
	return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The JSON of an answer. */
export async function json(asked: Promise<Asked>): Promise<{ readonly status: number; readonly body: unknown }> {
	const { status, text } = await asked;
	return { status, body: JSON.parse(text) as unknown };
}

/** The OCR response to a request that is right. */
export async function recognized(emulator: Emulator, body: unknown): Promise<WireResponse> {
	const { status, text } = await ask(emulator, body);
	if (status !== 200) {
		throw new Error(`${status}: ${text}`);
	}
	return JSON.parse(text) as WireResponse;
}

export function dataUri(mediaType: string, bytes: Uint8Array): string {
	return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** A request for a PDF. */
export function pdfRequest(model: string, bytes: Uint8Array, options: object = {}): object {
	return { model, document: { type: 'document_url', document_url: dataUri('application/pdf', bytes) }, ...options };
}
