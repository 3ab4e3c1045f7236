import * as vscode from 'vscode';
import type { Conversion } from '../core/worker/api.ts';
import { freeTargetFor, inlineMarkdown, isDirty, isWritable, targetFor, targetOf, writeMarkdown } from '../platform/files.ts';
import type { Existing } from './existing.ts';

/** Markdown that Fovea wrote, as it was then. */
export interface WrittenMarkdown {
	readonly markdown: vscode.Uri;
	/** When it was written, as the file system says. */
	readonly mtime: number;
}

/** Where a result went: into a file, or, where none could be written, into a document without one. */
export type Saved = (
	| (WrittenMarkdown & {
			readonly compareWith?: vscode.Uri;
			/** Whether it was opened already while it grew. */
			readonly grown?: boolean;
	  })
	| { readonly untitled: string; readonly because?: unknown }
) & {
	/** The file that grew and that the user has changed meanwhile: it is left alone. */
	readonly edited?: vscode.Uri;
};

/** What to do about markdown that is there, or the markdown of an earlier run that this one completes. */
type Wish = Existing | WrittenMarkdown;

/** Writes the results of one command, one after another: `report.pdf` and `report.png` both want to become `report.md`. */
export class ResultWriter {
	private readonly written = new Set<string>();
	private last: Promise<unknown> = Promise.resolve();

	/** What was paid for is never thrown away: where it cannot be written, it is given back to be shown. */
	async save(conversion: Conversion, source: vscode.Uri, wish: Wish): Promise<Saved> {
		const saved = this.last.then(() => this.write(conversion, source, wish));
		this.last = saved;
		return saved;
	}

	private async write(conversion: Conversion, source: vscode.Uri, wish: Wish): Promise<Saved> {
		if (!isWritable(source)) {
			return { untitled: inlineMarkdown(conversion) };
		}
		const wished = typeof wish === 'string' ? targetFor(source) : targetOf(wish.markdown);
		const overwrite = await this.mayReplace(wished.markdown, wish);
		const target = overwrite ? wished : await freeTargetFor(source);
		try {
			await writeMarkdown(conversion, target, { overwrite });
		} catch (because) {
			return { untitled: inlineMarkdown(conversion), because };
		}
		this.written.add(target.markdown.toString());
		const { mtime } = await vscode.workspace.fs.stat(target.markdown);
		return { markdown: target.markdown, mtime, ...(wish === 'compare' ? { compareWith: wished.markdown } : {}) };
	}

	/** Not what has unsaved changes, nor what this command has just written, nor what was edited since an earlier run wrote it. */
	private async mayReplace(markdown: vscode.Uri, wish: Wish): Promise<boolean> {
		if (isDirty(markdown) || this.written.has(markdown.toString())) {
			return false;
		}
		return typeof wish === 'string' ? wish === 'replace' : (await mtimeOf(markdown)) === wish.mtime;
	}
}

async function mtimeOf(uri: vscode.Uri): Promise<number | undefined> {
	return vscode.workspace.fs.stat(uri).then(
		({ mtime }) => mtime,
		() => undefined,
	);
}
