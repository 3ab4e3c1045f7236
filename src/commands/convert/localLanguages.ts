import * as vscode from 'vscode';
import {
	builtInLanguage,
	languageFilesAddress,
	languageName,
	languagesIn,
	publishedLanguages,
} from '../../core/ocr/local/tesseract/languages.ts';
import { type PlainText, phrase, plain } from '../../core/plain.ts';
import { readOcrSettings, writeLocalLanguageFolder, writeLocalLanguages } from '../../platform/settings.ts';

/** A language in a list. */
export interface LanguageItem extends vscode.QuickPickItem {
	readonly code: string;
}

/** The languages whose files are on this machine, by name; those of the setting are ticked. */
export async function installedLanguages(): Promise<readonly LanguageItem[]> {
	const { localLanguages, localLanguageFolder } = readOcrSettings();
	const chosen = codesOf(localLanguages);
	const codes = new Set([builtInLanguage, ...(await languagesIn(localLanguageFolder))].filter((code) => !/^(osd|equ)$/.test(code)));
	return sorted([...codes].map((code) => ({ ...itemOf(code), picked: chosen.includes(code) })));
}

/**
 * Lets the user choose the languages that the local engine reads, by name, and asks for the folder with their files if one is missing. Nothing is
 * downloaded.
 */
export async function chooseLocalLanguages(): Promise<void> {
	const chosen = await pickLanguages();
	if (!chosen) {
		return;
	}
	const missing = await missingOf(chosen);
	if (missing.length > 0 && !(await askForFolder(missing))) {
		return;
	}
	await writeLocalLanguages(chosen.join('+'));
	await sayLanguages(chosen, await missingOf(chosen));
}

async function pickLanguages(): Promise<readonly string[] | undefined> {
	const installed = await installedLanguages();
	const here = new Set(installed.map(({ code }) => code));
	const chosen = codesOf(readOcrSettings().localLanguages);
	const others = [...new Set([...publishedLanguages, ...chosen])].filter((code) => !here.has(code));
	const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, code: '' });
	const picked = await vscode.window.showQuickPick<LanguageItem>(
		[
			heading(vscode.l10n.t('On this machine')),
			...installed,
			heading(vscode.l10n.t('Files needed')),
			...sorted(others.map((code) => ({ ...itemOf(code), picked: chosen.includes(code) }))),
		],
		{
			title: vscode.l10n.t('Languages of Scans and Images'),
			placeHolder: vscode.l10n.t('Choose those that occur in your documents: fewer are read better'),
			canPickMany: true,
			matchOnDescription: true,
		},
	);
	return picked && picked.length > 0 ? picked.map(({ code }) => code) : undefined;
}

/**
 * Lets the user choose the folder with the files of missing languages.
 * @returns whether one was chosen
 */
async function askForFolder(missing: readonly string[]): Promise<boolean> {
	const choose = vscode.l10n.t('Choose Folder…');
	const web = vscode.l10n.t('Open Web Page');
	for (;;) {
		const answer = await vscode.window.showInformationMessage(
			vscode.l10n.t('Fovea needs the files of these languages: {0}', phrase(filesOf(missing))),
			{
				modal: true,
				detail: vscode.l10n.t(
					'Tesseract’s project offers them at {0}. Save them into a folder of this machine, then choose that folder. Fovea downloads nothing by itself.',
					languageFilesAddress as PlainText,
				),
			},
			choose,
			web,
		);
		if (answer === undefined) {
			return false;
		}
		if (answer === web) {
			await vscode.env.openExternal(vscode.Uri.parse(languageFilesAddress));
			continue;
		}
		const before = readOcrSettings().localLanguageFolder;
		const folders = await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Folder with Tesseract’s Language Files'),
			openLabel: vscode.l10n.t('Choose'),
			canSelectFiles: false,
			canSelectFolders: true,
			...(before ? { defaultUri: vscode.Uri.file(before) } : {}),
		});
		const folder = folders?.[0];
		if (folder) {
			await writeLocalLanguageFolder(folder.fsPath);
			return true;
		}
	}
}

async function sayLanguages(chosen: readonly string[], missing: readonly string[]): Promise<void> {
	if (missing.length > 0) {
		const choose = vscode.l10n.t('Choose Folder…');
		const folder = readOcrSettings().localLanguageFolder;
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t('{0} does not have these files: {1}', plain(folder), phrase(filesOf(missing))),
			choose,
		);
		if (answer === choose && (await askForFolder(missing))) {
			await sayLanguages(chosen, await missingOf(chosen));
		}
		return;
	}
	const names = chosen.map((code) => itemOf(code).label);
	const list = new Intl.ListFormat(vscode.env.language, { type: 'conjunction' }).format(names);
	await vscode.window.showInformationMessage(vscode.l10n.t('Scans and images are now read in these languages: {0}', phrase(list)));
}

async function missingOf(codes: readonly string[]): Promise<readonly string[]> {
	const here = await languagesIn(readOcrSettings().localLanguageFolder);
	return codes.filter((code) => code !== builtInLanguage && !here.includes(code));
}

function filesOf(codes: readonly string[]): string {
	return codes.map((code) => plain(`${code}.traineddata`)).join(', ');
}

function codesOf(setting: string): readonly string[] {
	return setting
		.split('+')
		.map((code) => code.trim())
		.filter(Boolean);
}

function itemOf(code: string): LanguageItem {
	const { name, variant } = languageName(code, vscode.env.language);
	const label =
		variant === 'vertical'
			? vscode.l10n.t('{0} (vertical)', plain(name))
			: variant === 'old'
				? vscode.l10n.t('{0} (old prints)', plain(name))
				: plain(name);
	return { code, label, description: plain(code) };
}

function sorted(items: readonly LanguageItem[]): LanguageItem[] {
	return [...items].sort((a, b) => a.label.localeCompare(b.label, vscode.env.language));
}
