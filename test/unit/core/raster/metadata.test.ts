import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { imageDimensions, imageFormat } from '../../../../src/core/raster/format.ts';
import { type ImageMetadata, metadataFromParameters, parametersText } from '../../../../src/core/raster/imageMetadata.ts';
import { hasProvenance, readMetadata, writeMetadata } from '../../../../src/core/raster/metadata.ts';
import { pngChunks, pngText, readPngText } from '../../../../src/core/raster/pngText.ts';
import { isSoundImage } from '../../../../src/core/raster/soundImage.ts';
import { processorTime } from '../../../support/processorTime.ts';

const metadata: ImageMetadata = {
	prompt: 'A fox, "naïve" 🎨 & <b>bold</b>:\nsecond line\tend ]]> \u0001',
	model: 'gpt-image-2',
	parameters: { size: '1536x1024', quality: 'high', n: 1, output_format: 'png' },
	revised_prompt: 'A vivid fox.',
	created: '2026-11-22T17:06:00.000Z',
};

function pngChunk(type: string, data: Uint8Array): Buffer {
	// the checksum is of no interest to the code under test, but for its own chunks
	return Buffer.concat([uint32(data.length), Buffer.from(type, 'latin1'), data, uint32(0)]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

function png(before: readonly Buffer[] = [], after: readonly Buffer[] = []): Buffer {
	const header = Buffer.concat([uint32(2), uint32(3), Uint8Array.of(8, 2, 0, 0, 0)]);
	const pixels = deflateSync(Buffer.alloc(3 * (1 + 2 * 3), 7));
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		pngChunk('IHDR', header),
		...before,
		pngChunk('IDAT', pixels.subarray(0, 5)),
		pngChunk('IDAT', pixels.subarray(5)),
		...after,
		pngChunk('IEND', new Uint8Array()),
	]);
}

function segment(marker: number, data: Buffer): Buffer {
	const length = Buffer.alloc(2);
	length.writeUInt16BE(data.length + 2);
	return Buffer.concat([Uint8Array.of(0xff, marker), length, data]);
}

const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
const exif = segment(0xe1, Buffer.from('Exif\0\0MM\0*', 'latin1'));
const jumbf = segment(0xeb, Buffer.from('JP\0\x01\0\0\0\x01\0\0\0\x0cjumbc2pa', 'latin1'));
const pixelsOfJpeg = Buffer.concat([
	segment(0xc0, Buffer.from([8, 0, 3, 0, 2, 1, 1, 0x11, 0])),
	segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
	Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]),
]);

function jpeg(...segments: readonly Buffer[]): Buffer {
	return Buffer.concat([Uint8Array.of(0xff, 0xd8), ...segments, pixelsOfJpeg]);
}

