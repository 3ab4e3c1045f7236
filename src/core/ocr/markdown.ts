import { fileTypeFromBuffer } from 'file-type';
import { fileSlug, freeName } from '../names.ts';
import type { OcrPage } from './engine.ts';
import { inertHtml, safeLink } from './hostile.ts';

/** How the start of each page is marked in the markdown. */
export type PageMarks = 'none' | 'comment' | 'rule';

/** A figure to be saved beside the markdown. */
export interface Asset {
	/** A safe file name, unique among the document's assets whatever the case. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array;
}

/** Where the markdown shows an asset. */
export interface FigureReference {
	/** Index into the assets. */
	readonly asset: number;
	readonly alt: string;
}

/** Something the reader of the log should know about a page. */
export interface Note {
	/** 1-based. */
	readonly page: number;
	readonly what: 'figureMissing' | 'figureAppended' | 'tableMissing' | 'tableAppended' | 'linkRemoved';
}

/** Markdown that does not say yet where its figures are: that is known when they are written. */
export interface MarkdownDraft {
	readonly segments: readonly (string | FigureReference)[];
	readonly assets: readonly Asset[];
	readonly notes: readonly Note[];
}

export interface DraftOptions {
	readonly pageMarks: PageMarks;
	/** 0-based pages that have no result: the text says so where they belong. */
	readonly missing?: readonly number[];
	/** Whether the pages are a service's, with its HTML escapes and its math delimiters, and not our own. */
	readonly fromService: boolean;
}

/**
 * One document from its pages, in order: table placeholders replaced by their tables, every figure shown once it has bytes and no link left
 * without one, math between dollar signs, a service's HTML escapes undone.
 */
export async function draftMarkdown(pages: readonly OcrPage[], options: DraftOptions): Promise<MarkdownDraft> {
	const { pageMarks, missing = [], fromService } = options;
	const draft = new Draft(fromService);
	const repeated = repeatedRunningText(pages);
	const gaps = missing.map((index) => ({ index, missing: true as const }));
	const all = [...pages, ...gaps].sort((a, b) => a.index - b.index);
	for (const [position, page] of all.entries()) {
		const number = page.index + 1;
		if (pageMarks === 'comment') {
			draft.text(`<!-- page ${number} -->\n\n`);
		} else if (pageMarks === 'rule' && position > 0) {
			draft.text('---\n\n');
		}
		if ('missing' in page) {
			draft.text(`> **Page ${number} is missing: it could not be recognized.**\n\n`);
			continue;
		}
		const once = (text = '') => (repeated.has(runningTextKey(text)) ? '' : `${text}\n\n`);
		await draft.page({ ...page, markdown: once(page.header) + page.markdown + `\n\n${once(page.footer)}` }, number);
	}
	return draft.finish();
}

/** The finished text: each figure is an image link to what `link` says. */
export function renderMarkdown({ segments }: Pick<MarkdownDraft, 'segments'>, link: (asset: number) => string): string {
	return segments.map((segment) => (typeof segment === 'string' ? segment : `![${segment.alt}](${link(segment.asset)})`)).join('');
}

/**
 * What stands at the top or the bottom of more than one page, numbers aside. A letterhead on the first page alone is content and not among it.
 */
function repeatedRunningText(pages: readonly OcrPage[]): ReadonlySet<string> {
	const seen = new Set<string>();
	const repeated = new Set<string>();
	for (const text of pages.flatMap(({ header = '', footer = '' }) => [header, footer])) {
		const key = runningTextKey(text);
		(seen.has(key) ? repeated : seen).add(key);
	}
	return repeated.add('');
}

function runningTextKey(text: string): string {
	return text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim().toLowerCase();
}

class Draft {
	private readonly segments: (string | FigureReference)[] = [];
	private readonly assets: Asset[] = [];
	private readonly notes: Note[] = [];
	private readonly names = new Set<string>();

	constructor(private readonly fromService: boolean) {}

	text(text: string): void {
		this.segments.push(text);
	}

	private prose(text: string): void {
		this.text(inertHtml(this.fromService ? mathDelimiters(text) : text));
	}

	async page(page: OcrPage, number: number): Promise<void> {
		const note = (what: Note['what']) => this.notes.push({ page: number, what });
		const figures = await this.saveFigures(page, number);
		const shown = new Set<FigureReference>();

		const own = page.markdown.replace(/\r\n?/g, '\n');
		const text = withTables(this.fromService ? unescapeHtml(own) : own, page, note).trim();
		const before = this.segments.length;
		for (const { code, text: piece } of splitCode(text)) {
			if (code) {
				this.text(piece);
				continue;
			}
			let end = 0;
			for (const match of piece.matchAll(link)) {
				const { 0: whole, index, groups = {} } = match;
				this.prose(piece.slice(end, index));
				end = index + whole.length;
				const figure = figures.get(groups['image'] ?? '');
				if (figure) {
					shown.add(figure);
					this.segments.push(figure);
				} else if (groups['image'] !== undefined) {
					note('figureMissing');
				} else {
					const safe = safeLink(whole, groups['text'] ?? '', groups['target'] ?? '');
					if (safe !== whole) {
						note('linkRemoved');
					}
					this.text(safe);
				}
			}
			this.prose(piece.slice(end));
		}
		for (const figure of figures.values()) {
			if (!shown.has(figure)) {
				note('figureAppended');
				this.text(this.segments.length > before ? '\n\n' : '');
				this.segments.push(figure);
			}
		}
		this.text('\n\n');
	}

