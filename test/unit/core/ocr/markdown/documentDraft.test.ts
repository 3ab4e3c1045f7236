import assert from 'node:assert/strict';
import type { OcrPage } from '../../../../../src/core/ocr/engine.ts';
import { DocumentDraft, draftMarkdown } from '../../../../../src/core/ocr/markdown/documentDraft.ts';
import { type MarkdownPiece, type PageMarks, renderMarkdown } from '../../../../../src/core/ocr/markdown/draft.ts';
import { page, png } from './makePage.ts';

const jpeg = Buffer.from('ffd8ffe000104a46494600', 'hex');

async function convert(pages: readonly OcrPage[], marks: PageMarks = 'none', fromService = true) {
	const draft = await draftMarkdown(pages, { pageMarks: marks, fromService });
	return {
		text: renderMarkdown(draft, (asset) => `a/${draft.assets[asset]!.name}`),
		assets: draft.assets.map(({ name }) => name),
		notes: draft.notes.map(({ page: number, what }) => `${number} ${what}`),
	};
}

const textOf = async (markdown: string, rest: Partial<OcrPage> = {}) => (await convert([page(0, markdown, rest)])).text.trim();

suite('page marks', () => {
	const pages = [page(0, 'one'), page(4, 'five')];

	test('none', async () => assert.equal((await convert(pages)).text, 'one\n\nfive\n'));
	test('comment', async () => assert.equal((await convert(pages, 'comment')).text, '<!-- page 1 -->\n\none\n\n<!-- page 5 -->\n\nfive\n'));
	test('rule', async () => assert.equal((await convert(pages, 'rule')).text, 'one\n\n---\n\nfive\n'));
});

suite('figures', () => {
	test('each is saved under a name of its page and linked where it was', async () => {
		const figure = { images: [{ id: 'img-0.jpeg', bytes: jpeg }] };

		assert.deepEqual(await convert([page(0, 'a ![img-0.jpeg](img-0.jpeg) b', figure), page(1, '![img-0.jpeg](img-0.jpeg)', figure)]), {
			text: 'a ![Page 1, figure 1](a/p1-img-0.jpg) b\n\n![Page 2, figure 1](a/p2-img-0.jpg)\n',
			assets: ['p1-img-0.jpg', 'p2-img-0.jpg'],
			notes: [],
		});
	});

	test('two on one line both survive', async () => {
		const { text } = await convert([
			page(0, '![x](a.png) and ![y](b.png)', { images: ['a.png', 'b.png'].map((id) => ({ id, bytes: png })) }),
		]);

		assert.equal(text, '![Page 1, figure 1](a/p1-a.png) and ![Page 1, figure 2](a/p1-b.png)\n');
	});

	test('one without a reference is appended', async () => {
		const { text, notes } = await convert([page(2, 'text', { images: [{ id: 'img-1.png', bytes: png }] })]);

		assert.deepEqual([text, notes], ['text\n\n![Page 3, figure 1](a/p3-img-1.png)\n', ['3 figureAppended']]);
	});

	test('two of one name are both kept, one that comes twice is kept once', async () => {
		const images = [png, jpeg, png].map((bytes) => ({ id: 'a', bytes }));
		const { text, notes } = await convert([page(0, '![a](a)', { images })]);

		const shown = '![Page 1, figure 1](a/p1-a.png)\n\n![Page 1, figure 2](a/p1-a.jpg)\n';
		assert.deepEqual([text, notes], [shown, ['1 figureAppended']]);
	});

	test('a link without a figure is removed and noted', async () => {
		assert.deepEqual(await convert([page(0, 'a ![img-0.jpeg](img-0.jpeg) b', { images: [{ id: 'img-0.jpeg' }] })]), {
			text: 'a  b\n',
			assets: [],
			notes: ['1 figureMissing'],
		});
	});

	test('names from a service are made safe, and unique whatever the case', async () => {
		const ids = ['../../evil.png', 'Img.png', 'img.png', 'CON.png'];
		const { assets } = await convert([page(0, '', { images: ids.map((id) => ({ id, bytes: png })) })]);

		assert.deepEqual(assets, ['p1-evil.png', 'p1-Img.png', 'p1-img-2.png', 'p1-figure.png']);
	});

	test('the extension is the content’s, and what is no picture is not saved', async () => {
		const { assets } = await convert([
			page(0, '', {
				images: [
					{ id: 'a.jpeg', bytes: png },
					{ id: 'b.png', bytes: Buffer.from('<svg onload=x>') },
				],
			}),
		]);

		assert.deepEqual(assets, ['p1-a.png']);
	});

	test('a description becomes the alternative text, as text', async () => {
		const { text } = await convert([page(0, '![i](i.png)', { images: [{ id: 'i.png', bytes: png, annotation: 'A [red] chart\n](x)' }] })]);

		assert.equal(text, '![A red chart (x)](a/p1-i.png)\n');
	});

	test('a description has room for all that is written in a drawing, and ends with a word', async () => {
		const alt = async (words: number) => {
			const annotation = Array.from({ length: words }, (_, i) => `label${i}`).join(' ');
			return /\[(.*)\]/.exec((await convert([page(0, '![i](i.png)', { images: [{ id: 'i.png', bytes: png, annotation }] })])).text)![1]!;
		};

		assert.match(await alt(120), /^label0 .* label119$/);
		assert.match(await alt(5000), /^label0 .* label455$/);
	});
});

