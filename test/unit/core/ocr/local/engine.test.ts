import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { FoveaError, isFoveaError } from '../../../../../src/core/errors.ts';
import type { MediaType, OcrEngine, OcrPage } from '../../../../../src/core/ocr/engine.ts';
import { createLocalEngine } from '../../../../../src/core/ocr/local/engine.ts';
import { recognizePage } from '../../../../../src/core/ocr/local/tesseract/pageRecognizer.ts';
import { encodePng } from '../../../../../src/core/raster/png.ts';
import { Recognizer, TookTooLong } from '../../../../../src/core/ocr/local/tesseract/recognizer.ts';
import { mirrored } from '../../../../../src/core/raster/turnedImage.ts';
import { mediaTypeOf } from '../../../../../src/core/ocr/mediaType.ts';
import type { RgbaImage } from '../../../../../src/core/raster/rgbaImage.ts';
import { loadPdfium } from '../../pdf/loadPdfium.ts';
import { type SimplePage, simplePdf, textAt } from '../../pdf/simplePdf.ts';
import { corpus, loadPdfEngine, tesseract } from './localSetup.ts';
import { animatedWebp, makeBmp, makeGif, makeTiff, makeTiffOf, pngWithOpacity } from './makeImages.ts';

const signal = new AbortController().signal;

/** "Small WebP 42" in black on white. */
const webp =
	'UklGRmAGAABXRUJQVlA4WAoAAAAgAAAAAwEAOwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggcgQAALAaAJ0BKgQBPAA/EYC6VawnpaMnlAoBgCIJaQAV55/T+3bn1PcstNs6wa8KO/eVAZV77LUaiovB28q6ELQb/ZFPU28zXf/G+52TKWr/90fBXZ5m9lM5+9Ud7I/86+4guaHzJd9RjRYNJenQ2gVJHKqxUCAtgkEebBoaD5ztxxxoVbeFOpCy1JxJYwTpm2Ehvjzj+iTtpnab2uTFrUB6hzyt7EHQH+qX8397Wzz2rjJzpEYQfR2jaS1Mj+abf7IBTpNZtOiwOODlXLo7I/Ph2LFPlORkBtAdj9i2eZrUAAD+8PCpAI+kDt8uCWZXkImv/eMpC/V8o594PqvlUkrOeQVyTbFaVsqI9Qh7xtIsB2Luvip+uOJIWqLwCkw0I0nL36PtgtFKaNfk+vR6Ptlj6YI2M5+eNErBTsCOGJgIFezdg9QVddH29znPU/NHfi/kIetz4q8vkW32+fOYFddd0a9IZVurBLMrVfnL3SpbaMWXGhXqhcskz08Zec6PNLWBeRhfGOQqu9q+WjDbbk3kqfbh/gnCICElyZk43fDNSJFGkBSyrvTaJ1qcx51lhVpp2n/IwOpvJ1rELt7f7azn8snt4m3opPqjb2INt/L63UBD+LL8it4lQBV7PmjUMJIG9QYB1O6lPS1hVHVVm/lOlGuoQcAkvDxodlf5cIhmiBLHQfEg+5e01vl3O1k8Ptu3X0+h16FCDOjl3ZrxeeZtQ1IoR3MomRY2VS5B9vPdw3Tnn4S+kpL/i1CGyje2eLtyyfksItKBc5fXOUOzLb7sTd1ZIiA8ATuoCdY9Z1rg2eJ1AMH19AtxiAhpehGcDE4FQcMVWEiO6WtMqe01A6tDAAbO6wk2FRMgwfjZPNedk7aa4h4oXQBSDuBanf2fdLPmSKz+2q5guCdbSvZ1bZ0q9S+yaL13S0PYlS4/LxTBBCveLEO0fRYYWEzWpAIxqz+K/7xkLrTJlYBEiYt6UqbuJtkE148D95UzHB/NIfrA2KZMfd2xSiDJz0HcxQ0RczN6v5D+0qYc/3t7l/CBulqAS900fr2/Q3moQw14jNxP4OHhVQsgX8lskJ7TzbMUI/xis+mnfdq5HzziqbHVTFExzUhh0M0gPXn3iq2k+mnMutlcV4IM93FiUgO1vdmLX7N8Ow6agFPDhBbKAdEPt/D/P1A/cRAqDldUsQeyiNITF/0uuoLEv+Jy/0RX2rB89m1HgphoTHbffNFs0eFxhqf4Z7rxVi9s5vCjfdqEpqvWGgKRu1rNW5I9CIE9idsI0E0fkYCdmqw/0Mg8wgw5HWwaiYRRH3LnU+kVl/jDOXJWLGpC/9nWoU2kPJfi26FnH4EWrWXcXkr5rNLbr4E58Ls68r8qviMSZ6gFVEa5IYCtcyxWGxcvDuSv4b+Nh9CElJ6olIxKCZHjwrKwBfVbpssZLoRVkD4ops0pwa/+CZbCdSiZXQVTHT7lywEHNFv20XdgVEDBRGdrJK4y77jdxyf8IlkpfxJQkf9K/LK/CroAAAAAAAA=';

