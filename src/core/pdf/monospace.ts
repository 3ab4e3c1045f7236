/** Em by which the widths of a typewriter font's letters may differ. */
const tolerance = 0.012;
const narrow = /[ijl.,:;!'|()[\]]/;
const wide = /[mwMW@%]/;

/** Finds typewriter fonts by the widths of their letters: names and flags of fonts often keep it to themselves. */
export class Monospace {
	private readonly fonts = new Map<string, { least: number; most: number; narrow: boolean; wide: boolean }>();

	/** Takes note of a letter that is `width` em wide. */
	add(font: string, letter: string, width: number): void {
		const seen = this.fonts.get(font);
		// Of most fonts two letters are enough to know that it is none.
		if ((seen && seen.most - seen.least >= tolerance) || letter.length !== 1 || letter < '!' || letter > '~') {
			return;
		}
		if (!seen) {
			this.fonts.set(font, { least: width, most: width, narrow: narrow.test(letter), wide: wide.test(letter) });
			return;
		}
		seen.least = Math.min(seen.least, width);
		seen.most = Math.max(seen.most, width);
		seen.narrow ||= narrow.test(letter);
		seen.wide ||= wide.test(letter);
	}

	/** Whether narrow and wide letters of the font were seen and all had one width. */
	has(font: string): boolean {
		const seen = this.fonts.get(font);
		return seen !== undefined && seen.narrow && seen.wide && seen.most - seen.least < tolerance;
	}
}
