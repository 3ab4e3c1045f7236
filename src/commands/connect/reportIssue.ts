import * as vscode from 'vscode';
import { isKnownModel } from '../../core/modelLife.ts';
import { logFailure } from '../../platform/notify.ts';
import { readConnections } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';

const reporter = 'workbench.action.openIssueReporter';

/**
 * Opens VS Code's own issue reporter with facts about the set-up, or a document with them if the editor has no reporter. In a browser VS Code has the
 * command, but it throws for an extension without an address for issues.
 */
export async function reportIssue({ extension, log }: Services): Promise<void> {
	const { version } = extension.packageJSON as { readonly version: string };
	const body = issueBody(version);
	if ((await vscode.commands.getCommands(true)).includes(reporter)) {
		try {
			await vscode.commands.executeCommand(reporter, { extensionId: extension.id, issueBody: body });
			return;
		} catch (error) {
			logFailure(log, error);
		}
	}
	const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: body });
	await vscode.window.showTextDocument(document);
}

/** The facts for an issue, without keys and without the user's own names of hosts, files, accounts and models. */
function issueBody(version: string): string {
	const connections = readConnections().map(({ for: use, service, model, signIn }) => {
		const known = model === '' ? 'its first model' : isKnownModel(model) ? model : 'a deployment of my own';
		return `- ${use}: ${service}, ${known}${signIn ? ', signed in' : ''}`;
	});
	return [
		vscode.l10n.t('What did you do, what did you expect, and what happened?'),
		'',
		'',
		vscode.l10n.t('With a connection, run "Fovea: Check Connection" and paste its report here: it has neither keys nor names of hosts.'),
		'',
		'',
		`- Fovea ${version}, ${vscode.env.appName} ${vscode.version}, ${process.platform} ${process.arch}, Node ${process.version}`,
		`- ${vscode.env.remoteName === undefined ? 'local' : 'remote'}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'}, ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`,
		...(connections.length === 0 ? ['- no connections'] : connections),
		'',
	].join('\n');
}
