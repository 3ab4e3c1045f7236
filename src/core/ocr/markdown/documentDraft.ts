import type { OcrPage } from '../engine.ts';
import type { DraftOptions, CollectedPages, MarkdownDraft, MarkdownPiece, Note, PagesDraft } from './draft.ts';
import { Figures } from './figures.ts';
import { TableMerger } from './mergeTables.ts';
import { PageWriter, type ReadPage, SafePages } from './pageWriter.ts';
import { withTables } from './placedTables.ts';
import { RunningText } from './runningText.ts';
import { cleanText, unescapeHtml } from './serviceText.ts';
import { withWholeRows } from './wholeRows.ts';

/** Writes one document from its pages, in order. `missing` are 0-based pages without a result, which the text mentions in their place. */
export async function draftMarkdown(
	pages: readonly OcrPage[],
	{ missing = [], ...options }: DraftOptions & { readonly missing?: readonly number[] },
): Promise<MarkdownDraft> {
	return new DocumentDraft(options).finish(pages, missing);
}

/**
 * The markdown of one document: table placeholders replaced by their tables, tables across pages joined, every figure shown once it has bytes and no
 * link left without one, math between dollar signs, a service's HTML escapes undone. As pages land, it says what can be told already.
 */
export class DocumentDraft {
	private readonly figures = new Figures();
	private readonly safePages: SafePages;
	private readonly soFar: PageWriter;
	private readonly runningText = new RunningText();
	private readonly merger: Pick<TableMerger<ReadPage>, 'push' | 'finish'>;
	/** Pages that arrived before the ones in front of them. */
	private readonly arrived = new Map<number, OcrPage | 'missing'>();
	private landedCount = 0;
	private read = 0;
	private emitted = 0;

	constructor(private readonly options: DraftOptions) {
		this.safePages = new SafePages(options);
		this.soFar = new PageWriter(options, this.figures, this.safePages);
		this.merger = mergerFor(options);
	}

	/**
	 * Takes pages in any order; returns the next piece when the pages of its place are there. A figure's bytes come with the piece that has it and
	 * are not kept. There is no piece for the last pages: these come with the whole. What a page that lands later says about running text or tables
	 * can change earlier pages: the whole, too, is to be had from `finish` alone.
	 */
	async add({ pages, failed, wanted }: CollectedPages): Promise<MarkdownPiece | undefined> {
		pages.forEach((page) => {
			this.arrived.set(page.index, page);
			this.runningText.add(page);
		});
		failed.forEach(({ index }) => this.arrived.set(index, 'missing'));
		this.landedCount += pages.length + failed.length;
		if (this.landedCount >= wanted.length) {
			return undefined;
		}
		const ready: (ReadPage | number)[] = [];
		for (; this.arrived.has(wanted[this.read]!); this.read++) {
			const index = wanted[this.read]!;
			const page = this.arrived.get(index)!;
			this.arrived.delete(index);
			ready.push(...(page === 'missing' ? [...this.merger.finish(), index] : this.merger.push(readPage(page, this.options))));
		}
		await this.soFar.write(ready, this.runningText);
		this.emitted += ready.length;
		return ready.length === 0
			? undefined
			: { segments: this.soFar.take(), assets: this.figures.handOver(), ahead: [wanted[this.emitted]! + 1, wanted.at(-1)! + 1] };
	}

	/**
	 * Returns the complete markdown, independent of the pieces returned before.
	 * @throws {DOMException} `AbortError` when the draft's `signal` aborts
	 */
	async finish(pages: readonly OcrPage[], missing: readonly number[]): Promise<MarkdownDraft> {
		const whole = await this.writeWhole(pages, missing);
		const segments = whole.take();
		const last = segments.at(-1);
		return {
			segments: typeof last === 'string' ? [...segments.slice(0, -1), `${last.trimEnd()}\n`] : segments,
			assets: this.figures.assets,
			notes: whole.notes,
		};
	}

	/** Like `finish`, but page by page and without page marks. */
	async finishPages(pages: readonly OcrPage[], missing: readonly number[]): Promise<PagesDraft> {
		const whole = await this.writeWhole(pages, missing);
		return { pages: whole.takePages(), assets: this.figures.assets };
	}

	private async writeWhole(pages: readonly OcrPage[], missing: readonly number[]): Promise<PageWriter> {
		const runningText = new RunningText();
		pages.forEach((page) => runningText.add(page));
		const merger = mergerFor(this.options);
		const whole = new PageWriter(this.options, this.figures, this.safePages);
		const ordered = [...pages].sort((a, b) => a.index - b.index);
		const texts = [...ordered.flatMap((page) => merger.push(readPage(page, this.options, whole.notes))), ...merger.finish()];
		const indexOf = (item: ReadPage | number) => (typeof item === 'number' ? item : item.index);
		await whole.write(
			[...texts, ...missing].sort((a, b) => indexOf(a) - indexOf(b)),
			runningText,
			this.options.signal,
		);
		return whole;
	}
}

function readPage(page: OcrPage, { fromService }: DraftOptions, notes: Note[] = []): ReadPage {
	const note = (what: Note['what']) => notes.push({ page: page.index + 1, what });
	const read = (text = '') => {
		const own = cleanText(text);
		return fromService ? unescapeHtml(own) : own;
	};
	const tables = page.tables.map(({ id, content }) => ({ id, content: cleanText(content) }));
	const placed = withTables(read(page.markdown), tables, note).trim();
	const text = fromService ? withWholeRows(placed) : placed;
	const { index, images, leftOut } = page;
	return { index, text, header: read(page.header), footer: read(page.footer), images, ...(leftOut ? { leftOut } : {}) };
}

function mergerFor({ tablesAcrossPages = 'merge' }: DraftOptions): Pick<TableMerger<ReadPage>, 'push' | 'finish'> {
	return tablesAcrossPages === 'merge' ? new TableMerger<ReadPage>() : { push: (page) => [page], finish: () => [] };
}
