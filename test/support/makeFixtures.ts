/** Draws the documents of `test/fixtures/workspace`. Run by hand, `npx tsx test/support/makeFixtures.ts`, when what they show changes. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './host/browser.ts';
import { fromRoot } from './host/repository.ts';
import { sampleText } from './sampleText.ts';

const style = `
	body { font: 11pt/1.4 'Liberation Serif', serif; margin: 0; }
	h1 { font-size: 24pt; margin: 0 0 18pt; }
	h2 { font-size: 16pt; margin: 18pt 0 6pt; }
	p { margin: 0 0 10pt; }
	.columns { columns: 2; column-gap: 24pt; }
`;
const scanDpi = 200;

const browser = await launchBrowser();
await printPdf(browser, 'report.pdf', reportHtml());
await printPdf(browser, '1.2 notes with spaces.pdf', `<h1>${sampleText.notes.title}</h1><p>${sampleText.notes.paragraph}</p>`);
await drawScan(browser);
await browser.close();
save('broken.pdf', '%PDF-1.7\n');
save(
	'readme.txt',
	`A workspace to try Fovea in. Right-click a file and choose "Convert to Markdown".

report.pdf                  two pages with text, two columns, a list and a picture
scan.png                    a scanned letter
1.2 notes with spaces.pdf   one page, and a name that is easily taken apart wrongly
broken.pdf                  a PDF that ends after its first line

All of it is invented, and drawn by test/support/makeFixtures.ts.
`,
);

function reportHtml(): string {
	const { title, summary, columns, recommendations, monthsTitle, months } = sampleText.report;
	return `
		<h1>${title}</h1>
		<h2>Summary</h2>
		<p>${summary}</p>
		<h2>The Gauges</h2>
		<div class="columns">${columns.map((text) => `<p>${text}</p>`).join('')}</div>
		<h2>Recommendations</h2>
		<ul>${recommendations.map((text) => `<li>${text}</li>`).join('')}</ul>
		<h2 style="break-before: page; margin-top: 0">${monthsTitle}</h2>
		<p>${months}</p>
		<img id="chart" style="width: 400px; display: block">
		<p style="margin-top: 12pt">Heights are in metres above chart datum.</p>`;
}

/** Prints A4 pages; a picture `#chart` becomes a bar chart in pixels. */
async function printPdf(browser: Browser, name: string, body: string): Promise<void> {
	const page = await browser.newPage();
	await page.setContent(`<!doctype html><html lang="en"><title>${name}</title><style>${style}</style>${body}`);
	await page.evaluate(drawChart);
	const margin = '25mm';
	save(name, await page.pdf({ format: 'A4', margin: { top: margin, right: margin, bottom: margin, left: margin }, tagged: false }));
	await page.close();
}

/** Runs in the browser. */
async function drawChart(): Promise<void> {
	const image = document.querySelector<HTMLImageElement>('#chart');
	if (!image) {
		return;
	}
	const heights = [4.61, 4.87, 4.2, 3.9, 3.7, 3.5, 3.6, 3.8, 3.9, 4.1, 4.52, 4.3];
	const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 240 });
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#e8eef4';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.fillStyle = '#16324f';
	heights.forEach((height, month) => context.fillRect(14 + month * 38, canvas.height - height * 45, 28, height * 45));
	image.src = canvas.toDataURL();
	await image.decode();
}

/** A letter as a flat-bed scanner sees it: a little askew, on paper that is not quite white, with dust. */
async function drawScan(browser: Browser): Promise<void> {
	const page = await browser.newPage({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: scanDpi / 96 });
	const { title, paragraphs } = sampleText.scan;
	await page.setContent(`<!doctype html><html lang="en"><style>${style}
		body { font-size: 13pt; background: #f4f4f4; color: #222; overflow: hidden; }
		main { padding: 90px 95px; transform: rotate(0.5deg); }
	</style><main><h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</main>`);
	const { width, height, gray } = await grayPixels(page, await page.screenshot());
	save('scan.png', encodeGrayPng(width, height, withDust(gray)));
	await page.close();
}

interface GrayImage {
	readonly width: number;
	readonly height: number;
	/** A byte a pixel, row by row. */
	readonly gray: Uint8Array;
}

/** Lets the browser decode a PNG. */
async function grayPixels(page: Page, png: Buffer): Promise<GrayImage> {
	const { width, height, base64 } = await page.evaluate(
		async (source) => {
			const image = Object.assign(new Image(), { src: source });
			await image.decode();
			const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
			const context = canvas.getContext('2d')!;
			context.filter = 'blur(0.6px)';
			context.drawImage(image, 0, 0);
			const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
			const gray = Array.from({ length: data.length / 4 }, (_, pixel) => String.fromCharCode(data[pixel * 4]!));
			return { width: canvas.width, height: canvas.height, base64: btoa(gray.join('')) };
		},
		`data:image/png;base64,${png.toString('base64')}`,
	);
	return { width, height, gray: Buffer.from(base64, 'base64') };
}

/** Gray specks on one pixel of two thousand, at the same places each time. */
function withDust(gray: Uint8Array): Uint8Array {
	let seed = 1;
	return gray.map((value) => {
		seed = (seed * 16807) % 2147483647;
		return seed % 2000 === 0 ? Math.min(value, 150) : value;
	});
}

/** A PNG of 16 grays, https://www.w3.org/TR/png-3/: a quarter of the size that 256 grays need. */
function encodeGrayPng(width: number, height: number, gray: Uint8Array): Buffer {
	const rowBytes = Math.ceil(width / 2);
	const rows = Buffer.alloc((rowBytes + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			// Each row begins with a byte for its filter: 0, none.
			rows[y * (rowBytes + 1) + 1 + (x >> 1)]! |= Math.round(gray[y * width + x]! / 17) << (x % 2 === 0 ? 4 : 0);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.writeUInt8(4, 8);
	const resolution = Buffer.alloc(9);
	resolution.writeUInt32BE(Math.round(scanDpi / 0.0254), 0);
	resolution.writeUInt32BE(Math.round(scanDpi / 0.0254), 4);
	resolution.writeUInt8(1, 8);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		pngChunk('IHDR', header),
		pngChunk('pHYs', resolution),
		pngChunk('IDAT', deflateSync(rows, { level: 9 })),
		pngChunk('IEND', Buffer.alloc(0)),
	]);
}

function pngChunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const chunk = Buffer.alloc(body.length + 8);
	chunk.writeUInt32BE(data.length, 0);
	body.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(body), body.length + 4);
	return chunk;
}

function save(name: string, content: string | Uint8Array): void {
	const file = fromRoot('test/fixtures/workspace', name);
	writeFileSync(file, content);
	console.log(`${file}: ${content.length} bytes`);
}
