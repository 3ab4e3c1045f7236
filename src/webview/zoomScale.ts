/** Enlargements that the buttons and keys step through; 1 shows a pixel of the image as a pixel of the page. */
const steps = [0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16];

const [smallest, largest] = [0.05, 16];

/** The next larger (`1`) or smaller (`-1`) step. */
export function nextStep(scale: number, direction: 1 | -1): number {
	// A hair's breadth apart counts as equal: scales are computed.
	const found = direction === 1 ? steps.find((step) => step > scale * 1.01) : steps.findLast((step) => step < scale * 0.99);
	return found ?? within(scale);
}

/** The scale after a turn of the wheel or a pinch, which come as distances in CSS pixels: a notch is about 100, a pinch some single ones. */
export function wheelScale(scale: number, distance: number): number {
	const most = 50;
	return within(scale * Math.exp(-Math.min(most, Math.max(-most, distance)) / 200));
}

/** The largest scale at which all is seen, `most` at the highest. Lengths are CSS pixels. */
export function fitScale(
	frame: { readonly width: number; readonly height: number },
	content: { readonly width: number; readonly height: number },
	most: number,
): number {
	return Math.max(smallest, Math.min(frame.width / content.width, frame.height / content.height, most));
}

/** The nearest scale that can be shown. */
export function within(scale: number): number {
	return Math.min(largest, Math.max(smallest, scale));
}
