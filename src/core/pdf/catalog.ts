import { inflateSync } from 'node:zlib';

/** What of a document's catalog says which layers show; it is lost when pages are imported into a new document. */
const layers = '/OCProperties';

/** Object streams hold a few hundred objects; what inflates beyond this is something else. */
const maxInflated = 50_000_000;

/** Whether an unencrypted PDF has layers, by a look at its raw bytes and into its compressed object streams. */
export function hasLayers(bytes: Uint8Array): boolean {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (buffer.includes(layers)) {
		return true;
	}
	for (let at = buffer.indexOf('/ObjStm'); at >= 0; at = buffer.indexOf('/ObjStm', at + 1)) {
		const keyword = buffer.indexOf('stream', at);
		const start = keyword + 'stream'.length + (buffer[keyword + 'stream'.length] === 0x0d ? 2 : 1);
		const end = buffer.indexOf('endstream', start);
		if (keyword >= 0 && end >= 0 && inflatesTo(buffer.subarray(start, end))) {
			return true;
		}
	}
	return false;
}

function inflatesTo(stream: Buffer): boolean {
	try {
		const objects = inflateSync(stream, { maxOutputLength: maxInflated });
		return objects.includes(layers);
	} catch {
		return true; // What cannot be looked into may hold anything.
	}
}
