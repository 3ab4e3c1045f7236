import type { Line } from '../lines/line.ts';
import type { Typography } from '../lines/typography.ts';

/** The number of a section: "3", "3.1.2", "IV.", "A." and so on. */
const sectionNumber = /^(\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.)\s+(?=\p{Lu})/u;

/** A number that items of a list and amounts have, too. */
const countsItems = /^\d{1,2}\.?\s/;

/** What laws and contracts are divided into, in several languages, and the number behind it. */
const division =
	/^(?:article|section|chapter|part|item|appendix|annex|schedule|artikel|abschnitt|kapitel|teil|anhang|chapitre|titre|annexe|artículo|capítulo|sección|anexo|articolo|capitolo|статья|глава|раздел|приложение)\s+(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])(?![\p{L}\p{N}])[.:]?/iu;

/** Names that sections of articles and reports have without a number. */
const name =
	/^(?:abstract|introduction|background|methods?|materials and methods|results|discussion|results and discussion|conclusions?|summary|references|bibliography|acknowledge?ments?|contents|table of contents|executive summary|zusammenfassung|einleitung|fazit|literatur(?:verzeichnis)?|inhalt(?:sverzeichnis)?|résumé|introducción|conclusion(?:es)?|conclusiones|referencias|bibliographie|bibliografía|sommaire|índice|введение|заключение|содержание|аннотация|список литературы)$/iu;

/** Letters of a title at most. */
const longest = 100;

/** Letters of a title in capitals at least; shorter words are often written so. */
const leastCapitals = 6;

/** The least size of a title relative to running text, and of one whose number or name is like no other text's. */
const leastSize = 0.93;
const leastSizeOfNumbered = 0.85;

/** Whether a title is about as large as running text; in small capitals, most letters are smaller than the first. */
export function isLarge([first]: readonly Line[], { bodySize }: Typography, least = leastSize): boolean {
	return Math.max(first!.size, ...first!.sizes) > least * bodySize;
}

/** Whether all letters of a text are capitals. */
function isCapitals(text: string): boolean {
	return text === text.toUpperCase() && (text.match(/\p{Lu}/gu) ?? []).length >= leastCapitals;
}

/** Whether a text is what sections are called in articles, laws and contracts. */
export function isSectionName(text: string): boolean {
	const [found] = division.exec(text) ?? [];
	return (
		(found !== undefined && /^(?:\s*(?:[–—-]\s*)?\p{Lu}|$)/u.test(text.slice(found.length))) || (name.test(text) && /^\p{Lu}/u.test(text))
	);
}

/** Names of authors begin like a section with a letter for its number. */
function hasInitials(title: string): boolean {
	return /(?:^|\s)\p{Lu}\./u.test(title) || title.split(/\s+/).length < 2;
}

/**
 * How deep in a document a paragraph is that is the title of a section by what it says, although it is not large: 1 for a section, 2 for a part of one, and
 * so on; undefined for other text.
 */
export function sectionDepth(lines: readonly Line[], text: string, typography: Typography): number | undefined {
	const { boldIsRare, italicIsRare } = typography;
	const plain = text.trim();
	const least = countsItems.test(plain) ? leastSize : leastSizeOfNumbered;
	if (!isLarge(lines, typography, least) || lines.length > 2 || plain.length > longest || /[.,;:!?]$|\s\d{1,4}$/.test(plain)) {
		return undefined;
	}
	const standsOut = (title: string) =>
		isCapitals(title) || (boldIsRare && lines.every(({ bold }) => bold)) || (italicIsRare && lines.every(({ italic }) => italic));
	const number = sectionNumber.exec(plain);
	if (number) {
		const title = plain.slice(number[0].length);
		const isLetter = /^[A-H]\./.test(number[1]!);
		if (!standsOut(title) || (isLetter && hasInitials(title))) {
			return undefined;
		}
		return isLetter ? 2 : number[1]!.split('.').filter(Boolean).length;
	}
	return lines.length === 1 && isSectionName(plain) ? 1 : undefined;
}
