import * as vscode from 'vscode';
import { splitName } from '../../../core/names.ts';
import { exists, fileName, shownName } from '../../../platform/files.ts';
import { targetFor } from '../../../platform/markdownTarget.ts';
import type { Services } from '../../../services.ts';
import { extensions } from '../pickDocuments.ts';

/** Marks documents in the explorer that have markdown, and those whose markdown is unfinished. */
export class DocumentBadges implements vscode.FileDecorationProvider, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<vscode.Uri[]>();
	readonly onDidChangeFileDecorations = this.changed.event;
	private unfinished: Promise<ReadonlySet<string>> | undefined;
	private readonly registrations: vscode.Disposable;

	constructor(private readonly services: Pick<Services, 'conversions'>) {
		const watcher = vscode.workspace.createFileSystemWatcher('**/*.md');
		const tell = (markdown: vscode.Uri) => this.changed.fire(sourcesOf(markdown));
		this.registrations = vscode.Disposable.from(
			watcher,
			watcher.onDidCreate(tell),
			watcher.onDidChange(tell),
			watcher.onDidDelete(tell),
			vscode.window.registerFileDecorationProvider(this),
		);
	}

	dispose(): void {
		this.registrations.dispose();
		this.changed.dispose();
	}

	/** Cached, because many documents come into view together. */
	private async allUnfinished(): Promise<ReadonlySet<string>> {
		this.unfinished ??= this.services.conversions.allUnfinished().finally(() => {
			this.unfinished = undefined;
		});
		return this.unfinished;
	}

	async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
		// On other file systems, each check may go over a network.
		if (uri.scheme !== 'file' || !isDocument(uri)) {
			return undefined;
		}
		const { markdown } = targetFor(uri);
		if (!(await exists(markdown))) {
			return undefined;
		}
		return (await this.allUnfinished()).has(markdown.toString())
			? new vscode.FileDecoration(
					'½',
					vscode.l10n.t('{0} is not finished', shownName(markdown)),
					new vscode.ThemeColor('list.warningForeground'),
				)
			: new vscode.FileDecoration('md', vscode.l10n.t('Has markdown: {0}', shownName(markdown)));
	}
}

function isDocument({ path }: vscode.Uri): boolean {
	return extensions().some((extension) => path.toLowerCase().endsWith(`.${extension}`));
}

/** The possible source documents of a markdown file, with the usual spellings of extensions. */
function sourcesOf(markdown: vscode.Uri): vscode.Uri[] {
	const { stem } = splitName(fileName(markdown));
	return extensions()
		.flatMap((extension) => [extension, extension.toUpperCase()])
		.map((extension) => vscode.Uri.joinPath(markdown, '..', `${stem}.${extension}`));
}
