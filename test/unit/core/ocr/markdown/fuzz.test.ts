import assert from 'node:assert/strict';
import fc from 'fast-check';
import { markdownLink } from '../../../../../src/core/names.ts';
import type { OcrPage } from '../../../../../src/core/ocr/engine.ts';
import { draftMarkdown } from '../../../../../src/core/ocr/markdown/documentDraft.ts';
import { type PageMarks, renderMarkdown } from '../../../../../src/core/ocr/markdown/draft.ts';
import { activeIn, shownIn } from '../../../../support/markdownPreview.ts';
import { page, png } from './makePage.ts';
import { payloads } from './payloads.ts';
import { processorTime } from '../../../../support/processorTime.ts';

const seeded = { seed: 20261126, numRuns: 500 };

async function convert(pages: readonly OcrPage[], pageMarks: PageMarks = 'none') {
	const draft = await draftMarkdown(pages, { pageMarks, fromService: true });
	return { ...draft, text: renderMarkdown(draft, (asset) => markdownLink('a', draft.assets[asset]!.name)) };
}

/** Signs and pieces that mean something to some parser, whole payloads, and what stands between them. */
const piece = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom(
			...['`', '``', '```', '~~~', '$', '$$', '\\', '<', '>', '</', '/>', '<!--', '-->', '<?', '&lt;', '&gt;', '&amp;', '&#60;', '&#96;'],
			...['[', ']', '(', ')', '![', '](', ']:', '[a]: ', '[a]', '"', "'", '=', '|', '| a |', '|---|', '*', '_', '~~', ':', '//', 'x.test'],
			...[
				'\n',
				'\n\n',
				'\n    ',
				'\n> ',
				'\n- ',
				'\n1. ',
				'\n# ',
				'\n---\n',
				'\n===\n',
				'\n```\n',
				'\n$$\n',
				' ',
				'\t',
				'\r',
				'\u0000',
				'\u202e',
			],
			...['command:', 'https://x.test', 'javascript:', 'file:///', 'data:image/png;base64,', 'ftp://', 'mailto:a@x.test', '#a'],
			...[
				'<img src=x onerror=y>',
				'<a href="command:a">',
				'</a>',
				'<table>',
				'<tr><td>',
				'</td></tr></table>',
				'<b>',
				'</b>',
				'<script>',
				'<pre>',
			],
			...['![i](i.png)', '<img src="i.png">', '![r](https://x.test/p.png)', '[tbl-0.html](tbl-0.html)', '\\(', '\\)', '\\[', '\\]'],
		),
	},
	{ weight: 1, arbitrary: fc.constantFrom(...Object.values(payloads).flat()) },
	{ weight: 2, arbitrary: fc.constantFrom('word', 'a', '1', 'ä', '図', ' and ', '. ', ', ') },
);
const hostileText = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

suite('any text of a service', () => {
	const anyPage = fc.record({
		markdown: hostileText,
		header: hostileText,
		table: hostileText,
		annotation: hostileText,
		figures: fc.boolean(),
	});

	test('is never active, in any order of pages', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(anyPage, { minLength: 1, maxLength: 4 }),
				fc.constantFrom('none', 'rule', 'comment'),
				async (all, marks) => {
					const pages = all.map(({ markdown, header, table, annotation, figures }, index) =>
						page(index, markdown, {
							header,
							tables: [{ id: 'tbl-0.html', content: table }],
							images: figures ? [{ id: 'i.png', bytes: png, annotation }] : [],
						}),
					);
					const { text } = await convert(pages, marks);

					assert.deepEqual(activeIn(text), [], JSON.stringify(text));
				},
			),
			seeded,
		);
	});

	test('keeps every figure of a page', async () => {
		await fc.assert(
			fc.asyncProperty(hostileText, hostileText, async (before, after) => {
				const images = ['i.png', 'j.png'].map((id) => ({ id, bytes: png }));
				const { text, assets } = await convert([page(0, `${before}\n\n![i](i.png) and ![j](j.png)\n\n${after}`, { images })]);
				const { pictures } = shownIn(text);

				assert.deepEqual(
					assets.filter(({ name }) => !pictures.includes(`a/${name}`)),
					[],
					JSON.stringify(text),
				);
			}),
			seeded,
		);
	});
});

suite('a plain document', () => {
	const words = fc
		.array(
			fc.constantFrom(
				'The',
				'harbour',
				'1,200',
				'boats;',
				'(see',
				'7)',
				'“quoted”',
				'a < b',
				'x & y',
				'50 %',
				'5 > 3',
				'Öl',
				'図',
				'[12]',
				'#4',
			),
			{
				minLength: 1,
				maxLength: 12,
			},
		)
		.map((all) => all.join(' '));
	const block = fc.oneof(
		words.map((text) => `The ${text}`),
		words.map((text) => `## Part ${text}`),
		words.map((text) => `- one ${text}\n- two\n  1. three`),
		words.map((text) => `> A quote of ${text}`),
		words.map((text) => `**Bold** and *italic* ${text} \`code <b> [x](y)\``),
		words.map((text) => `See [the notes](https://example.org/a?b=c&d) and ${text}`),
		words.map((text) => `| Name | ${text} |\n| --- | ---: |\n| <br>a\\|b | $x_1$ |`),
		words.map((text) => `<table><tr><th>Name</th><td rowspan="2">${text}</td></tr></table>`),
		words.map((text) => `\`\`\`js\nif (a<b) { "${text}" }\n\n\n<img src=x>\n\`\`\``),
		words.map((text) => `$$\n\\frac{a}{b} < c_{i}\n$$\n\n${text}`),
		words.map((text) => `Let $a<b$ and $f(x) = y^2$ where ${text}`),
		words.map((text) => `Line one  \nline ${text}<sup>2</sup>`),
	);

	test('is byte for byte what the service sent', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 8 }), async (blocks) => {
				const markdown = blocks.join('\n\n');

				assert.equal((await convert([page(0, markdown)])).text, `${markdown}\n`);
			}),
			seeded,
		);
	});
});

