import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAnswer, parseJson, parseRefusal } from '../../../src/core/json.ts';

suite('parseRefusal', () => {
	const refusal = {
		error: { code: 'content_filter', innererror: { code: 'x', list: [1, { a: ',}"\\' }] }, message: 'The rest' },
		last: true,
	};

	test('has, of what breaks off, the members that are whole', () => {
		const text = JSON.stringify(refusal);
		for (let length = 0; length < text.length; length++) {
			const read = parseRefusal(text.slice(0, length)) as Partial<typeof refusal> | undefined;
			assert.equal(read === undefined, length === 0, text.slice(0, length));
			assert.equal(read?.error?.code, length > text.indexOf(',"innererror') ? 'content_filter' : undefined);
			assert.equal(read?.error?.message, length > text.indexOf(',"last') - 1 ? 'The rest' : undefined);
		}
		assert.deepEqual(parseRefusal(text), refusal);
	});

	test('is nothing where nothing is JSON, and takes linear time', () => {
		assert.deepEqual(
			['', '<html>{', '{'.repeat(1_000_000), `{"a":${'[1,'.repeat(1_000_000)}`].map((text) => parseRefusal(text)),
			[undefined, undefined, undefined, undefined],
		);
	});
});

suite('parseJson', () => {
	test('reads whatever JSON.parse reads, and gives undefined for what it does not', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.json(),
					fc.string(),
					fc.json().map((text) => text.slice(1)),
					fc.json().map((text) => `${text}"`),
				),
				(text) => {
					let expected: unknown;
					try {
						expected = JSON.parse(text);
					} catch {
						expected = undefined;
					}
					assert.deepEqual(parseJson(text), expected);
				},
			),
			{ seed: 10, numRuns: 1000 },
		);
	});

	test('is not misled by brackets, commas and escaped quotes within strings', () => {
		const text = JSON.stringify({ a: `${'['.repeat(5000)}\\"{,${'\\'.repeat(9)}`, b: ['"', '\\'] });

		assert.deepEqual(parseJson(text), JSON.parse(text));
	});

	for (const [what, text] of [
		['lists within lists', `${'['.repeat(20_000_000)}${']'.repeat(20_000_000)}`],
		['objects within objects', `${'{"a":'.repeat(5_000_000)}1${'}'.repeat(5_000_000)}`],
		['lists that never end', '['.repeat(50_000_000)],
		['more pages than there can be', `{"pages":[${'{},'.repeat(20_000_000)}{}]}`],
		['more numbers than there can be', `[${'1,'.repeat(50_000_000)}1]`],
		['quotes that are all escaped', `"${'\\"'.repeat(10_000_000)}`],
	] as const) {
		test(`${what}: given up at once`, () => assert.equal(parseJson(text), undefined)).timeout(5000);
	}
});

suite('parseAnswer', () => {
	test('reads a byte order mark and what Python writes for no number, and leaves strings as they are', () => {
		assert.deepEqual(parseAnswer('\ufeff{"a":[NaN,-Infinity,Infinity],"b":"NaN \\" Infinity"}'), {
			a: [null, null, null],
			b: 'NaN " Infinity',
		});
		assert.deepEqual([parseAnswer('{"a":NaNs}'), parseAnswer('NaN"'), parseAnswer('{"a"')], [undefined, undefined, undefined]);
	});
});
