import assert from 'node:assert/strict';
import { fileSlug, fittedName, freeName, markdownLink, splitName } from '../../../src/core/names.ts';

suite('fileSlug', () => {
	const cases: readonly (readonly [string, string])[] = [
		['img-0', 'img-0'],
		['../../etc/passwd', 'etc-passwd'],
		['..', 'figure'],
		['', 'figure'],
		['CON', 'figure'],
		['a b\tc', 'a-b-c'],
		['.hidden', 'hidden'],
		['bild-äöü-图', 'bild-äöü-图'],
		['x\u0000y\u001fz', 'x-y-z'],
		['a%2fb#c?d', 'a-2fb-c-d'],
		['x'.repeat(500), 'x'.repeat(60)],
		['🦊'.repeat(100), '🦊'.repeat(60)],
		[`${'x'.repeat(59)}.${'y'.repeat(10)}`, 'x'.repeat(59)],
		['aux.html', 'figure'],
		['com¹', 'figure'],
	];
	for (const [text, slug] of cases) {
		test(JSON.stringify(text).slice(0, 40), () => assert.equal(fileSlug(text, 'figure'), slug));
	}
});

test('freeName counts up before the extension', () => {
	const taken = new Set(['1.2 report.md', '1.2 report-2.md']);

	assert.equal(
		freeName('1.2 report.md', (name) => taken.has(name)),
		'1.2 report-3.md',
	);
});

test('a name that is too long for the disk is cut before its ending, between characters', () => {
	const bytes = (name: string) => Buffer.byteLength(name);
	const taken = (name: string) => !name.includes('-12.');

	for (const stem of ['x'.repeat(255), '図'.repeat(85), `a${'🦊'.repeat(63)}`, `${'x'.repeat(240)} ${'y'.repeat(14)}`]) {
		const names = [fittedName(stem, '.assets'), freeName(`${stem}.md`, taken, 251), fittedName(stem, '.p1-3.md', 251)];

		assert.deepEqual(
			names.map((name) => bytes(name) <= 255 && bytes(name) > 240 && !/\p{Cs}|\s\./u.test(name)),
			[true, true, true],
			names.join('\n'),
		);
	}
	assert.equal(fittedName('report', '.md'), 'report.md');
});

test('splitName parts at the last dot, and not at a leading one', () => {
	assert.deepEqual(
		['1.2 report.pdf', 'none', '.hidden'].map((name) => splitName(name)),
		[
			{ stem: '1.2 report', extension: '.pdf' },
			{ stem: 'none', extension: '' },
			{ stem: '.hidden', extension: '' },
		],
	);
});

test('markdownLink escapes what would end or change a link and leaves other scripts readable', () => {
	assert.equal(markdownLink('1.2 report (final).assets', 'p1-图.png'), '1.2%20report%20%28final%29.assets/p1-图.png');
});

test('markdownLink leads to the same file, whatever its name, and to nothing else', () => {
	for (const name of [
		'Re: x.assets',
		'javascript:alert(1).assets',
		'a&amp;b.assets',
		'a|b.assets',
		'$1 and $2',
		'line\u2028end',
		'del\u007f',
		'\u202efdp',
		'[a](b)',
	]) {
		const link = markdownLink(name, 'p1.png');

		assert.match(link, /^[^\s:&|$()[\]<>\p{Cc}\u202e\u2028]+$/u);
		assert.equal(decodeURIComponent(link), `${name}/p1.png`);
		assert.equal(new URL(link, 'file:///w/').protocol, 'file:');
	}
});