function riff(type: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A lossless image of 4 x 2: signature, 14 bits of each edge less one, whether there is alpha; then pixels, an odd number of bytes. */
function lossless(alpha: boolean): Buffer {
	const bits = Buffer.alloc(4);
	bits.writeUInt32LE(((alpha ? 1 << 28 : 0) | (1 << 14) | 3) >>> 0);
	return riff('VP8L', Buffer.concat([Uint8Array.of(0x2f), bits, Buffer.from([1, 2, 3, 4])]));
}

const lossy = riff('VP8 ', Buffer.from([0x30, 1, 0, 0x9d, 1, 0x2a, 16, 0, 9, 0x40, 5, 5]));
const webp = (...chunks: readonly Buffer[]) => riff('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
const vp8x = (flags: number) => riff('VP8X', Buffer.from([flags, 0, 0, 0, 15, 0, 0, 8, 0, 0]));

const samples: readonly (readonly [name: string, file: Buffer, width: number, height: number])[] = [
	['PNG', png(), 2, 3],
	['JPEG', jpeg(jfif, exif), 2, 3],
	['JPEG without a header', jpeg(), 2, 3],
	['lossless WebP', webp(lossless(false)), 4, 2],
	['lossless WebP with alpha', webp(lossless(true)), 4, 2],
	['lossy WebP', webp(lossy), 16, 9],
	['extended WebP', webp(vp8x(0x10), riff('ALPH', Buffer.from([1])), lossy), 16, 9],
];

suite('an image remembers', () => {
	for (const [name, file, width, height] of samples) {
		suite(name, () => {
			test('its metadata reads back the same', () => assert.deepEqual(readMetadata(writeMetadata(file, metadata)), metadata));

			test('it is still the same kind of image of the same size', () => {
				const written = writeMetadata(file, metadata);
				assert.deepEqual([imageFormat(written), imageDimensions(written)], [imageFormat(file), { width, height }]);
			});

			test('writing again replaces', () => {
				const other = { ...metadata, prompt: 'Another' };
				assert.deepEqual(writeMetadata(writeMetadata(file, metadata), other), writeMetadata(file, other));
			});

			test('without metadata there is none', () => assert.equal(readMetadata(file), undefined));

			test('a long prompt fits', () => {
				const long = { ...metadata, prompt: 'Füchse & 狐狸 '.repeat(2600) };
				assert.deepEqual(readMetadata(writeMetadata(file, long)), long);
			});

			test('the given bytes are not touched', () => {
				const before = Buffer.from(file);
				writeMetadata(file, metadata);
				assert.deepEqual(file, before);
			});

			test('a file cut anywhere is left as it is or still whole', () => {
				for (let length = 0; length < file.length; length++) {
					const cut = file.subarray(0, length);
					const written = writeMetadata(cut, metadata);
					assert.ok(written === cut || written.subarray(-1)[0] === cut.at(-1), `cut at ${length}`);
					readMetadata(cut);
					hasProvenance(cut);
					imageDimensions(cut);
				}
			});

			test('a file with any byte broken does no harm', () => {
				for (let place = 0; place < file.length; place++) {
					const broken = Buffer.from(file);
					broken[place] = broken[place]! ^ 0xff;
					readMetadata(writeMetadata(broken, metadata));
				}
			});
		});
	}

	test('other formats stay as they are', () => {
		for (const text of [
			'GIF89a\x04\0\x02\0',
			'<svg xmlns="http://www.w3.org/2000/svg"/>',
			'',
			'x',
			'RIFF',
			'\xff\xd8\xff',
			'\x89PNG\r\n\x1a\n',
		]) {
			const file = Buffer.from(text, 'latin1');
			assert.equal(writeMetadata(file, metadata), file);
			assert.equal(readMetadata(file), undefined);
		}
	});
});

suite('PNG', () => {
	test('text goes before the pixels, which stay', () => {
		const written = Buffer.from(writeMetadata(png(), metadata));
		const chunks = pngChunks(written)!;
		assert.deepEqual(
			chunks.map(({ type }) => type),
			['IHDR', 'iTXt', 'iTXt', 'IDAT', 'IDAT', 'IEND'],
		);
		const data = chunks.filter(({ type }) => type === 'IDAT').map(({ start, end }) => written.subarray(start + 8, end - 4));
		assert.equal(inflateSync(Buffer.concat(data)).length, 21);
	});

	test('a text chunk has the checksum that other tools want', () =>
		// from Python: zlib.crc32(b'iTXtk\0\0\0\0\0v')
		assert.equal(pngText('k', 'v').subarray(-4).toString('hex'), '21a68f71'));

	test("another tool's parameters stay", () => {
		const theirs = pngText('parameters', 'their fox\nSteps: 20, Sampler: Euler a, CFG scale: 7, Size: 512x512, Model: sdxl');
		const written = writeMetadata(png([theirs]), metadata);
		assert.ok(Buffer.from(written).includes(theirs));
		assert.deepEqual(readMetadata(written), metadata);
	});

	test('what a Stable Diffusion tool left is read', () => {
		const text =
			'a fox,\nin snow\nNegative prompt: blurry, "ugly"\nSteps: 20, Sampler: Euler a, CFG scale: 7, Size: 512x768, Model: "sd: xl, 1"';
		const expected: ImageMetadata = {
			prompt: 'a fox,\nin snow',
			model: 'sd: xl, 1',
			parameters: { Steps: '20', Sampler: 'Euler a', 'CFG scale': '7', size: '512x768', 'Negative prompt': 'blurry, "ugly"' },
		};
		const kinds = [
			pngText('parameters', text),
			pngChunk('tEXt', Buffer.from(`parameters\0${text}`)),
			pngChunk('zTXt', Buffer.concat([Buffer.from('parameters\0\0'), deflateSync(text)])),
			pngChunk('iTXt', Buffer.concat([Buffer.from('parameters\0\x01\0en\0\0'), deflateSync(text)])),
		];
		assert.deepEqual(
			kinds.map((kind) => readMetadata(png([kind]))),
			kinds.map(() => expected),
		);
	});

	test('a text that unpacks to gigabytes is not unpacked', () => {
		const bomb = pngChunk('zTXt', Buffer.concat([Buffer.from('parameters\0\0'), deflateSync(Buffer.alloc(50_000_000))]));
		assert.equal(readMetadata(png([bomb])), undefined);
	});

	test('text chunks of others are not ours', () => assert.equal(readPngText(png(), { type: 'IHDR', start: 8, end: 33 }), undefined));
});

suite('files that are made to harm are read in a moment', function () {
	// In more than linear time each takes minutes.
	this.timeout(120_000);
	const text = (keyword: string, value: string) => pngChunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${value}`));
	const bomb = deflateSync(Buffer.alloc(4_000_000));
	const zipped = (keyword: string) => pngChunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`), bomb]));
	const jpegPart = (marker: number, length: number) =>
		Buffer.from([0xff, marker, length >> 8, length & 0xff, ...Array<number>(length - 2).fill(0)]);
	const webp = (...chunks: Buffer[]) => {
		const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
		const head = Buffer.alloc(8);
		head.write('RIFF', 'latin1');
		head.writeUInt32LE(body.length, 4);
		return Buffer.concat([head, body]);
	};
	const riff = (type: string, data: Buffer) => {
		const head = Buffer.alloc(8);
		head.write(type, 'latin1');
		head.writeUInt32LE(data.length, 4);
		return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
	};
	const vp8x = riff('VP8X', Buffer.alloc(10));
	const many = (count: number, chunk: Buffer) => Buffer.alloc(count * chunk.length, chunk);
	const ours = '<rdf:Description rdf:about="" xmlns:fovea="urn:fovea:image:1.0">';

	for (const [name, make] of [
		['settings that are all spaces', () => png([text('parameters', `x\n.${'\t '.repeat(24_000)}.`)])],
		['settings that are all colons', () => png([text('parameters', `x\n${':'.repeat(50_000)}`)])],
		['settings of one long name', () => png([text('parameters', `x\n${'a b-'.repeat(12_500)}`)])],
		['settings of open quotes', () => png([text('parameters', `x\na:"${'\\"'.repeat(12_000)},${'a:"'.repeat(8000)}`)])],
		['settings of many megabytes', () => png([text('parameters', `${'x\n'.repeat(8_000_000)}a: b`)])],
		['two thousand texts of 4 MB', () => png(Array.from({ length: 2000 }, () => zipped('parameters')))],
		['two thousand texts of 4 MB that are ours', () => png(Array.from({ length: 2000 }, () => zipped('fovea')))],
		['two thousand texts of 4 MB under other names', () => png(Array.from({ length: 2000 }, (_, index) => zipped(`k${index}`)))],
		['a million empty chunks', () => png([many(1_000_000, pngChunk('teSt', Buffer.alloc(0)))])],
		['a million empty segments', () => Buffer.concat([Buffer.from([0xff, 0xd8]), many(1_000_000, jpegPart(0xe2, 2))])],
		['segments of no length', () => Buffer.concat([Buffer.from([0xff, 0xd8]), many(1_000_000, Buffer.from([0xff, 0xe2, 0, 0]))])],
		['a JPEG of fill bytes', () => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(10_000_000, 0xff)])],
		['a million empty WebP chunks', () => webp(vp8x, many(1_000_000, riff('ABCD', Buffer.alloc(0))))],
		['XMP that begins what is ours over and over', () => webp(vp8x, riff('XMP ', Buffer.from(`<x>${ours.repeat(60_000)}</rdf:RDF>`)))],
		['XMP of many megabytes', () => webp(vp8x, riff('XMP ', Buffer.from('<fovea:metadata>&amp;'.repeat(1_500_000))))],
		['an SVG of comments', () => Buffer.from(`${'<!---->'.repeat(146)}<`)],
		['an SVG of open comments', () => Buffer.from('<!--'.repeat(5_000_000))],
	] as const) {
		test(name, () => {
			const file = make();
			const milliseconds = processorTime();
			readMetadata(file);
			hasProvenance(file);
			isSoundImage(file);
			writeMetadata(file, metadata);
			const took = milliseconds();
			assert.ok(took < 5000, `${took} ms`);
		});
	}
});

