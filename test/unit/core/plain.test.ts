import assert from 'node:assert/strict';
import { plain } from '../../../src/core/plain.ts';

/** As VS Code finds links in notifications, prompts and descriptions (src/vs/base/common/linkedText.ts, MIT), loosened: any scheme. */
const link = /\[[^\]]+\]\([^)\s]+/;
/** As it finds icons in the items of lists and the status bar. */
const icon = /\$\([a-z0-9-]+(~[a-z]+)?\)/i;

suite('A name that is shown', () => {
	test('stays as it is when it is an ordinary one, of whatever script', () => {
		for (const name of [
			'report.pdf',
			'[draft] (2).pdf',
			'1.2 notes with spaces.pdf',
			'Größe 図 100%.pdf',
			'דוח.pdf',
			'a $5 bill.png',
			'👩‍🚀.png',
		]) {
			assert.equal(plain(name), name);
		}
	});

	for (const name of [
		'[x](command:workbench.action.quit).pdf',
		'[x](https://evil.test).pdf',
		'[[x](file:a)](command:b).pdf',
		'a](command:x)[b](command:c)',
	]) {
		test(`is no link: ${name}`, () => {
			assert.doesNotMatch(plain(`[${name}`), link);
			assert.equal(plain(name).replaceAll('\u200b', ''), name, 'and reads as it is');
		});
	}

	test('is no icon', () => {
		assert.doesNotMatch(plain('$(trash) $(sync~spin).pdf'), icon);
	});

	test('is one line, and turns no text around it', () => {
		const shown = plain('a\nAll files were deleted.\r\u2028b\u0000\u202efdp.exe\u2066\u200f');

		assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
		assert.match(shown, /^a\ufffdAll/);
	});

	test('is short, with both ends', () => {
		const shown = plain(`start ${'x'.repeat(5_000_000)} end.pdf`);

		assert.match(shown, /^start x+…x+ end\.pdf$/);
		assert.equal(Array.from(shown).length, 100);
		encodeURIComponent(plain('𝒳'.repeat(300))); // throws where a character is cut in two
		assert.equal(plain('x'.repeat(100)).length, 100);
	});

	test('has no halves of characters', () => {
		encodeURIComponent(plain('a\ud800b')); // throws where there are
		encodeURIComponent(plain(`${'x'.repeat(9_999)}𝒳${'𝒳'.repeat(50)}`));
	});
});
