/**
 * Bytes that arrive in pieces, however small, in memory that is in proportion to their number: a list of pieces would cost a hundred bytes for each.
 */
export class GrowingBytes {
	private buffer = Buffer.alloc(0);
	private used = 0;

	/** In bytes. */
	get length(): number {
		return this.used;
	}

	/** Adds a piece, which is copied. */
	append(bytes: Uint8Array): void {
		const needed = this.used + bytes.length;
		if (needed > this.buffer.length) {
			const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2, 4096));
			this.buffer.copy(larger, 0, 0, this.used);
			this.buffer = larger;
		}
		this.buffer.set(bytes, this.used);
		this.used = needed;
	}

	/** Removes and returns all bytes. */
	take(): Buffer {
		const taken = this.buffer.subarray(0, this.used);
		this.buffer = Buffer.alloc(0);
		this.used = 0;
		return taken;
	}
}
