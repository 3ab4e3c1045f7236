import assert from 'node:assert/strict';
import { type PdfOpener, loadPdfium } from './loadPdfium.ts';
import { simplePdf } from './simplePdf.ts';

suite('readGraphics', () => {
	let pdfium: PdfOpener;
	suiteSetup(async () => {
		pdfium = await loadPdfium();
	});
	const graphicsOf = (content: string) => {
		const { rules, shapes } = pdfium.open(simplePdf([{ content }]), 'a.pdf').layout(0);
		return [rules.map(({ vertical }) => (vertical ? 'vertical' : 'horizontal')), shapes.length];
	};

	test('borders whose ends are cut at a slope are lines, as programs draw those of cells in HTML', () => {
		const top = '100 700 m 200 700 l 199 699 l 101 699 l h f';
		const left = '100 700 m 101 699 l 101 651 l 100 650 l h f';

		assert.deepEqual(graphicsOf(`${top} ${left}`), [['horizontal', 'vertical'], 0]);
	});

	test('thin drawings with curves and thicker ones with slopes are none', () => {
		const arc = '100 700 m 150 701 l 200 700 199 699 101 699 c h f';
		const arrow = '100 700 m 200 704 l 200 696 l h f';

		assert.deepEqual(graphicsOf(`${arc} ${arrow}`), [[], 2]);
	});
});
