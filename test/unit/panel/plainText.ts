import { fill } from '../../../src/shared/strings.ts';

/** Texts as they stand in the source, for what runs without an editor. */
export const l10n = {
	t: (text: unknown, ...values: unknown[]): string => fill(String(text), ...values.map(String)),
};
