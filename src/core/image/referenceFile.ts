import type { FormFile } from '../net/multipart.ts';
import type { ReferenceImage } from './generator.ts';

/** A reference image as a file of a form; `index` is its place, from 0. */
export function referenceFile({ mediaType, bytes }: ReferenceImage, index: number, field: string): FormFile {
	return { field, name: `image-${index + 1}.${mediaType.slice('image/'.length)}`, mediaType, bytes };
}
