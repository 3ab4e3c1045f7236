import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Claim, Claims, type FinishedElsewhere } from '../core/disk/claims.ts';
import type { MarkdownPiece } from '../core/ocr/markdown/draft.ts';
import { RecordFolder } from '../core/disk/recordFolder.ts';
import { isDirty } from './files.ts';
import { contextKeys } from './persistentState.ts';

/** What a conversion is of: two of the same are one. */
export interface ConversionSubject {
	readonly source: vscode.Uri;
	/** 1-based, in one spelling; all when absent. */
	readonly pages: string | undefined;
	/** All that decides what the text becomes, as plain data. */
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

/** What is on record of a conversion that is not at its end. */
export interface GrowingRecord {
	readonly markdown: vscode.Uri;
	readonly ahead: Unfinished['ahead'];
	readonly assets: readonly string[];
	/** What the file holds next. */
	readonly text: string;
	readonly contentHash: string;
}

const wholeNumber = v.pipe(v.number(), v.integer());

/** A `GrowingRecord` as it is written down. */
const growingRecord = v.object({
	markdown: v.string(),
	ahead: v.pipe(v.tuple([wholeNumber, wholeNumber]), v.readonly()),
	assets: v.pipe(v.array(v.string()), v.readonly()),
	contentHash: v.string(),
	/** SHA-256 of what the file may hold: a crash can come before or after the last write. */
	texts: v.pipe(v.array(v.string()), v.readonly()),
});

/** What a conversion that has come to its end became. */
const finishedRecord = v.object({ markdown: v.string() });

type WrittenRecord = v.InferOutput<typeof growingRecord>;

/**
 * Who converts what, in all windows, and which markdown is not finished, beyond a crash: a conversion of the same goes on in such a file unasked, as
 * long as nobody has changed it. Trouble with the records only means that the user is asked.
 */
export class ConversionRecords {
	private readonly claims: Claims;

	constructor(folder: string) {
		// The window's own thread keeps the contexts: what it answers, it is there for.
		const windowAnswers = () => vscode.commands.executeCommand('setContext', contextKeys.windowAnswers, true);
		this.claims = new Claims({ records: new RecordFolder(folder), windowAnswers });
	}

	/** The name under which a conversion is on record. */
	nameOf({ source, pages = '', profile }: ConversionSubject): string {
		return hash(JSON.stringify([source.toString(), pages, profile]));
	}

	/** Whether another window is at it. */
	async isUnderWay(subject: ConversionSubject): Promise<boolean> {
		return this.claims.isHeld(this.nameOf(subject));
	}

	/** The URIs of all markdown whose conversion has not come to its end. What was changed since then counts as finished. */
	async allUnfinished(): Promise<ReadonlySet<string>> {
		const found = (await this.claims.names()).map(async (name) => {
			const left = soundRecord(await this.claims.read(name));
			const markdown = left && vscode.Uri.parse(left.markdown, true);
			const text = markdown && (await vscode.workspace.fs.readFile(markdown).then(hash, () => undefined));
			return text !== undefined && left?.texts.includes(text) ? [left.markdown] : [];
		});
		return new Set((await Promise.all(found)).flat());
	}

	/** The markdown as an earlier conversion of the same left it; undefined when there is none, it was changed since, or the document was. */
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
			// One of them is not there any more.
		}
		await this.claims.forget(name);
		return undefined;
	}

	/**
	 * Takes a conversion, as soon as no other window is at it; or the markdown that came of it there. Told to `onWait` when there is one to wait for.
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

/** To be called before a text is written that is not the whole yet. @throws {ClaimLost} */
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