	finish(): MarkdownDraft {
		const segments: (string | FigureReference)[] = [];
		for (const segment of this.segments) {
			const last = segments.length - 1;
			if (typeof segment === 'string' && typeof segments[last] === 'string') {
				segments[last] += segment;
			} else {
				segments.push(segment);
			}
		}
		const last = segments.pop();
		return { segments: typeof last === 'string' ? [...segments, `${last.trimEnd()}\n`] : segments, assets: this.assets, notes: this.notes };
	}

	/** By the id that the page's markdown uses. What is no picture is left out: a file of ours is never something else than it says. */
	private async saveFigures({ images }: OcrPage, number: number): Promise<Map<string, FigureReference>> {
		const figures = new Map<string, FigureReference>();
		for (const { id, bytes, annotation } of images) {
			const type = bytes && (await fileTypeFromBuffer(bytes));
			if (!bytes || !type?.mime.startsWith('image/') || figures.has(id)) {
				continue;
			}
			const stem = `p${number}-${fileSlug(id.replace(/\.[^.]*$/, ''), 'figure')}`;
			const name = freeName(`${stem}.${type.ext}`, (candidate) => this.names.has(candidate.toLowerCase()));
			this.names.add(name.toLowerCase());
			figures.set(id, {
				asset: this.assets.push({ name, mediaType: type.mime, bytes }) - 1,
				alt: altText(annotation, number, figures.size + 1),
			});
		}
		return figures;
	}
}

/** Lengths are bounded so that no text, however made, takes more than linear time. */
const link =
	/!\[[^\]\n]{0,500}\]\((?<image>[^()\s]{0,500})(?:\s+"[^"\n]{0,500}")?\)|\[(?<text>[^\]\n]{1,1000})\]\(\s{0,5}<?(?<target>[^)\n]{0,2000})\)/g;

/** Replaces `[tbl-3.html](tbl-3.html)` by the table; what has no place in the text is appended, as are tables' own losses noted. */
function withTables(markdown: string, { tables }: OcrPage, note: (what: Note['what']) => void): string {
	const waiting = new Map(tables.map(({ id, content }) => [id, content.trim()]));
	const used = new Set<string>();
	const text = markdown.replace(/(?<!!)\[([^\]\n]{1,200})\]\(\1\)/g, (whole, id: string) => {
		const table = waiting.get(id);
		if (table !== undefined) {
			used.add(id);
			return `\n\n${table}\n\n`;
		}
		if (/^tbl-\d+\.\w+$/.test(id)) {
			note('tableMissing');
			return '';
		}
		return whole;
	});
	const unplaced = [...waiting].filter(([id, table]) => !used.has(id) && table);
	unplaced.forEach(() => note('tableAppended'));
	return [text, ...unplaced.map(([, table]) => table)].join('\n\n').replace(/\n{3,}/g, '\n\n');
}

/** The text in turns of prose and code: fenced blocks and inline spans are code. */
function splitCode(text: string): { readonly code: boolean; readonly text: string }[] {
	const pieces: { code: boolean; text: string }[] = [];
	let fence: string | undefined;
	for (const line of text.split(/(?<=\n)/)) {
		const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
		const opens = fence === undefined && mark !== undefined;
		const inside = fence !== undefined || opens;
		if (opens) {
			fence = mark;
		} else if (fence !== undefined && mark !== undefined && mark.startsWith(fence) && line.trim() === mark) {
			fence = undefined;
		}
		const parts = inside ? [{ code: true, text: line }] : line.split(/(`[^`\n]+`)/).map((part, i) => ({ code: i % 2 === 1, text: part }));
		for (const part of parts) {
			const previous = pieces.at(-1);
			if (previous?.code === part.code) {
				previous.text += part.text;
			} else {
				pieces.push(part);
			}
		}
	}
	return pieces;
}

/** Markdown viewers know math between dollar signs only. A bracket that holds no math, `\[1\]`, is an escaped bracket and stays. */
function mathDelimiters(text: string): string {
	return text
		.replace(/\\\(([^\n]{1,2000}?)\\\)/g, (_, math: string) => `$${math.trim()}$`)
		.replace(/\\\[([\s\S]{1,4000}?)\\\]/g, (whole, math: string) => (/[\\^_={}<>+]/.test(math) ? `$$\n${math.trim()}\n$$` : whole));
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/**
 * Undoes one HTML escape of a whole page, where the page shows that it was escaped: entities and no bare ampersand. What would open a tag
 * stays visible text.
 */
function unescapeHtml(text: string): string {
	if (/&(?!(?:[a-z]+|#\d+|#x[\da-f]+);)/i.test(text)) {
		return text;
	}
	return text.replace(/&(amp|lt|gt|quot|#39|#x27);/gi, (_, name: string, offset: number) => {
		const character = entities[name.toLowerCase()]!;
		return character === '<' && /^(?:\/|!|\?|[a-z])/i.test(text.slice(offset + 4, offset + 5)) && !insideMath(text, offset)
			? '\\<'
			: character;
	});
}

/** Whether an odd number of dollar signs stands before this place in its paragraph. */
function insideMath(text: string, offset: number): boolean {
	const start = Math.max(text.lastIndexOf('\n\n', offset) + 1, offset - 4000);
	return (text.slice(start, offset).match(/(?<!\\)\$+/g)?.length ?? 0) % 2 === 1;
}

function altText(annotation: string | undefined, page: number, figure: number): string {
	const text = (annotation ?? '')
		.replace(/[\s[\]\\<>]+/g, ' ')
		.trim()
		.slice(0, 300);
	return text || `Page ${page}, figure ${figure}`;
}
