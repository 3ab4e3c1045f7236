import * as vscode from 'vscode';
import type { Conversion } from '../core/worker/api.ts';
import { freeTargetFor, inlineMarkdown, targetFor, writeMarkdown } from '../platform/files.ts';
import type { Existing } from './existing.ts';

/** Where a result went: into a file, or, where none could be written, into a document without one. */
export type Saved =
	{ readonly markdown: vscode.Uri; readonly compareWith?: vscode.Uri } | { readonly untitled: string; readonly because?: unknown };

/** Writes the results of one command, one after another: `report.pdf` and `report.png` both want to become `report.md`. */
export class ResultWriter {
	private readonly written = new Set<string>();
	private last: Promise<unknown> = Promise.resolve();

	/** What was paid for is never thrown away: where it cannot be written, it is given back to be shown. */
	async save(conversion: Conversion, source: vscode.Uri, existing: Existing): Promise<Saved> {
		const saved = this.last.then(() => this.write(conversion, source, existing));
		this.last = saved;
		return saved;
	}

	private async write(conversion: Conversion, source: vscode.Uri, existing: Existing): Promise<Saved> {
		if (vscode.workspace.fs.isWritableFileSystem(source.scheme) === false) {
			return { untitled: inlineMarkdown(conversion) };
		}
		const wished = targetFor(source);
		const replace = existing === 'replace' && !isDirty(wished.markdown) && !this.written.has(wished.markdown.toString());
		const target = replace ? wished : await freeTargetFor(source);
		try {
			await writeMarkdown(conversion, target, { overwrite: replace });
		} catch (because) {
			return { untitled: inlineMarkdown(conversion), because };
		}
		this.written.add(target.markdown.toString());
		return { markdown: target.markdown, ...(existing === 'compare' ? { compareWith: wished.markdown } : {}) };
	}
}

function isDirty(uri: vscode.Uri): boolean {
	return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}
