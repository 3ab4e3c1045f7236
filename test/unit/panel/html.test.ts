import assert from 'node:assert/strict';
import { emptyPanelState } from '../../../src/panel/emptyPanelState.ts';
import { panelPage } from '../../../src/panel/html.ts';
import type { PanelState } from '../../../src/shared/panelState.ts';
import { englishStrings } from '../../../src/shared/strings.ts';

const page = panelPage({
	script: 'start("<b>" && 1);',
	style: 'p > b { color: red; }',
	source: 'https://files.example',
	nonce: 'abc"<',
	language: 'de',
});

const hostile = '</script><script>alert(1)</script><!--';
const filled = panelPage({
	script: 's',
	style: 's',
	source: 's',
	nonce: 'n',
	language: 'en',
	first: { id: '1', state: { ...emptyPanelState, draft: { ...emptyPanelState.draft, prompt: hostile } }, strings: englishStrings },
});

suite('the page of the panel', () => {
	test('may load and run what it is given and nothing else', () => {
		const policy = /content="(default-src[^"]*)"/.exec(page)?.[1];

		assert.equal(
			policy,
			"default-src 'none'; img-src https://files.example; style-src 'nonce-abc&quot;&lt;'; script-src 'nonce-abc&quot;&lt;';",
		);
	});

	test('has its script and its style in itself, each with the nonce, and no other, so that nothing is fetched before it shows', () => {
		assert.deepEqual(page.match(/<(script|style|link)[^>]*>/g), ['<style nonce="abc&quot;&lt;">', '<script nonce="abc&quot;&lt;">']);
		assert.ok(page.includes('>start("<b>" && 1);</script>') && page.includes('>p > b { color: red; }</style>'));
		assert.doesNotMatch(page, /style=|\son\w+=|src=/);
	});

	test('holds what it begins with as data, whatever a prompt says', () => {
		assert.deepEqual(filled.match(/<\/?script/g)?.length, 4);
		assert.doesNotMatch(filled, /<!--/);
		const data = /<script type="application\/json" id="first">(.*)<\/script>/.exec(filled)?.[1];
		assert.equal((JSON.parse(data!) as { state: PanelState }).state.draft.prompt, hostile);
	});
});
