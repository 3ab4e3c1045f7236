/** The strings that Fovea shows, and their translations: `l10n/bundle.l10n.<language>.json` for those in the code, `package.nls.<language>.json` for the manifest's. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { englishStrings } from '../../src/shared/strings.ts';
import { fromRoot } from './host/repository.ts';

/** The languages that Fovea speaks besides English, as VS Code names them. */
export const languages = ['de', 'fr', 'es', 'pt-br', 'ja', 'zh-cn', 'ko'] as const;

/** A key of a bundle, or of the manifest, and its text. */
export type Strings = Readonly<Record<string, string>>;

/** A file of strings in English, and the file with its translation to a language. */
interface StringsFile {
	readonly english: string;
	readonly translated: (language: string) => string;
}

/** The two kinds of files that VS Code reads strings from. */
export const stringsFiles: readonly StringsFile[] = [
	{ english: 'l10n/bundle.l10n.json', translated: (language) => `l10n/bundle.l10n.${language}.json` },
	{ english: 'package.nls.json', translated: (language) => `package.nls.${language}.json` },
];

/** The files of the code that have strings to translate. */
export function sourcesWithStrings(): string[] {
	return readdirSync(fromRoot('src'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => readFileSync(path.join(fromRoot('src'), name), 'utf8'))
		.filter((source) => source.includes('l10n.t('));
}

/** Every string that the code gives to `l10n.t`, and those of the panel's page, sorted. */
export async function stringsOfTheCode(): Promise<Strings> {
	// The exporter looks only at files that import the editor's module, and some of ours get `l10n` as a parameter. It goes through a file once
	// for each import, so all are one file with one import of each kind.
	const imports = "import * as vscode from 'vscode';\nimport { l10n } from 'vscode';";
	const withoutImports = sourcesWithStrings().map((source) => source.replace(/^import\b[^;]*;$/gm, ''));
	const exported = await getL10nJson([{ extension: '.ts', contents: [imports, ...withoutImports].join('\n') }]);
	// The panel's page gets these as a whole (`panelStrings.ts`).
	const ofThePage = Object.values(englishStrings).map((text) => [text, text] as const);
	return Object.fromEntries(
		[
			...Object.entries(exported).map(([key, value]) => [key, typeof value === 'string' ? value : value.message] as const),
			...ofThePage,
		].sort(([a], [b]) => (a < b ? -1 : 1)),
	);
}

/** The strings of a file of the repository; none where the file is not there. */
export function readStrings(file: string): Strings {
	try {
		return JSON.parse(readFileSync(fromRoot(file), 'utf8')) as Strings;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return {};
		}
		throw error;
	}
}

/** What is wrong with a translation, a sentence each: strings that are missing or no longer used, and parts of a string that do not stand in its translation. */
export function faultsOfTranslation(english: Strings, translated: Strings): string[] {
	return [
		...Object.keys(english)
			.filter((key) => !(key in translated))
			.map((key) => `Missing: ${key}`),
		...Object.keys(translated)
			.filter((key) => !(key in english))
			.map((key) => `No longer used: ${key}`),
		...Object.entries(translated).flatMap(([key, text]) => {
			const fixed = fixedParts(english[key] ?? text);
			const kept = fixedParts(text);
			return fixed.join('\n') === kept.join('\n') ? [] : [`${key}: has ${kept.join(' ')}, and the English has ${fixed.join(' ')}`];
		}),
	];
}

/**
 * What a translation keeps as it is: placeholders, the targets of links, code, icons, settings, and the ellipsis of a command that asks for more.
 * Sorted, because languages order them differently.
 */
function fixedParts(text: string): string[] {
	return [...text.matchAll(/\{\d+\}|\]\([^)]*\)|`[^`]*`|\$\([\w-]+\)|#fovea\.[\w.]+#|…$|^\s+|\s+$|\n/g)]
		.map(([part]) => JSON.stringify(part))
		.sort();
}
