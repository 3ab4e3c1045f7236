import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Block } from '../../../../../../src/core/ocr/local/structure/blocks/blocks.ts';
import { pageBlocks } from '../../../../../../src/core/ocr/local/structure/blocks/pageBlocks.ts';
import { pageContent, pageParts } from '../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { surveyTypography } from '../../../../../../src/core/ocr/local/structure/lines/typography.ts';
import { longPdf } from '../../../../../support/documents.ts';
import { fromRoot } from '../../../../../support/host/repository.ts';
import { loadPdfium } from '../../../pdf/loadPdfium.ts';
import { corpus } from '../localSetup.ts';
import { textsOf } from './make.ts';

const folder = corpus();

/** Every letter of a block, as often as it has it; the sign that stands for dots between a name and a number is our own. */
function lettersOf(texts: readonly string[]): string {
	return Array.from(texts.join('').replace(/[\s…]/g, '')).sort().join('');
}

function textsIn(block: Block): string[] {
	switch (block.kind) {
		case 'table':
			return textsOf([...block.table.titles, ...block.table.rows.flat(2)]);
		case 'figure':
			return textsOf(block.figure.labels);
		default:
			return textsOf(block.lines);
	}
}

const real = [
	'WARN-Report-for-7-1-2015-to-03-25-2016.pdf',
	'code_and_formula.pdf',
	'federal-register-2020-17221.pdf',
	'geotopo-117pages.pdf',
	'multi_page.pdf',
	'nics-background-checks-2015-11.pdf',
	'normal_4pages.pdf',
	'picture_classification.pdf',
	'redp5110_sampled.pdf',
	'right_to_left_01.pdf',
	'table_mislabeled_as_picture.pdf',
];
const documents: readonly (readonly [name: string, bytes: () => Uint8Array])[] = [
	['a long document', longPdf],
	['report.pdf', () => readFileSync(fromRoot('test/fixtures/workspace/report.pdf'))],
	['1.2 notes with spaces.pdf', () => readFileSync(fromRoot('test/fixtures/workspace/1.2 notes with spaces.pdf'))],
	...(folder ? real.map((file) => [file, () => readFileSync(path.join(folder, file))] as const) : []),
];

suite('no letter of a page is lost or doubled', () => {
	for (const [name, bytes] of documents) {
		test(name, async () => {
			const document = (await loadPdfium()).open(bytes(), name);
			const pages = Array.from({ length: document.pageCount }, (_, index) => pageParts(document.layout(index)));
			const typography = surveyTypography(pages.map(({ upright }) => upright));
			const context = { logos: new Set<string>(), without: new Set<never>(), bodySize: typography.bodySize };
			pages.forEach((page, index) => {
				const blocks = pageBlocks(pageContent(page, context), typography);

				assert.equal(lettersOf(blocks.flatMap(textsIn)), lettersOf(textsOf([...page.upright, ...page.turned])), `page ${index + 1}`);
			});
		});
	}
});
