import * as vscode from 'vscode';

/**
 * Suggests names, the current one first; whatever else is typed is taken as it is.
 * @throws {vscode.CancellationError} when the user enters none
 */
export async function askForName(title: string, suggestions: readonly vscode.QuickPickItem[], current: string): Promise<string> {
	const pick = vscode.window.createQuickPick();
	pick.title = title;
	pick.placeholder = vscode.l10n.t('Pick one, or type another name');
	pick.ignoreFocusOut = true;
	const offer = () => {
		const typed = pick.value.trim();
		const others = suggestions.filter(({ label }) => label !== typed && label !== current);
		const first = [...new Set([typed || current, current])]
			.filter(Boolean)
			.map((label) => suggestions.find((item) => item.label === label) ?? { label });
		pick.items = [...first, ...others];
	};
	offer();
	pick.onDidChangeValue(offer);
	try {
		const name = await new Promise<string | undefined>((resolve) => {
			pick.onDidAccept(() => resolve(pick.activeItems[0]?.label));
			pick.onDidHide(() => resolve(undefined));
			pick.show();
		});
		if (name === undefined) {
			throw new vscode.CancellationError();
		}
		return name;
	} finally {
		pick.dispose();
	}
}
