import assert from 'node:assert/strict';
import { type Surroundings, imageLink, isMarkdown, linkBase } from '../../../../src/panel/actions/imageLink.ts';

const alone: Surroundings = { before: '', after: '', blankAbove: true, blankBelow: true };
const link = (language: string, path: string, prompt: string, around: Partial<Surroundings> = {}) =>
	imageLink(language, { path }, prompt, { ...alone, ...around });

const plain = 'images/red-fox.png';
const path = '../größe (neu)/100% [1] #2?"&{x}.png';
const hostile = 'a "fox"] \\ <b> & {x} ${1:y} $z_{i}$ 50% #1 ~^ *b* `c` |\n\n@d';

suite('image links', () => {
	for (const [language, text] of [
		['markdown', '![A red fox](images/red-fox.png)'],
		['mdx', '![A red fox](images/red-fox.png)'],
		['quarto', '![A red fox](images/red-fox.png)'],
		['html', '<img src="images/red-fox.png" alt="A red fox">'],
		['vue', '<img src="images/red-fox.png" alt="A red fox">'],
		['svelte', '<img src="images/red-fox.png" alt="A red fox">'],
		['php', '<img src="images/red-fox.png" alt="A red fox">'],
		['handlebars', '<img src="images/red-fox.png" alt="A red fox">'],
		['javascriptreact', '<img src="images/red-fox.png" alt="A red fox" />'],
		['typescriptreact', '<img src="images/red-fox.png" alt="A red fox" />'],
		['latex', '\\includegraphics[width=\\linewidth, alt={A red fox}]{images/red-fox.png}'],
		['asciidoc', 'image::images/red-fox.png[A red fox]'],
		['restructuredtext', '.. image:: images/red-fox.png\n   :alt: A red fox'],
		['typst', '#image("images/red-fox.png", alt: "A red fox")'],
		['org', '[[file:images/red-fox.png]]'],
		['python', 'images/red-fox.png'],
		['constructor', 'images/red-fox.png'],
	] as const) {
		test(`in ${language}`, () => assert.equal(link(language, plain, 'A red fox'), text));
	}
});

