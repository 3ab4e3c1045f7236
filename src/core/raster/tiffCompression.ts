/** The initial size of the output in bytes. */
const firstBytes = 65_536;

/** Codes of TIFF 6.0's LZW that are no bytes: the table is emptied, and the data ends. */
const clear = 256;
const end = 257;

/** The longest code in bits. */
const mostBits = 12;

/**
 * Decodes the LZW of TIFF 6.0, section 13, and that of writers before it, which put the bits of a code in the other order and lengthen codes one
 * later (libtiff calls it compatible; it begins with a byte of 0 and one with its lowest bit set). Damaged data ends where it is damaged.
 * @param most bytes of output at most
 */
export function lzwDecoded(data: Uint8Array, most: number): Uint8Array {
	const old = data[0] === 0 && ((data[1] ?? 0) & 1) === 1;
	const nextCode = old ? codesFromLowest(data) : codesFromHighest(data);
	const early = old ? 0 : 1;
	const out = new Output(most);
	// A code stands for the bytes of an earlier code and one more.
	const [prefix, suffix, lengths] = [new Uint16Array(1 << mostBits), new Uint8Array(1 << mostBits), new Uint16Array(1 << mostBits)];
	for (let code = 0; code < clear; code++) {
		suffix[code] = code;
		lengths[code] = 1;
	}
	let [next, bits, before] = [end + 1, 9, -1];
	while (!out.isFull) {
		const code = nextCode(bits);
		if (code < 0 || code === end) {
			break;
		}
		if (code === clear) {
			[next, bits, before] = [end + 1, 9, -1];
			continue;
		}
		const isNew = code === next;
		if (code > next || (code >= clear && before < 0) || (isNew && before < 0)) {
			break;
		}
		const known = isNew ? before : code;
		let first = known;
		while (first >= clear) {
			first = prefix[first]!;
		}
		if (before >= 0 && next < 1 << mostBits) {
			prefix[next] = before;
			suffix[next] = first;
			lengths[next] = lengths[before]! + 1;
			next++;
		} else if (isNew) {
			break;
		}
		const start = out.grow(lengths[code]!);
		for (let at = start + lengths[code]! - 1, one = code; at >= start; at--, one = prefix[one]!) {
			out.set(at, suffix[one]!);
		}
		before = code;
		if (next + early >= 1 << bits && bits < mostBits) {
			bits++;
		}
	}
	return out.bytes;
}

/**
 * Decodes the PackBits of TIFF 6.0, section 9. Data that is cut off ends there.
 * @param most bytes of output at most
 */
export function packBitsDecoded(data: Uint8Array, most: number): Uint8Array {
	const out = new Output(most);
	for (let at = 0; at < data.length && !out.isFull;) {
		const header = data[at++]!;
		if (header < 128) {
			const literal = data.subarray(at, at + header + 1);
			const start = out.grow(literal.length);
			literal.forEach((byte, i) => out.set(start + i, byte));
			at += header + 1;
		} else if (header > 128 && at < data.length) {
			const start = out.grow(257 - header);
			for (let i = 0; i < 257 - header; i++) {
				out.set(start + i, data[at]!);
			}
			at++;
		}
	}
	return out.bytes;
}

/** Bytes that grow with what is written, up to a bound. */
class Output {
	private buffer: Uint8Array;
	private used = 0;

	constructor(private readonly most: number) {
		this.buffer = new Uint8Array(Math.min(most, firstBytes));
	}

	get isFull(): boolean {
		return this.used >= this.most;
	}

	get bytes(): Uint8Array {
		return this.buffer.subarray(0, Math.min(this.used, this.most));
	}

	/** Makes room for more bytes and returns where they begin. */
	grow(more: number): number {
		const start = this.used;
		this.used += more;
		if (this.used > this.buffer.length && this.buffer.length < this.most) {
			const larger = new Uint8Array(Math.min(this.most, Math.max(2 * this.buffer.length, this.used)));
			larger.set(this.buffer);
			this.buffer = larger;
		}
		return start;
	}

	/** Sets a byte; beyond the bound it is dropped, as in typed arrays. */
	set(at: number, byte: number): void {
		this.buffer[at] = byte;
	}
}

/** Codes whose highest bit comes first; -1 at the end. */
function codesFromHighest(data: Uint8Array): (bits: number) => number {
	let [at, held, count] = [0, 0, 0];
	return (bits) => {
		while (count < bits) {
			if (at >= data.length) {
				return -1;
			}
			held = ((held << 8) | data[at++]!) & 0xff_ff_ff;
			count += 8;
		}
		count -= bits;
		return (held >>> count) & ((1 << bits) - 1);
	};
}

/** Codes whose lowest bit comes first; -1 at the end. */
function codesFromLowest(data: Uint8Array): (bits: number) => number {
	let [at, held, count] = [0, 0, 0];
	return (bits) => {
		while (count < bits) {
			if (at >= data.length) {
				return -1;
			}
			held |= data[at++]! << count;
			count += 8;
		}
		const code = held & ((1 << bits) - 1);
		held >>>= bits;
		count -= bits;
		return code;
	};
}
