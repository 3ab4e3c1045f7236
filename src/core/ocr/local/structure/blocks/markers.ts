const bullet = /^[•◦▪▫‣⁃●○■□◆◇⋄❖⬥⬧►▶▸➢➤➔➜✓✔✗✘❏❑❒❍·∙⚫]$/u;
const dash = /^[-–—*∗⁎]$/;
const number = /^(\d{1,3})[.)]$/;
const letter = /^(?:\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3})\)|[a-zA-Z]\.)$/;

/** The kind of a list marker; markdown has no lists for letters and for numbers in brackets. */
export type MarkerKind = 'bullet' | 'number' | 'letter';

/** The kind of list item that begins with this word, if any does. */
export function markerKind(word: string): MarkerKind | undefined {
	if (bullet.test(word) || dash.test(word)) {
		return 'bullet';
	}
	return number.test(word) ? 'number' : letter.test(word) ? 'letter' : undefined;
}

/** Splits a text into its marker and the rest; undefined without a marker, or without a rest. */
export function splitMarker(text: string): { readonly kind: MarkerKind; readonly marker: string; readonly rest: string } | undefined {
	const match = /^([•◦▪‣●○■□◆❖►▶▸➢➤✓✔❑❍])(?=\S)/u.exec(text) ?? /^(\S+)\s+(?=\S)/.exec(text);
	const kind = match && markerKind(match[1]!);
	return match && kind ? { kind, marker: match[1]!, rest: text.slice(match[0].length) } : undefined;
}

/** Whether a text begins with a character that stands for an item and for nothing else. */
export function isBulleted(text: string): boolean {
	return bullet.test(splitMarker(text)?.marker ?? '');
}

/** The leader and the page number of an entry in a table of contents. */
export const tocEntry = /(?:(?:\.\s?){4,}|(?:\s\.){2,}|…)\s*(?:\d{1,4}|[ivxlc]+)$/i;

const roman: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** The possible values of a marker with a number, a letter or a Roman numeral: "(i)" is the first of one list and the ninth of another. */
export function markerValues(marker: string): number[] {
	const core = /^\(?(\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]$/i.exec(marker)?.[1]?.toLowerCase();
	if (core === undefined) {
		return [];
	}
	if (/\d/.test(core)) {
		return [Number(core)];
	}
	const values = core.length === 1 ? [core.charCodeAt(0) - 96] : [];
	return /^[ivxlc]+$/.test(core) ? [...values, romanValue(core)] : values;
}

/** The value of a Roman numeral in small letters. */
export function romanValue(text: string): number {
	return Array.from(text).reduce((sum, letter, i) => {
		const [value, next] = [roman[letter]!, roman[text[i + 1] ?? ''] ?? 0];
		return sum + (value < next ? -value : value);
	}, 0);
}
