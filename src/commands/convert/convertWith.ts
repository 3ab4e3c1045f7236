import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import { connectionHost, documentConnections, ocrModelOf, readerInUse, type Reader } from '../../platform/connections.ts';
import { shownName } from '../../platform/files.ts';
import { type Step, runSteps } from '../../platform/multiStep.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import { convertByFolder } from './convert.ts';
import type { ConvertServices, RunSettings } from './conversionJob.ts';
import { documentsToConvert } from './pickDocuments.ts';

interface Choice<T> extends vscode.QuickPickItem {
	readonly value: T;
}

/** Converts documents with choices for this command only; settings do not change. */
export async function convertWith(services: ConvertServices, clicked?: unknown, selected?: unknown): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	const [first] = sources;
	if (!first) {
		return;
	}
	let reader: Reader = 'local';
	let settings: RunSettings = {};
	const now = readOcrSettings(first);
	const choose = async <T>(items: readonly Choice<T>[], pick: (items: readonly Choice<T>[]) => Promise<{ readonly label: string }>) => {
		const { label } = await pick(items);
		return items.find((item) => item.label === label)!.value;
	};
	const steps: Step[] = [
		{
			run: async (ui) => {
				const items = readers();
				const inUse = readerInUse(first);
				const active = items.find(({ value }) => nameOf(value) === nameOf(inUse))?.label;
				const placeHolder = vscode.l10n.t('What reads them, this once');
				reader = await choose(items, (all) => ui.pick(all, { placeHolder, active }));
			},
		},
		{
			applies: () => reader === 'local',
			run: async (ui) => {
				const placeHolder = vscode.l10n.t('Languages of scans and images: fewer are read better');
				const chosen = await ui.pickMany(await (await import('./localLanguages.ts')).installedLanguages(), { placeHolder });
				settings = { ...settings, localLanguages: chosen.map(({ code }) => code).join('+') };
			},
		},
		{
			run: async (ui) => {
				const items = [
					{
						label: vscode.l10n.t('Markdown'),
						detail: vscode.l10n.t('Plain tables, as all viewers show them.'),
						value: 'markdown' as const,
					},
					{ label: vscode.l10n.t('HTML'), detail: vscode.l10n.t('Keeps merged cells.'), value: 'html' as const },
				];
				const active = items.find(({ value }) => value === now.tables)?.label;
				const tables = await choose(items, (all) => ui.pick(all, { placeHolder: vscode.l10n.t('Tables'), active }));
				settings = { ...settings, tables };
			},
		},
		{
			run: async (ui) => {
				const items = [
					{ label: vscode.l10n.t('Comments'), description: '<!-- page 3 -->', value: 'comment' as const },
					{ label: vscode.l10n.t('Horizontal Rules'), description: '---', value: 'rule' as const },
					{ label: vscode.l10n.t('No Page Marks'), value: 'none' as const },
				];
				const active = items.find(({ value }) => value === now.pageMarks)?.label;
				const placeHolder = vscode.l10n.t('How the start of each page is marked');
				const pageMarks = await choose(items, (all) => ui.pick(all, { placeHolder, active }));
				settings = { ...settings, pageMarks };
			},
		},
	];
	const title =
		sources.length === 1
			? vscode.l10n.t('Convert {0} With', shownName(first))
			: vscode.l10n.t('Convert {0} Documents With', sources.length);
	await runSteps(title, steps);
	await convertByFolder(services, sources, { reader, settings });
}

function readers(): readonly Choice<Reader>[] {
	return [
		{
			label: vscode.l10n.t('This Machine'),
			detail: vscode.l10n.t('Nothing is sent anywhere.'),
			iconPath: new vscode.ThemeIcon('device-desktop'),
			value: 'local' as const,
		},
		...documentConnections().map((connection) => ({
			label: plain(connection.name),
			detail: `${plain(connectionHost(connection))}, ${plain(ocrModelOf(connection))}`,
			iconPath: new vscode.ThemeIcon('plug'),
			value: connection,
		})),
	];
}

function nameOf(reader: Reader | undefined): string | undefined {
	return typeof reader === 'object' ? `connection ${reader.name}` : reader;
}