suite('parametersText', () => {
	test('is the prompt and a line of settings', () =>
		assert.equal(
			parametersText({ ...metadata, prompt: 'a fox' }),
			'a fox\nSize: 1536x1024, Model: gpt-image-2, Quality: high, N: 1, Output format: png, Created: "2026-11-22T17:06:00.000Z", Version: Fovea',
		));

	test('has the three pairs that readers ask for even when nothing is known', () => {
		const text = parametersText({ prompt: 'a: b, c', model: 'm', parameters: {} });
		assert.deepEqual(metadataFromParameters(text), { prompt: 'a: b, c', model: 'm', parameters: { size: 'auto', Version: 'Fovea' } });
	});

	test('a prompt alone is a prompt', () =>
		assert.deepEqual(metadataFromParameters('red: 1, blue: 2'), { prompt: 'red: 1, blue: 2', model: '', parameters: {} }));
});

suite('provenance stays whole', () => {
	const manifest = Buffer.from('jumb manifest bytes');
	const c2pa: readonly (readonly [string, Buffer, Buffer])[] = [
		['PNG', png([pngChunk('caBX', manifest)]), pngChunk('caBX', manifest)],
		['PNG, at the end', png([], [pngChunk('caBX', manifest)]), pngChunk('caBX', manifest)],
		['JPEG', jpeg(jfif, exif, jumbf, jumbf), Buffer.concat([jumbf, jumbf])],
		['WebP', webp(lossy, riff('C2PA', manifest)), riff('C2PA', manifest)],
		['extended WebP', webp(vp8x(0), lossy, riff('C2PA', manifest)), riff('C2PA', manifest)],
	];
	for (const [name, file, part] of c2pa) {
		test(name, () => {
			const written = Buffer.from(writeMetadata(file, metadata));
			assert.ok(written.includes(part));
			assert.deepEqual([hasProvenance(file), hasProvenance(written), readMetadata(written)], [true, true, metadata]);
		});
	}

	test('and an image without it has none', () =>
		assert.deepEqual(
			samples.map(([, file]) => hasProvenance(file)),
			samples.map(() => false),
		));
});

