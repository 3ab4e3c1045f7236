import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isRecord } from '../core/json.ts';
import { type Owned, isAbandoned, thisProcess } from '../core/owner.ts';
import type { MarkdownPiece } from '../core/ocr/markdown.ts';
import { RecordFolder } from '../core/recordFolder.ts';
import { isDirty } from './files.ts';

/** Markdown that ends before its document does, as Fovea left it. */
export interface Unfinished {
	readonly markdown: vscode.Uri;
	/** When it was written, as the file system says. */
	readonly mtime: number;
	/** The first and the last page that are missing, 1-based. */
	readonly ahead: MarkdownPiece['ahead'];
}

interface UnfinishedRecord extends Owned, Omit<Unfinished, 'markdown'> {
	readonly markdown: string;
	/** The document that it is of. */
	readonly source: string;
}

/**
 * The markdown files that Fovea has not finished, on record beyond a crash: a conversion of the same document goes on in such a file unasked, as long
 * as nobody has touched it. Trouble with the records only means that the user is asked.
 */
export class UnfinishedMarkdown {
	private readonly records: RecordFolder;

	constructor(folder: string) {
		this.records = new RecordFolder(folder);
	}

	/** @param growing whether this process goes on with it */
	async set(
		{ markdown, mtime, ahead }: Unfinished,
		{ source, growing }: { readonly source: vscode.Uri; readonly growing: boolean },
	): Promise<void> {
		const record: UnfinishedRecord = {
			markdown: markdown.toString(),
			source: source.toString(),
			mtime,
			ahead,
			createdMs: Date.now(),
			owner: growing ? thisProcess() : undefined,
		};
		await this.records.set(nameOf(markdown), record).catch(() => undefined);
	}

	async remove(markdown: vscode.Uri): Promise<void> {
		await this.records.remove(nameOf(markdown)).catch(() => undefined);
	}

	/** The file as an earlier conversion of `source` left it; undefined when there is none, it was changed since, or somebody still works on it. */
	async find(markdown: vscode.Uri, source: vscode.Uri): Promise<Unfinished | undefined> {
		const record = await this.records.get(nameOf(markdown));
		const isIt = isSound(record) && record.markdown === markdown.toString() && record.source === source.toString();
		if (!isIt || !isAbandoned(record) || isDirty(markdown)) {
			return undefined;
		}
		const { mtime, ahead } = record;
		const found = await vscode.workspace.fs.stat(markdown).then(undefined, () => undefined);
		if (found?.mtime !== mtime) {
			await this.remove(markdown);
			return undefined;
		}
		return { markdown, mtime, ahead };
	}
}

/** Paths are no file names, and nobody else's business. */
function nameOf(markdown: vscode.Uri): string {
	return createHash('sha256').update(markdown.toString()).digest('hex');
}

function isSound(record: unknown): record is UnfinishedRecord {
	return (
		isRecord(record) &&
		typeof record['markdown'] === 'string' &&
		typeof record['source'] === 'string' &&
		typeof record['mtime'] === 'number' &&
		typeof record['createdMs'] === 'number' &&
		Array.isArray(record['ahead']) &&
		record['ahead'].length === 2 &&
		record['ahead'].every(Number.isInteger)
	);
}
