/**
 * The index of the last of `count` ascending places that is at or before `at`; 0 where there is none.
 * @param placeOf the place with an index
 */
export function lastPlace(count: number, placeOf: (index: number) => number, at: number): number {
	let [low, high] = [0, count - 1];
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (placeOf(middle) <= at) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return low;
}
