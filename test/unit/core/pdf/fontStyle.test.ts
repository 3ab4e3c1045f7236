import assert from 'node:assert/strict';
import { readFontStyle } from '../../../../src/core/pdf/fontStyle.ts';
import type { Pdfium } from '../../../../src/core/pdf/pdfium.ts';

/** The style of a font of which only the name tells. */
const styleOf = (name: string) => {
	const module = { FPDFFont_GetFlags: () => -1, FPDFFont_GetWeight: () => -1 };
	return readFontStyle({ text: () => name, module } as unknown as Pdfium, 1);
};

suite('readFontStyle', () => {
	for (const name of ['IXFLMR+NimbusMonL-Regu', 'Monaco', 'LetterGothicStd', 'SourceCodePro-Regular', 'FiraCode-Regular']) {
		test(`${name} is monospaced`, () => assert.equal(styleOf(name).mono, true));
	}
	for (const name of ['Monotype Corsiva', 'TimesNewRoman', 'Monarch']) {
		test(`${name} is not`, () => assert.equal(styleOf(name).mono, false));
	}
});
