import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testsOf } from '../../support/run/changes.ts';

suite('the tests of what has changed', () => {
	let folder: string;
	const file = (name: string) => path.join(folder, name);
	setup(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'fovea-'));
		writeFileSync(file('low.ts'), '');
		writeFileSync(file('high.ts'), `import { low } from './low.ts';`);
		writeFileSync(file('lazy.ts'), `const high = () => import('./high.ts');`);
		writeFileSync(file('high.test.ts'), `import type { High } from './high.ts';`);
		writeFileSync(file('lazy.test.ts'), `import './lazy.ts';`);
		writeFileSync(file('other.test.ts'), `import assert from 'node:assert';`);
	});
	teardown(() => rmSync(folder, { recursive: true }));
	const of = (...changed: readonly string[]) =>
		testsOf(changed.map(file), ['high.test.ts', 'lazy.test.ts', 'other.test.ts'].map(file)).map((test) => path.basename(test));

	test('are those that import it, by whatever way', () => {
		assert.deepEqual(of('low.ts'), ['high.test.ts', 'lazy.test.ts']);
		assert.deepEqual(of('lazy.ts'), ['lazy.test.ts']);
	});

	test('are those that have changed themselves', () => {
		assert.deepEqual(of('other.test.ts'), ['other.test.ts']);
	});

	test('are none where nothing has changed', () => {
		assert.deepEqual(of(), []);
	});
});
