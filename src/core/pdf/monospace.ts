/** The largest difference of widths in a monospaced font, in em. */
const tolerance = 0.012;
const narrow = /[ijl.,:;!'|()[\]]/;
const wide = /[mwMW@%]/;

/** Finds monospaced fonts by the widths of their letters, because names and flags of fonts often do not tell. */
export class Monospace {
	private readonly fonts = new Map<string, { least: number; most: number; narrow: boolean; wide: boolean }>();

	/** Records a letter that is `width` em wide. */
	add(font: string, letter: string, width: number): void {
		const seen = this.fonts.get(font);
		// For most fonts, two letters are enough to rule it out.
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

	/** Whether narrow and wide letters of the font have been recorded, all with the same width. */
	has(font: string): boolean {
		const seen = this.fonts.get(font);
		return seen !== undefined && seen.narrow && seen.wide && seen.most - seen.least < tolerance;
	}
}
