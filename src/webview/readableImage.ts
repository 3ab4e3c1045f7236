/** Loads an image so that a canvas with it can be read, although the file has another origin than the page. */
export async function readableImage(src: string): Promise<HTMLImageElement> {
	const image = new Image();
	image.crossOrigin = 'anonymous';
	image.src = src;
	await image.decode();
	return image;
}