suite('tables', () => {
	const table = '| a | b |\n| --- | --- |\n| 1 | 2 |';

	test('a placeholder is replaced by its table', async () => {
		assert.equal(
			await textOf('before\n\n[tbl-0.md](tbl-0.md)\n\nafter', { tables: [{ id: 'tbl-0.md', content: table }] }),
			`before\n\n${table}\n\nafter`,
		);
	});

	test('one without a placeholder is appended', async () => {
		const { text, notes } = await convert([page(0, 'text', { tables: [{ id: 'tbl-0.html', content: '<table></table>' }] })]);

		assert.deepEqual([text, notes], ['text\n\n<table></table>\n', ['1 tableAppended']]);
	});

	test('a placeholder without its table is removed and noted', async () => {
		const { text, notes } = await convert([page(0, 'a\n\n[tbl-7.html](tbl-7.html)\n\nb')]);

		assert.deepEqual([text, notes], ['a\n\nb\n', ['1 tableMissing']]);
	});

	test('a figure inside a table is linked too', async () => {
		const rest = { tables: [{ id: 'tbl-0.md', content: '| ![i](i.png) |' }], images: [{ id: 'i.png', bytes: png }] };

		assert.equal(await textOf('[tbl-0.md](tbl-0.md)', rest), '| ![Page 1, figure 1](a/p1-i.png) |');
	});
});

suite('math', () => {
	test('inline', async () => assert.equal(await textOf('so \\( a_1 \\) is'), 'so $a_1$ is'));
	test('display', async () => assert.equal(await textOf('\\[ E = mc^2 \\]'), '$$\nE = mc^2\n$$'));
	test('an escaped bracket stays', async () => assert.equal(await textOf('see \\[1\\]'), 'see \\[1\\]'));
	test('code stays', async () => assert.equal(await textOf('`\\(x\\)`\n\n```\n\\[a=b\\]\n```'), '`\\(x\\)`\n\n```\n\\[a=b\\]\n```'));
});

suite('HTML escapes', () => {
	test('are undone once', async () => assert.equal(await textOf('AT&amp;T &quot;x&quot; &amp;lt;'), 'AT&T "x" &lt;'));
	test('do not become tags', async () => assert.equal(await textOf('vector&lt;int&gt; and 1 &lt; 2'), 'vector\\<int> and 1 < 2'));
	test('are plain inside math', async () => assert.equal(await textOf('$a&lt;b$'), '$a<b$'));
	test('are plain inside code, and stay inside HTML', async () => {
		assert.equal(await textOf('`a&lt;b&gt;`\n\n```\n&lt;b&gt;\n```'), '`a<b>`\n\n```\n<b>\n```');
		assert.equal(await textOf('<table><tr><td>&lt;b&gt;</td></tr></table>'), '<table><tr><td>&lt;b&gt;</td></tr></table>');
	});
	test('stay where the page was not escaped', async () =>
		assert.equal(await textOf('write &amp; for & in HTML'), 'write &amp; for & in HTML'));
});

test('our own text is not taken for a service’s', async () => {
	const own = 'write &amp; and \\(x\\) and \\<script>';

	assert.equal((await convert([page(0, own)], 'none', false)).text, `${own}\n`);
});

