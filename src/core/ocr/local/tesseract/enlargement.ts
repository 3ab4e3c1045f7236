import type { RgbaImage } from '../../../raster/rgbaImage.ts';

/** The row height, in pixels, to which a picture is enlarged. */
export const goodRow = 36;

/** The row height below which a larger picture is read better, and the largest scale. */
const smallRow = 22;
const mostEnlarged = 3;

/** The pixels of a picture in which text may be too small to be recognized as text, and of one in which it is smaller still. */
const smallPicture = 2_000_000;
const tinyPicture = 200_000;

/** The scale at which a picture with rows of this height is read; 1 if it need not be enlarged. */
export function enlargement(row: number): number {
	return row > 0 && row < smallRow ? Math.min(goodRow / row, mostEnlarged) : 1;
}

/** The scale at which a picture that was read with such rows is read again; if nothing was read, its letters may be too small. */
export function furtherEnlargement(row: number, { width, height }: Pick<RgbaImage, 'width' | 'height'>): number {
	return row > 0 ? enlargement(row) : width * height < tinyPicture ? mostEnlarged : width * height < smallPicture ? 2 : 1;
}
