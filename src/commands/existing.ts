import * as vscode from 'vscode';

/** What happens to markdown that is already there. `skip` leaves such documents out. */
export type Existing = 'replace' | 'keepBoth' | 'compare' | 'skip';

/**
 * Asks, before anything is sent, what to do about markdown files that would be overwritten.
 * @throws {vscode.CancellationError} when the user leaves the question
 */
export async function askAboutExisting(names: readonly string[]): Promise<Existing> {
	const one = names.length === 1;
	const choices = new Map<string, Existing>([
		[one ? vscode.l10n.t('Replace') : vscode.l10n.t('Replace All'), 'replace'],
		[vscode.l10n.t('Keep Both'), 'keepBoth'],
		one ? [vscode.l10n.t('Compare'), 'compare'] : [vscode.l10n.t('Skip These'), 'skip'],
	]);
	const answer = await vscode.window.showWarningMessage(
		one ? vscode.l10n.t('{0} already exists.', names[0]!) : vscode.l10n.t('{0} of the markdown files already exist.', names.length),
		{
			modal: true,
			detail: one
				? vscode.l10n.t('Keep Both writes the new result under the next free name. Compare does the same and shows the differences.')
				: `${names.slice(0, 10).join('\n')}${names.length > 10 ? '\n…' : ''}`,
		},
		...choices.keys(),
	);
	const choice = choices.get(answer ?? '');
	if (!choice) {
		throw new vscode.CancellationError();
	}
	return choice;
}
