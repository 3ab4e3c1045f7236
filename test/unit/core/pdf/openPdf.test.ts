import assert from 'node:assert/strict';
import type { RgbaImage } from '../../../../src/core/raster/rgbaImage.ts';
import { type PdfOpener, loadPdfium } from './loadPdfium.ts';
import { simplePdf, textAt } from './simplePdf.ts';

const hello = simplePdf([{ content: textAt(72, 700, 'Hello') }]);

/** What is at a place of the picture, in fractions of its width and height. */
const pixel = ({ width, height, rgba }: RgbaImage, x: number, y: number) =>
	[...rgba.subarray((Math.floor(y * height) * width + Math.floor(x * width)) * 4)].slice(0, 4);

suite('OpenPdf', () => {
	let pdfium: PdfOpener;

	suiteSetup(async () => {
		pdfium = await loadPdfium();
	});

	test('counts pages', () => {
		assert.equal(pdfium.open(simplePdf([{ content: '' }, { content: '' }, { content: '' }]), 'a.pdf').pageCount, 3);
	});

	test('finds the document behind any amount of junk', () => {
		assert.equal(pdfium.open(Buffer.concat([Buffer.alloc(3000, 'x'), hello]), 'a.pdf').pageCount, 1);
	});

	for (const [what, header] of [
		['no header', ''],
		['a header without a version', '%PDF\n'],
		['a header that is written wrongly', '%1.7\n'],
	] as const) {
		test(`opens a document with ${what}`, () => {
			const bytes = Buffer.concat([Buffer.from(header), hello.subarray('%PDF-1.7\n'.length)]);

			assert.equal(pdfium.open(bytes, 'a.pdf').layout(0).runs[0]?.text, 'Hello');
		});
	}

	for (const [what, bytes] of [
		['what is no PDF', Buffer.from('not a pdf')],
		['a header and nothing else', Buffer.from('%PDF-1.7\n')],
		['no bytes', new Uint8Array()],
		['a document without pages', simplePdf([])],
	] as const) {
		test(`${what} is corruptDocument`, () => {
			assert.throws(() => pdfium.open(bytes, 'a.pdf'), { name: 'FoveaError', code: 'corruptDocument', facts: { name: 'a.pdf' } });
		});
	}

	for (const filter of ['Adobe.PubSec', 'MicrosoftIRMServices']) {
		test(`a document that ${filter} locks is unsupportedEncryption`, () => {
			const locked = simplePdf(
				[{ content: textAt(72, 700, 'Hello') }],
				[`<</Filter /${filter} /SubFilter /adbe.pkcs7.s4 /V 1 /Length 40 /Recipients [<00>]>>`],
				undefined,
				'/Encrypt 20 0 R /ID [<00><00>]',
			);

			assert.throws(() => pdfium.open(locked, 'a.pdf'), { code: 'unsupportedEncryption', facts: { name: 'a.pdf' } });
		});
	}

	test('finds a page that the index points away from, and no page that is not in the document', () => {
		const pages = simplePdf([1, 2, 3].map((page) => ({ content: textAt(72, 700, `Page ${page}`) })));
		const text = Buffer.from(pages).toString('latin1');
		const entry = (number: number) => `${String(text.indexOf(`\n${number} 0 obj`) + 1).padStart(10, '0')} 00000 n`;
		const wrong = Buffer.from(text.replace(entry(42), '0000000123 00000 n'), 'latin1');
		const document = pdfium.open(wrong, 'a.pdf');

		assert.deepEqual(
			[0, 1, 2].map((page) => document.layout(page).runs.at(-1)?.text),
			['1', '2', '3'],
		);
		document.close();
		const without = pdfium.open(Buffer.from(text.replace('\n42 0 obj', '\n42 0 xyz'), 'latin1'), 'a.pdf');
		assert.throws(() => without.layout(1), { code: 'corruptDocument' });
		assert.equal(without.layout(2).runs.at(-1)?.text, '3');
		without.close();
	});

	test('finds the content of a page that the index points away from, and leaves blank pages blank', () => {
		const text = Buffer.from(simplePdf([{ content: textAt(72, 700, 'Hello') }, { content: '' }])).toString('latin1');
		const entry = (number: number) => `${String(text.indexOf(`\n${number} 0 obj`) + 1).padStart(10, '0')} 00000 n`;
		for (const wrong of ['0000000123 00000 n', '0000000000 65535 f', '9999999999 00000 n']) {
			const document = pdfium.open(Buffer.from(text.replace(entry(41), wrong), 'latin1'), 'a.pdf');

			assert.equal(document.layout(0).runs[0]?.text, 'Hello', wrong);
			assert.equal(document.layout(1).runs.length, 0);
			document.close();
		}
	});

	suite('reads text in a font whose map of characters PDFium refuses', () => {
		const stream = (text: string) => `<</Length ${text.length}>>\nstream\n${text}\nendstream`;
		const space = '1 begincodespacerange <0000> <FFFF> endcodespacerange\n';
		const wide = (map: string) => [
			'<</Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [21 0 R] /ToUnicode 23 0 R>>',
			'<</Type /Font /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor 22 0 R /DW 600>>',
			'<</Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80>>',
			stream(`begincmap\n${space}${map}`),
		];
		const simple = (map: string) => [
			'<</Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding /ToUnicode 21 0 R>>',
			stream(`begincmap ${map}`),
		];
		for (const [what, objects, codes, text] of [
			['a range beyond one first byte', wide('1 beginbfrange <00F0> <0130> <0410> endbfrange'), '00F000FF01000130', 'АПРѐ'],
			['such a range in a list', wide('1 beginbfrange <00FF> <0100> [<0416> <00660066>] endbfrange'), '00FF0100', 'Жff'],
			[
				'a list that is too short',
				wide('2 beginbfrange <0101> <0103> [<0416> <0417>] <0201> <0201> <0430> endbfrange'),
				'010101020201',
				'ЖЗа',
			],
			['an empty range', wide('2 beginbfrange <0102> <0101> <0416> <0201> <0202> <0430> endbfrange'), '02010202', 'аб'],
			['more entries than it says', wide('1 beginbfchar <0101> <05D0> <0102> <05D1> endbfchar'), '01020101', 'אב'],
			['fewer', wide('9 beginbfchar <0101> <0416> endbfchar 2 beginbfrange <0201> <0203> <0430> endbfrange'), '010102010203', 'Жав'],
			[
				'words without spaces',
				simple('def1 begincodespacerange <21> <22> endcodespacerange2 beginbfchar<21><00E4><22><00FC>endbfcharendcmap'),
				'2122',
				'äü',
			],
		] as const) {
			test(what, () => {
				const content = `BT /Own 12 Tf 72 700 Td <${codes}> Tj ET`;
				const document = pdfium.open(simplePdf([{ content, entries: '/Resources <</Font <</Own 20 0 R>>>>' }], objects), 'a.pdf');

				assert.equal(
					document
						.layout(0)
						.runs.map((run) => run.text)
						.join(' '),
					text,
				);
				document.close();
			});
		}
	});

	test('a page that is not there is corruptDocument', () => {
		assert.throws(() => pdfium.open(hello, 'a.pdf').layout(7), { code: 'corruptDocument' });
	});

	test('opens a document whose end is cut off', () => {
		const cut = Buffer.from(hello).subarray(0, Buffer.from(hello).indexOf('startxref') - 8);

		assert.equal(pdfium.open(cut, 'a.pdf').layout(0).runs[0]?.text, 'Hello');
	});

	test('a portfolio names its documents, and an XFA form says what it is', () => {
		const cover = [{ content: textAt(72, 700, 'Open this portfolio in another reader.') }];
		const files = '<</Names [(contract.pdf) 20 0 R]>>';
		const specification = '<</Type /Filespec /F (contract.pdf) /UF (contract.pdf) /EF <</F 21 0 R>>>>';
		const embedded = '<</Type /EmbeddedFile /Length 2>>\nstream\nhi\nendstream';
		const portfolio = `<</Type /Catalog /Pages 2 0 R /Collection <</View /D>> /Names <</EmbeddedFiles ${files}>>>>`;
		const xfa = '<</Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm <</Fields [] /XFA 20 0 R>>>>';
		const template = '<</Length 11>>\nstream\n<template/>\nendstream';

		assert.throws(() => pdfium.open(simplePdf(cover, [specification, embedded], portfolio), 'a.pdf'), {
			code: 'portfolio',
			facts: { name: 'a.pdf', documents: ['contract.pdf'] },
		});
		assert.throws(() => pdfium.open(simplePdf(cover, [template], xfa), 'a.pdf'), { code: 'xfaForm' });
		assert.equal(pdfium.open(simplePdf([...cover, ...cover], [specification, embedded], portfolio), 'a.pdf').pageCount, 2);
	});

	suite('layout', () => {
		const layoutOf = (content: string, entries = '', objects: readonly string[] = []) =>
			pdfium.open(simplePdf([{ content, entries }], objects), 'a.pdf').layout(0);

		test('measures text from the top left corner', () => {
			const [run] = layoutOf(textAt(72, 700, 'Hello')).runs;

			assert.equal(run?.text, 'Hello');
			assert.deepEqual([Math.round(run.left), Math.round(run.baseline), Math.round(run.size)], [72, 142, 12]);
		});

		test('knows bold, italic and typewriter letters', () => {
			const { runs } = layoutOf(
				[textAt(9, 9, 'plain'), textAt(9, 99, 'bold', 'F2'), textAt(9, 199, 'mono', 'F3'), textAt(9, 299, 'slant', 'F4')].join(' '),
			);

			assert.deepEqual(
				runs.map(({ text, bold, mono, italic }) => [text, bold, mono, italic]),
				[
					['plain', false, false, false],
					['bold', true, false, false],
					['mono', false, true, false],
					['slant', false, false, true],
				],
			);
		});

		test('a font size below zero turns the letters, and text that is turned back reads from left to right', () => {
			const [first, second] = layoutOf('BT /F1 -12 Tf -1 0 0 -1 72 700 Tm (Hello harbour) Tj ET').runs;

			assert.deepEqual([first?.text, second?.text], ['Hello', 'harbour']);
			assert.deepEqual([Math.round(first!.left), Math.round(first!.size), first!.turn], [72, 12, 0]);
			assert.ok(second!.left > first!.right);
		});

		test('joins the letters of a letter-spaced line, short words too', () => {
			const texts = layoutOf(textAt(72, 700, 'ON THE ROAD TO A NEW CITY').replace('BT', 'BT 5 Tc')).runs.map(({ text }) => text);

			assert.deepEqual(texts, ['ON', 'THE', 'ROAD', 'TO', 'A', 'NEW', 'CITY']);
		});

		test('turns a page upright that is turned in the file', () => {
			const layout = layoutOf(textAt(72, 700, 'Hello'), '/Rotate 90');

			assert.deepEqual([Math.round(layout.width), Math.round(layout.height)], [595, 842]);
			assert.equal(layout.rotation, 3);
			assert.equal(Math.round(layout.runs[0]!.left), 72);
		});

		test('stands as most words do, even if sideways headings have more letters', () => {
			const heading = (x: number, text: string) => `BT /F1 12 Tf 0 1 -1 0 ${x} 600 Tm (${text}) Tj ET`;
			const numbers = [100, 200, 300].flatMap((x) => [500, 480].map((y) => textAt(x, y, '27')));
			const { rotation, runs } = layoutOf([heading(100, 'Districts'), heading(200, 'Observations'), ...numbers].join(' '));

			assert.deepEqual([rotation, runs.filter(({ turn }) => turn === 0).length], [0, 6]);
		});

		test('marks text that stands otherwise than the rest', () => {
			const { runs } = layoutOf(`${textAt(72, 700, 'Most of the text')} BT /F1 12 Tf 0 1 -1 0 500 100 Tm (aside) Tj ET`);

			assert.deepEqual(
				runs.map(({ text, turn }) => [text, turn]),
				[...['Most', 'of', 'the', 'text'].map((word) => [word, 0]), ['aside', 1]],
			);
		});

		suite('of text that is not seen', () => {
			const ghost = 'BT 3 Tr /F1 12 Tf 72 700 Td (ghost) Tj ET';
			const picture = 'q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q';
			const seen = (content: string, entries = '', objects: readonly string[] = []) =>
				layoutOf(content, entries, objects).runs.map(({ text, invisible }) => (invisible ? `(${text})` : text));

			test('leaves out what is drawn without ink, unless a picture is there', () => {
				assert.deepEqual(seen(ghost), []);
				assert.deepEqual(seen(`${picture} ${ghost}`), ['(ghost)']);
			});

			test('keeps it behind outlines, which may be those of its letters', () => {
				const step = (i: number) => `${74 + 3 * i} 712 ${76 + 3 * i} 696 ${78 + 3 * i} 704 c`;
				const outlines = `72 700 m ${Array.from({ length: 30 }, (_, i) => step(i)).join(' ')} f`;

				assert.deepEqual(seen(`${ghost} ${outlines}`), ['(ghost)']);
			});

			test('leaves out what has the colour of its ground', () => {
				assert.deepEqual(seen(`1 g ${textAt(72, 700, 'white')} 0 g ${textAt(72, 600, 'black')}`), ['black']);
				assert.deepEqual(seen(`0 0 1 rg 50 690 200 30 re f ${textAt(72, 700, 'blue')}`), []);
				assert.deepEqual(seen(`0 0 1 rg 50 690 200 30 re f 1 g ${textAt(72, 700, 'white')}`), ['white']);
			});

			test('leaves out what a fill covers, and keeps what a picture covers for comparison', () => {
				assert.deepEqual(seen(`${textAt(72, 700, 'secret')} 50 690 200 30 re f ${textAt(72, 600, 'open')}`), ['open']);
				assert.deepEqual(seen(`${textAt(72, 700, 'under')} ${picture}`), ['(under)']);
			});

			test('keeps the words beside what is covered', () => {
				assert.deepEqual(seen(`${textAt(72, 700, 'first second')} 0 1 0 rg 70 690 28 30 re f`), ['second']);
			});

			test('looks for it in both corners of a page that is turned, and on a line that leaves the page', () => {
				const corners = [textAt(5, 5, 'low'), textAt(560, 830, 'high'), textAt(-10, 400, 'leaving')].join(' ');

				assert.deepEqual(seen(`1 g ${corners} 0 g ${textAt(200, 600, 'black')}`, '/Rotate 90'), ['black']);
			});

			test('draws no more of the page than what may be hidden', () => {
				const document = pdfium.open(simplePdf([{ content: `1 g ${textAt(72, 700, 'white')} 0 g ${textAt(72, 100, 'black')}` }]), 'a.pdf');
				const { pixels } = pdfium.watch(() => document.layout(0));

				assert.equal(pixels.length, 2);
				assert.ok(
					pixels.every((count) => count < 10_000),
					`${pixels.join(' and ')} pixels`,
				);
			});

			test('leaves out what is on a layer that is off', () => {
				const content = `/OC /Off BDC ${textAt(72, 700, 'draft')} EMC /OC /On BDC ${textAt(72, 600, 'final')} EMC`;
				const [off, on] = ['<</Type /OCG /Name (Off)>>', '<</Type /OCG /Name (On)>>'];
				const catalog = '<</Type /Catalog /Pages 2 0 R /OCProperties <</OCGs [20 0 R 21 0 R] /D <</OFF [20 0 R]>>>>>>';
				const resources = '/Resources <</Font <</F1 3 0 R>> /Properties <</Off 20 0 R /On 21 0 R>>>>';
				const document = pdfium.open(simplePdf([{ content, entries: resources }], [off, on], catalog), 'a.pdf');

				assert.deepEqual(
					document.layout(0).runs.map(({ text }) => text),
					['final'],
				);
			});

			test('keeps text without a glyph here, as of a font that is not in the document, unless its place or colour hides it', () => {
				const font = '<</Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /90ms-RKSJ-H /DescendantFonts [21 0 R]>>';
				const system = '<</Registry (Adobe) /Ordering (Japan1) /Supplement 2>>';
				const descendant = `<</Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo ${system} /DW 1000>>`;
				const catalog = '<</Type /Catalog /Pages 2 0 R /OCProperties <</OCGs [22 0 R] /D <</ON [22 0 R]>>>>>>';
				const resources = '/Resources <</Font <</J 20 0 R>> /Properties <</On 22 0 R>>>>';
				const objects = [font, descendant, '<</Type /OCG /Name (On)>>'];
				const text = 'BT /J 14 Tf 60 700 Td <93fa967b8cea> Tj ET';
				const seenOf = (content: string) =>
					pdfium
						.open(simplePdf([{ content, entries: resources }], objects, catalog), 'a.pdf')
						.layout(0)
						.runs.map((run) => run.text);

				assert.deepEqual(seenOf(`/OC /On BDC ${text} EMC`), ['日本語']);
				assert.deepEqual(seenOf(`0.1 g 0 0 595 842 re f 1 g ${text}`), ['日本語']);
				assert.deepEqual(seenOf(`1 g ${text}`), []);
				assert.deepEqual(seenOf(`${text} 0.5 g 0 600 595 200 re f`), []);
			});

			test('leaves out what is clipped away, by its words', () => {
				assert.deepEqual(seen(`q 300 400 50 50 re W n ${textAt(72, 700, 'away')} Q ${textAt(72, 600, 'kept')}`), ['kept']);
				assert.deepEqual(seen(`q 60 690 40 30 re W n ${textAt(72, 700, 'seen unseen')} Q`), ['seen']);
				assert.deepEqual(seen(`q 60 690 240 30 re W n ${textAt(72, 700, 'seen too')} Q`), ['seen', 'too']);
			});

			test('tells letters that something is painted through, and none that only clip', () => {
				const clipped = textAt(72, 700, 'through').replace('BT', 'BT 7 Tr');

				assert.deepEqual(seen(`q ${clipped} 1 0 0 rg 50 690 200 30 re f Q`), ['through']);
				assert.deepEqual(seen(`q ${clipped} Q 1 0 0 rg 50 690 200 30 re f`), []);
				assert.deepEqual(seen(`q ${clipped} Q`), []);
			});

			test('leaves out what is smaller than a point', () => {
				assert.deepEqual(seen(`${textAt(72, 700, 'dust', 'F1', 0.7)} ${textAt(72, 600, 'small', 'F1', 4)}`), ['small']);
			});
		});

		test('loads a page once, and once more where annotations became part of it', () => {
			const annotation = '<</Type /Annot /Subtype /FreeText /Rect [72 600 300 620] /DA (/Helv 12 Tf 0 g) /Contents (note)>>';
			const loads = (entries: string, objects: readonly string[]) => {
				const document = pdfium.open(simplePdf([{ content: textAt(72, 700, 'text'), entries }], objects), 'a.pdf');
				return [1, 2].map(() => pdfium.watch(() => document.layout(0)).loads);
			};

			assert.deepEqual(loads('', []), [1, 1]);
			assert.deepEqual(loads('/Annots [20 0 R]', [annotation]), [2, 1]);
		});

		test('shows a note whose appearance nobody drew, whether or not it names a font', () => {
			for (const appearance of ['/DA (/Helv 12 Tf 0 g)', '/DA (0 0 1 rg)', '/DA ()', '']) {
				const note = `<</Type /Annot /Subtype /FreeText /Rect [72 600 300 640] ${appearance} /Contents (note)>>`;

				assert.deepEqual(
					layoutOf('', '/Annots [20 0 R]', [note]).runs.map(({ text }) => text),
					['note'],
					appearance,
				);
			}
		});

		test('text is struck out by an annotation that has no appearance', () => {
			const struck = '<</Type /Annot /Subtype /StrikeOut /Rect [72 697 105 712] /QuadPoints [72 711 105 711 72 697 105 697] /C [1 0 0]>>';
			const { runs } = layoutOf(textAt(72, 700, 'seven eight'), '/Annots [20 0 R]', [struck]);

			assert.deepEqual(
				runs.map((run) => [run.text, run.struck ?? false]),
				[
					['seven', true],
					['eight', false],
				],
			);
		});

		test('leaves out text beside the page', () => {
			assert.deepEqual(layoutOf(textAt(-300, 700, 'outside')).runs, []);
		});

		test('tells lines, areas and curves apart', () => {
			const { rules, shapes } = layoutOf('72 700 m 300 700 l S 72 500 100 100 re f 300 300 m 350 400 400 400 450 300 c S');

			assert.deepEqual(
				rules.map(({ vertical, left, right, top }) => [vertical, left, right, Math.round(top)]),
				[[false, 72, 300, 142]],
			);
			assert.deepEqual(
				shapes.map(({ curved }) => curved),
				[false, true],
			);
		});

		test('leaves out what is drawn in white', () => {
			const { rules, shapes } = layoutOf('1 1 1 rg 1 1 1 RG 72 700 m 300 700 l S 72 500 100 100 re f');

			assert.deepEqual([rules, shapes], [[], []]);
		});

		test('finds drawings in nested forms', () => {
			const form =
				'<</Type /XObject /Subtype /Form /BBox [0 0 600 900] /Matrix [1 0 0 1 10 0] /Length 21>>\nstream\n62 700 m 290 700 l S \nendstream';
			const layout = layoutOf('/X Do', '/Resources <</XObject <</X 20 0 R>>>>', [form]);

			assert.deepEqual(
				layout.rules.map(({ left, right }) => [left, right]),
				[[72, 300]],
			);
		});

		test('finds pictures', () => {
			const { images } = layoutOf('q 200 0 0 100 72 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q');

			assert.deepEqual(
				images.map(({ left, top, right, bottom }) => [left, Math.round(top), right, Math.round(bottom)]),
				[[72, 142, 272, 242]],
			);
		});

		test('finds no drawing in what a pen has marked on a text, but one in what it has drawn beside it', () => {
			const drawn = '1 0 0 RG 3 w 10 10 m 40 35 80 5 110 20 c S';
			const appearance = `<</Type /XObject /Subtype /Form /BBox [0 0 120 40] /Length ${drawn.length}>>\nstream\n${drawn}\nendstream`;
			const shapesAt = (place: string) =>
				layoutOf(textAt(72, 700, 'Hello'), '/Annots [20 0 R]', [
					`<</Type /Annot /Subtype /Ink /F 4 /Rect [${place}] /InkList [[10 10 110 20]] /AP <</N 21 0 R>>>>`,
					appearance,
				]).shapes.length;

			assert.deepEqual([shapesAt('60 690 180 730'), shapesAt('60 390 180 430')], [0, 1]);
		});

		test('finds links to the web', () => {
			const link = '<</Type /Annot /Subtype /Link /Rect [72 690 120 712] /A <</S /URI /URI (https://example.org/)>>>>';
			const { links } = layoutOf(textAt(72, 700, 'Hello'), '/Annots [20 0 R]', [link]);

			assert.deepEqual(links, [{ url: 'https://example.org/', left: 72, top: 130, right: 120, bottom: 152 }]);
		});

		suite('of forms', () => {
			const form = '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [20 0 R] /DA (/F1 12 Tf 0 g) /DR <</Font <</F1 3 0 R>>>>>>>>';
			const read = (field: string, label: string, more: readonly string[] = []) => {
				const page = { content: textAt(72, 700, label), entries: '/Annots [20 0 R]' };
				const { runs } = pdfium.open(simplePdf([page], [field, ...more], form), 'a.pdf').layout(0);
				return runs.map(({ text, follows }) => (follows ? `> ${text}` : text));
			};
			const widget = (entries: string, place = '300 696 480 714') =>
				`<</Type /Annot /Subtype /Widget /T (f) /Rect [${place}] /F 4 ${entries}>>`;
			const box = '<</Type /XObject /Subtype /Form /BBox [0 0 12 12] /Length 20>>\nstream\n1 1 10 10 re S       \nendstream';

			test('draws values that the program which filled them in did not draw, behind their label', () => {
				assert.deepEqual(read(widget('/FT /Tx /V (Sea Lark)'), 'Vessel'), ['Vessel', '> Sea', 'Lark']);
			});

			test('draws the captions of buttons, where the document leaves all drawing to the reader', () => {
				const button = widget('/FT /Btn /Ff 65536 /MK <</CA (Send it)>> /DA (/F1 12 Tf 0 g)');

				assert.deepEqual(read(button, 'When done'), ['When', 'done', 'Send', 'it']);
			});

			test('tells values whose letters the font of the form does not have', () => {
				assert.deepEqual(read(widget('/FT /Tx /V <feff00730061006c00610064002003c002ac>'), 'Dish'), ['Dish', '> salad', 'πʬ']);
			});

			test('keeps a value whole whose characters are in cells of their own', () => {
				const field = '/FT /Tx /Ff 16777216 /MaxLen 8 /V (AB12 D34)';
				const cells = Array.from('AB12 D34', (sign, i) => `1 0 0 1 ${8 + 22 * i} 5 Tm (${sign}) Tj`).join(' ');
				const drawn = `BT /F1 12 Tf ${cells} ET`;
				const appearance = `<</Type /XObject /Subtype /Form /BBox [0 0 180 18] /Resources <</Font <</F1 3 0 R>>>> /Length ${drawn.length}>>\nstream\n${drawn}\nendstream`;

				assert.deepEqual(read(widget(field), 'Code'), ['Code', '> AB12', 'D34']);
				assert.deepEqual(read(widget(`${field} /AP <</N 21 0 R>>`), 'Code', [appearance]), ['Code', '> AB12', 'D34']);
			});

			test('tells the label of a choice, which readers show, and not what is stored for it', () => {
				const choice = '/FT /Ch /Ff 131072 /Opt [[(de) (Germany)] [(fr) (France)]] /V (fr)';

				assert.deepEqual(read(widget(choice), 'Country'), ['Country', '> France']);
			});

			test('does not tell the letters of a password', () => {
				const texts = read(widget('/FT /Tx /Ff 8192 /V (hush)'), 'Code').join(' ');

				assert.doesNotMatch(texts, /h|u|s/);
			});

			test('draws the choices of a list, with a sign whether they are chosen', () => {
				const list = (entries: string) => read(widget(`/FT /Ch /Opt [(five) [(6) (six)] (seven)] ${entries}`, '300 640 480 714'), 'Size');

				assert.deepEqual(list(''), ['Size', '☐ five', '☐ six', '☐ seven']);
				assert.deepEqual(list('/V (6)'), ['Size', '☐ five', '☑ six', '☐ seven']);
			});

			test('keeps the lines of a value that do not fit into its field, to which a reader scrolls', () => {
				const drawn = '/Tx BMC q 0 0 180 18 re W n BT /F1 12 Tf 2 5 Td (one) Tj 0 -14 Td (two) Tj 0 -14 Td (three) Tj ET Q EMC';
				const appearance = `<</Type /XObject /Subtype /Form /BBox [0 0 180 18] /Resources <</Font <</F1 3 0 R>>>> /Length ${drawn.length}>>\nstream\n${drawn}\nendstream`;
				const texts = read(widget('/FT /Tx /Ff 4096 /V (one\\ntwo\\nthree) /AP <</N 21 0 R>>'), 'Cargo', [appearance]);

				assert.deepEqual(
					texts.map((text) => text.replace('> ', '')),
					['Cargo', 'one', 'two', 'three'],
				);
			});

			test('a value belongs to its label across the frame around its field, which is no line of a table', () => {
				const frame = '297 693 186 24 re S';
				const page = { content: `${textAt(72, 700, 'Vessel')} ${frame}`, entries: '/Annots [20 0 R]' };
				const { runs, rules } = pdfium.open(simplePdf([page], [widget('/FT /Tx /V (Sea Lark)')], form), 'a.pdf').layout(0);

				assert.deepEqual([runs[1]!.follows, runs[1]!.baseline === runs[0]!.baseline, rules], [true, true, []]);
				assert.deepEqual(
					runs.map(({ filled }) => filled),
					[undefined, true, true],
				);
				const grid = `${frame} 60 693 m 500 693 l S`;
				const inTable = simplePdf([{ ...page, content: page.content.replace(frame, grid) }], [widget('/FT /Tx /V (Sea Lark)')], form);
				assert.equal(pdfium.open(inTable, 'a.pdf').layout(0).rules.length, 5);
			});

			test('a label in the middle beside a list or several lines comes before all of them', () => {
				const tops = (field: string) => {
					const page = { content: textAt(72, 668, 'Cargo'), entries: '/Annots [20 0 R]' };
					return pdfium
						.open(simplePdf([page], [field], form), 'a.pdf')
						.layout(0)
						.runs.map(({ baseline }) => baseline);
				};
				for (const field of ['/FT /Ch /Opt [(five) (six) (seven)]', '/FT /Tx /Ff 4096 /V (one\\ntwo\\nthree)']) {
					const [label, ...others] = tops(widget(field, '300 640 480 714'));
					assert.ok(others.length === 3 && others.every((one) => one >= label!), field);
				}
			});

			for (const [what, entries, sign] of [
				['ticked by its appearance', '/FT /Btn /V /Yes /AS /Yes', '☑'],
				['ticked by its value alone', '/FT /Btn /V (Yes) /AS /Off', '☑'],
				['not ticked', '/FT /Btn /V /Off /AS /Off', '☐'],
				['a radio button that is on', '/FT /Btn /Ff 32768 /V /Yes /AS /Yes', '☑'],
			] as const) {
				const states = '/AP <</N <</Yes 21 0 R /Off 21 0 R>>>>';

				test(`says that a box is ${what}`, () => {
					assert.deepEqual(read(widget(`${entries} ${states}`, '300 698 312 710'), 'Power:', [box]), ['Power:', `> ${sign}`]);
					assert.deepEqual(read(widget(`${entries} ${states}`, '55 698 67 710'), 'Power', [box]), ['Power', sign]);
				});
			}

			for (const [what, flag] of [
				['hidden', 2],
				['not for viewing', 32],
			] as const) {
				test(`leaves out a field that is ${what}`, () => {
					assert.deepEqual(read(widget('/FT /Tx /V (secret)').replace('/F 4', `/F ${flag}`), 'Name'), ['Name']);
				});
			}
		});

		test('marks words that a line is drawn through, and leaves that line out', () => {
			const { runs, rules } = layoutOf(
				`${textAt(72, 700, 'kept gone')} 100 703 m 128 703 l S ${textAt(72, 600, 'a row')} 30 603 m 500 603 l S ${textAt(72, 500, 'under')} 72 498 m 103 498 l S`,
			);

			assert.deepEqual(
				runs.filter(({ struck }) => struck).map(({ text }) => text),
				['gone'],
			);
			assert.equal(rules.length, 1);
		});

		test('marks underlined words as new where others are struck out, but for those that replace them', () => {
			const page = `${textAt(72, 700, 'kept gone more')} 100 703 m 128 703 l S 131 698 m 162 698 l S ${textAt(72, 500, 'under')} 72 498 m 103 498 l S`;
			const inserted = (content: string) =>
				layoutOf(content)
					.runs.filter((run) => run.inserted)
					.map(({ text }) => text);

			assert.deepEqual(inserted(page), ['under']);
			assert.deepEqual(inserted(page.replace('100 703 m 128 703 l S', '')), []);
		});

		test('reads words that are put together of pieces on a page that is upside down', () => {
			const upsideDown = (x: number, y: number, text: string) => `BT /F1 24 Tf -1 0 0 -1 ${x} ${y} Tm (${text}) Tj ET`;
			const { runs } = layoutOf(
				[upsideDown(400, 300, 'Over'), upsideDown(348, 300, 'whel'), upsideDown(298.6, 300, 'ming'), upsideDown(200, 300, 'news')].join(
					' ',
				),
			);

			assert.deepEqual(
				runs.map(({ text }) => text),
				['Overwhelming', 'news'],
			);
		});

		test('stems make letters bold, unless they say so of most of the page, as in PDFs by Ghostscript', () => {
			const font = (name: string, number: number) => [
				`<</Type /Font /Subtype /TrueType /BaseFont /${name} /Encoding /WinAnsiEncoding /FontDescriptor ${number} 0 R>>`,
				`<</Type /FontDescriptor /FontName /${name} /Flags 32 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /StemV 150>>`,
			];
			const bold = (content: string) =>
				layoutOf(content, '/Resources <</Font <</F1 3 0 R /A 20 0 R /B 22 0 R>>>>', [...font('Antique', 21), ...font('Antique-Bold', 23)])
					.runs.filter((run) => run.bold)
					.map(({ text }) => text);

			assert.deepEqual(bold(`${textAt(72, 700, 'few', 'A')} ${textAt(72, 600, 'plain')} ${textAt(72, 500, 'named', 'B')}`), [
				'few',
				'named',
			]);
			assert.deepEqual(bold(`${textAt(72, 700, 'nearlyall', 'A')} ${textAt(72, 600, 'p')} ${textAt(72, 500, 'named', 'B')}`), ['named']);
		});

		test('reads a page alike however it is turned', () => {
			const content = 'BT /F1 12 Tf 72 700 Td [(The)-250(har)15(bour)-250(o)10(f)-250(1902)] TJ /F2 12 Tf ( : open) Tj ET';
			const read = (entries: string) => layoutOf(content, entries).runs.map(({ text, spaced, bold }) => [text, spaced, bold]);

			for (const turn of [90, 180, 270]) {
				assert.deepEqual(read(`/Rotate ${turn}`), read(''), `${turn}`);
			}
		});

		test('keeps the letters of a word together that is set wide', () => {
			const { runs } = layoutOf('BT /F2 14 Tf 6 Tc 72 700 Td (ANNUAL REPORT) Tj ET');

			assert.deepEqual(
				runs.map(({ text }) => text),
				['ANNUAL', 'REPORT'],
			);
		});

		test('keeps a line that says the same as the one above it, however tightly they are set', () => {
			const line = '(The quick ) Tj (brown fox jumps) Tj ( over it) Tj';
			const shadow = textAt(72, 500, 'Big page', 'F2', 24) + textAt(73, 499, 'Big page', 'F2', 24);
			const { runs } = layoutOf(`BT /F1 16 Tf 10 TL 72 700 Td ${line} T* ${line} T* ${line} ET ${shadow}`);
			const baselines = [...new Set(runs.map(({ baseline }) => baseline))];

			assert.deepEqual(
				baselines.map((baseline) =>
					runs
						.filter((run) => run.baseline === baseline)
						.map(({ text }) => text)
						.join(' '),
				),
				[...Array.from({ length: 3 }, () => 'The quick brown fox jumps over it'), 'Big page'],
			);
		});

		test('shows the sheet of a page whose visible part is nowhere', () => {
			const layout = layoutOf(textAt(72, 700, 'Hello'), '/CropBox [900 900 1000 1000]');

			assert.deepEqual([layout.width, layout.height, layout.runs[0]?.text], [595, 842, 'Hello']);
		});

		test('a page keeps its size when its annotations are drawn, wherever the document says it', () => {
			const stamp = '<</Type /Annot /Subtype /Stamp /Rect [72 600 300 620] /F 4 /AP <</N 21 0 R>>>>';
			const drawn = '<</Type /XObject /Subtype /Form /BBox [0 0 228 20] /Length 20>>\nstream\n1 1 10 10 re S       \nendstream';
			const page = { content: `${textAt(72, 800, 'Top')} ${textAt(72, 20, 'Margin')}`, entries: '/Annots [20 0 R]' };
			for (const [size, height, texts] of [
				['/MediaBox [0 0 595 842]', 842, ['Top', 'Margin']],
				['/MediaBox [0 0 595 842] /CropBox [0 100 595 842]', 742, ['Top']],
			] as const) {
				const own = Buffer.from(simplePdf([page], [stamp, drawn])).toString('latin1');
				const inherited = own.replace('/MediaBox [0 0 595 842]', ' '.repeat(23)).replace('/Type /Pages', `/Type /Pages ${size}`);
				const layout = pdfium.open(Buffer.from(inherited, 'latin1'), 'a.pdf').layout(0);

				assert.deepEqual([layout.height, layout.runs.map(({ text }) => text)], [height, texts]);
			}
		});

		test('reads form fields and keeps links', () => {
			const field = '<</Type /Annot /Subtype /Widget /FT /Tx /Rect [72 600 300 620] /F 4 /AP <</N 21 0 R>>>>';
			const appearance =
				'<</Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources <</Font <</F1 3 0 R>>>> /Length 40>>\nstream\nBT /F1 12 Tf 2 5 Td (filled in) Tj ET     \nendstream';
			const link = '<</Type /Annot /Subtype /Link /Rect [72 690 120 712] /A <</S /URI /URI (https://example.org/)>>>>';
			const layout = layoutOf(textAt(72, 700, 'Name'), '/Annots [20 0 R 22 0 R]', [field, appearance, link]);

			assert.deepEqual(
				layout.runs.map(({ text }) => text),
				['Name', 'filled', 'in'],
			);
			assert.equal(layout.links.length, 1);
		});
	});

	suite('render', () => {
		const black = simplePdf([{ content: '0 421 297 421 re f', size: [594, 842] }]);

		test('draws in the asked resolution, from the top', () => {
			const image = pdfium.open(black, 'a.pdf').render(0, { dpi: 36, maxPixels: 1e7 });

			assert.deepEqual([image.width, image.height], [297, 421]);
			assert.deepEqual(
				[pixel(image, 0.25, 0.25), pixel(image, 0.75, 0.25), pixel(image, 0.25, 0.75)],
				[
					[0, 0, 0, 255],
					[255, 255, 255, 255],
					[255, 255, 255, 255],
				],
			);
		});

		test('never draws more pixels than allowed', () => {
			for (const size of [
				[594, 842],
				[14400, 3],
				[2, 14400],
			] as const) {
				const { width, height } = pdfium.open(simplePdf([{ content: '', size }]), 'a.pdf').render(0, { dpi: 600, maxPixels: 10_000 });

				assert.ok(width * height <= 10_000 * 1.05, `${width} x ${height}`);
			}
		});

		test('turns clockwise', () => {
			const image = pdfium.open(black, 'a.pdf').render(0, { dpi: 36, maxPixels: 1e7, rotation: 1 });

			assert.deepEqual([image.width, image.height], [421, 297]);
			assert.deepEqual(
				[pixel(image, 0.75, 0.25), pixel(image, 0.25, 0.25)],
				[
					[0, 0, 0, 255],
					[255, 255, 255, 255],
				],
			);
		});

		test('draws a part of the page', () => {
			const image = pdfium
				.open(black, 'a.pdf')
				.render(0, { dpi: 72, maxPixels: 1e7, region: { left: 287, top: 100, right: 307, bottom: 110 } });

			assert.deepEqual([image.width, image.height], [20, 10]);
			assert.deepEqual(
				[pixel(image, 0.2, 0.5), pixel(image, 0.8, 0.5)],
				[
					[0, 0, 0, 255],
					[255, 255, 255, 255],
				],
			);
		});
	});

	test('draws a scan of few pixels with smooth edges, not with steps', () => {
		const half = String.fromCharCode(...Array.from({ length: 400 }, (_, at) => (at % 20 < 10 ? 0 : 255)));
		const scan = `<</Type /XObject /Subtype /Image /Width 20 /Height 20 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 400>>\nstream\n${half}\nendstream`;
		const page = { content: 'q 100 0 0 100 0 0 cm /X Do Q', size: [100, 100] as const, entries: '/Resources 20 0 R' };
		const image = pdfium.open(simplePdf([page], ['<</XObject <</X 21 0 R>>>>', scan]), 'a.pdf').render(0, { dpi: 144, maxPixels: 1e6 });

		assert.deepEqual([image.width, image.height, image.scale], [200, 200, 2]);
		const shades = new Set(Array.from({ length: 200 }, (_, x) => image.rgba[(100 * 200 + x) * 4]));
		assert.ok(shades.size >= 8, [...shades].join());
	});

	suite('extract', () => {
		const three = ['One', 'Two', 'Three'].map((text) => ({ content: textAt(72, 700, text) }));
		const wordsOf = (bytes: Uint8Array) => {
			const document = pdfium.open(bytes, 'a.pdf');
			return Array.from({ length: document.pageCount }, (_, page) =>
				document
					.layout(page)
					.runs.map(({ text }) => text)
					.join(' '),
			);
		};

		test('makes a document of some pages', () => {
			assert.deepEqual(wordsOf(pdfium.open(simplePdf(three), 'a.pdf').extract([0, 2])), ['One', 'Three']);
		});

		test('does so too where the document has layers, which are kept', () => {
			const bytes = pdfium.open(simplePdf(three, ['<</OCProperties true>>']), 'a.pdf').extract([1]);

			assert.deepEqual(wordsOf(bytes), ['Two']);
		});

		test('leaves out what only other pages use, although all pages list it', () => {
			const pixels = (seed: number) => Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i * seed) % 251)).toString('latin1');
			const pictures = Array.from(
				{ length: 10 },
				(_, i) =>
					`<</Type /XObject /Subtype /Image /Width 400 /Height 250 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 100000>>\nstream\n${pixels(i + 1)}\nendstream`,
			);
			const list = `<</XObject <<${pictures.map((_, i) => `/X${i} ${21 + i} 0 R`).join(' ')}>>>>`;
			const pages = pictures.map((_, i) => ({ content: `q 200 0 0 100 50 50 cm /X${i} Do Q`, entries: '/Resources 20 0 R' }));
			const document = pdfium.open(simplePdf(pages, [list, ...pictures]), 'a.pdf');

			const part = document.extract([3, 4]);

			assert.ok(part.length < 250_000, `${part.length} bytes`);
			const drawn = (of: typeof document, page: number) => of.render(page, { dpi: 72, maxPixels: 1e6 }).rgba;
			assert.deepEqual(drawn(pdfium.open(part, 'b.pdf'), 1), drawn(document, 4));
		});

		test('leaves the document as it is', () => {
			const document = pdfium.open(simplePdf(three), 'a.pdf');
			document.extract([1]);

			assert.equal(document.layout(2).runs[0]?.text, 'Three');
		});
	});
});
