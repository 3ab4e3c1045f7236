import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Claim, Claims, type FinishedElsewhere } from '../core/disk/claims.ts';
import type { MarkdownPiece } from '../core/ocr/markdown/draft.ts';
import { RecordFolder } from '../core/disk/recordFolder.ts';
import { isDirty } from './files.ts';
import { contextKeys } from './persistentState.ts';

/** The subject of a conversion: two conversions with the same subject are one. */
export interface ConversionSubject {
	readonly source: vscode.Uri;
	/** 1-based, in the spelling of `formatPages`; all when absent. */
	readonly pages: string | undefined;
	/** Everything else that determines the text, as plain data. */
	readonly profile: unknown;
	/** SHA-256 of the document, as it is when this is called. */
	readonly contentHash: () => Promise<string>;
}

/** Markdown that ends before its document does, as Fovea left it. */
export interface Unfinished {
	readonly markdown: vscode.Uri;
	/** When it was written, as the file system says. */
	readonly mtime: number;
	/** The first and the last page that are missing, 1-based. */
	readonly ahead: MarkdownPiece['ahead'];
	/** Names of its figures' files. */
	readonly assets: readonly string[];
}

/** The record of an unfinished conversion. */
export interface GrowingRecord {
	readonly markdown: vscode.Uri;
	readonly ahead: Unfinished['ahead'];
	readonly assets: readonly string[];
	/** The text that is about to be written. */
	readonly text: string;
	readonly contentHash: string;
}

const wholeNumber = v.pipe(v.number(), v.integer());

/** A `GrowingRecord` on disk. */
const growingRecord = v.object({
	markdown: v.string(),
	ahead: v.pipe(v.tuple([wholeNumber, wholeNumber]), v.readonly()),
	assets: v.pipe(v.array(v.string()), v.readonly()),
	contentHash: v.string(),
	/** SHA-256 of each text that the file may have: a crash can come before or after the last write. */
	texts: v.pipe(v.array(v.string()), v.readonly()),
});

/** The record of a finished conversion. */
const finishedRecord = v.object({ markdown: v.string() });

type WrittenRecord = v.InferOutput<typeof growingRecord>;

/**
 * Records, across windows and crashes, which conversions are running and which markdown is unfinished. A later conversion of the same subject
 * continues such a file without asking, unless somebody has changed it. If a record cannot be read, the user is asked.
 */
export class ConversionRecords {
	private readonly claims: Claims;

	constructor(folder: string) {
		// Context keys are kept by the window itself: if this call returns, the window is there.
		const windowAnswers = () => vscode.commands.executeCommand('setContext', contextKeys.windowAnswers, true);
		this.claims = new Claims({ records: new RecordFolder(folder), windowAnswers });
	}

	/** The name of a conversion's record. */
	nameOf({ source, pages = '', profile }: ConversionSubject): string {
		return hash(JSON.stringify([source.toString(), pages, profile]));
	}

	/** Whether another window is running the same conversion. */
	async isUnderWay(subject: ConversionSubject): Promise<boolean> {
		return this.claims.isHeld(this.nameOf(subject));
	}

	/** The URIs of all unfinished markdown. A file that has been changed since counts as finished. */
	async allUnfinished(): Promise<ReadonlySet<string>> {
		const found = (await this.claims.names()).map(async (name) => {
			const left = soundRecord(await this.claims.read(name));
			const markdown = left && vscode.Uri.parse(left.markdown, true);
			const text = markdown && (await vscode.workspace.fs.readFile(markdown).then(hash, () => undefined));
			return text !== undefined && left?.texts.includes(text) ? [left.markdown] : [];
		});
		return new Set((await Promise.all(found)).flat());
	}

	/** The unfinished markdown of an earlier conversion; undefined when there is none, or when it or the document has been changed since. */
	async unfinished(subject: ConversionSubject): Promise<Unfinished | undefined> {
		const name = this.nameOf(subject);
		const left = soundRecord(await this.claims.read(name));
		if (!left) {
			return undefined;
		}
		try {
			const markdown = vscode.Uri.parse(left.markdown, true);
			if (isDirty(markdown)) {
				return undefined;
			}
			if (left.contentHash === (await subject.contentHash()) && left.texts.includes(hash(await vscode.workspace.fs.readFile(markdown)))) {
				const { mtime } = await vscode.workspace.fs.stat(markdown);
				return { markdown, mtime, ahead: left.ahead, assets: left.assets };
			}
		} catch {
			// One of the files is gone.
		}
		await this.claims.forget(name);
		return undefined;
	}

	/**
	 * Takes a conversion as soon as no other window is running it, or returns the markdown that the other window made. Calls `onWait` when it has to
	 * wait.
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async take(
		subject: ConversionSubject,
		options: { readonly signal: AbortSignal; readonly onWait: () => void },
	): Promise<Claim | vscode.Uri> {
		const name = this.nameOf(subject);
		for (;;) {
			const taken = await this.claims.take(name, options);
			const finished = isFinished(taken) ? taken.finished : undefined;
			if (!isFinished(taken)) {
				return taken;
			}
			if (v.is(finishedRecord, finished)) {
				return vscode.Uri.parse(finished.markdown, true);
			}
		}
	}
}

/**
 * Call this before an incomplete text is written.
 * @throws {ClaimLost}
 */
export async function recordGrowing(claim: Claim, { markdown, ahead, assets, text, contentHash }: GrowingRecord): Promise<void> {
	const before = soundRecord(claim.value);
	const texts = before?.markdown === markdown.toString() ? before.texts.slice(-1) : [];
	await claim.update({ markdown: markdown.toString(), ahead, assets, contentHash, texts: [...texts, hash(text)] } satisfies WrittenRecord);
}

function isFinished(taken: Claim | FinishedElsewhere): taken is FinishedElsewhere {
	return 'finished' in taken;
}

function hash(content: string | Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

function soundRecord(record: unknown): WrittenRecord | undefined {
	const result = v.safeParse(growingRecord, record);
	return result.success ? result.output : undefined;
}
