import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { addPageMarks } from '../../../src/integrations/pageMarkRule.ts';

interface Environment {
	readonly off?: boolean;
	readonly source?: string;
}

const md = addPageMarks(new MarkdownIt({ html: true }), {
	areShown: (env) => !(env as Environment).off,
	markFor: (env, page) => {
		const { source } = env as Environment;
		return { title: `Page ${page}`, ...(source ? { href: `${source}#page=${page}` } : {}) };
	},
});
/** As VS Code does: what is rendered is known only after it was parsed. */
const render = (text: string, env: Environment = {}) => md.renderer.render(md.parse(text, {}), md.options, { ...env });

suite('page marks in the preview', () => {
	test('are numbers that lead to the page', () => {
		const html = render('<!-- page 3 -->\n\n# Title\n', { source: 'report.pdf' });

		assert.match(
			html,
			/^<div class="fovea-page-mark"><a href="report\.pdf#page=3" [^>]*title="Page 3"[^>]*>3<\/a><\/div>\n<h1>Title<\/h1>/,
		);
	});

	test('lead nowhere where there is no document', () => {
		assert.match(render('<!-- page 3 -->\n'), /<span role="note" [^>]*>3<\/span>/);
		assert.doesNotMatch(render('<!-- page 3 -->\n'), /<a /);
	});

	test('are what they were when they are off', () => {
		assert.equal(render('<!-- page 3 -->\n\ntext', { off: true }), '<!-- page 3 -->\n<p>text</p>\n');
	});

	test('are Fovea’s own and nothing else: what a document writes stays what it is', () => {
		for (const text of [
			'<!-- page 3 --> <b>x</b>',
			'<!-- page 3\n -->',
			'<!-- page 3 --><script>x</script>',
			'<!-- page "onclick=x" -->',
			'<!-- page 1234567 -->',
			'<!--page 3-->',
			'`<!-- page 3 -->`',
			'```\n<!-- page 3 -->\n```',
			'text <!-- page 3 --> text',
		]) {
			assert.equal(render(text, { source: 'a.pdf' }), new MarkdownIt({ html: true }).render(text), text);
		}
	});

	test('escape the name of the document', () => {
		const html = render('<!-- page 1 -->', { source: '"><img src=x onerror=1>.pdf' });

		assert.doesNotMatch(html, /<img/);
	});
});
