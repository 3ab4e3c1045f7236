import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { RecordFolder } from '../core/disk/recordFolder.ts';
import type { ConversionSubject } from './conversionRecords.ts';
import { isDirty } from './files.ts';

/** How long a record is kept after it was last used, in milliseconds. */
const keptMs = 365 * 24 * 3600 * 1000;

/** The record of a document that was converted as a whole. */
const convertedRecord = v.object({
	/** A URI. */
	markdown: v.string(),
	/** SHA-256 of the document. */
	contentHash: v.string(),
	/** SHA-256 of everything that determines the text. */
	profile: v.string(),
	/** SHA-256 of the markdown as Fovea wrote it. */
	text: v.string(),
	/** Whether the write has succeeded; until then, the file may hold this text or not. */
	written: v.boolean(),
	/** Milliseconds since the epoch. */
	timeMs: v.number(),
});

type ConvertedRecord = Readonly<v.InferOutput<typeof convertedRecord>>;

/**
 * The state of a document's markdown: made from this content with these settings (`upToDate`); from other content or with other settings, and not
 * edited since (`outdated`) or edited (`edited`).
 */
export interface ConvertedState {
	readonly markdown: vscode.Uri;
	readonly state: 'upToDate' | 'outdated' | 'edited';
}

/** Records which local documents were converted as a whole, and to which markdown. If a record is lost, the document is converted again. */
export class ConvertedDocuments {
	private readonly records: RecordFolder;

	constructor(folder: string) {
		this.records = new RecordFolder(folder);
	}

	/** Call this right before the markdown of a document is written. After a crash, the hash of the text shows whether it was written. */
	async expect(subject: ConversionSubject, markdown: vscode.Uri, text: string): Promise<void> {
		await this.write(subject, { markdown: markdown.toString(), text: hash(text), written: false });
	}

	/** Call this after the markdown of a document was written. */
	async note(subject: ConversionSubject, markdown: vscode.Uri): Promise<void> {
		try {
			const text = hash(await vscode.workspace.fs.readFile(markdown));
			await this.write(subject, { markdown: markdown.toString(), text, written: true });
		} catch {
			// The file is gone already.
		}
	}

	/**
	 * The state of a document; undefined when it was not converted, or its markdown is gone.
	 * @throws {FoveaError} when the document cannot be read
	 */
	async stateOf(subject: ConversionSubject): Promise<ConvertedState | undefined> {
		const record = soundRecord(await this.records.get(nameOf(subject.source)));
		if (!record) {
			return undefined;
		}
		const markdown = vscode.Uri.parse(record.markdown, true);
		const text = await vscode.workspace.fs.readFile(markdown).then(hash, () => undefined);
		if (text === undefined) {
			return undefined;
		}
		const isOurs = text === record.text && !isDirty(markdown);
		const isSame = record.profile === profileOf(subject) && record.contentHash === (await subject.contentHash());
		return { markdown, state: isSame && (record.written || isOurs) ? 'upToDate' : isOurs ? 'outdated' : 'edited' };
	}

	/** Forgets records that were not used for a year. */
	async sweep(): Promise<void> {
		for (const name of await this.records.names()) {
			const record = soundRecord(await this.records.get(name));
			if (!record || Date.now() - record.timeMs > keptMs) {
				await this.records.remove(name).catch(() => undefined);
			}
		}
	}

	private async write(subject: ConversionSubject, record: Pick<ConvertedRecord, 'markdown' | 'text' | 'written'>): Promise<void> {
		try {
			const contentHash = await subject.contentHash();
			const whole: ConvertedRecord = { ...record, contentHash, profile: profileOf(subject), timeMs: Date.now() };
			await this.records.set(nameOf(subject.source), whole);
		} catch {
			// Without a record, the document is converted again.
		}
	}
}

function nameOf(source: vscode.Uri): string {
	return hash(source.toString());
}

function profileOf({ profile }: ConversionSubject): string {
	return hash(JSON.stringify(profile));
}

function hash(content: string | Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

function soundRecord(record: unknown): ConvertedRecord | undefined {
	const result = v.safeParse(convertedRecord, record);
	return result.success ? result.output : undefined;
}
