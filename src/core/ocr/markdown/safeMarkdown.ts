import { type HtmlTag, pictureLink } from './htmlTags.ts';
import { lastPlace } from '../../lastPlace.ts';
import { escapeAttribute } from './escapeAttribute.ts';
import { isRemote, isSafeUrl } from './safeUrl.ts';
import { type Found, type SourceMap, type Stretch, TooDeep } from './sourceMap.ts';
import { findInSource, longestPage, normalizedUrl } from './sourceParser.ts';

/** The place of a figure of the page. */
export interface PlacedFigure<F> {
	readonly figure: F;
	/** Whether it is within HTML, where markdown is not parsed. */
	readonly html: boolean;
}

/** What was removed from a page, or is shown differently. */
export type Loss = 'linkRemoved' | 'figureMissing' | 'shownAsText';

/** How often a text is parsed again after a change. A text that is not done by then was made to be endless. */
const mostRounds = 5;

/** A figure of the page. */
interface Figure {
	/** The alternative text, escaped for markdown's brackets or for the quotes of an HTML attribute. */
	readonly alt: string;
}

/**
 * A page's markdown in which nothing runs, loads or leads elsewhere than to the web, a mailbox or a place in the document, whatever stands on other
 * pages. HTML is that of an allow-list, the rest of it is shown as text; pictures are the page's own figures, others become links; other links become
 * their text. All else is as it came, byte for byte. A text that cannot be made safe so, or is larger or deeper than any page, is shown as a listing.
 * Takes linear time.
 * @param source without `\r` and control characters
 * @param figures by the id that the page calls them
 */
export function safeMarkdown<F extends Figure>(
	source: string,
	figures: ReadonlyMap<string, F>,
	onLoss: (loss: Loss) => void,
): (string | PlacedFigure<F>)[] {
	const placed = new FigurePlaces(figures);
	const losses: Loss[] = [];
	const text = source.length > longestPage ? undefined : settled(source, placed, losses);
	if (text === undefined) {
		onLoss('shownAsText');
		return [listing(source)];
	}
	losses.forEach(onLoss);
	return withFigures(text, placed);
}

/**
 * The figures of a page. The text shows them under provisional addresses in their final form, so that it is parsed again as viewers will parse it.
 */
class FigurePlaces<F extends Figure> {
	private readonly byUrl = new Map<string, number>();
	private readonly all: readonly F[];
	private readonly provisional: ReadonlyMap<string, F>;

	constructor(figures: ReadonlyMap<string, F>) {
		this.all = [...figures.values()];
		[...figures.keys()].forEach((id, i) => this.byUrl.set(normalizedUrl(id), i));
		this.provisional = new Map(this.all.map((figure, i) => [provisionalUrl(i), figure]));
	}

	get any(): boolean {
		return this.all.length > 0;
	}

	/** The figure of a provisional address. */
	at(url: string): F | undefined {
		return this.provisional.get(url);
	}

	/** The text that shows a figure, given its name in the page; undefined if it is not one of its figures, or provisional. */
	shown(url: string, html: boolean): string | undefined {
		const index = this.provisional.has(url) ? undefined : this.byUrl.get(normalizedUrl(url));
		if (index === undefined) {
			return undefined;
		}
		const [{ alt }, src] = [this.all[index]!, provisionalUrl(index)];
		return html ? `<img src="${src}" alt="${alt}">` : `![${alt}](${src})`;
	}

	has(url: string): boolean {
		return this.provisional.has(url) || this.byUrl.has(normalizedUrl(url));
	}
}

const provisionalName = 'fovea-figure-';

function provisionalUrl(index: number): string {
	return `${provisionalName}${index}.png`;
}

