import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isRecord } from '../core/json.ts';
import { type Owned, isAbandoned, thisProcess } from '../core/owner.ts';
import type { MarkdownPiece } from '../core/ocr/markdown/draft.ts';
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

interface UnfinishedRecord extends Owned {
	readonly markdown: string;
	/** The document that it is of. */
	readonly source: string;
	readonly ahead: Unfinished['ahead'];
	/** SHA-256 of what the file may hold: a crash can come before or after the last write. */
	readonly contents: readonly string[];
}

/**
 * The markdown files that Fovea has not finished, on record beyond a crash: a conversion of the same document goes on in such a file unasked, as long
 * as nobody has changed it. Trouble with the records only means that the user is asked.
 */
export class UnfinishedMarkdown {
	private readonly records: RecordFolder;

	constructor(folder: string) {
		this.records = new RecordFolder(folder);
	}

	/**
	 * To be called before a text is written that is not the whole yet.
	 * @param growing whether this process goes on with it
	 */
	async set(
		{ markdown, ahead }: Omit<Unfinished, 'mtime'>,
		{ source, text, growing }: { readonly source: vscode.Uri; readonly text: string; readonly growing: boolean },
	): Promise<void> {
		const before = await this.recordOf(markdown, source);
		const record: UnfinishedRecord = {
			markdown: markdown.toString(),
			source: source.toString(),
			ahead,
			contents: [...(before?.contents.slice(-1) ?? []), hash(text)],
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
		const record = await this.recordOf(markdown, source);
		if (!record || !isAbandoned(record) || isDirty(markdown)) {
			return undefined;
		}
		try {
			if (record.contents.includes(hash(await vscode.workspace.fs.readFile(markdown)))) {
				const { mtime } = await vscode.workspace.fs.stat(markdown);
				return { markdown, mtime, ahead: record.ahead };
			}
		} catch {
			// There is no such file any more.
		}
		await this.remove(markdown);
		return undefined;
	}

	private async recordOf(markdown: vscode.Uri, source: vscode.Uri): Promise<UnfinishedRecord | undefined> {
		const record = await this.records.get(nameOf(markdown));
		return isSound(record) && record.markdown === markdown.toString() && record.source === source.toString() ? record : undefined;
	}
}

/** Paths are no file names, and nobody else's business. */
function nameOf(markdown: vscode.Uri): string {
	return hash(markdown.toString());
}

function hash(content: string | Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

function isSound(record: unknown): record is UnfinishedRecord {
	return (
		isRecord(record) &&
		typeof record['markdown'] === 'string' &&
		typeof record['source'] === 'string' &&
		typeof record['createdMs'] === 'number' &&
		Array.isArray(record['contents']) &&
		Array.isArray(record['ahead']) &&
		record['ahead'].length === 2 &&
		record['ahead'].every(Number.isInteger)
	);
}
