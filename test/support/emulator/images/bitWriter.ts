/** Bits that become bytes; in which order, the format of a file says. */
export abstract class BitWriter {
	protected pending = 0;
	protected count = 0;
	private buffer = Buffer.alloc(2 ** 16);
	private length = 0;

	/** Adds the lowest `bits` of `value`. */
	abstract put(value: number, bits: number): void;

	/** All bytes, the last one filled up. */
	abstract bytes(): Buffer;

	protected get written(): Buffer {
		return this.buffer.subarray(0, this.length);
	}

	protected push(byte: number): void {
		if (this.length === this.buffer.length) {
			this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.length)]);
		}
		this.buffer[this.length++] = byte;
	}
}
