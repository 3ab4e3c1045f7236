/** Deeper than any answer of a service, and more values than the longest has. */
const mostDepth = 100;
const mostValues = 8_000_000;

/** Parses JSON in linear time; undefined when it is not JSON, or is too deep or has too many values to be a real answer. */
export function parseJson(text: string): unknown {
	if (!isBounded(text)) {
		return undefined;
	}
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Parses the answer of a service, which may have been paid for: also with a byte order mark before it, and with the `NaN` and `Infinity` that
 * Python's `json` writes and JSON does not have, which become null. Undefined when it is not JSON.
 */
export function parseAnswer(answer: string): unknown {
	const text = answer.startsWith('\ufeff') ? answer.slice(1) : answer;
	const value = parseJson(text);
	return value === undefined && /NaN|Infinity/.test(text) ? parseJson(withoutNonNumbers(text)) : value;
}

/** Parses the JSON of a refusal; where it breaks off, what is whole of it. Undefined when it is not JSON. */
export function parseRefusal(text: string): unknown {
	return parseJson(text) ?? parseJson(closed(text));
}

/** Leaves out the member within which a text breaks off, and closes what is open. */
function closed(text: string): string {
	const open: string[] = [];
	let end = 0;
	for (let at = 0; at < text.length && open.length <= mostDepth; at++) {
		switch (text.charAt(at)) {
			case '"':
				at = endOfString(text, at);
				break;
			case '{':
			case '[':
				open.unshift(text.charAt(at) === '{' ? '}' : ']');
				end = at + 1;
				break;
			case '}':
			case ']':
				open.shift();
				end = at + 1;
				break;
			case ',':
				end = at;
		}
	}
	return text.slice(0, end) + open.join('');
}

function withoutNonNumbers(text: string): string {
	const parts: string[] = [];
	for (let at = 0; at < text.length;) {
		const quote = text.indexOf('"', at);
		const outside = quote < 0 ? text.length : quote;
		const inside = quote < 0 ? text.length : Math.min(endOfString(text, quote) + 1, text.length);
		parts.push(text.slice(at, outside).replace(/-?\b(?:NaN|Infinity)\b/g, 'null'), text.slice(outside, inside));
		at = inside;
	}
	return parts.join('');
}

/**
 * Counts brackets and commas outside of strings, before a parser makes objects of them. Strings, which are nearly all of a long answer, are leapt
 * over.
 */
function isBounded(text: string): boolean {
	let [depth, values] = [0, 0];
	for (let at = 0; at < text.length; at++) {
		switch (text.charCodeAt(at)) {
			case 0x22: // "
				at = endOfString(text, at);
				break;
			case 0x5b: // [
			case 0x7b: // {
				if (++depth > mostDepth || ++values > mostValues) {
					return false;
				}
				break;
			case 0x5d: // ]
			case 0x7d: // }
				depth--;
				break;
			case 0x2c: // ,
				if (++values > mostValues) {
					return false;
				}
		}
	}
	return true;
}

/** Where the string that begins at `start` has its closing quote; the text's end when it has none. */
function endOfString(text: string, start: number): number {
	for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
		let backslashes = 0;
		while (text.charCodeAt(at - 1 - backslashes) === 0x5c) {
			backslashes++;
		}
		if (backslashes % 2 === 0) {
			return at;
		}
	}
	return text.length;
}

/** Whether a value is an object and neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in what may be a list. */
export function records(value: unknown): Record<string, unknown>[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A string that is not empty. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
