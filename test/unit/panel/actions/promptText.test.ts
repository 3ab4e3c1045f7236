import assert from 'node:assert/strict';
import { altText, promptSlug } from '../../../../src/panel/actions/promptText.ts';

suite('a prompt as a piece of a file name', () => {
	for (const [prompt, slug] of [
		['A red fox, in the snow!', 'a-red-fox-in-the-snow'],
		["Cezanne’s apples & the potter's wheel", 'cezannes-apples-the-potters-wheel'],
		['Ein Größenvergleich: Über/Unter', 'ein-größenvergleich-über-unter'],
		['Cafe\u0301', 'caf\u00e9'],
		['雪の中の赤い狐、夜', '雪の中の赤い狐-夜'],
		['बर्फ में लोमड़ी'.normalize('NFD'), 'बर्फ-में-लोमड़ी'.normalize('NFC')],
		['../../etc/passwd', 'etc-passwd'],
		['C:\\con\\..', 'c-con'],
		['a\u0000b\u202ec\nd', 'a-bc-d'],
		['🦊️ fox 🦊️ 2', 'fox-2'],
		['...', 'image'],
		['', 'image'],
		['🦊', 'image'],
		['%2e%2e ${workspaceFolder} `rm`', '2e-2e-workspacefolder-rm'],
	] as const) {
		test(JSON.stringify(prompt), () => assert.equal(promptSlug(prompt), slug));
	}

	test('is cut at a word', () => {
		assert.equal(
			promptSlug('A very long prompt that tells of the many little things that one sees in a picture'),
			'a-very-long-prompt-that-tells-of-the-many-little-things-that',
		);
		assert.equal(
			promptSlug('Foxes that are drawn in the style of an unpronounceableworkshopofprinters'),
			'foxes-that-are-drawn-in-the-style-of-an',
		);
	});

	test('is cut in the word where no other place is', () => {
		assert.equal(promptSlug('x'.repeat(100)), 'x'.repeat(60));
		assert.equal(promptSlug('狐'.repeat(100)), '狐'.repeat(60));
	});

	test('fits into a name of the file system also in letters of four bytes, and parts none of them', () => {
		const slug = promptSlug('𠀀'.repeat(100));

		assert.equal(slug, '𠀀'.repeat(45));
	});
});

suite('a prompt as alternative text', () => {
	test('is one line without control characters', () => {
		assert.equal(altText('  a fox\r\n\tin\u0007the\u2028snow\u202e \u0000'), 'a fox in the snow');
	});

	test('is cut at a word when it is long, and says so', () => {
		const alt = altText('fox '.repeat(200));

		assert.equal(alt, `${'fox '.repeat(49)}fox…`);
	});

	test('of just the length that fits stays whole', () => {
		assert.equal(altText('x'.repeat(200)), 'x'.repeat(200));
	});
});
