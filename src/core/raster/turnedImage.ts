import type { RgbaImage } from './rgbaImage.ts';
import type { GreyImage } from './pgm.ts';
import type { TesseractBox } from '../ocr/local/tesseract/tesseractThread.ts';

/** Turns a picture clockwise about its center, as Tesseract does: the size stays, corners are cut off, and new area is white. */
export function turned(image: GreyImage, radians: number): GreyImage {
	return radians === 0 ? image : turnedInto(image, radians, image.width, image.height);
}

/** Turns a picture clockwise about its center, and enlarges it so that nothing is cut off; new area is white. */
export function turnedWhole(image: GreyImage, radians: number): GreyImage {
	const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
	const [width, height] = [image.width * cos + image.height * sin, image.height * cos + image.width * sin];
	return turnedInto(image, radians, Math.ceil(width), Math.ceil(height));
}

function turnedInto({ width, height, grey }: GreyImage, radians: number, across: number, down: number): GreyImage {
	const result = new Uint8Array(across * down);
	const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
	for (let y = 0, to = 0; y < down; y++) {
		const cy = y - down / 2;
		for (let x = 0; x < across; x++, to++) {
			const cx = x - across / 2;
			const fx = cx * cos + cy * sin + width / 2;
			const fy = cy * cos - cx * sin + height / 2;
			const left = Math.floor(fx);
			const top = Math.floor(fy);
			if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
				result[to] = 255;
				continue;
			}
			const dx = fx - left;
			const dy = fy - top;
			const at = top * width + left;
			const above = grey[at]! * (1 - dx) + grey[at + 1]! * dx;
			result[to] = above * (1 - dy) + (grey[at + width]! * (1 - dx) + grey[at + width + 1]! * dx) * dy;
		}
	}
	return { width: across, height: down, grey: result };
}

/** Turns a picture by quarter turns clockwise, 0 to 3. */
export function quarterTurned(image: GreyImage, quarters: number): GreyImage {
	const { width, height, grey } = image;
	const [across, down] = quarters % 2 === 0 ? [width, height] : [height, width];
	const result = new Uint8Array(grey.length);
	// The pixel that comes into the upper left corner, and the way to the next one in a row and in a column.
	const [first, right, below] = [
		[0, 1, width],
		[(height - 1) * width, -width, 1],
		[grey.length - 1, -1, -width],
		[width - 1, width, -1],
	][quarters]! as [number, number, number];
	for (let y = 0, to = 0; y < down; y++) {
		for (let x = 0, from = first + y * below; x < across; x++, from += right) {
			result[to++] = grey[from]!;
		}
	}
	return { width: across, height: down, grey: result };
}

/** Enlarges a picture by a factor, with interpolation. */
export function enlarged({ width, height, grey }: GreyImage, factor: number): GreyImage {
	const [across, down] = [Math.round(width * factor), Math.round(height * factor)];
	const result = new Uint8Array(across * down);
	const place = (at: number, most: number) => Math.min(Math.max((at + 0.5) / factor - 0.5, 0), most);
	for (let y = 0, to = 0; y < down; y++) {
		const fy = place(y, height - 1);
		const top = Math.floor(fy);
		const [above, below] = [top * width, Math.min(top + 1, height - 1) * width];
		for (let x = 0; x < across; x++, to++) {
			const fx = place(x, width - 1);
			const left = Math.floor(fx);
			const [right, dx, dy] = [Math.min(left + 1, width - 1), fx - left, fy - top];
			const upper = grey[above + left]! * (1 - dx) + grey[above + right]! * dx;
			result[to] = upper * (1 - dy) + (grey[below + left]! * (1 - dx) + grey[below + right]! * dx) * dy;
		}
	}
	return { width: across, height: down, grey: result };
}

/** Cuts out a part of a picture; the box must lie within it. */
export function cut({ width, grey }: GreyImage, { x0, y0, x1, y1 }: TesseractBox): GreyImage {
	const result = new Uint8Array((x1 - x0) * (y1 - y0));
	for (let y = y0; y < y1; y++) {
		result.set(grey.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
	}
	return { width: x1 - x0, height: y1 - y0, grey: result };
}

/** Mirrors a picture from left to right. */
export function mirrored({ width, height, rgba }: RgbaImage): RgbaImage {
	const from = new Uint32Array(rgba.slice().buffer);
	const to = new Uint32Array(from.length);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			to[y * width + x] = from[(y + 1) * width - 1 - x]!;
		}
	}
	return { width, height, rgba: new Uint8Array(to.buffer) };
}
