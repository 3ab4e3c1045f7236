import * as vscode from 'vscode';
import { shownName } from '../../platform/files.ts';
import { type Target, linksOf } from '../../platform/markdownTarget.ts';
import { plain } from '../../core/plain.ts';

/** What to do about existing markdown. `skip` does not convert these documents. */
export type Existing = 'replace' | 'keepBoth' | 'compare' | 'skip';

/** The most names that are listed. */
const mostNames = 10;

/**
 * Asks, before anything is sent, what to do about existing markdown files, and names those that are symbolic links. The default keeps both.
 * @throws {vscode.CancellationError} when the user leaves the question
 */
export async function askAboutExisting(targets: readonly Target[]): Promise<Existing> {
	const names = targets.map(({ markdown }) => shownName(markdown));
	const [name] = names;
	const one = name !== undefined && names.length === 1;
	const choices = new Map<string, Existing>([
		[vscode.l10n.t('Keep Both'), 'keepBoth'],
		one ? [vscode.l10n.t('Compare'), 'compare'] : [vscode.l10n.t('Skip These'), 'skip'],
		[one ? vscode.l10n.t('Replace') : vscode.l10n.t('Replace All'), 'replace'],
	]);
	const lists = one
		? [vscode.l10n.t('Keep Both writes the new result under the next free name. Compare shows the differences before you decide.')]
		: [[...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])].join('\n')];
	const answer = await vscode.window.showWarningMessage(
		one ? vscode.l10n.t('{0} already exists.', name) : vscode.l10n.t('{0} of the markdown files already exist.', names.length),
		{ modal: true, detail: [...(await sayLinks(targets)), ...lists].join('\n\n') },
		...choices.keys(),
	);
	const choice = choices.get(answer ?? '');
	if (!choice) {
		throw new vscode.CancellationError();
	}
	return choice;
}

/** A sentence for each link whose target would be overwritten. */
async function sayLinks(targets: readonly Target[]): Promise<string[]> {
	const links = (await Promise.all(targets.map(linksOf))).flat().sort((a, b) => Number(b.outside) - Number(a.outside));
	const sentences = links
		.slice(0, mostNames)
		.map(({ link, leadsTo, outside }) =>
			outside
				? vscode.l10n.t(
						'{0} is a link to {1}, which is not in this workspace. Replacing it overwrites what is there.',
						shownName(link),
						plain(leadsTo),
					)
				: vscode.l10n.t('{0} is a link to {1}. Replacing it overwrites what is there.', shownName(link), plain(leadsTo)),
		);
	return links.length > mostNames ? [...sentences, vscode.l10n.t('There are {0} such links.', links.length)] : sentences;
}
