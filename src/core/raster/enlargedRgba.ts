import type { RgbaImage } from './rgbaImage.ts';

/** Enlarges a picture to a size in pixels, with interpolation. */
export function enlargedRgba({ width, height, rgba }: RgbaImage, across: number, down: number): RgbaImage {
	const result = new Uint8Array(across * down * 4);
	const place = (at: number, from: number, to: number) => Math.min(Math.max(((at + 0.5) * from) / to - 0.5, 0), from - 1);
	for (let y = 0, to = 0; y < down; y++) {
		const fy = place(y, height, down);
		const top = Math.floor(fy);
		const [above, below, dy] = [top * width, Math.min(top + 1, height - 1) * width, fy - top];
		for (let x = 0; x < across; x++) {
			const fx = place(x, width, across);
			const left = Math.floor(fx);
			const [right, dx] = [Math.min(left + 1, width - 1), fx - left];
			for (let channel = 0; channel < 4; channel++, to++) {
				const upper = rgba[(above + left) * 4 + channel]! * (1 - dx) + rgba[(above + right) * 4 + channel]! * dx;
				const lower = rgba[(below + left) * 4 + channel]! * (1 - dx) + rgba[(below + right) * 4 + channel]! * dx;
				result[to] = Math.round(upper * (1 - dy) + lower * dy);
			}
		}
	}
	return { width: across, height: down, rgba: result };
}
