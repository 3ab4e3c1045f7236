import type { Line } from '../lines/line.ts';
import { romanValue } from './markers.ts';

/** The lines of one row near an end of a page, and the index of the page. */
export interface NumberedRow {
	readonly page: number;
	readonly lines: readonly Line[];
}

/** By how much the numbers of a document's pages differ from their indexes, for each way of writing them; undefined if none are written so. */
export interface Numbering {
	readonly digits?: number | undefined;
	readonly roman?: number | undefined;
}

/** The zeros of other scripts' digits: Arabic, Persian, Devanagari, Bengali, full width. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

const romanNumeral = /^[ivxlc]{1,7}$/i;

/** What stands around a page number: its word before it, the number of pages behind it, dashes and brackets. */
const around = /^(?:page|seite|página|pagina|p\.)\s*|(?<=[\divxlc])\s*(?:\/|of|von|de|sur|di)\s*\d+$|[\s\-–—|[\]()]/gi;

/** How the pages of a document are numbered; at least `needed` pages have such numbers. */
export function numberingOf(rows: readonly NumberedRow[], needed: number): Numbering {
	return { digits: usualOffset(rows, needed, digitsIn), roman: usualOffset(rows, needed, romanIn) };
}

/** Whether a text is the number of a page, and nothing else. */
export function isNumberOf(text: string, page: number, { digits, roman }: Numbering): boolean {
	const number = withPlainDigits(text).replace(around, '');
	return (
		(digits !== undefined && number === String(page + digits)) ||
		(roman !== undefined && romanNumeral.test(number) && romanOf(number) === page + roman)
	);
}

/** The offset that most pages have, if these are enough. */
function usualOffset(rows: readonly NumberedRow[], needed: number, numbersIn: (text: string) => number[]): number | undefined {
	const pages = new Map<number, Set<number>>();
	for (const { page, lines } of rows) {
		for (const number of lines.flatMap(({ text }) => numbersIn(text))) {
			const offset = number - page;
			pages.set(offset, (pages.get(offset) ?? new Set()).add(page));
		}
	}
	const [offset, there] = [...pages].reduce<[number, Set<number>]>((a, b) => (b[1].size > a[1].size ? b : a), [0, new Set()]);
	return there.size >= needed ? offset : undefined;
}

function digitsIn(text: string): number[] {
	return (withPlainDigits(text).match(/(?<![\d.,/-])\d{1,5}(?![\d.,/-])/g) ?? []).map(Number);
}

/** A Roman numeral alone: within a text, it may be a word. */
function romanIn(text: string): number[] {
	const number = text.replace(around, '');
	return romanNumeral.test(number) ? [romanOf(number)] : [];
}

function romanOf(text: string): number {
	return romanValue(text.toLowerCase());
}

function withPlainDigits(text: string): string {
	return text.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0)!;
		const zero = zeros.find((one) => code >= one && code < one + 10);
		return zero === undefined ? digit : String(code - zero);
	});
}
