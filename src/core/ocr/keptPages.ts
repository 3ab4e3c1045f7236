import { type Cache, cacheKey } from '../cache.ts';
import type { OcrResult } from './engine.ts';

/** One answer, as it is kept: which pages were asked for, and what came. */
interface Entry {
	/** 0-based, in the document; absent for a document whose pages nobody counted before. */
	readonly asked: readonly number[] | undefined;
	readonly result: OcrResult;
}

/**
 * The pages of one document that were paid for before, whatever parts they came in: cutting gives other bytes each time, and the parts of two
 * runs need not be the same. The source's bytes and all that decides what they become name the entries.
 */
export class KeptPages {
	private readonly prefix: string;

	constructor(
		private readonly cache: Cache,
		contentHash: string,
		profile: unknown,
	) {
		this.prefix = `${cacheKey(contentHash, profile)}.`;
	}

	/** The kept answers that have some of the pages, cut down to these; each page is in one of them at most. `asked` names the pages that they account for. */
	async find(wanted: readonly number[]): Promise<readonly { readonly asked: readonly number[]; readonly result: OcrResult }[]> {
		const missing = new Set(wanted);
		const found: { readonly asked: readonly number[]; readonly result: OcrResult }[] = [];
		for (const key of await this.cache.keys(this.prefix)) {
			const [first = 0, last = Infinity] = key.slice(this.prefix.length).split('-').map(Number);
			if (!wanted.some((page) => page >= first && page <= last)) {
				continue;
			}
			const entry = (await this.cache.get(key)) as Entry | undefined;
			const asked = entry?.asked?.filter((page) => missing.delete(page)) ?? [];
			if (entry && asked.length > 0) {
				const these = new Set(asked);
				found.push({ asked, result: { ...entry.result, pages: entry.result.pages.filter(({ index }) => these.has(index)) } });
			}
		}
		return found;
	}

	/** What a document became whose pages nobody counted before. */
	async findWhole(): Promise<OcrResult | undefined> {
		return ((await this.cache.get(this.key(undefined))) as Entry | undefined)?.result;
	}

	/** Keeps an answer, with the document's own page numbers; when it returns, it is on disk or cannot be. */
	async keep(asked: readonly number[] | undefined, result: OcrResult): Promise<void> {
		await this.cache.set(this.key(asked), { asked, result } satisfies Entry);
	}

	/** First and last page, so that it can be told from the name what need not be read. */
	private key(asked: readonly number[] | undefined): string {
		return this.prefix + (asked ? `${asked[0]!}-${asked.at(-1)!}-${cacheKey('', asked).slice(0, 8)}` : 'whole');
	}
}
