import { type OpenBytes, indexIn } from '../disk/bytes.ts';
import { patchedBytes } from './patchedBytes.ts';

/** The catalog's object begins at most this many bytes before its type. */
const catalogHead = 4096;

/**
 * Appends a trailer to a document whose end is damaged or cut off, so that PDFium finds the catalog; undefined when there is no catalog, or
 * the original trailer is needed for decryption.
 */
export function withNewTrailer(bytes: OpenBytes): OpenBytes | undefined {
	const catalog = findCatalog(bytes);
	if (!catalog) {
		return undefined;
	}
	let trailer = -1;
	for (let at = indexIn(bytes, 'trailer'); at >= 0; at = indexIn(bytes, 'trailer', at + 1)) {
		trailer = at;
	}
	// Only objects after it are of use.
	const end = trailer < 0 || indexIn(bytes, 'endobj', trailer) >= 0 ? bytes.length : trailer;
	if (trailer >= 0 && indexIn(bytes, '/Encrypt', trailer) >= 0) {
		return undefined;
	}
	return patchedBytes(bytes, { end, tail: Buffer.from(`\ntrailer\n<</Root ${catalog} R>>\nstartxref\n0\n%%EOF\n`, 'latin1') });
}

/** Points to no index of objects at the end of a document, so that PDFium looks for all objects and trailers itself. */
export function withoutIndex(bytes: OpenBytes): OpenBytes {
	return patchedBytes(bytes, { tail: Buffer.from('\nstartxref\n0\n%%EOF\n', 'latin1') });
}

/** The number and generation of the catalog. */
function findCatalog(bytes: OpenBytes): string | undefined {
	for (let at = indexIn(bytes, '/Catalog'); at >= 0; at = indexIn(bytes, '/Catalog', at + 1)) {
		const before = Buffer.from(bytes.slice(Math.max(0, at - catalogHead), at)).toString('latin1');
		const object = before.slice(before.lastIndexOf('endobj') + 1).match(/(\d+)\s+(\d+)\s+obj/);
		if (object && /\/Type\s*$/.test(before)) {
			return `${object[1]} ${object[2]}`;
		}
	}
	return undefined;
}
