import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blankPdf, lockedPdf, longPdf, longPdfText } from '../../../support/documents.ts';
import { type Emulator, startEmulator } from '../../../support/emulator/emulator.ts';
import { figureJpeg } from '../../../support/emulator/figure.ts';
import { ask, dataUri, key, pdfRequest, recognized } from './ask.ts';
import { zip } from '../../../support/zip.ts';
import { type TinyText, tinyPdf } from './tinyPdf.ts';

const model = 'mistral-ocr-latest';

suite('Emulator: what it answers', function () {
	// Loading pdf.js takes a second or two.
	let emulator: Emulator;

	setup(async () => {
		emulator = await startEmulator({
			profile: 'mistral',
			key,
			models: { [model]: 'mistral-ocr-4-1', old: 'mistral-ocr-2505', middle: 'mistral-ocr-2512' },
		});
	});
	teardown(() => emulator.close());

	const imageRequest = (mediaType: string, bytes: Uint8Array) => ({
		model,
		document: { type: 'image_url', image_url: dataUri(mediaType, bytes) },
	});
	const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

	test('each page asked for has its own text and 0-based index', async () => {
		const pdf = tinyPdf(['First', 'Second', 'Third', 'Fourth'].map((text) => ({ texts: [[72, 600, 12, text]] })));

		const { pages, usage_info } = await recognized(emulator, pdfRequest(model, pdf, { pages: [3, 1, 1] }));

		assert.deepEqual(
			[pages.map(({ index, markdown }) => [index, markdown]), usage_info.pages_processed],
			[
				[
					[1, 'Second'],
					[3, 'Fourth'],
				],
				2,
			],
		);
	});

	test('pages may be named in text by the models that take it', async () => {
		const pdf = tinyPdf(Array<object>(5).fill({}));

		const { pages } = await recognized(emulator, pdfRequest(model, pdf, { pages: '0, 2-3' }));

		assert.deepEqual(
			pages.map(({ index }) => index),
			[0, 2, 3],
		);
	});

	test('larger text is a heading, lines close together are a paragraph', async () => {
		const texts: TinyText[] = [
			[72, 650, 24, 'Title'],
			[72, 600, 12, 'A line of the paragraph'],
			[72, 586, 12, 'and another'],
			[72, 540, 12, 'The next paragraph'],
		];

		const { pages } = await recognized(emulator, pdfRequest(model, tinyPdf([{ texts }])));

		assert.equal(pages[0]!.markdown, '# Title\n\nA line of the paragraph\nand another\n\nThe next paragraph');
	});

	test('running headers and footers leave the text when they are extracted', async () => {
		const texts: TinyText[] = [
			[72, 770, 12, 'Journal'],
			[72, 400, 12, 'Body'],
			[300, 20, 12, '7'],
		];
		const request = pdfRequest(model, tinyPdf([{ texts }]));

		const [whole, extracted] = [
			await recognized(emulator, request),
			await recognized(emulator, { ...request, extract_header: true, extract_footer: true }),
		];

		assert.deepEqual(
			[whole, extracted].map(({ pages }) => [pages[0]!.header, pages[0]!.markdown, pages[0]!.footer]),
			[
				[null, 'Journal\n\nBody\n\n7', null],
				['Journal', 'Body', '7'],
			],
		);
	});

	test('figures number on from page to page, start again with each request and show where they are from', async () => {
		const page = { images: [[72, 300, 200, 100] as const, [72, 100, 200, 100] as const] };
		const request = pdfRequest(model, tinyPdf([page, page]), { include_image_base64: true });
		await recognized(emulator, request);

		const { pages } = await recognized(emulator, request);

		const images = pages.flatMap((each) => each.images);
		assert.deepEqual(
			pages.map(({ markdown }) => markdown),
			['![img-0.jpeg](img-0.jpeg)\n\n![img-1.jpeg](img-1.jpeg)', '![img-2.jpeg](img-2.jpeg)\n\n![img-3.jpeg](img-3.jpeg)'],
		);
		assert.deepEqual(
			images.map(({ id }) => id),
			['img-0.jpeg', 'img-1.jpeg', 'img-2.jpeg', 'img-3.jpeg'],
		);
		assert.equal(new Set(images.map(({ image_base64 }) => image_base64)).size, 4);
		const { top_left_x, top_left_y, bottom_right_x, bottom_right_y } = images[0]!;
		assert.deepEqual([top_left_x, top_left_y, bottom_right_x, bottom_right_y], [200, 1089, 756, 1367]);
	});

	test('figures are sent, counted and measured as the request asks', async () => {
		const pdf = tinyPdf([
			{
				images: [
					[72, 600, 40, 100],
					[72, 400, 200, 100],
					[72, 100, 200, 100],
				],
			},
		]);

		const ids = await Promise.all(
			[{}, { image_limit: 2 }, { image_limit: 0 }, { image_min_size: 200 }].map(async (options) => {
				const { pages } = await recognized(emulator, pdfRequest(model, pdf, options));
				assert.ok(pages[0]!.images.every(({ image_base64 }) => image_base64 === null));
				return pages[0]!.images.length;
			}),
		);

		assert.deepEqual(ids, [3, 2, 0, 2]);
	});

	test('a figure is a JPEG that others can decode, with its digits in it', async () => {
		const decoders = 'pdfjs-dist/image_decoders/pdf.image_decoders.mjs';
		const { JpegImage } = (await import(decoders)) as {
			JpegImage: new () => {
				readonly width: number;
				readonly height: number;
				parse(bytes: Uint8Array): void;
				getData(options: object): Uint8Array;
			};
		};
		const image = new JpegImage();

		image.parse(new Uint8Array(figureJpeg(['17'])));

		const { width, height } = image;
		const pixels = image.getData({ width, height });
		const rows = Array.from({ length: height / 8 }, (_, row) =>
			Array.from({ length: width / 8 }, (__, column) => (pixels[(row * 8 + 3) * width + column * 8 + 3]! < 128 ? '#' : '.')).join(''),
		);
		assert.deepEqual(rows, ['.........', '..#..###.', '.##....#.', '..#....#.', '..#....#.', '.###...#.', '.........']);
	});

	test('text in three or more aligned columns is a table, within the text or beside it', async () => {
		const cells = [
			['City', 'Area', 'People'],
			['Ulm', '119', '129000'],
			['Jena', '115', '111000'],
			['Trier', '117', '112000'],
		];
		const texts = cells.flatMap((row, y) => row.map((text, x): TinyText => [72 + 120 * x, 600 - 20 * y, 12, text]));
		const pdf = tinyPdf([{ texts: [[72, 650, 12, 'Before'], ...texts, [72, 450, 12, 'After']] }]);

		const [inline, html, markdown] = await Promise.all(
			[{}, { table_format: 'html' }, { table_format: 'markdown' }].map(async (options) => {
				const { pages } = await recognized(emulator, pdfRequest(model, pdf, options));
				return pages[0]!;
			}),
		);

		const table =
			'| City | Area | People |\n| --- | --- | --- |\n| Ulm | 119 | 129000 |\n| Jena | 115 | 111000 |\n| Trier | 117 | 112000 |';
		const rows = cells.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
		assert.deepEqual([inline!.markdown, inline!.tables], [`Before\n\n${table}\n\nAfter`, []]);
		assert.deepEqual(
			[html!.markdown, html!.tables],
			['Before\n\n[tbl-0.html](tbl-0.html)\n\nAfter', [{ id: 'tbl-0.html', content: `<table>${rows.join('')}</table>`, format: 'html' }]],
		);
		assert.deepEqual(markdown!.tables, [{ id: 'tbl-0.md', content: table, format: 'markdown' }]);
	});

	test('models answer with the fields of their time and under their own names', async () => {
		const pdf = tinyPdf([{ texts: [[72, 600, 12, 'Hello']] }]);

		const answers = await Promise.all([model, 'middle', 'old'].map((name) => recognized(emulator, pdfRequest(name, pdf))));

		assert.deepEqual(
			answers.map((answer) => [answer.model, 'tables' in answer.pages[0]!, answer.pages[0]!.blocks]),
			[
				[
					'mistral-ocr-4-1',
					true,
					[{ type: 'text', top_left_x: 200, top_left_y: 507, bottom_right_x: 276, bottom_right_y: 540, content: 'Hello' }],
				],
				['mistral-ocr-2512', true, []],
				['mistral-ocr-2505-completion', false, undefined],
			],
		);
	});

	test('an image is answered with its declared type, its size and its fingerprint', async () => {
		const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
		const jpeg = figureJpeg(['123']);
		const bmp = Buffer.alloc(54);
		bmp.write('BM');
		bmp.writeInt32LE(640, 18);
		bmp.writeInt32LE(-480, 22);
		const tiff = Buffer.from(
			'4d4d002a 00000008 0002 0100 0003 00000001 02800000 0101 0004 00000001 000001e0 00000000'.replaceAll(' ', ''),
			'hex',
		);

		const markdown = await Promise.all(
			[
				imageRequest('image/jpeg', jpeg),
				imageRequest('image/bmp', bmp),
				imageRequest('image/tiff', tiff),
				imageRequest('image/png', jpeg),
			].map(async (request) => (await recognized(emulator, request)).pages[0]!.markdown),
		);

		assert.deepEqual(markdown, [
			`image/jpeg\n\n104 x 56\n\nsha256 ${sha256(jpeg)}`,
			`image/bmp\n\n640 x 480\n\nsha256 ${sha256(bmp)}`,
			`image/tiff\n\n640 x 480\n\nsha256 ${sha256(tiff)}`,
			`image/png, content image/jpeg\n\n104 x 56\n\nsha256 ${sha256(jpeg)}`,
		]);
	});

	test('an image that cannot be read is refused, and so is one as a document by older models', async () => {
		const jpeg = figureJpeg(['1']);
		const asDocument = (name: string) => ({ model: name, document: { document_url: dataUri('image/jpeg', jpeg) } });

		const statuses = await Promise.all(
			[
				imageRequest('image/png', Buffer.from('no image')),
				imageRequest('image/jpeg', jpeg.subarray(0, 30)),
				asDocument('middle'),
				asDocument(model),
			].map(async (request) => (await ask(emulator, request)).status),
		);

		assert.deepEqual(statuses, [400, 400, 400, 200]);
	});

	test('a docx is one page of its paragraphs', async () => {
		const xml =
			'<w:document><w:p><w:r><w:t>Dear </w:t></w:r><w:r><w:t xml:space="preserve">all</w:t></w:r></w:p><w:p><w:t>A &amp; B</w:t></w:p></w:document>';
		const request = pdfRequest(model, Buffer.alloc(0), {
			document: { document_url: dataUri(docxType, zip({ 'word/document.xml': xml })) },
			include_image_base64: true,
		});

		const { pages } = await recognized(emulator, request);

		assert.deepEqual(
			pages.map(({ markdown }) => markdown),
			['Dear all\n\nA & B'],
		);
	});

	test('a docx is refused without image data asked for, when it is none, and by Azure', async () => {
		const bytes = zip({ 'word/document.xml': '<w:p><w:t>x</w:t></w:p>' });
		const request = (content: Uint8Array, options: object) => ({
			model,
			document: { document_url: dataUri(docxType, content) },
			...options,
		});
		const azure = await startEmulator({ profile: 'foundry', key, models: { [model]: 'mistral-ocr-4-0' } });

		const statuses = [
			await ask(emulator, request(bytes, {})),
			await ask(emulator, request(bytes, { image_limit: 0 })),
			await ask(emulator, request(Buffer.from('PK nothing'), { include_image_base64: true })),
			await ask(azure, request(bytes, { include_image_base64: true })),
		].map(({ status }) => status);
		await azure.close();

		assert.deepEqual(statuses, [400, 200, 400, 422]);
	});

	test('quirks change the answer, and may be switched while running', async () => {
		const pdf = tinyPdf(['Q', 'R'].map((text) => ({ texts: [[72, 600, 12, text]] })));
		emulator.quirks.add('oneBased').add('unsorted').add('sparse').add('parenthesisMath').add('hostile').add('htmlEscaped');

		const { pages } = await recognized(emulator, pdfRequest(model, pdf));

		assert.deepEqual(
			pages.map((page) => [page.index, Object.keys(page), page.images.length]),
			[
				[2, ['index', 'markdown', 'images', 'dimensions'], 0],
				[1, ['index', 'markdown', 'images', 'dimensions'], 9],
			],
		);
		assert.match(pages[0]!.markdown, /^R\n\nThe energy is \\\(E = mc\^2\\\)/);
		assert.match(pages[1]!.markdown, /^Q\n\n!\[x\]\(javascript:[^]*&lt;script&gt;[^]*!\[\.\.\/\.\.\/evil\.png\]/);
	});

	test('reading a PDF changes nothing in the process that the tests run in', async () => {
		await recognized(emulator, pdfRequest(model, tinyPdf([{}])));

		assert.match(Function.prototype.toString.call(JSON.stringify), /\[native code\]/);
	});

	test('what annotations would take is not made up', async () => {
		const { status } = await ask(emulator, pdfRequest(model, tinyPdf([{}]), { confidence_scores_granularity: 'word' }));

		assert.equal(status, 501);
	});

	test('a long document is read page by page, each with its figure; a blank one has a page with nothing', async () => {
		const { pages } = await recognized(emulator, pdfRequest(model, longPdf()));
		const [blank] = (await recognized(emulator, pdfRequest(model, blankPdf()))).pages;

		assert.deepEqual(
			pages.map(({ markdown }, page) => markdown.includes(longPdfText(page + 1)) && /!\[img-\d+\.jpeg\]\(img-\d+\.jpeg\)/.test(markdown)),
			Array<boolean>(117).fill(true),
		);
		assert.equal(blank!.markdown, '');
	});

	test('a PDF that wants a password is not a valid one', async () => {
		const { status, text } = await ask(emulator, pdfRequest(model, lockedPdf('Hello', 'secret')));

		assert.deepEqual([status, (JSON.parse(text) as { code: string }).code], [400, '3740']);
	});

	const corpus = path.resolve('../shared/corpus');
	if (existsSync(corpus)) {
		const page = async (file: string, options: object) =>
			(await recognized(emulator, pdfRequest(model, readFileSync(path.join(corpus, file)), options))).pages[0]!;

		test('a long real document is read page by page', async () => {
			const pdf = readFileSync(path.join(corpus, 'geotopo-117pages.pdf'));

			const { pages } = await recognized(emulator, pdfRequest(model, pdf));

			assert.deepEqual([pages.length, pages.filter(({ markdown }) => markdown.length > 100).length > 100], [117, true]);
			assert.match(pages[10]!.markdown, /Topologie/);
		});

		test('a real table is a table, a real figure a figure, a blank page nothing', async () => {
			const table = await page('nics-background-checks-2015-11.pdf', { table_format: 'html' });
			const figure = await page('picture_classification.pdf', { pages: [0] });
			const blank = await page('blank.pdf', {});

			assert.match(table.tables![0]!.content, /<td>Alabama<\/td>/);
			assert.match(figure.markdown, /!\[img-0\.jpeg\]\(img-0\.jpeg\)/);
			assert.equal(blank.markdown, '');
		});

		test('a real photograph is measured', async () => {
			const photo = readFileSync(path.join(corpus, 'baiona_cmyk.jpg'));

			const { pages } = await recognized(emulator, imageRequest('image/jpeg', photo));

			assert.match(pages[0]!.markdown, /^image\/jpeg\n\n\d+ x \d+\n\nsha256/);
		});
	}
});
