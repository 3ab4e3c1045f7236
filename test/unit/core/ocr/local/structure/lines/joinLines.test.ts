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
		['keeps the hyphen behind self', ['for self-', 'publishing'], 'for self-publishing'],
		['joins numbers and codes without a space', ['No. FAA–2020–', '0686'], 'No. FAA–2020–0686'],
		['joins an address without a space', ['see https://', 'www.example.org'], 'see https://www.example.org'],
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
