/** Pixels, row by row, four bytes each: red, green, blue and alpha, the latter not multiplied in. */
export interface Raster {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array;
}

/** All zero: transparent black. */
export function createRaster(width: number, height: number): Raster {
	return { width, height, data: new Uint8Array(width * height * 4) };
}

/** Stretched to another size, the nearest pixel each. */
export function resized(source: Raster, width: number, height: number): Raster {
	if (source.width === width && source.height === height) {
		return source;
	}
	const target = createRaster(width, height);
	const from = words(source);
	const to = words(target);
	for (let y = 0, i = 0; y < height; y++) {
		const row = Math.floor((y * source.height) / height) * source.width;
		for (let x = 0; x < width; x++) {
			to[i++] = from[row + Math.floor((x * source.width) / width)]!;
		}
	}
	return target;
}

/** Squares of `block` pixels of one colour each. */
export function pixelated(source: Raster, block: number): Raster {
	const target = createRaster(source.width, source.height);
	const from = words(source);
	const to = words(target);
	const middle = block >> 1;
	for (let y = 0, i = 0; y < source.height; y++) {
		const row = Math.min(y - (y % block) + middle, source.height - 1) * source.width;
		for (let x = 0; x < source.width; x++) {
			to[i++] = from[row + Math.min(x - (x % block) + middle, source.width - 1)]!;
		}
	}
	return target;
}

/** One number a pixel, for copying and comparing. */
export function words({ data }: Raster): Uint32Array {
	return new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
}
