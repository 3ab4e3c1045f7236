import { type Bytes, inMemory } from '../disk/bytes.ts';
import type { MediaType } from './engine.ts';
import { tiffPages } from '../raster/tiff.ts';

/**
 * How many pages a picture has; undefined for office documents, which only a service lays out in pages, and for a kind of TIFF file that is not read
 * here (BigTIFF). Throws as `inMemory`.
 */
export async function countPages(mediaType: MediaType, bytes: Bytes, name: string): Promise<number | undefined> {
	if (mediaType !== 'image/tiff') {
		return mediaType.startsWith('image/') ? 1 : undefined;
	}
	const file = await inMemory(bytes, name);
	const bigTiff = file[2] === 43 || file[3] === 43;
	return bigTiff ? undefined : tiffPages(file).length;
}
