import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import components from '../../thirdParty/components.json' with { type: 'json' };

const require = createRequire(import.meta.url);
const tesseractCore = path.dirname(require.resolve('tesseract.js-core/package.json'));

/** The binaries that the package carries. */
const binaries: Readonly<Record<string, string>> = {
	'avif_dec.wasm': require.resolve('@jsquash/avif/codec/dec/avif_dec.wasm'),
	'webp_dec.wasm': require.resolve('@jsquash/webp/codec/dec/webp_dec.wasm'),
	'pdfium.wasm': path.join(path.dirname(require.resolve('@embedpdf/pdfium')), 'pdfium.wasm'),
	'tesseract-core-simd-lstm.wasm': path.join(tesseractCore, 'tesseract-core-simd-lstm.wasm'),
	'eng.traineddata.gz': require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'),
};

/** Libraries by what only they say, whether a binary is known to have them or not: an update of one may bring another. */
const marks: readonly (readonly [name: RegExp, mark: RegExp])[] = [
	[/libaom/, /AOMedia Project AV1/],
	[/libavif/, /avifImageScale/],
	[/dav1d/, /dav1d_/],
	[/FreeType/, /FREETYPE_PROPERTIES/],
	[/libpng/, /built with libpng|libpng error/],
	[/zlib/, /zlib version|bad parameters to zlib|incorrect header check/],
	[/OpenJPEG/, /openjpeg\.h|opj_j2k/],
	[/JPEG/i, /JPEG parameter struct mismatch|Corrupt JPEG data/],
	[/LibTIFF/, /TIFFReadDirectory|TIFFOpen/],
	[/libwebp/, /WebPEncode|WebPDecode|Invalid WebP file/],
	[/GIFLIB/, /GIF89a/],
	[/Leptonica/, /leptonica\.com/],
	[/Tesseract OCR/, /tessedit_char_whitelist/],
	[/libc\+\+abi/, /libc\+\+abi/],
	[/Emscripten/, /emscripten_/],
	[/HarfBuzz/, /hb_shape|HB_SHAPER_LIST/],
	[/Brotli/, /BrotliDecoder/],
	[/Skia/, /SkCanvas/],
	[/V8|QuickJS/, /JS_NewRuntime|v8::internal/],
	[/libheif|libde265/, /heif_context|de265_/],
	[/OpenSSL|BoringSSL/, /OpenSSL|BoringSSL/],
	[/libxml2/, /xmlParseDocument|libxml2/],
	[/libarchive/, /libarchive/],
];

suite('what the WebAssembly contains', () => {
	const named = (file: string) => components.filter((component) => component.in.includes(file)).map(({ name }) => name);

	for (const [file, place] of Object.entries(binaries)) {
		test(`${file}: every library whose words stand in it is listed`, () => {
			const content = readFileSync(place, 'latin1');
			const found = marks.filter(([, mark]) => mark.test(content)).map(([name]) => name);

			assert.deepEqual(found.filter((name) => !named(file).some((listed) => name.test(listed))).map(String), []);
			assert.ok(named(file).length > 0);
			if (file.endsWith('.wasm')) {
				// A decoder alone has few words, or none.
				const least = { 'avif_dec.wasm': 2, 'webp_dec.wasm': 0 }[file] ?? 5;
				assert.ok(found.length >= least, `${found.length} are recognised`);
			}
		});
	}

	test('every licence text is there, and used', () => {
		const texts = new Set(components.map(({ text }) => text));
		const there = readdirSync('thirdParty').filter((file) => file.endsWith('.txt'));

		assert.deepEqual([...texts].sort(), there.sort());
		for (const text of texts) {
			assert.match(readFileSync(path.join('thirdParty', text), 'utf8'), /copyright|licen[cs]e/i, text);
		}
	});

	test('every file of another maker that the build copies has its components', () => {
		const copied = [...readFileSync('esbuild.mjs', 'utf8').matchAll(/'dist\/([\w.-]+\.(?:wasm|gz))'/g)].map(([, file]) => file!);

		assert.deepEqual([...new Set(components.flatMap((component) => component.in))].sort(), [...new Set(copied)].sort());
	});
});
