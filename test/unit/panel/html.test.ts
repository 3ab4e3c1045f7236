import assert from 'node:assert/strict';
import { emptyPanelState } from '../../../src/panel/emptyPanelState.ts';
import { panelPage } from '../../../src/panel/html.ts';
import type { PanelState } from '../../../src/shared/panelState.ts';
import { englishStrings } from '../../../src/shared/strings.ts';

const page = panelPage({
	script: 'https://files.example/dist/webview.js?a&b',
	style: 'https://files.example/dist/panel.css',
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
			"default-src 'none'; img-src https://files.example; style-src https://files.example; script-src 'nonce-abc&quot;&lt;';",
		);
	});

	test('has one script, with the nonce, and no style or handler within', () => {
		assert.deepEqual(page.match(/<script[^>]*>/g), ['<script nonce="abc&quot;&lt;" src="https://files.example/dist/webview.js?a&amp;b">']);
		assert.doesNotMatch(page, /<style|style=|\son\w+=/);
	});

	test('holds what it begins with as data, whatever a prompt says', () => {
		assert.deepEqual(filled.match(/<\/?script/g)?.length, 4);
		assert.doesNotMatch(filled, /<!--/);
		const data = /<script type="application\/json" id="first">(.*)<\/script>/.exec(filled)?.[1];
		assert.equal((JSON.parse(data!) as { state: PanelState }).state.draft.prompt, hostile);
	});
});
