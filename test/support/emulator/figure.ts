/** Pixels of a digit, three wide and five high, row by row. */
const digits: readonly string[] = [
	'111101101101111',
	'010110010010111',
	'111001111100111',
	'111001111001111',
	'101101111001001',
	'111100111001111',
	'111100111101111',
	'111001001001001',
	'111101111101111',
	'111101111001111',
];

/**
 * A small grey JPEG that shows lines of digits, so that pictures of different pages differ and a person can tell them apart.
 * It is drawn in squares of 8 × 8 pixels of one shade each, which need no more of JPEG than the first coefficient of a block.
 */
export function figureJpeg(lines: readonly string[]): Buffer {
	const columns = 4 * Math.max(...lines.map((line) => line.length)) + 1;
	const rows = 6 * lines.length + 1;
	const shades = Array.from({ length: rows }, (_, row) =>
		Array.from({ length: columns }, (__, column) => (isInk(lines, row, column) ? 0 : 220)),
	);
	return Buffer.concat([
		segment(0xd8),
		segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
		// Quantisation: 8 for the first coefficient, which is 8 times the shade.
		segment(0xdb, Buffer.from([0, 8, ...Array<number>(63).fill(1)])),
		segment(0xc0, Buffer.from([8, ...uint16(rows * 8), ...uint16(columns * 8), 1, 1, 0x11, 0])),
		// Huffman codes: sizes 0 to 8 of a difference as four bits each; the end of a block as the one bit 0.
		segment(0xc4, Buffer.from([0x00, 0, 0, 0, 9, ...Array<number>(12).fill(0), 0, 1, 2, 3, 4, 5, 6, 7, 8])),
		segment(0xc4, Buffer.from([0x10, 1, ...Array<number>(15).fill(0), 0])),
		segment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
		scan(shades.flat()),
		segment(0xd9),
	]);
}

function isInk(lines: readonly string[], row: number, column: number): boolean {
	const digit = lines[Math.floor((row - 1) / 6)]?.[Math.floor((column - 1) / 4)];
	const [y, x] = [(row - 1) % 6, (column - 1) % 4];
	return row > 0 && column > 0 && x < 3 && y < 5 && digits[Number(digit)]?.[y * 3 + x] === '1';
}

function segment(marker: number, content?: Buffer): Buffer {
	return content ? Buffer.concat([Buffer.from([0xff, marker, ...uint16(content.length + 2)]), content]) : Buffer.from([0xff, marker]);
}

function scan(shades: readonly number[]): Buffer {
	let bits = '';
	let previous = 0;
	for (const shade of shades) {
		const difference = shade - 128 - previous;
		previous = shade - 128;
		const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
		const value = difference < 0 ? difference + 2 ** size - 1 : difference;
		bits += size.toString(2).padStart(4, '0') + (size > 0 ? value.toString(2).padStart(size, '0') : '') + '0';
	}
	const bytes = bits.match(/.{1,8}/g)!.map((byte) => parseInt(byte.padEnd(8, '1'), 2));
	return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : byte)));
}

function uint16(value: number): [number, number] {
	return [value >> 8, value & 0xff];
}
