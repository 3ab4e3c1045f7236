import { type Cache, cacheKey, contentHash } from '../disk/cache.ts';
import type { OcrEngine, OcrResult } from './engine.ts';
import { type HeldPages, PagesUnderWay } from './pagesUnderWay.ts';
import type { RecognizeRequest } from './recognition.ts';

/** A cached answer and the pages that it accounts for. */
interface CachedPages {
	readonly pages: readonly number[];
	readonly result: OcrResult;
}

/** A cached document with an unknown page count, and which of its pages are missing. */
interface WholeDocument {
	readonly result: OcrResult;
	readonly missing: readonly number[];
}

/** Pages to request, which no other run requests until they are released. */
interface MissingPages {
	readonly missing: readonly number[];
	readonly held: HeldPages;
}

const holdsNothing: HeldPages = { release: () => undefined };

/** The cache for an engine's results of a document; undefined if they are not worth caching. */
export async function pageCacheFor(engine: OcrEngine, request: RecognizeRequest): Promise<PageCache | undefined> {
	const { cache, underWay = new PagesUnderWay(), bytes, name, signal } = request;
	return cache && engine.profile !== undefined
		? new PageCache({ cache, underWay, signal }, await contentHash(bytes, name), engine)
		: undefined;
}

/** What a `PageCache` needs. */
interface PageCacheOptions {
	readonly cache: Cache;
	readonly underWay: PagesUnderWay;
	readonly signal: AbortSignal;
}

/**
 * The pages of a document that were paid for before, whichever parts they came in: cutting gives different bytes each time, and two runs can have
 * different parts. Entries are named by the source's bytes and everything that determines the result.
 */
export class PageCache {
	private readonly cache: Cache;

	constructor(
		private readonly options: PageCacheOptions,
		private readonly contentHash: string,
		private readonly engine: Pick<OcrEngine, 'profile' | 'lesserProfile'>,
	) {
		this.cache = options.cache;
	}

	/**
	 * Passes the cached answers with some of the pages to `onFound`, waits for pages that another run is requesting, and holds the missing pages
	 * until the caller releases them.
	 * @throws {DOMException} `AbortError` when the run's signal aborts
	 */
	async findOrHold(wanted: readonly number[], onFound: (found: CachedPages) => void): Promise<MissingPages> {
		const missing = new Set(wanted);
		for (;;) {
			for (const found of await this.find([...missing])) {
				found.pages.forEach((page) => missing.delete(page));
				onFound(found);
			}
			const held = missing.size === 0 ? holdsNothing : await this.hold([...missing]);
			if (held) {
				return { missing: [...missing], held };
			}
		}
	}

	/**
	 * The cached result of a document with an unknown page count, and its missing pages; waits while another run is requesting it. If there is none,
	 * holds the document until the caller releases it.
	 * @throws {DOMException} `AbortError` when the run's signal aborts
	 */
	async findWholeOrHold(): Promise<{ readonly found: WholeDocument } | { readonly held: HeldPages }> {
		for (;;) {
			const found = await this.findWhole();
			if (found) {
				return { found };
			}
			const held = await this.hold(undefined);
			if (held) {
				return { held };
			}
		}
	}

	private hold(pages: readonly number[] | undefined): Promise<HeldPages | undefined> {
		const { underWay, signal } = this.options;
		return underWay.hold(this.prefixes().at(-1)!, pages, signal);
	}

	/**
	 * The cached answers with some of the pages, reduced to these; each page is in at most one of them. Answers of the lesser profile count as long
	 * as the engine has such a profile.
	 */
	private async find(wanted: readonly number[]): Promise<readonly CachedPages[]> {
		const missing = new Set(wanted);
		const found: CachedPages[] = [];
		for (const prefix of this.prefixes()) {
			for (const key of await this.cache.keys(prefix)) {
				const [first = 0, last = Infinity] = key === prefix + whole ? [] : key.slice(prefix.length).split('-').map(Number);
				if (!wanted.some((page) => page >= first && page <= last)) {
					continue;
				}
				const entry = (await this.cache.get(key)) as OcrResult | undefined;
				const pages = entry?.pages.filter(({ index }) => missing.delete(index)) ?? [];
				if (entry && pages.length > 0) {
					found.push({ pages: pages.map(({ index }) => index), result: { ...withoutGaps(entry), pages } });
				}
			}
		}
		return found;
	}

	private async findWhole(): Promise<WholeDocument | undefined> {
		for (const prefix of this.prefixes()) {
			const entry = (await this.cache.get(prefix + whole)) as OcrResult | undefined;
			if (entry && entry.pages.length > 0) {
				return { result: withoutGaps(entry), missing: gapsOf(entry) };
			}
		}
		return undefined;
	}

	/**
	 * Stores the pages of an answer, with the document's own page numbers. When it returns, they are on disk or could not be written.
	 * @param entire whether the answer is about a whole document with an unknown page count
	 */
	async add(result: OcrResult, { entire = false } = {}): Promise<void> {
		const there = result.pages.map(({ index }) => index);
		if (there.length === 0) {
			return;
		}
		const prefix = this.prefixes().at(-1)!;
		// Errors are not cached: they would not come back as such.
		const missing = gapsOf(result);
		const entry: OcrResult = { ...withoutGaps(result), ...(entire && missing.length > 0 ? { missing } : {}) };
		// First and last page, so that the name shows which entries need not be read.
		const key = entire ? whole : `${there[0]!}-${there.at(-1)!}-${cacheKey('', there).slice(0, 8)}`;
		await this.cache.set(prefix + key, entry);
	}

	/** The prefixes of entry names: those of the full profile first, those of the lesser profile last. */
	private prefixes(): readonly string[] {
		const { profile, lesserProfile } = this.engine;
		return [profile, ...(lesserProfile === undefined ? [] : [lesserProfile])].map((each) => `${cacheKey(this.contentHash, each)}.`);
	}
}

const whole = 'whole';

function withoutGaps({ pages, model, pagesProcessed }: OcrResult): OcrResult {
	return { pages, model, ...(pagesProcessed === undefined ? {} : { pagesProcessed }) };
}

function gapsOf({ missing = [], failed = [] }: OcrResult): number[] {
	return [...missing, ...failed.map(({ index }) => index)].sort((a, b) => a - b);
}
