import { FoveaError } from '../errors.ts';
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
