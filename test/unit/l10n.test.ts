import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import {
	type Strings,
	faultsOfTranslation,
	languages,
	readStrings,
	sourcesWithStrings,
	stringsFiles,
	stringsOfTheCode,
} from '../support/l10n.ts';

suite('translations', () => {
	let ofTheCode: Strings;
	suiteSetup('the strings of the code', async () => (ofTheCode = await stringsOfTheCode()));

	test('the bundle holds every string of the code', () => {
		assert.deepEqual(readStrings('l10n/bundle.l10n.json'), ofTheCode, 'Run npm run l10n.');
	});

	test('the manifest names the folder, and the package holds every language', () => {
		assert.equal(manifest.l10n, './l10n');
		for (const file of stringsFiles.flatMap(({ translated }) => languages.map(translated))) {
			assert.ok(manifest.budget.files.includes(file), file);
		}
	});

	for (const { english, translated } of stringsFiles) {
		for (const language of languages) {
			test(`${translated(language)} has every string of ${english}, with its placeholders, links and code`, () => {
				assert.deepEqual(faultsOfTranslation(readStrings(english), readStrings(translated(language))), []);
			});

			test(`${translated(language)} is a translation`, () => {
				const strings = Object.entries(readStrings(english)).filter(([, text]) => (text.match(/\p{L}{2,}/gu) ?? []).length > 3);
				const translation = readStrings(translated(language));

				assert.deepEqual(
					strings.filter(([key, text]) => translation[key] === text).map(([key]) => key),
					[],
				);
			});
		}
	}

	/** Strings whose number is never one: limits, sums of several, and those of the page, which has another string for one (`strings.ts`). */
	const neverOne = new Set([
		'A name has at most {0} characters.',
		'A request takes {0} pages and {1} MB; longer documents go in parts.',
		'A request takes {0} pages and {1} MB; longer documents go in parts. Requests that are free now: {2}.',
		'Convert {0} to Markdown: the first {1} documents',
		'Up to {0} images a request, from up to {1} reference images.',
		'The disk is full: {0} results were not written. They are open as untitled documents: save them where there is room.',
		'about {0} seconds left',
		'{0} images',
		'{0} results cannot be written here. They are open as untitled documents: save them where you like.',
		'Generating {0} images',
		'{0} has {1} pages, and one call reads {2} at most. Name the pages, like 1-100.',
	]);

	test('a number of things has a sentence of its own for one thing', () => {
		const counted = /\{\d\} (?:more )?(?:pages|images|documents|seconds|minutes|results|links|requests|files)\b/;
		const code = sourcesWithStrings().map((source) => source.replace(/\s+/g, ' '));
		const unguarded = Object.values(ofTheCode).filter((text) => {
			if (!counted.test(text) || / of \{\d\} /.test(text) || neverOne.has(text)) {
				return false;
			}
			const source = code.find((each) => each.includes(`'${text}'`)) ?? '';
			// The condition that chooses between the two stands shortly before.
			return !/=== 1|case 1|length > \w+|others\.length|<= 1/.test(source.slice(0, source.indexOf(`'${text}'`)).slice(-700));
		});

		assert.deepEqual(unguarded, []);
	});

	test('what a translation loses is found', () => {
		const english = { a: 'Read {0} of {1}', b: '[Open](command:fovea.showLog) `x`', c: 'Open…', d: 'Two\nlines' };
		const faults = (more: Record<string, string>) => faultsOfTranslation(english, { ...english, ...more });

		assert.deepEqual(faults({ a: '{1} から {0}', b: '`x` [öffnen](command:fovea.showLog)', c: 'Öffnen…' }), []);
		assert.equal(faults({ a: 'Read {0}' }).length, 1);
		assert.equal(faults({ b: '[öffnen](command:fovea.other) `x`' }).length, 1);
		assert.equal(faults({ c: 'Öffnen' }).length, 1);
		assert.equal(faults({ d: 'Zwei Zeilen' }).length, 1);
		assert.deepEqual(faults({ e: 'alt' }), ['No longer used: e']);
		assert.deepEqual(faultsOfTranslation(english, { a: english.a, b: english.b, c: english.c }), ['Missing: d']);
	});
});
