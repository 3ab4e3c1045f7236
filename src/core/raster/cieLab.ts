/** The white point D50, to which the colours of files refer, in parts of its brightness. */
const white = [0.9642, 1, 0.8249] as const;

/** XYZ relative to D50 to linear sRGB, by Bradford's adaptation to D65 (Bruce Lindbloom, "RGB/XYZ Matrices"). */
const toSrgb = [
	[3.1338561, -1.6168667, -0.4906146],
	[-0.9787684, 1.9161415, 0.033454],
	[0.0719453, -0.2289914, 1.4052427],
] as const;

/** Converts a color of CIE 1976 L*a*b*, L from 0 to 100, to red, green and blue of sRGB, 0 to 255; what sRGB does not have becomes the nearest of each. */
export function fromCieLab(lightness: number, a: number, b: number): readonly [number, number, number] {
	const y = (lightness + 16) / 116;
	const xyz = [y + a / 500, y, y - b / 200].map((f, i) => white[i]! * (f > 6 / 29 ? f ** 3 : (f - 4 / 29) * 3 * (6 / 29) ** 2));
	const [red, green, blue] = toSrgb.map((row) => {
		const linear = Math.min(1, Math.max(0, row[0] * xyz[0]! + row[1] * xyz[1]! + row[2] * xyz[2]!));
		return Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
	});
	return [red!, green!, blue!];
}