test('a page that is missing is marked where it belongs', async () => {
	const draft = await draftMarkdown([page(0, 'one'), page(2, 'three')], { pageMarks: 'comment', missing: [1], fromService: true });

	assert.match(renderMarkdown(draft, String), /one\n\n<!-- page 2 -->\n\n> \*\*Page 2 is missing: .*\n\n<!-- page 3 -->\n\nthree/);
});

test('what a service left out stands at the end of its page, as it is in the PDF', async () => {
	const first = { ...page(0, 'one'), leftOut: ['1. <b>Invoice</b> [42](http://x)', '# Date $5 and $6'] };
	const draft = await draftMarkdown([first, page(1, 'two')], { pageMarks: 'none', fromService: true });

	assert.equal(
		renderMarkdown(draft, () => ''),
		'one\n\n> **The service left out this text of the page:**\n>\n> 1\\. \\<b>Invoice\\</b> \\[42](http://x)\\\n> \\# Date \\$5 and \\$6\n\ntwo\n',
	);
	assert.deepEqual(draft.notes, [{ page: 1, what: 'textLeftOut' }]);
});

suite('links in a document', () => {
	test('to the web stay', async () =>
		assert.equal(await textOf('[a](https://x.test) [b](mailto:x@y.z) [c](#d)'), '[a](https://x.test) [b](mailto:x@y.z) [c](#d)'));

	for (const target of [
		'javascript:alert(1)',
		'command:workbench.action.quit',
		' JavaScript:x',
		'vscode://x',
		'file:///etc/passwd',
		'data:text/html,x',
		'&#99;ommand:x',
		'//host.test/share',
		'../notes.md',
	]) {
		test(`to ${JSON.stringify(target)} become text`, async () => {
			const { text, notes } = await convert([page(0, `[click](${target})`)]);

			assert.deepEqual([text, notes], ['click\n', ['1 linkRemoved']]);
		});
	}

	test('as remote images become links', async () => {
		assert.equal(await textOf('a ![x](https://x.test/pixel.png) b'), 'a [x](https://x.test/pixel.png) b');
		assert.equal(await textOf('![](https://x.test/pixel.png)'), '[x.test](https://x.test/pixel.png)');
		assert.equal(await textOf('<p>a <img src="https://x.test/p.png" alt="x"></p>'), '<p>a <a href="https://x.test/p.png">x</a></p>');
	});

	test('that are defined elsewhere are what is written', async () =>
		assert.equal(await textOf('[a][b]\n\n[b]: https://x.test'), '[a][b]\n\n\\[b]: https://x.test'));
});

suite('HTML in a document', () => {
	for (const [html, safe] of [
		['a <script>x</script>', 'a &lt;script>x&lt;/script>'],
		['<iframe/src=x>', '&lt;iframe/src=x>'],
		['<table><tr><td onclick="x" colspan=2>a</td></tr></table>', '<table><tr><td colspan="2">a</td></tr></table>'],
		['a <a href="command:x">b</a>', 'a <a>b</a>'],
		['<svg/onload=x>', '&lt;svg/onload=x>'],
		['<!-- page 9 -->', '&lt;!-- page 9 -->'],
		['a</b> <s>b', 'a&lt;/b> <s>b\n\n</s>'],
	] as const) {
		test(`${html} becomes ${JSON.stringify(safe)}`, async () => assert.equal(await textOf(html), safe));
	}

	for (const html of [
		'<table><tr><td colspan="2">a<br>b<sup>2</sup></td></tr></table>',
		"<TABLE border=1>\n<tr><TH align='left'>a<br/></TH>\n<td>b\n</table>",
		'x<sub>1</sub> <a href="https://x.test">y</a>',
		'`<img src=x>` and\n\n```html\n<script>x</script>\n\n\n<!-- y -->\n```',
	]) {
		test(`${JSON.stringify(html)} stays`, async () => assert.equal(await textOf(html), html));
	}

	test('comparisons stay', async () => assert.equal(await textOf('$a<b$ and $c>d$, i < n'), '$a<b$ and $c>d$, i < n'));

	test('a formula that another viewer takes for more is parted by a blank', async () =>
		assert.equal(await textOf('$E[X](t)$ and $a<b>c$'), '$E[X] (t)$ and $a< b>c$'));
});

