import { inflateSync } from 'node:zlib';
import { type OpenBytes, indexIn } from '../bytes.ts';

/** What of a document's catalog says which layers show; it is lost when pages are imported into a new document. */
const layers = '/OCProperties';

/** Object streams hold a few hundred objects; what inflates beyond this is something else. */
const maxInflated = 50_000_000;

/** Whether an unencrypted PDF has layers, by a look at its raw bytes and into its compressed object streams. */
export function hasLayers(bytes: OpenBytes): boolean {
	if (indexIn(bytes, layers) >= 0) {
		return true;
	}
	for (let at = indexIn(bytes, '/ObjStm'); at >= 0; at = indexIn(bytes, '/ObjStm', at + 1)) {
		const keyword = indexIn(bytes, 'stream', at);
		const end = indexIn(bytes, 'endstream', keyword);
		if (keyword >= 0 && end >= 0 && inflatesTo(bytes.slice(keyword + 'stream'.length, end))) {
			return true;
		}
	}
	return false;
}

function inflatesTo(stream: Uint8Array): boolean {
	try {
		// After the keyword stands an end of line, of one or two bytes.
		const objects = inflateSync(stream.subarray(stream[0] === 0x0d ? 2 : 1), { maxOutputLength: maxInflated });
		return objects.includes(layers);
	} catch {
		return true; // What cannot be looked into may hold anything.
	}
}