suite('a text made to take long', () => {
	const units = [
		...[
			'[',
			'[]',
			'[a](',
			'![',
			'![a](b) ',
			'[a](command:b) ',
			'[a]: b\n',
			'[^1]: ',
			'`',
			'` ',
			'`` ` ',
			'*a ',
			'**a',
			'_a ',
			'~~a',
			'***',
		],
		...['<', '<a ', '<a b="', '<a>', '<b>', '</b>', '<!--', '<?', '<![CDATA[', '<table>\n\n', '<img src=', '&lt;a ', '&lt;', '&amp;', '&#'],
		...[
			'$',
			'$a',
			'$$\n',
			'$&lt;',
			'\\$',
			'\\(',
			'\\[',
			'\\[=\n',
			'|',
			'|a|\n',
			'| - |\n',
			'> ',
			'>',
			'- ',
			'1. ',
			'> - ',
			'#',
			'\n',
			' ',
			'\t',
		],
		...[
			'---\n',
			'===\n',
			'//b.c ',
			'ftp://',
			'http://',
			'http://a`',
			'://',
			'a@b.c ',
			'"',
			'(',
			'\u202e',
			'\\`',
			'`$',
			'```\n',
			'-',
			'<pre>\n',
		],
		...['[tbl-0.md](', '[tbl-0.md](tbl-0.md)', '<td>', '<td rowspan=', '![i](i.png)', '<img src="i.png">'],
	];
	const made: Readonly<Record<string, (size: number) => string>> = {
		...Object.fromEntries(units.map((unit) => [JSON.stringify(unit), (size: number) => unit.repeat(Math.ceil(size / unit.length))])),
		'nested links': (size) => '['.repeat(size / 8) + 'a' + '](b)'.repeat(size / 8),
		'nested pictures': (size) => `${'!['.repeat(50)}a${'](b)'.repeat(50)}\n\n`.repeat(size / 300),
		'nested lists': (size) => Array.from({ length: Math.sqrt(size) }, (_, depth) => `${' '.repeat(2 * depth)}- a\n`).join(''),
		'nested HTML': (size) => '<div>'.repeat(size / 11) + '</div>'.repeat(size / 11),
		'backticks of all lengths': (size) => Array.from({ length: Math.sqrt(2 * size) }, (_, i) => '`'.repeat(i)).join(' '),
		'a wide table': (size) => `|${'a|'.repeat(size / 8)}\n|${'-|'.repeat(size / 8)}\n|${'b|'.repeat(size / 8)}\n`,
		'a long table': (size) => `| a | b |\n|---|---|\n${'| c | d |\n'.repeat(size / 10)}`,
		'a long table of HTML': (size) => `<table>${'<tr><td>a</td></tr>'.repeat(size / 19)}</table>`,
		attributes: (size) => `<a ${'b '.repeat(size / 2)}>`,
		'escaped pipes': (size) => `| a |\n|---|\n| ${'\\|[a](b)'.repeat(size / 8)} |`,
		'a title that goes on': (size) => `[a]: b "${'c\n'.repeat(size / 2)}`,
	};
	// Linear work takes a tenth of this on a busy machine; anything else, minutes.
	const most = 6_000;

	for (const [name, make] of Object.entries(made)) {
		test(`${name} is done at once`, async () => {
			for (const size of [90_000, 1_000_000]) {
				const text = make(size);
				const spent = processorTime();
				await convert([
					page(0, text, { images: [{ id: 'i.png', bytes: png }], tables: [{ id: 'tbl-1.html', content: text.slice(0, size / 10) }] }),
				]);
				assert.ok(spent() < most, `${size} characters took ${spent()} ms`);
			}
		});
	}

	test('many figures of one name', async () => {
		const images = Array.from({ length: 5_000 }, (_, i) => ({
			id: `a${'/'.repeat(i % 5)}${'?'.repeat(Math.floor(i / 5) % 40)}b${':'.repeat(i / 200)}.png`,
			bytes: png,
		}));
		const spent = processorTime();
		const { assets } = await convert([page(0, '', { images })]);

		assert.ok(spent() < most);
		assert.equal(new Set(assets.map(({ name }) => name)).size, assets.length);
	});

	test('ends when it is aborted', async () => {
		const abort = new AbortController();
		const pages = Array.from({ length: 2_000 }, (_, index) => page(index, '<a>[b](c) '.repeat(500)));
		const whole = draftMarkdown(pages, { pageMarks: 'none', fromService: true, signal: abort.signal });
		setImmediate(() => abort.abort());

		await assert.rejects(whole, { name: 'AbortError' });
	});
});
