import * as vscode from 'vscode';
import { ClaimLost } from '../../core/disk/claims.ts';
import type { TaskQueue } from '../../core/taskQueue.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { isDirty, isWritable } from '../../platform/files.ts';
import { selfContainedMarkdown, replaceMarkdown, resultFromDraft, writeNewMarkdown } from '../../platform/markdownFiles.ts';
import { type Target, targetOf } from '../../platform/markdownTarget.ts';
import type { Existing } from './askAboutExisting.ts';

/** Markdown that Fovea wrote. */
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
			/** Whether it has been open since it began to grow. */
			readonly grown?: boolean;
	  })
	| { readonly untitled: string; readonly because?: unknown }
) & {
	/** The growing file that the user has changed, moved or deleted meanwhile; the result is in another file. */
	readonly insteadOf?: { readonly markdown: vscode.Uri; readonly edited: boolean };
};

/** What to do about existing markdown, or the markdown of an earlier run that this one completes. */
type Wish = Existing | WrittenMarkdown;

/** Where a result is written. */
interface Where {
	/** The name, if it is free; otherwise the next free one is derived from it. */
	readonly wished: Target;
	readonly wish: Wish;
}

/** Writes the results of one command, one after another in each folder, because `report.pdf` and `report.png` both become `report.md`. */
export class ResultWriter {
	private readonly written = new Set<string>();

	constructor(private readonly writes: TaskQueue) {}

	/**
	 * Writes a result. If that fails, the result is returned, to be opened as an untitled document, so that nothing that was paid for is lost.
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

	/** Whether markdown may be replaced: not with unsaved changes, not if this command has just written it, and not if it was edited since an earlier run. */
	private async mayReplace(markdown: vscode.Uri, wish: Wish): Promise<boolean> {
		if (isDirty(markdown) || this.written.has(markdown.toString())) {
			return false;
		}
		return typeof wish === 'string' ? wish === 'replace' : wish.mtime !== undefined && (await mtimeOf(markdown)) === wish.mtime;
	}
}

/** The key that makes writes into the folder of a file wait for each other. */
export function folderKey(file: vscode.Uri): string {
	return vscode.Uri.joinPath(file, '..').toString();
}

async function mtimeOf(uri: vscode.Uri): Promise<number | undefined> {
	return vscode.workspace.fs.stat(uri).then(
		({ mtime }) => mtime,
		() => undefined,
	);
}
