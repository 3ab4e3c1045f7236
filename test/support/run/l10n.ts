/** `npm run l10n`: writes the strings of the code to `l10n/bundle.l10n.json`, and prints what the translations lack. Exits with 1 while they lack something. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fromRoot } from '../host/repository.ts';
import { faultsOfTranslation, languages, readStrings, stringsFiles, stringsOfTheCode } from '../l10n.ts';

mkdirSync(fromRoot('l10n'), { recursive: true });
writeFileSync(fromRoot('l10n/bundle.l10n.json'), `${JSON.stringify(await stringsOfTheCode(), undefined, '\t')}\n`);

for (const { english, translated } of stringsFiles) {
	for (const file of languages.map(translated)) {
		const faults = faultsOfTranslation(readStrings(english), readStrings(file));
		if (faults.length > 0) {
			process.exitCode = 1;
			console.log(`${file}:\n${faults.map((fault) => `\t${fault}`).join('\n')}`);
		}
	}
}
