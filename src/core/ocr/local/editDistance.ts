/** The Levenshtein distance: how many letters must be replaced, added or removed to turn one text into the other. */
export function editDistance(a: string, b: string): number {
	let last = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next.push(Math.min(last[j]! + 1, next[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
		}
		last = next;
	}
	return last[b.length]!;
}
