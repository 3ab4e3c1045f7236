import type { Line } from '../lines/line.ts';
import type { Typography } from '../lines/typography.ts';

/** The number of a section, such as "3", "3.1.2", "IV." or "A.". */
const sectionNumber = /^(\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.)\s+(?=\p{Lu})/u;

/** A number that may also belong to an item of a list or to an amount. */
const countsItems = /^\d{1,2}\.?\s/;

/** The name of a part of a law or a contract, in several languages, and its number. */
const division =
	/^(?:article|section|chapter|part|item|appendix|annex|schedule|artikel|abschnitt|kapitel|teil|anhang|chapitre|titre|annexe|artículo|capítulo|sección|anexo|articolo|capitolo|статья|глава|раздел|приложение)\s+(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])(?![\p{L}\p{N}])[.:]?/iu;

/** The names of sections without a number in articles and reports. */
const name =
	/^(?:abstract|introduction|background|methods?|materials and methods|results|discussion|results and discussion|conclusions?|summary|references|bibliography|acknowledge?ments?|contents|table of contents|executive summary|zusammenfassung|einleitung|fazit|literatur(?:verzeichnis)?|inhalt(?:sverzeichnis)?|résumé|introducción|conclusion(?:es)?|conclusiones|referencias|bibliographie|bibliografía|sommaire|índice|введение|заключение|содержание|аннотация|список литературы)$/iu;

const contentsName =
	/^(?:(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|sumário|indice|inhoud(?:sopgave)?|содержание|оглавление|目\s*[录次錄])$/iu;

/** Whether a text is the title of a table of contents. */
export function isContentsName(text: string): boolean {
	return contentsName.test(text);
}

/** The most letters of a title. */
const longest = 100;

/** The fewest letters of a title in capitals; shorter words are often abbreviations. */
const leastCapitals = 6;

/** The least size of a title relative to running text, and that of a title with a number or a name that other text does not have. */
const leastSize = 0.93;
const leastSizeOfNumbered = 0.85;

/** Whether a title is about as large as running text. In small capitals, the first letter counts, which is larger than the others. */
export function isLarge([first]: readonly Line[], { bodySize }: Typography, least = leastSize): boolean {
	return Math.max(first!.size, ...first!.sizes) > least * bodySize;
}

/** Whether all letters of a text are capitals. */
function isCapitals(text: string): boolean {
	return text === text.toUpperCase() && (text.match(/\p{Lu}/gu) ?? []).length >= leastCapitals;
}

/** Whether a text is the usual name of a section in an article, a law or a contract. */
export function isSectionName(text: string): boolean {
	const [found] = division.exec(text) ?? [];
	return (
		(found !== undefined && /^(?:\s*(?:[–—-]\s*)?\p{Lu}|$)/u.test(text.slice(found.length))) || (name.test(text) && /^\p{Lu}/u.test(text))
	);
}

/** Whether a title is rather the name of an author, whose initial looks like the number of a section. */
function hasInitials(title: string): boolean {
	return /(?:^|\s)\p{Lu}\./u.test(title) || title.split(/\s+/).length < 2;
}

/**
 * The depth of a section whose title is recognized by its text because it is no larger than running text: 1 for a section, 2 for a subsection, and so on;
 * undefined if the text is no title.
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