/** "Small AVIF 42" in black on white. */
const avif =
	'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAA7kAAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAQQAAAA8AAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQAMAAAAABNjb2xybmNseAACAAIABoAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAA8FtZGF0EgAKCRghYH2wQICBoTKpBxTACCCCAoC0gap7XOHtrUUaleR2kzGrKFZ0a/K/uBhBXcgkLMj7/T0VDvFVxajFm4weAV6KiQIH/XEYuGZFV+lp1duXZ2VUVL2KQ7YkW++CIGaLPiQ6gSCnQXnkuD5sC9NfVucamUoqkA6P3gt44pRpWrirGZdGsXP98XrAX17kSZ7hOp+UDf4GKuptQjvi2Q4VPrI4WnAkeuR+2d1JGL5gRRj/d1DtzO+303luEZlKm1DQuVbrwqjza8Yqc1nsOWipuyJGD3B9CH0M5qoD6I00Gyv1IOsQf0ACNYT+iincOiTW6kNzIgLdsq2mNU2wXSEsVZpAWt6d8SZU+JsjOe2SeKJvdMiOcuKoYXiAHD1p5Zbw4Ka75XA2KWV0BVgxhy+Wf09jy0t1IWM7sjTVx8HzHO96jqbIx4dt4Qqp1QQWvinZDFu3Ce2bY9Nc+X/t709b0ZgIZ3pxWPTM0gz72UeuBEOyuwMjTKrHhFU+2K6xSK5eWTt5wu5gyC5ltp8+U4LvQwmw1UCcow2eLwN/x46lR/3JhgLYkcTetM9EBuaIOPtPSRYurhIEJ4dhE6LBNDfE4UuWA69deB8sQ9AlJaMqp7IyZCuljXgD74AEWtwLhAKvliyxTpSb5zWfDRsoLUu62UTWHTWfPgP6Z1aYUjhOK+quNPJ7dBrFZR0XCTux0dzE7M1GzPObrS45JjwtoVvgiqRTDqqDSYnJVyupq3gAAn1b0Wlf2foycTLQ0dsZhDsmw5fioX5YEThsZ1m2SrJbrg/r6Og0gUG/9zr0twTF5zUyEL4JxZ9caLe4oO+w1zntzUhyDRiYmJsxvLT6rD0QnK8qcCc858Lj2TJS4bxYfORMuLPAmp6wbmTlyNQS7A7mmrcnWmEDS5Q/PYDZbePeCI1yHRiAxASRlmyYvCXmHjdaQsI3oFGWNxgZOqTSRXcBRyNRGqaAJUo0qD3FzqIFBwnMzr9aAZ3D/pNPdLyWz/XdqIn6TvWPsEwCLR8PehenBzejK+Dzo5Z32RfEZhCs53Nccy13g8XQuUSU7cBXrd2w8XpJD3EQhpcqLWhkGzQnpl6KZ0YwAYhTlg3VX9lLQmtreoRCMI9g41qZsqx6YtqtjnZX9+yrloRzAxFCIojysfOCSSo6g/FYVtYEC8ee+d7SUPB1EJXEAnJRalPJxFZih7NBAHw0Iozs2nCNh4jKSVb7wTR47N0IQQGMQ5MYzR9wbE+SfGfH/CwmIe3oHkCMn9hSIqA=';

