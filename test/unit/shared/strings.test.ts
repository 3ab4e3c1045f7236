import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { englishStrings, fill } from '../../../src/shared/strings.ts';

const folder = new URL('../../../src/webview/', import.meta.url);
const sources = readdirSync(folder)
	.filter((name) => name.endsWith('.ts'))
	.map((name) => readFileSync(new URL(name, folder), 'utf8'))
	.join('\n');

suite('panel strings', () => {
	test('values take the places of their numbers, unknown places stay', () => {
		assert.equal(fill('{1} of {0}, {2}', 10, 'one'), 'one of 10, {2}');
	});

	test('a value that looks like a place is not filled in again', () => {
		assert.equal(fill('{0} {1}', '{1}', 'x'), '{1} x');
	});

	test('every string is used', () => {
		// Toolbar labels are looked up by the name of the action.
		const listed = /const actions[^;]*;/.exec(sources)?.[0] ?? '';
		const unused = Object.keys(englishStrings).filter(
			(key) => !new RegExp(`strings\\s*\\.${key}\\b`).test(sources) && !listed.includes(`'${key}'`),
		);
		assert.deepEqual(unused, []);
	});

	test('every string with a place is filled in where it is used', () => {
		const placed = Object.entries(englishStrings).filter(([, text]) => text.includes('{0}'));
		const bare = placed.map(([key]) => key).filter((key) => !new RegExp(`fill\\([^;]*?strings\\.${key}\\b`).test(sources));
		assert.deepEqual(bare, []);
	});
});