/** The text once it needs no further change; undefined if that does not happen. */
function settled(source: string, figures: FigurePlaces<Figure>, losses: Loss[]): Settled | undefined {
	let text = source;
	try {
		for (let round = 0; round < mostRounds; round++) {
			const placings = round === 0 ? figuresToPlace(text, figures) : [];
			if (placings.length > 0) {
				text = applied(text, inOrder(placings));
				continue;
			}
			const maps = readings(text);
			const edits = inOrder(maps.flatMap((map) => editsOf(text, map, figures)));
			if (edits.length === 0) {
				return { text, maps };
			}
			losses.push(...edits.flatMap(({ loss }) => loss ?? []));
			text = applied(text, edits);
		}
	} catch (error) {
		if (!(error instanceof TooDeep)) {
			throw error;
		}
	}
	return undefined;
}

/** The edits that place the page's figures, if no others are needed. This saves most pages one parse. */
function figuresToPlace(text: string, figures: FigurePlaces<Figure>): Edit[] {
	if (!figures.any) {
		return [];
	}
	const plain = findInSource(text, { math: false, bareLinks: false });
	const edits = editsOf(text, { plain }, figures);
	return edits.every(({ text: shown }) => shown.includes(provisionalName)) ? edits : [];
}

interface Settled {
	readonly text: string;
	readonly maps: readonly Readings[];
}

/** A page as parsed by viewers without and with math. */
interface Readings {
	readonly plain: SourceMap;
	readonly math?: SourceMap;
}

/** The ways in which viewers parse a page, if these can differ. */
function readings(text: string): Readings[] {
	const read = (bareLinks: boolean): Readings => {
		const plain = findInSource(text, { math: false, bareLinks });
		return text.includes('$') ? { plain, math: findInSource(text, { math: true, bareLinks }) } : { plain };
	};
	return [read(false), ...(hasSignInAddress(text) ? [read(true)] : [])];
}

