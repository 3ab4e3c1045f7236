/** The zoom steps of the buttons and keys; at 1, a pixel of the image is a pixel of the page. */
const steps = [0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16];

const [smallest, largest] = [0.05, 16];

/** The next larger (`1`) or smaller (`-1`) step. */
export function nextStep(scale: number, direction: 1 | -1): number {
	// Scales are computed, so those that differ by rounding count as equal.
	const found = direction === 1 ? steps.find((step) => step > scale * 1.01) : steps.findLast((step) => step < scale * 0.99);
	return found ?? within(scale);
}

/** The scale after a wheel event or a pinch with this distance in CSS pixels: about 100 for a notch of the wheel, a few for a pinch. */
export function wheelScale(scale: number, distance: number): number {
	const most = 50;
	return within(scale * Math.exp(-Math.min(most, Math.max(-most, distance)) / 200));
}

/** The largest scale at which everything is visible, at most `most`. Lengths are CSS pixels. */
export function fitScale(
	frame: { readonly width: number; readonly height: number },
	content: { readonly width: number; readonly height: number },
	most: number,
): number {
	return Math.max(smallest, Math.min(frame.width / content.width, frame.height / content.height, most));
}

/** The nearest allowed scale. */
export function within(scale: number): number {
	return Math.min(largest, Math.max(smallest, scale));
}