suite('a figure in a cell of an HTML table keeps its place', () => {
	const images = [{ id: 'img-0.jpeg', bytes: jpeg, annotation: 'A "pump" & <more>' }];
	for (const figure of ['<img src="img-0.jpeg"/>', "<IMG alt=x src='img-0.jpeg'>", '![img-0.jpeg](img-0.jpeg)']) {
		test(figure, async () => {
			const tables = [{ id: 'tbl-0.html', content: `<table><tr><td>${figure}</td><td>Pump</td></tr></table>` }];

			assert.deepEqual(await convert([page(0, 'a\n\n[tbl-0.html](tbl-0.html)', { images, tables })]), {
				text: 'a\n\n<table><tr><td><img src="a/p1-img-0.jpg" alt="A &#34;pump&#34; &#38; more"></td><td>Pump</td></tr></table>\n',
				assets: ['p1-img-0.jpg'],
				notes: [],
			});
		});
	}
});

suite('what a page opens ends with it', () => {
	for (const [open, closed] of [
		['```\ncode', '```\ncode\n```'],
		['~~~~ text\ncode', '~~~~ text\ncode\n~~~~'],
		['$$\nx', '\\$$\nx'],
		['<table><tr><td>a', '<table><tr><td>a\n\n</table>'],
	] as const) {
		test(JSON.stringify(open), async () => assert.equal((await convert([page(0, open), page(1, 'next')])).text, `${closed}\n\nnext\n`));
	}

	test('and its first line is no front matter', async () => {
		assert.equal((await convert([page(0, '---\na: b\n---')])).text, '***\na: b\n---\n');
		assert.equal((await convert([page(0, ''), page(1, 'one'), page(2, 'two')], 'rule')).text, 'one\n\n---\n\ntwo\n');
	});
});

suite('characters that nobody sees', () => {
	test('are taken out where they deceive', async () =>
		assert.equal(await textOf('a\u202eb\u2066c\u2069 \u0000\u001b[1m \u{e0061}\u{e0062}x'), 'abc [1m x'));

	test('stay where scripts need them', async () => {
		const text = 'می\u200cروم क्\u200dष \u200fא\u200e 👩\u200d👧 soft\u00adhyphen';

		assert.equal(await textOf(text), text);
	});
});

suite('running headers and footers', () => {
	test('are left out when they repeat, numbers aside, and kept when they do not', async () => {
		const pages = [
			page(0, 'one', { header: 'ACME Ltd.\nInvoice 7', footer: 'Page 1' }),
			page(1, 'two', { header: 'Annex', footer: 'Page 2' }),
		];

		assert.equal((await convert(pages)).text, 'ACME Ltd.\nInvoice 7\n\none\n\nAnnex\n\ntwo\n');
	});
});

suite('tables across pages', () => {
	const head = '| Name | Amount |\n| --- | --- |';
	const pages = [page(0, `one\n\n${head}\n| a | 1 |`), page(1, `${head}\n| b | 2 |`), page(2, `${head}\n| c | 3 |\n\nthree`)];
	const merged = `${head}\n| a | 1 |\n| b | 2 |\n| c | 3 |`;

	test('are joined, and the marks of pages come after the table that began before them', async () => {
		assert.equal(
			(await convert(pages, 'comment')).text,
			`<!-- page 1 -->\n\none\n\n${merged}\n\n<!-- page 2 -->\n\n<!-- page 3 -->\n\nthree\n`,
		);
	});

	test('leave no rule for a page of which nothing else is left', async () => {
		assert.equal((await convert(pages, 'rule')).text.match(/^---$/gm)?.length, 1);
	});

	test('are joined when a service sends them beside the text', async () => {
		const apart = pages.map(({ index, markdown }) => {
			const [content = ''] = markdown.match(/\|[\s\S]*\|/) ?? [];
			const id = `tbl-${index}.md`;
			return page(index, markdown.replace(content, `[${id}](${id})`), { tables: [{ id, content }] });
		});

		assert.equal((await convert(apart)).text, `one\n\n${merged}\n\nthree\n`);
	});

	test('stay apart where that is wanted', async () => {
		const draft = await draftMarkdown(pages, { pageMarks: 'none', tablesAcrossPages: 'keep', fromService: true });

		assert.equal(renderMarkdown(draft, String).match(/Name/g)?.length, 3);
	});
});

