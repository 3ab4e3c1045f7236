import type { OpenBytes } from '../disk/bytes.ts';

const header = Buffer.from('%PDF-1.7\n', 'latin1');

/** Puts a header before a document that has none. The offsets of its index are wrong then, so PDFium looks for all objects itself. */
export function withHeader(bytes: OpenBytes): OpenBytes {
	return {
		length: header.length + bytes.length,
		slice(start, end) {
			const rest = bytes.slice(Math.max(0, start - header.length), Math.max(0, end - header.length));
			return start < header.length ? Buffer.concat([header.subarray(start, end), rest]) : rest;
		},
		check: () => bytes.check(),
		close: () => bytes.close(),
	};
}
