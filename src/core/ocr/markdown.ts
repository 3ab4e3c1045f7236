import { fileTypeFromBuffer } from 'file-type';
import { fileSlug, freeName } from '../names.ts';
import type { OcrPage } from './engine.ts';
import { inertHtml, safeLink } from './hostile.ts';
import { type PageText, TableMerger } from './mergeTables.ts';

/** How the start of each page is marked in the markdown. */
export type PageMarks = 'none' | 'comment' | 'rule';

/** What becomes of a table that goes on on the next page: one table, or one a page. */
export type TablesAcrossPages = 'merge' | 'keep';

/** A figure to be saved beside the markdown. */
export interface Asset {
	/** A safe file name, unique among the document's assets whatever the case. */
	readonly name: string;
	readonly mediaType: string;
	/** Empty when they were handed over before, with a piece of the text. */
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
	readonly what: 'sentAsPicture' | 'figureMissing' | 'figureAppended' | 'tableMissing' | 'tableAppended' | 'linkRemoved';
}

/** Markdown that does not say yet where its figures are: that is known when they are written. */
export interface MarkdownDraft {
	readonly segments: readonly (string | FigureReference)[];
	readonly assets: readonly Asset[];
	readonly notes: readonly Note[];
}

export interface DraftOptions {
	readonly pageMarks: PageMarks;
	/** `merge` when absent. */
	readonly tablesAcrossPages?: TablesAcrossPages;
	/** Whether the pages are a service's, with its HTML escapes and its math delimiters, and not our own. */
	readonly fromService: boolean;
}

/** Some pages of a document, and which of its pages they are among. */
export interface LandedPages {
	readonly pages: readonly OcrPage[];
	/** Pages that have no result. */
	readonly failed: readonly { readonly index: number }[];
	/** All pages of the document that were asked for, 0-based, ascending. */
	readonly wanted: readonly number[];
}

/** The next piece of a document's markdown: what follows the pieces before it. */
export interface MarkdownPiece {
	readonly segments: MarkdownDraft['segments'];
	/** The document's next assets: figures refer to them by their place among all. */
	readonly assets: readonly Asset[];
	/** The first and the last page that are not told yet, 1-based. */
	readonly ahead: readonly [first: number, last: number];
}

/** One document from its pages, in order. `missing` are 0-based pages that have no result: the text says so where they belong. */
export async function draftMarkdown(
	pages: readonly OcrPage[],
	{ missing = [], ...options }: DraftOptions & { readonly missing?: readonly number[] },
): Promise<MarkdownDraft> {
	return new DocumentDraft(options).finish(pages, missing);
}

/**
 * The markdown of one document: table placeholders replaced by their tables, tables across pages joined, every figure shown once it has bytes and
 * no link left without one, math between dollar signs, a service's HTML escapes undone. As pages land, it says what can be told already.
 */
export class DocumentDraft {
	private readonly figures = new Figures();
	private readonly soFar: Writer;
	private readonly runningText = new RunningText();
	private readonly merger: Pick<TableMerger<ReadPage>, 'push' | 'finish'>;
	/** Landed, but not in their turn yet. */
	private readonly landed = new Map<number, OcrPage | 'missing'>();
	private landedCount = 0;
	private read = 0;
	private told = 0;

	constructor(private readonly options: DraftOptions) {
		this.soFar = new Writer(options, this.figures);
		this.merger = mergerFor(options);
	}

	/**
	 * Takes pages in any order; returns the next piece when the pages of its place are there. A figure's bytes come with the piece that has it and are
	 * not kept. There is no piece for the last pages: these come with the whole. What a page that lands later says about running text or tables
	 * can change earlier pages: the whole, too, is to be had from `finish` alone.
	 */
	async add({ pages, failed, wanted }: LandedPages): Promise<MarkdownPiece | undefined> {
		pages.forEach((page) => {
			this.landed.set(page.index, page);
			this.runningText.add(page);
		});
		failed.forEach(({ index }) => this.landed.set(index, 'missing'));
		this.landedCount += pages.length + failed.length;
		if (this.landedCount >= wanted.length) {
			return undefined;
		}
		const ready: (ReadPage | number)[] = [];
		for (; this.landed.has(wanted[this.read]!); this.read++) {
			const index = wanted[this.read]!;
			const page = this.landed.get(index)!;
			this.landed.delete(index);
			ready.push(...(page === 'missing' ? [...this.merger.finish(), index] : this.merger.push(readPage(page, this.options))));
		}
		await this.soFar.write(ready, this.runningText);
		this.told += ready.length;
		return ready.length === 0
			? undefined
			: { segments: this.soFar.take(), assets: this.figures.handOver(), ahead: [wanted[this.told]! + 1, wanted.at(-1)! + 1] };
	}

	/** The whole, whatever was told before. */
	async finish(pages: readonly OcrPage[], missing: readonly number[]): Promise<MarkdownDraft> {
		const runningText = new RunningText();
		pages.forEach((page) => runningText.add(page));
		const merger = mergerFor(this.options);
		const whole = new Writer(this.options, this.figures);
		const ordered = [...pages].sort((a, b) => a.index - b.index);
		const texts = [...ordered.flatMap((page) => merger.push(readPage(page, this.options, whole.notes))), ...merger.finish()];
		const indexOf = (item: ReadPage | number) => (typeof item === 'number' ? item : item.index);
		await whole.write(
			[...texts, ...missing].sort((a, b) => indexOf(a) - indexOf(b)),
			runningText,
		);
		const segments = whole.take();
		const last = segments.at(-1);
		return {
			segments: typeof last === 'string' ? [...segments.slice(0, -1), `${last.trimEnd()}\n`] : segments,
			assets: this.figures.assets,
			notes: whole.notes,
		};
	}
}

