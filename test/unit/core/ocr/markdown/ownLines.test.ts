import assert from 'node:assert/strict';
import { onOwnLines } from '../../../../../src/core/ocr/markdown/ownLines.ts';

suite('text that is inserted into other text', () => {
	for (const [what, text, before, after, expected] of [
		['a heading behind a word', '# Title\n\nText', 'Hello', '', '\n\n# Title\n\nText'],
		['blocks between two words', '# Title\n\nText', 'Hello ', 'there', '\n\n# Title\n\nText\n\n'],
		['blocks on the line below a paragraph', 'One\n\nTwo', 'Before.\n', '\nAfter.', '\nOne\n\nTwo\n'],
		['blocks with empty lines around them', 'One\n\nTwo', 'Before.\n\n', '\n\nAfter.', 'One\n\nTwo'],
		['blocks in an empty document', 'One\n\nTwo', '', '', 'One\n\nTwo'],
		['a list of one entry behind a word', '- One', 'Hello', '', '\n\n- One'],
		['a section of LaTeX behind a word', '\\section{One}', 'Hello', '', '\n\n\\section{One}'],
		['a formula within a sentence', '$x^2$', 'We see ', ' there', '$x^2$'],
		['a sentence within another', 'One two.', 'Before ', '', 'One two.'],
	] as const) {
		test(`${what} ${text === expected ? 'stays as it is' : 'gets lines of its own'}`, () => {
			assert.equal(onOwnLines(text, before.split('\n').slice(-2).join('\n'), after), expected);
		});
	}
});
