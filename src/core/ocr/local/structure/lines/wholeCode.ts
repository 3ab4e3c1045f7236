import type { Line } from './line.ts';

/** The largest distance of lines of one listing, in em. */
const farthest = 2;

/** Whether a line begins in a monospaced font and has another one only for characters that such fonts often lack, as Chinese letters are. */
function beginsAsCode({ mono, spans }: Line): boolean {
	return mono || (spans[0]!.mono && !spans[0]!.script && spans.every((span) => span.mono || !/[\p{Script=Latin}\p{N}]/u.test(span.text)));
}

/** Takes lines as monospaced that are so but for characters of other scripts, if they are in one listing with a line that is monospaced as a whole. */
export function withWholeCode(lines: readonly Line[]): Line[] {
	const listings: Line[][] = [];
	lines.forEach((line, i) => {
		const before = lines[i - 1];
		const goesOn =
			before !== undefined &&
			[before, line].every(beginsAsCode) &&
			line.baseline > before.baseline &&
			line.baseline - before.baseline < farthest * line.size;
		if (goesOn) {
			listings.at(-1)!.push(line);
		} else {
			listings.push([line]);
		}
	});
	return listings.flatMap((listing) => (listing.some(({ mono }) => mono) ? listing.map((line) => ({ ...line, mono: true })) : listing));
}