suite('XMP that is there already', () => {
	const packet =
		'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
		'<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="https://c.test/x"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
	const namespace = 'http://ns.adobe.com/xap/1.0/\0';
	const files = (xmp: string): readonly (readonly [string, Buffer])[] => [
		['JPEG', jpeg(jfif, segment(0xe1, Buffer.from(namespace + xmp)), jumbf)],
		['WebP', webp(vp8x(4), lossy, riff('XMP ', Buffer.from(xmp)))],
	];
	for (const [name, file] of files(packet)) {
		test(`is kept and added to: ${name}`, () => {
			const written = Buffer.from(writeMetadata(file, metadata));
			assert.ok(written.includes('dcterms:provenance="https://c.test/x"'));
			assert.equal(written.toString('latin1').split('W5M0MpCehiHzreSzNTczkc9d').length, 2);
			assert.deepEqual(readMetadata(written), metadata);
			assert.deepEqual(writeMetadata(written, metadata), written);
		});
	}
	for (const [name, file] of files('<not rdf>')) {
		test(`that is not understood leaves the image as it is: ${name}`, () => assert.equal(writeMetadata(file, metadata), file));
	}
});

test('JPEG: JFIF and Exif stay first', () => {
	const written = Buffer.from(writeMetadata(jpeg(jfif, exif, jumbf), metadata));
	assert.ok(written.subarray(2).indexOf(jfif) === 0 && written.subarray(2 + jfif.length).indexOf(exif) === 0);
	assert.ok(written.subarray(-pixelsOfJpeg.length).equals(pixelsOfJpeg));
});

test('WebP: the header tells of XMP and keeps its other flags', () => {
	const flags = (file: Buffer) => Buffer.from(writeMetadata(file, metadata)).readUInt8(20);
	assert.deepEqual([flags(webp(lossless(false))), flags(webp(lossless(true))), flags(webp(vp8x(0x20), lossy))], [0x04, 0x14, 0x24]);
});

suite('imageFormat', () => {
	for (const [text, format] of [
		['<svg width="1"/>', 'svg'],
		['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg><svg\n>', 'svg'],
		['<html><svg>', undefined],
		['GIF87a', 'gif'],
		['RIFF\0\0\0\0WAVE', undefined],
	] as const) {
		test(`${JSON.stringify(text)} is ${format ?? 'none'}`, () => assert.equal(imageFormat(Buffer.from(text, 'latin1')), format));
	}
});
