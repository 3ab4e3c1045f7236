import assert from 'node:assert/strict';
import { agreement, isPlausible } from '../../../../../../src/core/ocr/local/textLayer/plausibility.ts';

suite('isPlausible', () => {
	for (const text of [
		'The keeper of the lock wrote down every boat',
		'Hledání přístavu a jeho kniha žluťoučký kůň úpěl',
		'عليها كتاب الميناء في كل عام',
		'Первая страница журнала',
		'序 みんなのおのおのの なかのすべて',
		'हर साल उत्तरी बंदरगाह में कई नावें',
		'1 2 3 4 5 6 7 8 9 10 11 12',
		'∈ ∀ ∃ → ⇒ ∑ x y',
		'PCB-4471 A12 B7 Rev.2 board',
	]) {
		test(`of ${text}`, () => {
			for (const isGuess of [true, false]) {
				assert.equal(isPlausible(text.split(' '), isGuess), true);
			}
		});
	}

	for (const [what, text] of [
		['numbers of glyphs', '7KH NHHSHU RI WKH ORFN ZURWH GRZQ HYHU\\ ERDW WKDW FDPH'],
		['numbers of glyphs before leaders', '7KH NHHSHU ................ WKH ORFN ZURWH GRZQ ................ HYHU\\ ERDW'],
		['numbers of Hebrew glyphs', 'ϣϔϒϡϛϕ ϣϛώϟϡϗ ϣϒϙϗϡϋ ύϗ ωϒύ ϖϒϗϏϒϗ ϡώόϔ'],
		['signs', '\u2010\u2018\u201a\u201d \u2021\u2022 \u2033\u2035\u2037\u2039 \u2047\u2049'],
		['letters that nobody knows', 'T\ue001\ue002 k\ue003\ue003p\ue003r \ue004f t\ue005\ue003'],
		['letters of many scripts', 'тhε кΣερεя οф тhε ԼօсҠ ωяօтε'],
	] as const) {
		test(`not of ${what}`, () => {
			for (const isGuess of [true, false]) {
				assert.equal(isPlausible(text.split(' '), isGuess), false);
			}
		});
	}

	for (const [what, text] of [
		['Armenian', 'Նավահանգստի գիրքը պահում են ամեն տարի'],
		['Georgian', 'ნავსადგურის წიგნი ყოველ წელს ინახება'],
		['Ethiopic', 'የወደቡ መጽሐፍ በየዓመቱ ይጠበቃል'],
		['Sinhala', 'වරායේ පොත සෑම වසරකම තබා ගනී'],
		['Canadian syllabics', 'ᐅᒥᐊᕐᔪᐊᖅ ᑎᑭᑉᐳᖅ ᐊᕐᕌᒍᑕᒫᑦ'],
		['many languages', 'English Русский Ελληνικά ქართული Հայերեն አማርኛ עברית العربية ไทย हिन्दी 日本語'],
		['Japanese with Latin names in it', 'はVisualStudioの拡張機能 PDFファイルをMarkdownに変換する'],
		['a table of contents', 'Foreword ........................ 3 The harbour ........................ 12'],
		['a form', 'Name ________________________ Harbour ________________________'],
		['a frame of signs', '+----------------+----------------+ |boats |12 |'],
		['units', '12 MΩ 5 kΩ 3 μm 40 μF 15 μs 100 MΩ 22 kΩ 7 μm 8 μm'],
	] as const) {
		test(`of ${what}, where the font says what its letters are`, () => {
			assert.deepEqual(
				[true, false].map((isGuess) => isPlausible(text.split(' '), isGuess)),
				[false, true],
			);
		});
	}
});

suite('agreement', () => {
	test('is whole without case and accents', () => assert.equal(agreement('Été à Paris', 'ete a paris'), 1));

	test('falls with each letter that differs', () => assert.equal(agreement('abcde', 'abxde'), 0.8));

	test('is none with nothing', () => assert.equal(agreement('abc', ''), 0));
});
