import { parseJson } from './json.ts';

/** Deeper than any answer of a service nests. */
const maxDepth = 200;

/** Values and members of an answer; the longest ones hold a few images of many megabytes each. */
const maxItems = 1_000_000;

const quote = 0x22;
const backslash = 0x5c;

/**
 * JSON from a stranger. Undefined when it is not JSON, and when it nests deeper than 200 levels or has more than a million items: parsed, each item
 * takes many times the memory of its text.
 */
export function parseBoundedJson(bytes: Buffer): unknown {
	return isWithinBounds(bytes) ? parseJson(bytes.toString('utf8')) : undefined;
}

function isWithinBounds(bytes: Buffer): boolean {
	let depth = 0;
	let items = 0;
	for (let at = 0; at < bytes.length; at++) {
		switch (bytes[at]!) {
			case quote:
				at = endOfString(bytes, at);
				break;
			case 0x7b: // {
			case 0x5b: // [
				depth++;
				items++;
				break;
			case 0x7d: // }
			case 0x5d: // ]
				depth--;
				break;
			case 0x2c: // ,
				items++;
				break;
		}
		if (depth > maxDepth || items > maxItems) {
			return false;
		}
	}
	return true;
}

/** The place of the closing quote: long strings are searched by the runtime's own code. */
function endOfString(bytes: Buffer, start: number): number {
	for (let end = bytes.indexOf(quote, start + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
		let escapes = 0;
		while (bytes[end - 1 - escapes] === backslash) {
			escapes++;
		}
		if (escapes % 2 === 0) {
			return end;
		}
	}
	return bytes.length;
}