/** The finished text: each figure is an image link to what `link` says. */
export function renderMarkdown({ segments }: Pick<MarkdownDraft, 'segments'>, link: (asset: number) => string): string {
	return segments.map((segment) => (typeof segment === 'string' ? segment : `![${segment.alt}](${link(segment.asset)})`)).join('');
}

/** A page whose tables are in its text. */
interface ReadPage extends PageText {
	readonly header: string;
	readonly footer: string;
	readonly images: OcrPage['images'];
}

function readPage(page: OcrPage, { fromService }: DraftOptions, notes: Note[] = []): ReadPage {
	const note = (what: Note['what']) => notes.push({ page: page.index + 1, what });
	const read = (text = '') => {
		const own = text.replace(/\r\n?/g, '\n');
		return fromService ? unescapeHtml(own) : own;
	};
	const text = withTables(read(page.markdown), page, note).trim();
	return { index: page.index, text, header: read(page.header), footer: read(page.footer), images: page.images };
}

function mergerFor({ tablesAcrossPages = 'merge' }: DraftOptions): Pick<TableMerger<ReadPage>, 'push' | 'finish'> {
	return tablesAcrossPages === 'merge' ? new TableMerger<ReadPage>() : { push: (page) => [page], finish: () => [] };
}

/**
 * What stands at the top or the bottom of more than one page, numbers aside. A letterhead on the first page alone is content and not among it.
 */
class RunningText {
	private readonly seen = new Set<string>();
	private readonly repeated = new Set(['']);

	add({ header = '', footer = '' }: OcrPage): void {
		for (const key of [header, footer].map(runningTextKey)) {
			(this.seen.has(key) ? this.repeated : this.seen).add(key);
		}
	}

	/** The text, or nothing where it repeats. */
	once(text: string): string {
		return this.repeated.has(runningTextKey(text)) ? '' : text.trim();
	}
}

function runningTextKey(text: string): string {
	return text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** The figures of a document, each saved once, however often its page is written. */
class Figures {
	readonly assets: Asset[] = [];
	private readonly names = new Set<string>();
	private readonly pages = new Map<number, ReadonlyMap<string, FigureReference>>();
	private handedOver = 0;

	/** By the id that the page's markdown uses. What is no picture is left out: a file of ours is never something else than it says. */
	async of({ index, images }: ReadPage): Promise<ReadonlyMap<string, FigureReference>> {
		const saved = this.pages.get(index);
		if (saved) {
			return saved;
		}
		const figures = new Map<string, FigureReference>();
		const number = index + 1;
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
		// Pages that are told before all are known come without their figures.
		if (figures.size > 0) {
			this.pages.set(index, figures);
		}
		return figures;
	}

	/** The assets since the last time. Their bytes are the caller's from now on. */
	handOver(): Asset[] {
		const assets = this.assets.slice(this.handedOver);
		this.handedOver = this.assets.length;
		assets.forEach((asset, i) => (this.assets[this.handedOver - assets.length + i] = { ...asset, bytes: new Uint8Array() }));
		return assets;
	}
}

/** Writes pages one after another. */
class Writer {
	readonly notes: Note[] = [];
	private segments: (string | FigureReference)[] = [];
	private empty = true;

	constructor(
		private readonly options: DraftOptions,
		private readonly figures: Figures,
	) {}

	/** Pages, and the 0-based numbers of those that are missing, in order. */
	async write(items: readonly (ReadPage | number)[], runningText: RunningText): Promise<void> {
		for (const item of items) {
			const missing = typeof item === 'number';
			const number = (missing ? item : item.index) + 1;
			const text = missing
				? `> **Page ${number} is missing: it could not be recognized.**`
				: [runningText.once(item.header), item.text, runningText.once(item.footer)].filter(Boolean).join('\n\n');
			this.mark(number, text);
			if (missing) {
				this.text(`${text}\n\n`);
			} else {
				await this.page(item, text);
			}
			this.empty = false;
		}
	}

	/** What was written since the last time. */
	take(): (string | FigureReference)[] {
		const segments: (string | FigureReference)[] = [];
		for (const segment of this.segments) {
			const last = segments.length - 1;
			if (typeof segment === 'string' && typeof segments[last] === 'string') {
				segments[last] += segment;
			} else {
				segments.push(segment);
			}
		}
		this.segments = [];
		return segments;
	}

	private mark(number: number, text: string): void {
		const { pageMarks } = this.options;
		if (pageMarks === 'comment') {
			this.text(`<!-- page ${number} -->\n\n`);
		} else if (pageMarks === 'rule' && !this.empty && text) {
			this.text('---\n\n');
		}
	}

	private text(text: string): void {
		this.segments.push(text);
	}

	private prose(text: string): void {
		this.text(inertHtml(this.options.fromService ? mathDelimiters(text) : text));
	}

	private async page(page: ReadPage, text: string): Promise<void> {
		const note = (what: Note['what']) => this.notes.push({ page: page.index + 1, what });
		const figures = await this.figures.of(page);
		const shown = new Set<FigureReference>();
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
		this.text(text || figures.size > 0 ? '\n\n' : '');
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
