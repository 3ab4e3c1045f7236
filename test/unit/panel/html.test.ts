import assert from 'node:assert/strict';
import { panelPage } from '../../../src/panel/html.ts';

const page = panelPage({
	script: 'https://files.example/dist/webview.js?a&b',
	style: 'https://files.example/dist/panel.css',
	source: 'https://files.example',
	nonce: 'abc"<',
	language: 'de',
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
});
