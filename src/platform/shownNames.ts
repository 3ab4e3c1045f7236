import type { PlainText } from '../core/plain.ts';

/** A number, words that stand in the code, or text that `plain` made; `never` for any other text. */
type Shown<T> = T extends number | PlainText
	? T
	: T extends string
		? Partial<Record<T, unknown>> extends Record<T, unknown>
			? never
			: T
		: never;

/**
 * A name in a message could become a link or turn the sentence around it: arguments of `l10n.t` are numbers, our own words, or made by `plain`. These
 * declarations come before the editor's own, so any other argument is one of the second, and the linter reports what is deprecated.
 */
declare module 'vscode' {
	/** Stricter than the editor's own types. */
	export namespace l10n {
		export function t<const T extends readonly (string | number)[]>(message: string, ...args: T & { [K in keyof T]: Shown<T[K]> }): string;
		/** @deprecated Pass this through plain() or shownName(): it may be the name of a file, a host or a model. */
		export function t(message: string, ...args: readonly unknown[]): string;
	}
}
