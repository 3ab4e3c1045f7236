const hangul = /\p{Script=Hangul}/u;

/** How often a syllable was seen with its neighbour joined to it and with a space between them. */
interface Counts {
	joined: number;
	spaced: number;
}

/**
 * Learns from a document's own lines whether a space belongs between two syllables. Korean lines may be broken within words, and which
 * syllables end words (particles do) and which begin them is much the same throughout a text.
 */
export class HangulSpacing {
	private readonly last = new Map<string, Counts>();
	private readonly first = new Map<string, Counts>();
	private readonly all: Counts = { joined: 1, spaced: 1 };

	/** `lines` of the document, not joined yet. */
	constructor(lines: readonly string[]) {
		for (const line of lines) {
			for (const match of line.matchAll(/(?<=(\p{Script=Hangul}))(\s?)(?=(\p{Script=Hangul}))/gu)) {
				const [, before = '', space, after = ''] = match;
				for (const counts of [countsOf(this.last, before), countsOf(this.first, after), this.all]) {
					counts[space ? 'spaced' : 'joined']++;
				}
			}
		}
	}

	/** Whether a space is likelier than none between two syllables at which a line was broken. */
	isSpaced(before: string, after: string): boolean {
		if (!hangul.test(before) || !hangul.test(after)) {
			return true;
		}
		const [a, b] = [countsOf(this.last, before), countsOf(this.first, after)];
		const likelihood = (kind: keyof Counts) => ((a[kind] + 0.5) * (b[kind] + 0.5)) / this.all[kind];
		return likelihood('spaced') > likelihood('joined');
	}
}

function countsOf(map: Map<string, Counts>, syllable: string): Counts {
	const counts = map.get(syllable) ?? { joined: 0, spaced: 0 };
	map.set(syllable, counts);
	return counts;
}