/** Whether a character with a meaning in markdown could be part of a bare address. */
function hasSignInAddress(text: string): boolean {
	for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
		const end = text.slice(at + 3).search(/[\s`$\\![\]]/);
		if (end < 0) {
			return false;
		}
		if (/\S/.test(text[at + 3 + end]!)) {
			return true;
		}
		at += end;
	}
	return false;
}

interface Edit extends Stretch {
	readonly text: string;
	readonly loss?: Loss;
}

function editsOf(text: string, { plain, math }: Readings, figures: FigurePlaces<Figure>): Edit[] {
	const formulas = math?.found.filter(({ kind }) => kind === 'math') ?? [];
	const formulaAt = finder(formulas);
	const edits: Edit[] = [];
	for (const found of plain.found) {
		const formula = formulaAt(found.from);
		edits.push(...(formula ? editsInMath(text, found, formula, figures) : editsFor(text, found, figures)));
	}
	for (const found of math?.found ?? []) {
		edits.push(...editsFor(text, found, figures));
	}
	for (const map of [plain, ...(math ? [math] : [])]) {
		edits.push(...balanced(map.found, text, formulaAt));
		if (map.unclosed !== undefined) {
			edits.push(...closed(map, text));
		}
	}
	return edits;
}

/** The edits for something that a viewer reads as markdown or HTML. */
function editsFor(text: string, found: Found, figures: FigurePlaces<Figure>): Edit[] {
	const { from, to } = found;
	switch (found.kind) {
		case 'link':
			return isSafeUrl(found.url)
				? []
				: [
						{ from, to: from + 1, text: '' },
						{ from: found.labelTo, to, text: '', loss: 'linkRemoved' },
					];
		case 'autolink':
			return isSafeUrl(found.url) ? [] : [{ from, to: from + 1, text: '&lt;', loss: 'linkRemoved' }];
		case 'image':
			if (figures.has(found.url)) {
				return placing(figures.shown(found.url, false), found);
			}
			return isRemote(found.url) ? asLink(text, found) : [{ from, to, text: '', loss: 'figureMissing' }];
		case 'tag':
			return tagEdits(found.tag, found, figures);
		case 'markup':
			return [{ from, to, text: '&lt;' }];
		case 'definition':
			return [{ from, to: from, text: '\\' }];
		case 'address':
			return text.includes('`') || text[from - 1] === '\\'
				? [{ from: text.indexOf('//', from) + 1, to: text.indexOf('//', from) + 1, text: '<wbr>' }]
				: [
						{ from, to: from, text: '`' },
						{ from: to, to, text: '`' },
					];
		case 'escape':
			// Older viewers make a link of `\//host`, as of `//host`.
			return mayBelongToAddress(text, found) ? [{ from, to, text: found.sign }] : [];
		case 'diagram':
			return [{ from, to, text: found.insert }];
		case 'imageInHtml':
			return placing(figures.shown(found.url, true), found);
		case 'code':
		case 'math':
			return [];
	}
}

/** Whether an escaped character is one of those before a host: `\//host`, `/&#47;host`, `ftp\://host`. */
function mayBelongToAddress(text: string, { sign, from, to }: Stretch & { readonly sign: string }): boolean {
	const isSlash = (other: string | undefined) => other === '/' || other === '\\' || other === '&';
	return (sign === '/' || sign === ':') && (isSlash(text[to]) || (sign === '/' && (isSlash(text[from - 1]) || text[from - 1] === ';')));
}

/** Turns an image on another machine into a link. */
function asLink(text: string, { from, labelTo, url }: Stretch & { readonly labelTo: number; readonly url: string }): Edit[] {
	const isBlank = text.slice(from + 2, labelTo).trim() === '';
	const host = new URL(url).hostname.replace(/[^\p{L}\p{N}.-]/gu, '');
	return [{ from, to: from + 1, text: '' }, ...(isBlank ? [{ from: labelTo, to: labelTo, text: host }] : [])];
}

function placing(text: string | undefined, { from, to }: Stretch): Edit[] {
	return text === undefined ? [] : [{ from, to, text }];
}

function tagEdits(tag: HtmlTag, { from, to, inBlock }: Stretch & { readonly inBlock: boolean }, figures: FigurePlaces<Figure>): Edit[] {
	if (tag.kind === 'element') {
		return tag.rewritten === undefined ? [] : [{ from, to, text: tag.rewritten }];
	}
	if (figures.has(tag.src)) {
		return placing(figures.shown(tag.src, inBlock), { from, to });
	}
	const link = pictureLink(tag.src, tag.alt);
	return [link === undefined ? { from, to, text: escapeAttribute(tag.alt), loss: 'figureMissing' } : { from, to, text: link }];
}

/** The edits in a formula, for viewers without math: a blank, which has no meaning in a formula, separates what would be something else for them. */
function editsInMath(text: string, found: Found, formula: Stretch, figures: FigurePlaces<Figure>): Edit[] {
	const blankAt = (at: number): Edit[] => [{ from: at, to: at, text: ' ' }];
	const { from } = found;
	const isShown =
		(found.kind === 'image' && figures.has(found.url)) ||
		(found.kind === 'tag' && found.tag.kind === 'picture' && figures.has(found.tag.src));
	if (isShown) {
		return [{ from: formula.from, to: formula.from, text: '\\' }];
	}
	switch (found.kind) {
		case 'tag':
		case 'markup':
			return blankAt(from + 1);
		case 'autolink':
			return isSafeUrl(found.url) ? [] : blankAt(from + 1);
		case 'link':
		case 'image':
			return found.kind === 'link' && isSafeUrl(found.url) ? [] : blankAt(found.labelTo + 1);
		case 'definition':
			return blankAt(text.indexOf(']:', from) + 1);
		case 'address':
			return blankAt(text.indexOf('//', from) + 1);
		case 'diagram':
			return [{ from, to: from, text: found.insert }];
		default:
			return [];
	}
}

/** The most elements that can be open at once. */
const mostOpen = 50;

/**
 * Balances tags, because one without a counterpart affects what follows, even on other pages: a closing tag becomes text, and an open element is
 * closed at the end of the page.
 */
function balanced(found: readonly Found[], text: string, formulaAt: (at: number) => Stretch | undefined): Edit[] {
	const open: { readonly name: string; readonly closes: boolean }[] = [];
	const edits: Edit[] = [];
	for (const each of found) {
		if (each.kind !== 'tag' || each.tag.kind !== 'element' || formulaAt(each.from)) {
			continue;
		}
		const { name, end, closes } = each.tag;
		const matching = end ? open.findLastIndex((element) => element.name === name) : -1;
		if (end && matching >= 0) {
			open.length = matching;
		} else if (end || open.length >= mostOpen) {
			edits.push({ from: each.from, to: each.from + 1, text: '&lt;' });
		} else if (hasContent(name)) {
			open.push({ name, closes });
		}
	}
	const left = open.filter(({ closes }) => closes).reverse();
	const tags = left.map(({ name }) => `</${name}>`).join('');
	return tags ? [...edits, { from: text.length, to: text.length, text: `\n\n${tags}` }] : edits;
}

function hasContent(name: string): boolean {
	return !['br', 'hr', 'wbr', 'col'].includes(name);
}

/** Closes a listing that a page leaves open, or turns an open formula into text. */
function closed({ found, unclosed }: SourceMap, text: string): Edit[] {
	const formula = found.findLast(({ kind }) => kind === 'math');
	return unclosed === '$$' && formula
		? [{ from: text.indexOf('$$', formula.from), to: text.indexOf('$$', formula.from), text: '\\' }]
		: [{ from: text.length, to: text.length, text: `\n${unclosed}` }];
}

/** The edits in order, without those that overlap or repeat another. */
function inOrder(edits: readonly Edit[]): Edit[] {
	const ordered: Edit[] = [];
	for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
		const last = ordered.at(-1);
		const isSame = last?.from === edit.from && last.to === edit.to && last.text === edit.text;
		if (!isSame && (last === undefined || edit.from >= last.to)) {
			ordered.push(edit);
		}
	}
	return ordered;
}

