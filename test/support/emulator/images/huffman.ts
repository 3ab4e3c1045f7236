/** A prefix code: how many bits each symbol takes, none for those that do not occur, and which. */
export interface PrefixCode {
	readonly lengths: readonly number[];
	/** Canonical: shorter codes first, equally long ones by symbol. The first bit is the highest. */
	readonly codes: readonly number[];
}

/**
 * The code for symbols that occur so often, none longer than `maxLength` bits: all symbols count for more until that is so. What is rarer than
 * anything else is among the longest. At least two symbols have to occur.
 */
export function prefixCode(counts: ArrayLike<number>, maxLength: number): PrefixCode {
	let lengths = codeLengths(Array.from(counts));
	for (let more = 1; Math.max(...lengths) > maxLength; more *= 2) {
		lengths = codeLengths(Array.from(counts, (count) => (count > 0 ? count + more : 0)));
	}
	const codes = lengths.map(() => 0);
	let code = 0;
	for (let length = 1; length <= maxLength; length++, code <<= 1) {
		lengths.forEach((bits, symbol) => {
			if (bits === length) {
				codes[symbol] = code++;
			}
		});
	}
	return { lengths, codes };
}

interface Node {
	readonly count: number;
	readonly symbols: readonly number[];
}

/** Huffman's: the two rarest are joined, and all symbols in them get a bit longer. */
function codeLengths(counts: readonly number[]): number[] {
	const lengths = counts.map(() => 0);
	const nodes: Node[] = counts.flatMap((count, symbol) => (count > 0 ? [{ count, symbols: [symbol] }] : []));
	nodes.sort((a, b) => b.count - a.count);
	while (nodes.length > 1) {
		const [a, b] = [nodes.pop()!, nodes.pop()!];
		const joined = { count: a.count + b.count, symbols: [...a.symbols, ...b.symbols] };
		joined.symbols.forEach((symbol) => lengths[symbol]!++);
		const place = nodes.findLastIndex(({ count }) => count >= joined.count);
		nodes.splice(place + 1, 0, joined);
	}
	return lengths;
}
