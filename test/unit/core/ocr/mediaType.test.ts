import assert from 'node:assert/strict';
import { mediaTypeOf } from '../../../../src/core/ocr/mediaType.ts';

suite('mediaTypeOf goes by content', () => {
	const ftyp = (brand: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1')]);
	const cases: readonly (readonly [string, Buffer])[] = [
		['application/pdf', Buffer.from('%PDF-1.7\n')],
		['application/pdf', Buffer.from(`${'\0'.repeat(500)}%PDF-1.4\n`)],
		['application/pdf', Buffer.from('1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n')],
		['application/pdf', Buffer.from(`${'x'.repeat(3000)}%PDF-1.4\nstartxref\r\n123\r\n%%EOF\r\n\0\0`)],
		['application/pdf', Buffer.from(`<html>${' '.repeat(3000)}%PDF-1.4\nstartxref\n123\n%%EOF`)],
		['image/png', Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154', 'hex')],
		['image/jpeg', Buffer.from('ffd8ffe000104a46494600', 'hex')],
		['image/gif', Buffer.from('GIF89a\x01\0\x01\0')],
		['image/bmp', Buffer.from('BM\0\0\0\0\0\0')],
		['image/webp', Buffer.from('RIFF\x1a\0\0\0WEBPVP8 ', 'latin1')],
		['image/tiff', Buffer.from('49492a0008000000000000000000', 'hex')],
		['image/avif', ftyp('avif')],
		['image/heic', ftyp('heic')],
	];
	for (const [mediaType, bytes] of cases) {
		test(mediaType, async () => assert.equal(await mediaTypeOf('wrong.txt', bytes, 'local'), mediaType));
	}

	test('an empty file is said to be empty', () =>
		assert.rejects(mediaTypeOf('a.pdf', new Uint8Array(), 'local'), { code: 'emptyFile', facts: { name: 'a.pdf' } }));

	test('another kind of file is named', () =>
		assert.rejects(mediaTypeOf('a.pdf', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0', 'latin1'), 'azure'), {
			code: 'unsupportedType',
			facts: { name: 'a.pdf', engine: 'azure', type: 'elf' },
		}));

	for (const [name, type] of [
		['Letter 1997.DOC', 'doc'],
		['a.pdf', 'cfb'],
	] as const) {
		test(`what is in a container is told by the file's name: ${name}`, () =>
			assert.rejects(mediaTypeOf(name, Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex'), 'local'), {
				code: 'unsupportedType',
				facts: { name, engine: 'local', type },
			}));
	}

	test('text is no document', () =>
		assert.rejects(mediaTypeOf('a.pdf', Buffer.from('hello'), 'local'), {
			code: 'unsupportedType',
			facts: { name: 'a.pdf', engine: 'local' },
		}));
});

suite('mediaTypeOf says what came in place of a document', () => {
	const cases: readonly (readonly [what: string, text: string, code: string])[] = [
		['a page to sign in', '<!DOCTYPE html>\n<html><head><title>Sign in</title>', 'webPage'],
		['a page with white space and a byte order mark first', '\uFEFF \r\n<HTML lang="en">', 'webPage'],
		['a page behind comments', '<!-- cache: 1 --><!-- x -->\n<!doctype html>', 'webPage'],
		['XHTML', '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', 'webPage'],
		['a piece of a page', '<title>404 Not Found</title>', 'webPage'],
		['an error of a store', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>', 'serverMessage'],
		['an error as JSON', '{"message":"Not Found","documentation_url":"https://x.test"}', 'serverMessage'],
		['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', 'gitLfsPointer'],
		['a pointer of git-annex', '/annex/objects/SHA256E-s123--abc.pdf\n', 'gitAnnexPointer'],
	];
	for (const [what, text, kind] of cases) {
		test(what, async () => {
			await assert.rejects(mediaTypeOf('paper.pdf', Buffer.from(text), 'mistral'), {
				code: 'notADocument',
				facts: { name: 'paper.pdf', what: kind },
			});
		});
	}

	test('a PDF behind the warnings of a server is still one', async () => {
		assert.equal(await mediaTypeOf('a.pdf', Buffer.from('<br />\n<b>Warning</b>: x\n%PDF-1.4\n'), 'mistral'), 'application/pdf');
	});

	test('a file made of comments is looked at once', async () => {
		await assert.rejects(mediaTypeOf('a.pdf', Buffer.from('<!-- -->'.repeat(128)), 'mistral'), { code: 'unsupportedType' });
	});
});
