import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../src/webview/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.ts'));
const sheets = read('panel.css');
const imports = [...sheets.matchAll(/^@import '\.\/(styles\/\w+\.css)';\n/gm)];
const css = imports.map(([, name]) => read(name!)).join('\n');

suite('webview source', () => {
	const banned: readonly (readonly [what: string, pattern: RegExp])[] = [
		['parses text as HTML', /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc/],
		['runs text as code', /\beval\(|new Function\(|set(Timeout|Interval)\(\s*['"`]/],
		['sets style as an attribute, which the page forbids', /setAttribute\(\s*['"]style|\bstyle:\s*['"`]|cssText/],
		['fetches', /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon/],
		['ends the script that it stands in, or begins a comment there', /<\/script|<!--/i],
		['names a remote address', /https?:\/\/(?!www\.w3\.org\/2000\/svg)/],
	];
	for (const [what, pattern] of banned) {
		test(`nothing ${what}`, () => {
			const found = scripts.filter((name) => pattern.test(read(name)));
			assert.deepEqual(found, []);
		});
	}

	test('the style sheet takes its colours from the theme', () => {
		const withoutComments = css.replace(/\/\*.*?\*\//gs, '');
		assert.deepEqual(withoutComments.match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|color-mix)a?\(|:\s*(black|white|gr[ae]y|red)\b/gi), null);
	});

	test('the mask editor shows the pixels that the mask is made for, not those that a note on orientation would turn', () => {
		assert.match(css, /\.mask-stage > img \{\s*image-orientation: none;/);
		assert.match(read('maskBoard.ts'), /h\('img', \{[^}]*crossorigin: 'anonymous'/);
	});

	test('the style sheet is all sheets of its folder, and nothing else', () => {
		assert.equal(imports.map(([line]) => line).join(''), sheets);
		assert.deepEqual(imports.map(([, name]) => name!.replace('styles/', '')).sort(), readdirSync(new URL('styles/', folder)).sort());
	});

	test('the style sheet loads nothing and does not end the element that it stands in', () => {
		assert.doesNotMatch(css, /url\(|@import|@font-face|<\//);
	});

	test('every class that a script sets has a style', () => {
		const used = scripts.flatMap((name) => [...read(name).matchAll(/class: '([^']+)'/g)].flatMap(([, names = '']) => names.split(' ')));
		const unstyled = [...new Set(used)].filter((name) => !css.includes(`.${name}`));
		assert.deepEqual(unstyled, []);
	});
});
