import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import { serviceLabel } from '../../platform/connections.ts';
import type { UsageRow } from '../../platform/ledger.ts';
import type { Services } from '../../services.ts';
import { mayDelete } from '../../platform/mayDelete.ts';
import { dollars } from '../../core/dollars.ts';

/** Shows the usage of services by month and model, and can save it as a table or reset it. */
export async function showUsage({ ledger }: Services): Promise<void> {
	const rows = ledger.rows();
	if (rows.length === 0) {
		await vscode.window.showInformationMessage(
			vscode.l10n.t('No service has read a page for you yet. What the local engine reads costs nothing and is not counted.'),
		);
		return;
	}
	const asTable = vscode.l10n.t('Open as Table');
	const reset = vscode.l10n.t('Reset…');
	const chosen = await vscode.window.showQuickPick(
		[
			...rows.map((row) => ({
				label: monthOf(row),
				description: `${serviceLabel('documents', row.provider)}, ${plain(row.model)}`,
				detail:
					row.pages === 1
						? vscode.l10n.t('1 page, {0}', plain(costOf(row)))
						: vscode.l10n.t('{0} pages, {1}', plain(row.pages.toLocaleString(vscode.env.language)), plain(costOf(row))),
			})),
			{ label: '', kind: vscode.QuickPickItemKind.Separator },
			{ label: asTable, iconPath: new vscode.ThemeIcon('table') },
			{ label: reset, iconPath: new vscode.ThemeIcon('trash') },
		],
		{
			title: vscode.l10n.t('Pages Read by Services'),
			placeHolder: vscode.l10n.t('Counted on this machine, at list prices. Your bill is the service’s.'),
			matchOnDescription: true,
		},
	);
	if (chosen?.label === asTable) {
		const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: tableOf(rows) });
		await vscode.window.showTextDocument(document, { preview: false });
	} else if (
		chosen?.label === reset &&
		(await mayDelete(vscode.l10n.t('Forget how many pages services have read for you?'), vscode.l10n.t('Reset')))
	) {
		await ledger.clear();
	}
}

function tableOf(rows: readonly UsageRow[]): string {
	const cells = [
		[vscode.l10n.t('Month'), vscode.l10n.t('Service'), vscode.l10n.t('Model'), vscode.l10n.t('Pages'), vscode.l10n.t('Cost')],
		['---', '---', '---', '---:', '---:'],
		...rows.map((row) => [
			row.month,
			serviceLabel('documents', row.provider),
			row.model.replaceAll('|', '\\|'),
			String(row.pages),
			costOf(row),
		]),
	];
	return `${cells.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

function monthOf({ month }: UsageRow): string {
	const [year, number] = month.split('-').map(Number);
	return new Date(year!, number! - 1).toLocaleDateString(vscode.env.language, { year: 'numeric', month: 'long' });
}

function costOf({ usd }: UsageRow): string {
	return usd === undefined ? vscode.l10n.t('price not known') : vscode.l10n.t('about {0}', plain(dollars(usd, vscode.env.language)));
}