suite('what a prompt and a path may hold', () => {
	for (const [language, text] of [
		[
			'markdown',
			'![a "fox"\\] \\ \\<b> & {x} \\${1:y} \\$z\\_{i}$ 50% #1 \\~^ \\*b\\* \\`c\\` | @d]' +
				'(../größe%20%28neu%29/100%25%20%5B1%5D%20%232%3F%22%26%7Bx%7D.png)',
		],
		[
			'html',
			'<img src="../größe%20%28neu%29/100%25%20%5B1%5D%20%232%3F%22%26%7Bx%7D.png" ' +
				'alt="a &#34;fox&#34;] \\ &#60;b&#62; &#38; &#123;x&#125; $&#123;1:y&#125; $z_&#123;i&#125;$ 50% #1 ~^ *b* `c` | @d">',
		],
		[
			'latex',
			'\\includegraphics[width=\\linewidth, alt={a "fox"] \\textbackslash{} <b> \\& \\{x\\} \\$\\{1:y\\} \\$z\\_\\{i\\}\\$ 50\\% \\#1 ' +
				'\\textasciitilde{}\\textasciicircum{} *b* `c` | @d}]{../größe (neu)/100\\% [1] \\#2?"&{x}.png}',
		],
		[
			'asciidoc',
			'image::../größe (neu)/100%25 %5B1%5D #2?"&%7Bx%7D.png' + '["a \\"fox\\"] / <b> & \\{x} ${1:y} $z_\\{i}$ 50% #1 ~^ *b* `c` | @d"]',
		],
		[
			'restructuredtext',
			'.. image:: ../größe\\ (neu)/100%\\ [1]\\ #2?"&{x}.png\n' + '   :alt: a "fox"] \\ <b> & {x} ${1:y} $z_{i}$ 50% #1 ~^ *b* `c` | @d',
		],
		[
			'typst',
			'#image("../größe (neu)/100% [1] #2?\\"&{x}.png", ' + 'alt: "a \\"fox\\"] \\\\ <b> & {x} ${1:y} $z_{i}$ 50% #1 ~^ *b* `c` | @d")',
		],
	] as const) {
		test(`ends no ${language}`, () => assert.equal(link(language, path, hostile), text));
	}

	for (const [language, prompt, alt] of [
		[
			'markdown',
			'snake_case, 5 < 6 & 7 * 8, 50% (of "it"), {x}, a\\b, $ 5, me@home',
			'snake_case, 5 < 6 & 7 * 8, 50% (of "it"), {x}, a\\b, $ 5, me@home',
		],
		['markdown', '&lt; &#65; \\* end\\', '\\&lt; \\&#65; \\\\\\* end\\\\'],
		['mdx', '{x} < 5', '\\{x\\} \\< 5'],
		['quarto', '@fox x^2^', '\\@fox x\\^2^'],
	] as const) {
		test(`of ${language}, only what has a meaning is escaped: ${prompt}`, () => {
			assert.equal(link(language, plain, prompt), `![${alt}](images/red-fox.png)`);
		});
	}

	test('in a table, a bar does not end the cell', () => {
		assert.equal(link('markdown', plain, 'a|b', { before: '| x ', after: ' |' }), '![a\\|b](images/red-fox.png)');
	});

	test('in a line of AsciiDoc, what would be formatted is left out', () => {
		assert.equal(
			link('asciidoc', plain, '*a* snake_case [b] http://x.y `c` 2^3', { before: 'Text ' }),
			'image:images/red-fox.png[a snake_case [b\\] http x.y c 23]',
		);
	});

	test('a name with a colon is no address', () => {
		assert.equal(link('markdown', 'a:b.png', 'x'), '![x](a%3Ab.png)');
		assert.equal(link('html', 'a:b.png', 'x'), '<img src="a%3Ab.png" alt="x">');
		assert.equal(link('restructuredtext', 'a:b.png', 'x'), '.. image:: ./a:b.png\n   :alt: x');
	});

	test('an absolute path is a URI where links are, and a path where paths are', () => {
		const target = { path: 'C:/my images/fox.png', uri: 'file:///c%3A/my%20images/fox.png' };

		assert.equal(imageLink('markdown', target, 'x', alone), '![x](file:///c%3A/my%20images/fox.png)');
		assert.equal(imageLink('latex', target, 'x', alone), '\\includegraphics[width=\\linewidth, alt={x}]{C:/my images/fox.png}');
		assert.equal(imageLink('plaintext', target, 'x', alone), 'C:/my images/fox.png');
	});
});

suite('images that are paragraphs', () => {
	test("reStructuredText has empty lines around them, in the line's indentation", () => {
		assert.equal(
			link('restructuredtext', plain, 'x', { before: '  Text. ', after: ' More.' }),
			'\n\n  .. image:: images/red-fox.png\n     :alt: x\n\n  ',
		);
		assert.equal(
			link('restructuredtext', plain, 'x', { before: '  ', blankAbove: false, blankBelow: false }),
			'\n  .. image:: images/red-fox.png\n     :alt: x\n',
		);
	});

	test('AsciiDoc has them on a line of their own, and images in text elsewhere', () => {
		assert.equal(link('asciidoc', plain, 'x', { blankAbove: false, blankBelow: false }), '\nimage::images/red-fox.png[x]\n');
		assert.equal(link('asciidoc', plain, 'x', { before: 'Text ' }), 'image:images/red-fox.png[x]');
	});
});

suite("where a document's image paths start", () => {
	for (const [language, text, base] of [
		['asciidoc', '= Title\n:imagesdir: ./images \n\nText', './images'],
		['asciidoc', ':imagesdir: https://example.org/x\n', ''],
		['asciidoc', ':imagesdir: {root}/x\n', ''],
		['asciidoc', 'Text', ''],
		['latex', '% !TEX program = xelatex\n% !TEX root = ../main.tex\n', '../'],
		['latex', '%!TeX root=main.tex\n', ''],
		['latex', '% !TEX root = /abs/main.tex\n', ''],
		['markdown', ':imagesdir: images\n', ''],
	] as const) {
		test(`${language}: ${JSON.stringify(text)}`, () => assert.equal(linkBase(language, text), base));
	}
});

test('markdown is known by any of its languages', () => {
	assert.deepEqual(['markdown', 'rmd', 'html', 'toString'].map(isMarkdown), [true, true, false, false]);
});