suite('the local engine', function () {
	let pdf: Awaited<ReturnType<typeof loadPdfEngine>>;
	let engine: OcrEngine & { dispose(): Promise<void> };

	const create = (withoutRunningText = true) =>
		createLocalEngine({ ...tesseract, pdf, files: tesseract.languageFolder, languages: 'eng', withoutRunningText });

	suiteSetup(async () => {
		pdf = await loadPdfEngine();
		engine = create();
	});

	suiteTeardown(() => engine.dispose());

	const recognize = async (bytes: Uint8Array, mediaType: MediaType, pages?: readonly number[]): Promise<readonly OcrPage[]> => {
		const result = await engine.recognize({ name: 'a', bytes, mediaType }, { signal, ...(pages ? { pages } : {}) });
		return result.pages;
	};
	const markdownOf = async (...more: Parameters<typeof recognize>) => (await recognize(...more)).map(({ markdown }) => markdown.trim());

	/** Lines of a page in 12 points. */
	const pageOf = (...texts: readonly string[]): SimplePage => ({
		content: texts.map((text, i) => textAt(72, 700 - 14 * i, text)).join('\n'),
	});

	/** A page with this text as a picture. */
	const pictureOf = async (text: string, rotation = 0): Promise<RgbaImage> => {
		const page = simplePdf([{ content: textAt(20, 60, text, 'F1', 24), size: [400, 150] }]);
		return (await loadPdfium()).open(page, 'a').render(0, { dpi: 144, maxPixels: 1e7, rotation });
	};

	suite('of a picture that it cannot read', () => {
		/** Signs of many strokes in rows, in no script that there is. */
		const invented = (): RgbaImage => {
			const [width, height] = [700, 260];
			const rgba = new Uint8Array(width * height * 4).fill(255);
			const ink = (x: number, y: number) => rgba.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
			for (let sign = 0; sign < 100; sign++) {
				const [left, top] = [30 + (sign % 20) * 32, 30 + Math.floor(sign / 20) * 44];
				for (let y = 0; y < 28; y++) {
					for (let x = 0; x < 26; x++) {
						if (y % 7 < 2 || x === (sign * 7) % 24 || x === (sign * 11 + 8) % 24) {
							ink(left + x, top + y);
						}
					}
				}
			}
			return { width, height, rgba };
		};

		test('it shows the picture, and says what kind of text it shows', async () => {
			const { pages, notes } = await engine.recognize({ name: 'a', bytes: encodePng(invented()), mediaType: 'image/png' }, { signal });

			assert.deepEqual([pages[0]?.markdown.trim(), pages[0]?.images.length], ['![img-0.png](img-0.png)', 1]);
			assert.deepEqual(notes, [{ index: 0, what: 'eastAsianScript' }]);
		});

		test('a page that takes too long has no text and says why', async () => {
			const document = await pdf.openImage(encodePng(await pictureOf('Too slow')), { type: 'image/png' }, { name: 'a', signal });
			const slow = { recognize: async () => Promise.reject(new TookTooLong('a minute')) };
			const { layout, unread } = await recognizePage(slow, { document, page: 0, name: 'a', dpi: 72 }, signal);

			assert.deepEqual([layout.runs, unread], [[], 'tooSlow']);
		});

		test('the first reading counts where there is no time for a better one', async () => {
			const document = await pdf.openImage(encodePng(await pictureOf('Read once')), { type: 'image/png' }, { name: 'a', signal });
			const recognizer = new Recognizer({ ...tesseract, languages: 'eng', folders: [tesseract.languageFolder] });
			let reads = 0;
			const once: Pick<Recognizer, 'recognize'> = {
				recognize: async (...args) => (reads++ === 0 ? recognizer.recognize(...args) : Promise.reject(new TookTooLong('a minute'))),
			};
			const { layout, unread } = await recognizePage(once, { document, page: 0, name: 'a', dpi: 72, pixels: 4e6 }, signal);
			await recognizer.dispose();

			assert.deepEqual([layout.runs.map(({ text }) => text).join(' '), unread], ['Read once', undefined]);
		});
	});

	suite('reads PDF documents', () => {
		const document = simplePdf([pageOf('The first page.'), pageOf('The second page.'), pageOf('The third page.')]);

		test('by their own text', async () => {
			assert.deepEqual(await markdownOf(document, 'application/pdf'), ['The first page.', 'The second page.', 'The third page.']);
		});

		test('as local', async () => {
			assert.equal((await engine.recognize({ name: 'a', bytes: document, mediaType: 'application/pdf' }, { signal })).model, 'local');
		});

		test('in part', async () => {
			const pages = await recognize(document, 'application/pdf', [0, 2]);

			assert.deepEqual(
				pages.map(({ index, markdown }) => [index, markdown]),
				[
					[0, 'The first page.'],
					[2, 'The third page.'],
				],
			);
		});

		test('and says how far it is', async () => {
			const done: string[] = [];
			await engine.recognize(
				{ name: 'a', bytes: document, mediaType: 'application/pdf' },
				{ signal, onPage: (some, total) => done.push(`${some}/${total}`) },
			);

			assert.deepEqual(done, ['1/3', '2/3', '3/3']);
		});

		test('and tells pages before all are read, in order, in the light of those so far', async () => {
			const slow = {
				...pdf,
				open: async (...args: Parameters<typeof pdf.open>) => {
					const opened = await pdf.open(...args);
					return { ...opened, layout: async (page: number) => sleep(400).then(() => opened.layout(page, signal)) };
				},
			};
			const patient = createLocalEngine({
				...tesseract,
				pdf: slow,
				files: tesseract.languageFolder,
				languages: 'eng',
				withoutRunningText: true,
			});
			const long = simplePdf(Array.from({ length: 12 }, (_, i) => pageOf(`This is page number ${i + 1} of twelve.`)));
			const drafts: OcrPage[] = [];

			const { pages } = await patient.recognize(
				{ name: 'a', bytes: long, mediaType: 'application/pdf' },
				{ signal, onDraft: (some) => drafts.push(...some) },
			);
			await patient.dispose();

			assert.ok(drafts.length > 0 && drafts.length < 12, `${drafts.length} pages`);
			assert.deepEqual(drafts, pages.slice(0, drafts.length));
		});

		test('without headers, or with them', async () => {
			const pages = [1, 2, 3].map((number) => ({
				content: `${textAt(72, 800, `A book, page ${number}`)} ${textAt(72, 600, `Content number ${number}.`)}`,
			}));
			const with_ = create(false);

			assert.equal((await markdownOf(simplePdf(pages), 'application/pdf')).join(), 'Content number 1.,Content number 2.,Content number 3.');
			const kept = await with_.recognize({ name: 'a', bytes: simplePdf(pages), mediaType: 'application/pdf' }, { signal });
			assert.match(kept.pages[0]!.markdown, /A book, page 1/);
		});

		test('with their figures, numbered on over the pages', async () => {
			const drawing = '100 300 m 150 400 200 400 250 300 c S 120 300 m 150 450 200 450 230 300 c S 100 280 m 250 480 l S';
			const pages = await recognize(
				simplePdf([{ content: `${drawing} ${textAt(150, 320, 'A')}` }, { content: drawing }]),
				'application/pdf',
			);

			assert.deepEqual(
				pages.map(({ markdown }) => markdown),
				['![img-0.png](img-0.png)', '![img-1.png](img-1.png)'],
			);
			assert.deepEqual(
				pages.map(({ images }) => images.map(({ id, annotation }) => [id, annotation])),
				[[['img-0.png', 'A']], [['img-1.png', undefined]]],
			);
			assert.equal(await mediaTypeOf('a', pages[0]!.images[0]!.bytes!, 'local'), 'image/png');
		});

		test('by recognition where a page has none', async () => {
			const { width, height, rgba } = await pictureOf('Read from a picture');
			const grey = Array.from({ length: width * height }, (_, i) => rgba[i * 4]!.toString(16).padStart(2, '0')).join('');
			const image = `<</Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode /Length ${grey.length + 1}>>\nstream\n${grey}>\nendstream`;
			const scan = simplePdf(
				[
					pageOf('This page has text.'),
					{ content: 'q 400 0 0 150 0 0 cm /X Do Q', size: [400, 150], entries: '/Resources <</XObject <</X 20 0 R>>>>' },
				],
				[image],
			);

			assert.deepEqual(await markdownOf(scan, 'application/pdf'), ['This page has text.', '# Read from a picture']);
		});

		test('and uses the lines that are drawn on a picture', async () => {
			const names = ['Harbour', 'Shipyard', 'Market square'];
			const counts = ['118', '64', '27'];
			const rows = names.flatMap((name, i) => [textAt(60, 308 - 40 * i, name), textAt(208, 308 - 40 * i, counts[i]!)]);
			const lines = [
				[50, 200, 250, 200],
				[50, 330, 250, 330],
				[50, 200, 50, 330],
				[200, 200, 200, 330],
				[250, 200, 250, 330],
			].map(([x0, y0, x1, y1]) => `${x0} ${y0} m ${x1} ${y1} l S`);
			const page = simplePdf([{ content: [...rows, ...lines].join('\n'), size: [300, 400] }]);
			const picture = (await loadPdfium()).open(page, 'a').render(0, { dpi: 200, maxPixels: 1e7, rotation: 0 });

			assert.equal(
				(await markdownOf(encodePng(picture), 'image/png')).join(),
				'| Harbour | 118 |\n| --- | ---: |\n| Shipyard | 64 |\n| Market square | 27 |',
			);
		});

		test('and finds nothing on a blank page', async () => {
			assert.deepEqual(await markdownOf(simplePdf([{ content: '' }]), 'application/pdf'), ['']);
		});

		test('and a page that cannot be read fails alone', async () => {
			const opened = {
				...pdf,
				open: async (...args: Parameters<typeof pdf.open>) => {
					const whole = await pdf.open(...args);
					const layout = async (page: number) => {
						if (page === 1) {
							throw new FoveaError('corruptDocument', { name: 'a' }, 'Page 2 cannot be loaded');
						}
						return whole.layout(page, signal);
					};
					return { ...whole, layout };
				},
			};
			const careful = createLocalEngine({
				...tesseract,
				pdf: opened,
				files: tesseract.languageFolder,
				languages: 'eng',
				withoutRunningText: true,
			});

			const { pages, failed } = await careful.recognize({ name: 'a', bytes: document, mediaType: 'application/pdf' }, { signal });
			await careful.dispose();

			assert.deepEqual(
				[pages.map(({ index }) => index), failed?.map(({ index, error }) => [index, error.code])],
				[[0, 2], [[1, 'corruptDocument']]],
			);
		});

		test('and a page on which nothing can be read is a figure of what it shows', async () => {
			const [page] = await recognize(simplePdf([{ content: '300 500 m 310 520 320 480 330 500 c S' }]), 'application/pdf');

			assert.equal(page?.markdown, '![img-0.png](img-0.png)');
			assert.equal(page.images.length, 1);
		});

		test('and says what is wrong with them', async () => {
			await assert.rejects(recognize(Buffer.from('%PDF-1.7 and no more'), 'application/pdf'), { code: 'corruptDocument' });
		});
	});

	suite('reads pictures', () => {
		const text = 'Read from a picture';

		test('of type PNG', async () => assert.deepEqual(await markdownOf(encodePng(await pictureOf(text)), 'image/png'), [text]));

		test('of type GIF', async () => assert.deepEqual(await markdownOf(makeGif(await pictureOf(text)), 'image/gif'), [text]));

		test('of type WebP', async () => assert.deepEqual(await markdownOf(Buffer.from(webp, 'base64'), 'image/webp'), ['Small WebP 42']));

		test('of type WebP, the first one of an animation', async () => {
			assert.deepEqual(await markdownOf(animatedWebp(Buffer.from(webp, 'base64'), [260, 60]), 'image/webp'), ['Small WebP 42']);
		});

		test('that are dark, or pale', async () => {
			const picture = await pictureOf(text);
			for (const [black, white] of [
				[8, 48],
				[190, 232],
			] as const) {
				const rgba = picture.rgba.map((level) => black + (level * (white - black)) / 255);

				assert.deepEqual(await markdownOf(encodePng({ ...picture, rgba }), 'image/png'), [text]);
			}
		});

		test('of type AVIF', async () => assert.deepEqual(await markdownOf(Buffer.from(avif, 'base64'), 'image/avif'), ['Small AVIF 42']));

		test('of type BMP', async () => {
			const { width, height, rgba } = await pictureOf(text);
			const rows = Array.from({ length: height }, (_, y) => [...rgba.subarray(y * width * 4, (y + 1) * width * 4)]);

			assert.deepEqual(await markdownOf(makeBmp({ width, height, bits: 32, rows }), 'image/bmp'), [text]);
		});

		test('of type TIFF, all of their pages', async () => {
			const { file } = makeTiff([{ image: await pictureOf('The first page') }, { image: await pictureOf('The second page') }]);

			assert.deepEqual(await markdownOf(file, 'image/tiff'), ['The first page', 'The second page']);
			assert.deepEqual(await markdownOf(file, 'image/tiff', [1]), ['The second page']);
		});

		for (const [what, rotation] of [
			['on its head', 2],
			['on its left side', 3],
			['on its right side', 1],
		] as const) {
			test(`with text that stands ${what}`, async () => {
				assert.deepEqual(await markdownOf(encodePng(await pictureOf('Text however it stands', rotation)), 'image/png'), [
					'Text however it stands',
				]);
			});
		}

		test('with small letters, as screenshots have them', async () => {
			const page = simplePdf([{ content: textAt(10, 20, 'npm install and then npm test, in a terminal', 'F1', 11), size: [300, 50] }]);
			const picture = (await loadPdfium()).open(page, 'a').render(0, { dpi: 72, maxPixels: 1e7 });

			assert.deepEqual(await markdownOf(encodePng(picture), 'image/png'), ['npm install and then npm test, in a terminal']);
		});

		test('the first row of a window is no header of a page', async () => {
			const rows = [`${textAt(20, 280, 'Launchpad of projects')} ${textAt(470, 280, '12')}`];
			rows.push(...Array.from({ length: 6 }, (_, i) => textAt(20, 220 - 30 * i, `Waiting for a review of change number ${i + 1}`)));
			const page = simplePdf([{ content: rows.join('\n'), size: [500, 300] }]);
			const picture = (await loadPdfium()).open(page, 'a').render(0, { dpi: 144, maxPixels: 1e7 });

			assert.match((await markdownOf(encodePng(picture), 'image/png')).join(), /Launchpad of projects/);
		});

		test('and finds nothing on a blank one', async () => {
			assert.deepEqual(await markdownOf(encodePng({ width: 50, height: 50, rgba: new Uint8Array(10_000).fill(255) }), 'image/png'), ['']);
		});

		for (const type of ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff'] as const) {
			test(`and calls one of type ${type} corruptDocument that is none`, async () => {
				await assert.rejects(recognize(Buffer.from('This is no picture at all.'), `image/${type}`), {
					code: 'corruptDocument',
					facts: { name: 'a' },
				});
			});
		}

		test('and calls one of type avif unsupported that it cannot decode', async () => {
			await assert.rejects(recognize(Buffer.from('This is no picture at all.'), 'image/avif'), { code: 'unsupportedType' });
		});

		test('and decodes no WebP of more pixels than there is memory for', async () => {
			// RFC 9649, 2.7: a canvas of 16384 x 16384 pixels.
			const header = Buffer.concat([Buffer.from('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0', 'latin1'), Buffer.from('ff3f00ff3f00', 'hex')]);

			await assert.rejects(recognize(header, 'image/webp'), {
				code: 'unsupportedType',
				facts: { name: 'a', engine: 'local', type: 'webp' },
			});
		});

		test('but none of type heic', async () => {
			await assert.rejects(recognize(new Uint8Array(9), 'image/heic'), { code: 'unsupportedType' });
			assert.equal(engine.mediaTypes.has('image/heic'), false);
		});
	});

	suite('reads TIFF files', () => {
		const text = 'Crates counted: 42';
		let picture: RgbaImage;
		suiteSetup(async () => (picture = await pictureOf(text)));

		const size = () => ({ 256: [picture.width], 257: [picture.height] });
		const greys = () => picture.rgba.filter((_, i) => i % 4 === 0);
		const read = async (file: Uint8Array) => (await markdownOf(file, 'image/tiff'))[0];

		test('in tiles', async () => {
			const [across, down] = [Math.ceil(picture.width / 64), Math.ceil(picture.height / 64)];
			const pixels = greys();
			const tiles = Array.from({ length: across * down }, (_, at) => {
				const [left, top] = [(at % across) * 64, Math.floor(at / across) * 64];
				const level = (i: number) => pixels[(top + Math.floor(i / 64)) * picture.width + left + (i % 64)] ?? 255;
				return Uint8Array.from({ length: 64 * 64 }, (__, i) => (left + (i % 64) < picture.width ? level(i) : 255));
			});

			assert.equal(await read(makeTiffOf(tiles, { ...size(), 258: [8], 259: [1], 262: [1], 277: [1], 322: [64], 323: [64] })), text);
		});

		test('in planes of their own for each colour', async () => {
			const planes = [greys(), greys(), greys()];

			assert.equal(
				await read(makeTiffOf(planes, { ...size(), 258: [8, 8, 8], 259: [1], 262: [2], 277: [3], 278: [picture.height], 284: [2] })),
				text,
			);
		});

		test('with pixels that are higher than wide, as of a fax', async () => {
			const pixels = greys();
			const rows = Array.from({ length: Math.floor(picture.height / 2) }, (_, y) =>
				pixels.subarray(2 * y * picture.width, (2 * y + 1) * picture.width),
			);
			const tags = {
				...size(),
				257: [rows.length],
				258: [8],
				259: [1],
				262: [1],
				277: [1],
				278: [rows.length],
				282: [204, 1],
				283: [102, 1],
			};

			assert.equal(await read(makeTiffOf([Buffer.concat(rows)], tags)), text);
		});

		test('with opacity', async () => {
			const tags = { ...size(), 258: [8, 8, 8, 8], 259: [8], 262: [2], 277: [4], 278: [picture.height], 338: [2] };

			assert.equal(await read(makeTiffOf([deflateSync(picture.rgba)], tags)), text);
		});

		test('with 16 bits a sample', async () => {
			const deep = Buffer.from(Uint16Array.from(greys(), (level) => level * 257).buffer);
			const tags = { ...size(), 258: [16], 259: [8], 262: [1], 277: [1], 278: [picture.height] };

			assert.equal(await read(makeTiffOf([deflateSync(deep)], tags)), text);
		});

		test('that lie on their side by a tag', async () => {
			const { width, height, rgba } = await pictureOf(text, 3);
			const tags = { 256: [width], 257: [height], 258: [8], 259: [1], 262: [1], 274: [6], 277: [1], 278: [height] };

			assert.equal(await read(makeTiffOf([rgba.filter((_, i) => i % 4 === 0)], tags)), text);
		});

		test('and calls one unsupported that is compressed in a way that it does not know', async () => {
			const tags = { ...size(), 258: [8], 259: [34_712], 262: [1], 277: [1], 278: [picture.height] };

			await assert.rejects(recognize(makeTiffOf([greys()], tags), 'image/tiff'), {
				code: 'unsupportedType',
				facts: { name: 'a', engine: 'local', type: 'tiff' },
			});
		});
	});

	suite('reads what is no black on white', () => {
		const coloured = (image: RgbaImage, [r, g, b]: readonly number[], [red, green, blue]: readonly number[]): RgbaImage => ({
			...image,
			rgba: image.rgba.map((level, i) => {
				const [ink, ground] = [[r, g, b, 255][i % 4]!, [red, green, blue, 255][i % 4]!];
				return i % 4 === 3 ? 255 : ground + ((ink - ground) * (255 - level)) / 255;
			}),
		});
		/** On a darker table, some degrees askew. */
		const onTable = ({ width, height, rgba }: RgbaImage, degrees: number): RgbaImage => {
			const [across, down] = [width + 300, height + 300];
			const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
			const table = new Uint8Array(across * down * 4);
			for (let i = 0; i < across * down; i++) {
				const [x, y] = [(i % across) - across / 2, Math.floor(i / across) - down / 2];
				const [fx, fy] = [Math.round(x * cos + y * sin + width / 2), Math.round(y * cos - x * sin + height / 2)];
				const inside = fx >= 0 && fy >= 0 && fx < width && fy < height;
				const level = inside ? 110 + (rgba[(fy * width + fx) * 4]! * 90) / 255 : 60;
				table.set([level, level, level - 10, 255], i * 4);
			}
			return { width: across, height: down, rgba: table };
		};
		const amounts = ['2.39', '3.49', '5.25', '14.90', '26.03'];
		const receipt = async () => {
			const names = ['Bananas', 'Oat milk', 'Bread', 'Coffee', 'TOTAL'];
			const content = names.map((name, i) => {
				const at = 200 - 28 * i;
				return `${textAt(20, at, name, 'F3', 18)} ${textAt(380 - amounts[i]!.length * 10.8, at, amounts[i]!, 'F3', 18)}`;
			});
			return (await loadPdfium())
				.open(simplePdf([{ content: content.join(' '), size: [400, 240] }]), 'a')
				.render(0, { dpi: 90, maxPixels: 1e7 });
		};
		const numbersIn = (markdown: readonly string[]) => markdown.join().match(/\d[\d.]*/g);

		test('letters as bright as their ground', async () => {
			const picture = coloured(await pictureOf('Best before 11/2027'), [150, 40, 40], [20, 94, 20]);

			assert.deepEqual(await markdownOf(encodePng(picture), 'image/png'), ['Best before 11/2027']);
		});

		test('grounds of two colours, one light, one dark', async () => {
			const [above, below] = [
				coloured(await pictureOf('Cold pressed'), [244, 227, 178], [11, 61, 46]),
				coloured(await pictureOf('Lot L4471'), [11, 61, 46], [244, 227, 178]),
			];
			const both = { width: above.width, height: 2 * above.height, rgba: Buffer.concat([above.rgba, below.rgba]) };
			const text = (await markdownOf(encodePng(both), 'image/png')).join();

			assert.match(text, /Cold pressed\s+Lot L4471/);
		});

		test('white letters on nothing', async () => {
			const page = simplePdf([{ content: `1 g ${textAt(20, 60, 'White on nothing 7', 'F1', 24)}`, size: [400, 150] }]);
			const { width, height, rgba } = (await loadPdfium()).open(page, 'a').render(0, { dpi: 144, maxPixels: 1e7, transparent: true });

			assert.deepEqual(await markdownOf(pngWithOpacity(width, height, rgba), 'image/png'), ['White on nothing 7']);
		});

		for (const degrees of [0, -6, 9]) {
			test(`a receipt on a dark table, ${degrees} degrees askew, with all digits of its amounts`, async () => {
				assert.deepEqual(numbersIn(await markdownOf(encodePng(onTable(await receipt(), degrees)), 'image/png')), amounts);
			});
		}

		test('a photo that its camera has noted as mirrored', async () => {
			const document = await pdf.openImage(encodePng(await pictureOf('Mirrored 45')), { type: 'image/png' }, { name: 'a', signal });
			const recognizer = new Recognizer({ ...tesseract, languages: 'eng', folders: [tesseract.languageFolder] });
			const flipped = {
				...document,
				render: async (...args: Parameters<typeof document.render>) => {
					const image = await document.render(...args);
					return { ...image, ...mirrored(image) };
				},
			};
			const orientation = { turns: 0, mirrored: true };
			const { layout } = await recognizePage(recognizer, { document: flipped, page: 0, name: 'a', dpi: 72, orientation }, signal);
			await recognizer.dispose();

			assert.equal(layout.runs.map(({ text }) => text).join(' '), 'Mirrored 45');
		});
	});

	test('an abort stops recognition soon', async () => {
		const picture = encodePng(await pictureOf('Read from a picture'));
		const controller = new AbortController();
		const reading = engine.recognize({ name: 'a', bytes: picture, mediaType: 'image/png' }, { signal: controller.signal });
		setTimeout(() => controller.abort(), 30);

		await assert.rejects(reading, { name: 'AbortError' });
		assert.deepEqual(await markdownOf(picture, 'image/png'), ['Read from a picture']);
	});

	const folder = corpus();
	if (folder) {
		suite('with real documents', () => {
			// Their first page has been read by a test of its own: it need not be read twice.
			const readBefore = new Set<string>();
			const read = async (file: string, pages?: readonly number[]) => {
				const bytes = await readFile(path.join(folder, file));
				const recognized = await recognize(bytes, await mediaTypeOf(file, bytes, 'local'), pages);
				readBefore.add(file);
				return recognized;
			};
			const textOf = (pages: readonly OcrPage[]) => pages.map(({ markdown }) => markdown).join('\n\n');

			test('reads a scan with hardly an error', async () => {
				const truth = await readFile(path.join(folder, 'linn.txt'), 'utf8');
				const error = characterErrorRate(textOf(await read('linn.png')), truth);

				assert.ok(error < 0.015, `${(error * 100).toFixed(2)} % of the letters are wrong`);
			});

			test('reads a scan that is upside down', async () => {
				assert.match(textOf(await read('ocr_test_rotated_180.pdf')), /Docling bundles PDF document conversion to\s+JSON and Markdown/);
			});

			test('reads three columns one after another', async () => {
				const text = textOf(await read('federal-register-2020-17221.pdf', [0, 1, 2, 3]));

				assert.match(text, /by any of the following methods:\n\n- \*Federal eRulemaking Portal:\* Go to/);
				assert.match(text, /comments reference a specific portion of the proposal, explain the reason/);
				assert.doesNotMatch(text, /VerDate|Federal Register\s?\/\s?Vol/);
			});

			test('reads tables with and without lines', async () => {
				const text = textOf(await read('nics-background-checks-2015-11.pdf'));

				assert.match(text, /\n\| Alabama \| 18,870 \| 23,022 \| 22,650 \| 859 \|/);
				assert.match(text, /\n\| Totals \| 804,006 \| 671,330 \|/);
			});

			test('reads a table that runs over pages', async () => {
				const text = textOf(await read('WARN-Report-for-7-1-2015-to-03-25-2016.pdf'));

				assert.equal(text.match(/^\| \d\d\/\d\d\/\d{4} \|/gm)?.length, 633);
			});

			test('keeps code as it is', async () => {
				const text = textOf(await read('code_and_formula.pdf'));

				assert.ok(text.includes('```\nfunction add(a, b) {\n    return a + b;\n}\nconsole.log(add(3, 5));\n```'));
			});

			test('reads right-to-left text in its logical order', async () => {
				assert.match(textOf(await read('right_to_left_01.pdf')), /^# تحسين الإنتاجية وحل المشكلات من خلال البرمجة بلغة R وPython\n/);
			});

			const refused: Readonly<Record<string, string>> = {
				'invalid.pdf': 'corruptDocument',
				'password-unknown.pdf': 'passwordRequired',
				'r4-aes-user-password.pdf': 'passwordRequired',
			};

			for (const file of readdirSync(folder).filter((name) => /\.(?:pdf|png|jpg)$/.test(name))) {
				test(`converts the first page of ${file} or says what is wrong with it`, async () => {
					// A test before this one has read more of it.
					if (readBefore.has(file)) {
						return;
					}
					const code = await read(file, [0]).then(
						() => undefined,
						(error: unknown) => (isFoveaError(error) ? error.code : 'no error of ours'),
					);
					assert.equal(code, refused[file]);
				});
			}
		});
	}
});

/** The part of the letters that have to be changed, spaces and markdown's own signs aside. */
function characterErrorRate(markdown: string, truth: string): number {
	const plain = (text: string) =>
		text
			.replace(/^(?:#+|-|0) /gm, '')
			.replace(/[\s*\\]/g, '')
			.replace(/[—–-]+/g, '-')
			.replace(/[’‘`]/g, "'")
			.replace(/ﬁ/g, 'fi');
	const [a, b] = [plain(markdown), plain(truth)];
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
		}
		row = next;
	}
	return row[b.length]! / b.length;
}
