const bullet = /^[•◦▪▫‣⁃●○■□◆◇►▶▸➢➤✓✔✗❑❒❍·∙]$/u;
const dash = /^[-–—*]$/;
const number = /^(\d{1,3})[.)]$/;
const letter = /^(?:\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3})\)|[a-zA-Z]\.)$/;

/** What a word means at the start of an item; letters and numbers in brackets mean something, but markdown has no list for them. */
export type MarkerKind = 'bullet' | 'number' | 'letter';

/** The kind of list item that begins with this word, if any does. */
export function markerKind(word: string): MarkerKind | undefined {
	if (bullet.test(word) || dash.test(word)) {
		return 'bullet';
	}
	return number.test(word) ? 'number' : letter.test(word) ? 'letter' : undefined;
}

/** The marker at the start of a text, and the text behind it; undefined where there is none or nothing behind it. */
export function splitMarker(text: string): { readonly kind: MarkerKind; readonly marker: string; readonly rest: string } | undefined {
	const match = /^(\S+)\s+(?=\S)/.exec(text) ?? /^([•◦▪‣●○■□◆►▶▸➢➤✓✔❑❍])(?=\S)/u.exec(text);
	const kind = match && markerKind(match[1]!);
	return match && kind ? { kind, marker: match[1]!, rest: text.slice(match[0].length) } : undefined;
}

/** An entry of a table of contents: what leads to its page number. */
export const tocEntry = /(?:(?:\.\s?){4,}|…)\s*(?:\d{1,4}|[ivxlc]+)$/i;