function applied(text: string, edits: readonly Edit[]): string {
	const pieces: string[] = [];
	let end = 0;
	for (const edit of edits) {
		pieces.push(text.slice(end, edit.from), edit.text);
		end = edit.to;
	}
	return [...pieces, text.slice(end)].join('');
}

/** Finds the stretch that contains a place. */
function finder(stretches: readonly Stretch[]): (at: number) => Stretch | undefined {
	return (at) => {
		const stretch = stretches[lastPlace(stretches.length, (index) => stretches[index]!.from, at)];
		return stretch && stretch.from <= at && at < stretch.to ? stretch : undefined;
	};
}

function withFigures<F extends Figure>({ text, maps }: Settled, figures: FigurePlaces<F>): (string | PlacedFigure<F>)[] {
	const segments: (string | PlacedFigure<F>)[] = [];
	let end = 0;
	const all = maps.flatMap(({ plain, math }) => [...plain.found, ...(math?.found ?? [])]).sort((a, b) => a.from - b.from);
	for (const found of all) {
		const url = found.kind === 'image' ? found.url : found.kind === 'tag' && found.tag.kind === 'picture' ? found.tag.src : undefined;
		const figure = url === undefined ? undefined : figures.at(url);
		if (figure !== undefined && found.from >= end) {
			segments.push(text.slice(end, found.from), { figure, html: found.kind === 'tag' });
			end = found.to;
		}
	}
	return [...segments, text.slice(end)].filter((segment) => segment !== '');
}

/** The unchanged text in a code block. */
function listing(text: string): string {
	let longest = 2;
	for (const [run] of text.matchAll(/`+/g)) {
		longest = Math.max(longest, run.length);
	}
	const fence = '`'.repeat(longest + 1);
	return `${fence}text\n${text}\n${fence}`;
}
