import * as vscode from 'vscode';
import { ClaimLost } from '../../core/disk/claims.ts';
import type { TaskQueue } from '../../core/taskQueue.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { isDirty, isWritable } from '../../platform/files.ts';
import { selfContainedMarkdown, replaceMarkdown, resultFromDraft, writeNewMarkdown } from '../../platform/markdownFiles.ts';
import { type Target, targetOf } from '../../platform/markdownTarget.ts';
import type { Existing } from './askAboutExisting.ts';

/** Markdown that Fovea wrote, as it was then. */
export interface WrittenMarkdown {
	readonly markdown: vscode.Uri;
	/** When it was written, as the file system says; undefined when it did not say. */
	readonly mtime: number | undefined;
}

/** Where a result went: into a file, or into an untitled document when no file could be written. */
export type Saved = (
	| (WrittenMarkdown & {
			/** The existing markdown, to be compared with the result before one of them is deleted. */
			readonly compareWith?: vscode.Uri;
			/** Whether it was opened already while it grew. */
			readonly grown?: boolean;
	  })
	| { readonly untitled: string; readonly because?: unknown }
) & {
	/** The file that grew and that the user has changed meanwhile, or has moved or deleted: the result is another. */
	readonly insteadOf?: { readonly markdown: vscode.Uri; readonly edited: boolean };
};

/** What to do about markdown that is there, or the markdown of an earlier run that this one completes. */
type Wish = Existing | WrittenMarkdown;

/** Where a result goes. */
interface Where {
	/** The name that it has where that is free, and from which the next free one is made. */
	readonly wished: Target;
	readonly wish: Wish;
}

/** Writes the results of one command, in each folder one after another: `report.pdf` and `report.png` both want to become `report.md`. */
export class ResultWriter {
	private readonly written = new Set<string>();

	constructor(private readonly writes: TaskQueue) {}

	/**
	 * Writes a result. What was paid for is never lost: when it cannot be written, it is returned to be shown.
	 * @throws {ClaimLost} when `before`, called right before the result gets its name, throws that
	 */
	async save(conversion: Conversion, where: Where, before: (target: Target) => Promise<void>): Promise<Saved> {
		const { markdown } = where.wished;
		if (!isWritable(markdown)) {
			return { untitled: selfContainedMarkdown(conversion) };
		}
		try {
			return await this.writes.run(folderKey(markdown), () => this.write(conversion, where, before));
		} catch (because) {
			if (because instanceof ClaimLost) {
				throw because;
			}
			return { untitled: selfContainedMarkdown(conversion), because };
		}
	}

	private async write(conversion: Conversion, { wished: free, wish }: Where, before: (target: Target) => Promise<void>): Promise<Saved> {
		const wished = typeof wish === 'string' ? free : targetOf(wish.markdown);
		let target = wished;
		if (await this.mayReplace(wished.markdown, wish)) {
			await replaceMarkdown(resultFromDraft(conversion), target, { before });
		} else {
			target = await writeNewMarkdown(resultFromDraft(conversion), free, { before });
		}
		this.written.add(target.markdown.toString());
		const mtime = await mtimeOf(target.markdown);
		return { markdown: target.markdown, mtime, ...(wish === 'compare' ? { compareWith: wished.markdown } : {}) };
	}

	/** Not what has unsaved changes, nor what this command has just written, nor what was edited since an earlier run wrote it. */
	private async mayReplace(markdown: vscode.Uri, wish: Wish): Promise<boolean> {
		if (isDirty(markdown) || this.written.has(markdown.toString())) {
			return false;
		}
		return typeof wish === 'string' ? wish === 'replace' : wish.mtime !== undefined && (await mtimeOf(markdown)) === wish.mtime;
	}
}

/** The key under which writes into the folder of a file wait for each other. */
export function folderKey(file: vscode.Uri): string {
	return vscode.Uri.joinPath(file, '..').toString();
}

async function mtimeOf(uri: vscode.Uri): Promise<number | undefined> {
	return vscode.workspace.fs.stat(uri).then(
		({ mtime }) => mtime,
		() => undefined,
	);
}
