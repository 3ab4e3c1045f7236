import { FoveaError, isFoveaError } from '../errors.ts';
import { GrowingBytes } from '../growingBytes.ts';

/**
 * Reads a whole body of at most `maxBytes`.
 * @throws {FoveaError} `malformedAnswer` when it is longer
 */
export async function bytesOf(body: AsyncIterable<Uint8Array>, maxBytes: number, host: string): Promise<Buffer> {
	const bytes = new GrowingBytes();
	for await (const chunk of body) {
		if (bytes.length + chunk.length > maxBytes) {
			throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} is longer than ${maxBytes} bytes`);
		}
		bytes.append(chunk);
	}
	return bytes.take();
}

/**
 * Reads the body of a whole answer. A refusal is one by its status, so what came of its body before it broke off, or grew too long, is enough.
 * @throws {FoveaError} as `bytesOf`, or what kept the body from arriving, where the status is one of success
 */
export async function answerBytes(
	{ status, body }: { readonly status: number; readonly body: AsyncIterable<Uint8Array> },
	maxBytes: number,
	host: string,
): Promise<Buffer> {
	if (status < 300) {
		return bytesOf(body, maxBytes, host);
	}
	const bytes = new GrowingBytes();
	try {
		for await (const chunk of body) {
			bytes.append(chunk.subarray(0, maxBytes - bytes.length));
			if (bytes.length === maxBytes) {
				break;
			}
		}
	} catch (error) {
		if (!isFoveaError(error)) {
			throw error;
		}
	}
	return bytes.take();
}