suite('a document whose pages land one after another', () => {
	const wanted = [0, 1, 2, 3, 4, 5];
	const textOfPiece = (piece: MarkdownPiece | undefined) => piece && renderMarkdown(piece, String);
	const grow = () => {
		const draft = new DocumentDraft({ pageMarks: 'none', fromService: true });
		return {
			draft,
			land: (...indexes: readonly number[]) => draft.add({ pages: indexes.map((index) => page(index, `p${index}`)), failed: [], wanted }),
		};
	};

	test('is told in order, and the last page of those that are there waits for what the next one begins with', async () => {
		const { land } = grow();
		const pieces = [await land(3, 4), await land(1), await land(0), await land(2)];

		assert.deepEqual(pieces.map(textOfPiece), [undefined, undefined, 'p0\n\n', 'p1\n\np2\n\np3\n\n']);
		assert.deepEqual(
			pieces.map((piece) => piece?.ahead),
			[undefined, undefined, [2, 6], [5, 6]],
		);
	});

	test('has no piece for its end: that comes with the whole', async () => {
		const { draft, land } = grow();
		await land(0, 1, 2);

		assert.equal(await land(3, 4, 5), undefined);
		const pages = wanted.map((index) => page(index, `p${index}`));
		assert.equal(renderMarkdown(await draft.finish(pages, []), String), 'p0\n\np1\n\np2\n\np3\n\np4\n\np5\n');
	});

	test('shows figures in the whole that came after their pages were told', async () => {
		const { draft, land } = grow();
		await land(0, 1, 2);
		const pages = wanted.map((index) => page(index, '![img-0.png](img-0.png)', { images: [{ id: 'img-0.png', bytes: png }] }));

		const whole = await draft.finish(pages, []);

		assert.deepEqual(
			whole.assets.map(({ name }) => name),
			wanted.map((index) => `p${index + 1}-img-0.png`),
		);
		assert.equal(renderMarkdown(whole, String).match(/!\[/g)?.length, 6);
	});

	test('says in its place which page has failed', async () => {
		const { draft, land } = grow();
		await land(0);

		assert.match(textOfPiece(await draft.add({ pages: [], failed: [{ index: 1 }], wanted }))!, /^p0\n\n> \*\*Page 2 is missing/);
	});

	test('keeps a table open until a page does not go on with it', async () => {
		const { draft } = grow();
		const table = '| Name | Amount |\n| --- | --- |\n| a | 1 |';
		const land = (index: number, text: string) => draft.add({ pages: [page(index, text)], failed: [], wanted });

		assert.deepEqual([await land(0, table), await land(1, '| b | 2 |'), await land(2, '| c | 3 |')], [undefined, undefined, undefined]);
		assert.equal(textOfPiece(await land(3, 'end')), `${table}\n| b | 2 |\n| c | 3 |\n\n`);
	});

	test('hands over the bytes of a figure once, and names and numbers it alike in the whole', async () => {
		const draft = new DocumentDraft({ pageMarks: 'none', fromService: true });
		const pages = wanted.map((index) => page(index, '![i](i.png)', { images: [{ id: 'i.png', bytes: png }] }));
		const names = ({ assets }: { readonly assets: readonly { readonly name: string }[] }) => assets.map(({ name }) => name);
		const piece = await draft.add({ pages: pages.slice(0, 3), failed: [], wanted });
		await draft.add({ pages: pages.slice(3), failed: [], wanted });
		const whole = await draft.finish(pages, []);

		assert.deepEqual(names(piece!), ['p1-i.png', 'p2-i.png']);
		assert.deepEqual(
			whole.assets.map(({ name, bytes }) => [name, bytes.length]),
			wanted.map((index) => [`p${index + 1}-i.png`, index < 2 ? 0 : png.length]),
		);
		const link = (asset: number) => whole.assets[asset]!.name;
		assert.ok(renderMarkdown(whole, link).startsWith(renderMarkdown(piece!, link)));
	});

	test('is told of some pages only, where only these were asked for', async () => {
		const draft = new DocumentDraft({ pageMarks: 'comment', fromService: true });
		const some = [2, 6, 9];

		const piece = await draft.add({ pages: [page(2, 'three'), page(6, 'seven')], failed: [], wanted: some });
		assert.deepEqual([textOfPiece(piece), piece?.ahead], ['<!-- page 3 -->\n\nthree\n\n', [7, 10]]);
	});
});

test('Windows line ends become one', async () => assert.equal(await textOf('a\r\n\r\nb\rc'), 'a\n\nb\nc'));
