import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { faultsOfTranslation, languages, readStrings, stringsFiles, stringsOfTheCode } from '../support/l10n.ts';

suite('translations', () => {
	test('the bundle holds every string of the code', async () => {
		assert.deepEqual(readStrings('l10n/bundle.l10n.json'), await stringsOfTheCode(), 'Run npm run l10n.');
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
				const strings = Object.entries(readStrings(english)).filter(([, text]) => text.split(' ').length > 3);
				const translation = readStrings(translated(language));

				assert.deepEqual(
					strings.filter(([key, text]) => translation[key] === text).map(([key]) => key),
					[],
				);
			});
		}
	}

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
