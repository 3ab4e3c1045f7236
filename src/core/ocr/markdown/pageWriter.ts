import { setImmediate } from 'node:timers/promises';
import type { OcrPage } from '../engine.ts';
import type { DraftOptions, FigureReference, Note } from './draft.ts';
import type { Figures } from './figures.ts';
import { leftOutQuote } from './leftOutQuote.ts';
import { mathDelimiters } from './mathDelimiters.ts';
import type { PageMarkdown } from './mergeTables.ts';
import type { RunningText } from './runningText.ts';
import { type Loss, safeMarkdown } from './safeMarkdown.ts';

/** A page with its tables in the text. */
export interface ReadPage extends PageMarkdown {
	readonly header: string;
	readonly footer: string;
	readonly images: OcrPage['images'];
	readonly leftOut?: OcrPage['leftOut'];
}

type Figure = FigureReference;

interface SafePage {
	readonly text: string;
	readonly figures: ReadonlyMap<string, Figure>;
	readonly pieces: ReturnType<typeof safeMarkdown<Figure>>;
	readonly losses: readonly Loss[];
}

/** The sanitized pages of a document; each is sanitized once as long as it does not change. */
export class SafePages {
	private readonly pages = new Map<number, SafePage>();

	constructor(private readonly options: Pick<DraftOptions, 'fromService'>) {}

	of(index: number, text: string, figures: ReadonlyMap<string, Figure>): SafePage {
		const known = this.pages.get(index);
		if (known?.text === text && (known.figures === figures || known.figures.size + figures.size === 0)) {
			return known;
		}
		const losses: Loss[] = [];
		const own = this.options.fromService ? mathDelimiters(text) : text;
		const page = { text, figures, pieces: safeMarkdown(own, figures, (loss) => losses.push(loss)), losses };
		this.pages.set(index, page);
		return page;
	}
}

/** Milliseconds of work after which other events, such as an abort, are handled. */
const turn = 20;

/** Writes pages one after another. */
export class PageWriter {
	readonly notes: Note[] = [];
	private segments: (string | FigureReference)[] = [];
	/** Where each page since the last call begins among the segments. */
	private starts: { readonly page: number; readonly at: number }[] = [];
	private started = false;

	constructor(
		private readonly options: DraftOptions,
		private readonly figures: Figures,
		private readonly pages: SafePages,
	) {}

	/**
	 * Writes pages, and notes for missing ones (0-based numbers), in order.
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async write(items: readonly (ReadPage | number)[], runningText: RunningText, signal?: AbortSignal): Promise<void> {
		let since = performance.now();
		for (const item of items) {
			if (performance.now() - since > turn) {
				await setImmediate();
				since = performance.now();
			}
			signal?.throwIfAborted();
			await this.item(item, runningText);
		}
	}

	/** Returns what was written since the last call. */
	take(): (string | FigureReference)[] {
		const segments = joined(this.segments);
		this.segments = [];
		this.starts = [];
		return segments;
	}

	/** Like `take`, page by page with 1-based page numbers. */
	takePages(): { readonly page: number; readonly segments: readonly (string | FigureReference)[] }[] {
		const pages = this.starts.map(({ page, at }, i) => ({ page, segments: joined(this.segments.slice(at, this.starts[i + 1]?.at)) }));
		this.take();
		return pages;
	}

	private async item(item: ReadPage | number, runningText: RunningText): Promise<void> {
		if (typeof item === 'number') {
			const text = `> **Page ${item + 1} is missing: it could not be recognized.**`;
			this.mark(item + 1, text);
			this.push(`${text}\n\n`);
		} else {
			const text = [runningText.once(item.header), item.text, runningText.once(item.footer)].filter(Boolean).join('\n\n');
			this.mark(item.index + 1, text);
			await this.page(item, text);
		}
	}

	private mark(number: number, text: string): void {
		const { pageMarks } = this.options;
		this.starts.push({ page: number, at: this.segments.length });
		if (pageMarks === 'comment') {
			this.push(`<!-- page ${number} -->\n\n`);
		} else if (pageMarks === 'rule' && this.started && text) {
			this.push('---\n\n');
		}
	}

	private push(...segments: readonly (string | FigureReference)[]): void {
		for (const segment of segments) {
			this.started ||= segment !== '';
			this.segments.push(segment);
		}
	}

	private async page(page: ReadPage, text: string): Promise<void> {
		const note = (what: Note['what']) => this.notes.push({ page: page.index + 1, what });
		const figures = await this.figures.of(page);
		const shown = new Set<FigureReference>();
		const { pieces, losses } = this.pages.of(page.index, this.started ? text : withoutFrontMatter(text), figures);
		losses.forEach(note);
		for (const piece of pieces) {
			if (typeof piece === 'string') {
				this.push(piece);
			} else {
				shown.add(piece.figure);
				this.push(piece.html ? { ...piece.figure, html: true } : piece.figure);
			}
		}
		let isFirst = pieces.length === 0;
		for (const figure of figures.values()) {
			if (!shown.has(figure)) {
				note('figureAppended');
				this.push(isFirst ? '' : '\n\n', figure);
				isFirst = false;
			}
		}
		this.push(text || figures.size > 0 ? '\n\n' : '');
		if (page.leftOut) {
			note('textLeftOut');
			this.push(`${leftOutQuote(page.leftOut)}\n\n`);
		}
	}
}

/** Joins neighbouring texts. */
function joined(parts: readonly (string | FigureReference)[]): (string | FigureReference)[] {
	const segments: (string | FigureReference)[] = [];
	for (const segment of parts) {
		const last = segments.length - 1;
		if (typeof segment === 'string' && typeof segments[last] === 'string') {
			segments[last] += segment;
		} else {
			segments.push(segment);
		}
	}
	return segments;
}

/** Removes a rule at the very start of a document, because viewers would read what follows as front matter. */
function withoutFrontMatter(text: string): string {
	const [first = ''] = text.split('\n', 1);
	switch (first.trim()) {
		case '---':
			return `***${text.slice(first.length)}`;
		case '+++':
			return `\\${text}`;
		default:
			return text;
	}
}
