import type { OpenBytes } from '../disk/bytes.ts';

/** Bytes to replace others at the offset `at`. */
export interface Patch {
	readonly at: number;
	readonly bytes: Uint8Array;
}

/** A view of bytes with some of them replaced, truncated at `end`, and followed by `tail`; the original is not changed. */
export function patchedBytes(
	original: OpenBytes,
	{ patches = [], end = original.length, tail = new Uint8Array() }: { patches?: readonly Patch[]; end?: number; tail?: Uint8Array },
): OpenBytes {
	const whole: readonly Patch[] = [...patches, { at: end, bytes: tail }];
	const length = end + tail.length;
	return {
		length,
		slice(from, to) {
			const last = Math.min(to, length);
			const touching = whole.filter(({ at, bytes }) => at < last && at + bytes.length > from);
			if (touching.length === 0) {
				return original.slice(from, last);
			}
			const copy = new Uint8Array(last - from);
			copy.set(original.slice(from, Math.min(last, end)));
			for (const { at, bytes } of touching) {
				copy.set(bytes.subarray(Math.max(0, from - at), last - at), Math.max(0, at - from));
			}
			return copy;
		},
		check: () => original.check(),
		close: () => original.close(),
	};
}
