import { inflateSync } from 'node:zlib';

/** What of a document's catalog changes how its pages look, and is lost when pages are imported into a new document: hidden layers, form fields. */
const features = ['/OCProperties', '/AcroForm'];

/** Object streams hold a few hundred objects; what inflates beyond this is something else. */
const maxInflated = 50_000_000;

/** Whether an unencrypted PDF has layers or form fields, by a look at its raw bytes and into its compressed object streams. */
export function hasLayersOrForms(bytes: Uint8Array): boolean {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (features.some((name) => buffer.includes(name))) {
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
		return features.some((name) => objects.includes(name));
	} catch {
		return true; // What cannot be looked into may hold anything.
	}
}
