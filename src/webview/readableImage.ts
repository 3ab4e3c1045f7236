/** An image that a canvas can be read from once it is drawn there: the file comes from another origin than the page. */
export async function readableImage(src: string): Promise<HTMLImageElement> {
	const image = new Image();
	image.crossOrigin = 'anonymous';
	image.src = src;
	await image.decode();
	return image;
}
