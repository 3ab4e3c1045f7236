import { inflateSync } from 'node:zlib';
import { type OpenBytes, indexIn } from '../disk/bytes.ts';

/** The catalog's entry for layers; it is lost when pages are imported into a new document. */
const layers = '/OCProperties';

/** The catalog's entry of a portfolio, a collection of attached documents. */
const collection = '/Collection';

/** Object streams hold a few hundred objects; anything that inflates beyond this is not one. */
const maxInflated = 50_000_000;

/** Whether an unencrypted PDF has layers, by searching its bytes and its compressed object streams; true if that cannot be determined. */
export function hasLayers(bytes: OpenBytes): boolean {
	return mentions(bytes, layers) !== false;
}

/** Whether an unencrypted PDF is a portfolio. */
export function hasCollection(bytes: OpenBytes): boolean {
	return mentions(bytes, collection) === true;
}

/** Whether a PDF contains a name; undefined if that cannot be determined. */
function mentions(bytes: OpenBytes, name: string): boolean | undefined {
	if (indexIn(bytes, name) >= 0) {
		return true;
	}
	let isSure = true;
	for (let at = indexIn(bytes, '/ObjStm'); at >= 0; at = indexIn(bytes, '/ObjStm', at + 1)) {
		const keyword = indexIn(bytes, 'stream', at);
		const end = indexIn(bytes, 'endstream', keyword);
		if (keyword >= 0 && end >= 0) {
			const objects = inflated(bytes.slice(keyword + 'stream'.length, end));
			if (objects?.includes(name)) {
				return true;
			}
			isSure &&= objects !== undefined;
		}
	}
	return isSure ? false : undefined;
}

function inflated(stream: Uint8Array): Buffer | undefined {
	try {
		// The keyword is followed by a line end of one or two bytes.
		return inflateSync(stream.subarray(stream[0] === 0x0d ? 2 : 1), { maxOutputLength: maxInflated });
	} catch {
		return undefined; // What cannot be read may contain anything.
	}
}
