import assert from 'node:assert/strict';
import { HangulSpacing } from '../../../../../../../src/core/ocr/local/structure/lines/hangulSpacing.ts';
import { joinLines } from '../../../../../../../src/core/ocr/local/structure/lines/joinLines.ts';
import { line, textsOf } from '../make.ts';

const join = (texts: readonly string[], vocabulary: readonly string[] = [], hangul: readonly string[] = []) =>
	textsOf(
		joinLines(
			texts.map((text, i) => line(text, 50, 100 + 12 * i)),
			{ vocabulary: new Set(vocabulary), linesEndWithSpaces: false, hangul: new HangulSpacing(hangul) },
		),
	).join('');

suite('joinLines', () => {
	const cases: readonly (readonly [rule: string, lines: readonly string[], joined: string])[] = [
		['puts a space between lines', ['one line', 'and another'], 'one line and another'],
		['makes a divided word whole', ['a consid-', 'erable word'], 'a considerable word'],
		['keeps the hyphen of a name', ['in Soekarno-', 'Hatta'], 'in Soekarno-Hatta'],
		['makes a divided word in capitals whole', ['PRODUC-', 'TION'], 'PRODUCTION'],
		['keeps the hyphens of a compound that has one already', ['state-of-the-', 'art'], 'state-of-the-art'],
		['keeps the hyphen before a short word of a compound', ['the state-', 'of-the-art'], 'the state-of-the-art'],
		['makes a word whole that begins a compound', ['a con-', 'sumer-driven plan'], 'a consumer-driven plan'],
		['keeps the hyphen behind self', ['for self-', 'publishing'], 'for self-publishing'],
		['joins numbers and codes without a space', ['No. FAA–2020–', '0686'], 'No. FAA–2020–0686'],
		['joins an address without a space', ['see https://', 'www.example.org'], 'see https://www.example.org'],
		['keeps the hyphen of an address', ['see https://example.org/some-', 'thing'], 'see https://example.org/some-thing'],
		['joins an address at its other signs', ['see www.example.org/a_', 'b?c=d'], 'see www.example.org/a_b?c=d'],
		['has a space between a short word and an underline', ['sign_', 'here'], 'sign_ here'],
		['keeps the space before to and a compound', ['short-', 'to medium-term'], 'short- to medium-term'],
		['makes a word whole that ends with to', ['the pota-', 'to harvest'], 'the potato harvest'],
		['has no space around a dash that has none before it', ['a word—', 'and more'], 'a word—and more'],
		['keeps the space behind a dash that has one before it', ['a word –', 'and more'], 'a word – and more'],
		['joins Chinese and Japanese without a space', ['日本', '語の文'], '日本語の文'],
		['puts a space between Chinese and Latin letters', ['使用', 'Markdown'], '使用 Markdown'],
	];
	for (const [rule, texts, joined] of cases) {
		test(rule, () => assert.equal(join(texts), joined));
	}

	test('keeps a hyphen where the document has the compound', () => {
		assert.equal(join(['a well-', 'known rule'], ['well-known']), 'a well-known rule');
		assert.equal(join(['a well-', 'known rule'], ['wellknown']), 'a wellknown rule');
	});

	test('keeps the hyphen that stands for the end of the next compound', () => {
		assert.equal(join(['die Vor-', 'und Nachteile'], ['und']), 'die Vor- und Nachteile');
		assert.equal(join(['de onderhouds-', 'en reparatiekosten'], ['het', 'en']), 'de onderhouds- en reparatiekosten');
		assert.equal(join(['of pre-', 'and post-war ships'], ['and']), 'of pre- and post-war ships');
		assert.equal(join(['a gold-', 'en ring'], ['en']), 'a golden ring');
		assert.equal(join(['the thous-', 'and ships'], ['and', 'thousand']), 'the thousand ships');
	});

	test('joins the address in a link as the link has it', () => {
		const linked = (texts: readonly string[], url: string) =>
			textsOf(
				joinLines(
					texts.map((text, i) => {
						const plain = line(text, 50, 100 + 12 * i);
						return { ...plain, spans: plain.spans.map((span) => ({ ...span, url })) };
					}),
					{ vocabulary: new Set(), linesEndWithSpaces: false, hangul: new HangulSpacing([]) },
				),
			).join('');

		assert.equal(linked(['(https://exam', 'ple.org/a', 'b)'], 'https://example.org/ab'), '(https://example.org/ab)');
		assert.equal(linked(['example.org/long-', 'name'], 'http://example.org/longname'), 'example.org/longname');
		assert.equal(linked(['example.org/long-', 'name'], 'http://example.org/long-name'), 'example.org/long-name');
		assert.equal(linked(['the', 'report'], 'http://example.org/thereport'), 'the report');
	});

	test('learns from the document where Korean has spaces', () => {
		// 를 ends words in it and never begins one.
		const text = ['나는 사과를 먹고 물을 마신다', '그는 나무를 심고 꽃을 본다', '우리는 책을 읽고 노래를 듣는다'];

		assert.equal(join(['사과를', '먹고'], [], text), '사과를 먹고');
		assert.equal(join(['사과', '를'], [], text), '사과를');
	});

	test('keeps styles apart and joins what is alike', () => {
		const spans = joinLines([line('plain', 50, 100), line('plain', 50, 112), line('bold', 50, 124, { bold: true })], {
			...{ vocabulary: new Set<string>(), linesEndWithSpaces: false, hangul: new HangulSpacing([]) },
		});

		assert.deepEqual(textsOf(spans), ['plain plain ', 'bold']);
	});
});
