import * as vscode from 'vscode';
import { type Claim, ClaimLost } from '../../core/disk/claims.ts';
import type { Asset, MarkdownPiece } from '../../core/ocr/markdown/draft.ts';
import { plain } from '../../core/plain.ts';
import type { TaskQueue } from '../../core/taskQueue.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { type Unfinished, recordGrowing } from '../../platform/conversionRecords.ts';
import { isDirty, isFolderGone, isGone } from '../../platform/files.ts';
import { deleteTarget, selfContainedMarkdown, rewriteMarkdown, withLinks, writeNewMarkdown } from '../../platform/markdownFiles.ts';
import { type Target, targetOf } from '../../platform/markdownTarget.ts';
import { type Saved, folderKey } from './resultWriter.ts';

interface GrowingOptions {
	/** The name of a new file, if it is free. */
	readonly wished: Target;
	/** The pages as the user named them; all when absent. */
	readonly pages: string | undefined;
	/** SHA-256 of the document. */
	readonly contentHash: () => Promise<string>;
	/** The unfinished file of an earlier conversion to continue; a new file when absent. */
	readonly unfinished: Unfinished | undefined;
	/** The right to write the file, and its record until it is complete. */
	readonly claim: Claim;
	readonly writes: TaskQueue;
	/** Shows the file to the user; called once. */
	readonly open: (markdown: vscode.Uri) => Promise<void>;
	/** Called with the reason when growing ends early, for the log; the complete text is written anyway. */
	readonly onTrouble: (error: unknown) => void;
	/** Repeats the conversion at no cost, to get its figures; absent when it would cost something. */
	readonly again: (() => Promise<Conversion>) | undefined;
}

/** The file after the last write. */
interface Left {
	readonly mtime: number;
	readonly size: number;
}

/** The state of the file that this conversion writes. */
type State = 'ours' | 'edited' | 'gone' | 'folderGone';

/**
 * The markdown of one document, which opens with the first pages and grows as more arrive. Until it is complete, its last line names the missing
 * pages. Once the user has changed, moved or deleted it, it is left alone.
 */
export class GrowingMarkdown {
	private target: Target | undefined;
	/** The file after this conversion's last write. */
	private left: Left | undefined;
	private leftAlone: Exclude<State, 'ours'> | undefined;
	/** The error of a failed write: it is not repeated, and the complete text is shown without a file. */
	private trouble: { readonly because: unknown } | undefined;
	private pieces: MarkdownPiece[] = [];
	private text = '';
	private ahead: MarkdownPiece['ahead'] | undefined;
	/** All assets of the document so far, and those that are not written yet. */
	private readonly names: Pick<Asset, 'name'>[] = [];
	private waiting: Asset[] = [];
	private opened = false;
	private ended = false;
	private work = Promise.resolve();

	constructor(private readonly options: GrowingOptions) {}

	/** Adds the next piece. Pieces that come faster than they can be written are written together; pieces after the end are dropped. */
	add(piece: MarkdownPiece): void {
		if (this.ended) {
			return;
		}
		this.pieces.push(piece);
		this.names.push(...piece.assets.map(({ name }) => ({ name })));
		this.waiting.push(...piece.assets);
		this.work = this.work.then(() => this.grow());
	}

	/**
	 * Writes the complete text. `save` does so when this file is gone or must not be touched.
	 * @throws {ClaimLost}
	 */
	async finish(conversion: Conversion, save: (whole: Conversion) => Promise<Saved>): Promise<Saved> {
		this.ended = true;
		await this.work;
		const { target } = this;
		if (!target) {
			return save(await this.withFigures(conversion));
		}
		await this.options.claim.check();
		switch (await this.state()) {
			case 'ours':
				return this.complete(conversion, target);
			case 'edited':
				return { ...(await save(await this.withFigures(conversion))), insteadOf: { markdown: target.markdown, edited: true } };
			case 'gone':
				return { ...(await save(await this.withFigures(conversion))), insteadOf: { markdown: target.markdown, edited: false } };
			case 'folderGone':
				return save(await this.withFigures(conversion));
		}
	}

	/** Ends before the document is complete. The file stays and says what is missing. Does not throw. */
	async stop(): Promise<Unfinished | undefined> {
		this.ended = true;
		await this.work;
		const { target, left, ahead } = this;
		const { unfinished, pages } = this.options;
		if (!target || !left || !ahead) {
			return unfinished;
		}
		if ((await this.state()) !== 'ours' || this.trouble) {
			return undefined;
		}
		const text = withEnding(this.text, missingLine(ahead, pages));
		if (this.isShorter(text)) {
			return unfinished;
		}
		try {
			await this.record(text, target);
			await this.write(text, []);
		} catch (error) {
			this.options.onTrouble(error);
			return undefined;
		}
		return { markdown: target.markdown, mtime: this.left!.mtime, ahead, assets: this.names.map(({ name }) => name) };
	}

	private async grow(): Promise<void> {
		const pieces = this.pieces.splice(0);
		if (pieces.length === 0 || this.leftAlone || this.trouble || this.options.claim.lost.aborted) {
			return;
		}
		try {
			await this.take(pieces);
		} catch (error) {
			// A lost claim is no error: another window continues.
			if (!(error instanceof ClaimLost)) {
				this.trouble = { because: error };
				this.options.onTrouble(error);
			}
		}
	}

	private async take(pieces: readonly MarkdownPiece[]): Promise<void> {
		const { unfinished, open, pages } = this.options;
		this.target ??= unfinished && targetOf(unfinished.markdown);
		this.left ??= unfinished && { mtime: unfinished.mtime, size: (await statOf(unfinished.markdown))?.size ?? 0 };
		if (this.left && (await this.state()) !== 'ours') {
			return;
		}
		this.ahead = pieces.at(-1)!.ahead;
		const segments = pieces.flatMap((piece) => piece.segments);
		const ending = aheadLine(this.ahead, pages);
		if (this.target) {
			this.text += withLinks({ segments }, this.names, this.target);
			const text = withEnding(this.text, ending);
			if (this.isShorter(text)) {
				return;
			}
			await this.record(text, this.target);
			await this.writing((assets) => this.write(text, assets));
		} else {
			this.target = await this.begin((target) => withLinks({ segments }, this.names, target), ending);
		}
		if (!this.opened) {
			this.opened = true;
			await open(this.target.markdown);
		}
	}

	/** The first write, which finds a name. */
	private async begin(textFor: (target: Target) => string, ending: string): Promise<Target> {
		const { wished, writes } = this.options;
		const text = (target: Target) => withEnding(textFor(target), ending);
		const target = await this.writing((assets) =>
			writes.run(folderKey(wished.markdown), () =>
				writeNewMarkdown({ assets, text }, wished, { before: (into) => this.record(text(into), into) }),
			),
		);
		this.text = textFor(target);
		this.left = await statOf(target.markdown);
		return target;
	}

	/** The record comes before the text: a crash in between loses nothing. */
	private async record(text: string, { markdown }: Target): Promise<void> {
		const { claim } = this.options;
		// Without the record, a later conversion cannot continue this file.
		const contentHash = await this.options.contentHash().catch(() => '');
		const assets = this.names.map(({ name }) => name);
		await recordGrowing(claim, { markdown, ahead: this.ahead!, assets, text, contentHash });
	}

	/** Writes the waiting figures. Those that arrive meanwhile wait for the next write, and so do all of them if it fails. */
	private async writing<T>(write: (assets: readonly Asset[]) => Promise<T>): Promise<T> {
		const assets = this.waiting;
		this.waiting = [];
		try {
			return await write(assets);
		} catch (error) {
			this.waiting = [...assets, ...this.waiting];
			throw error;
		}
	}

	private async write(text: string, assets: readonly Asset[]): Promise<void> {
		const { claim } = this.options;
		const target = this.target!;
		await rewriteMarkdown(text, assets, target, { before: () => claim.check() });
		this.left = (await statOf(target.markdown)) ?? this.left;
	}

	/** Whether only this conversion has written the file; once somebody else has changed it, the answer stays the same. */
	private async state(): Promise<State> {
		const { markdown } = this.target!;
		if (this.leftAlone) {
			return this.leftAlone;
		}
		const found = await statOf(markdown);
		if (!found && (await isGone(markdown))) {
			this.leftAlone = (await isFolderGone(markdown)) ? 'folderGone' : 'gone';
		} else if (!found || isDirty(markdown) || found.mtime !== this.left?.mtime || found.size !== this.left.size) {
			// A file that cannot be read may have been changed.
			this.leftAlone = 'edited';
		}
		return this.leftAlone ?? 'ours';
	}

	/** Whether an unfinished file has more text than this conversion has so far. */
	private isShorter(text: string): boolean {
		return !this.opened && this.left !== undefined && Buffer.byteLength(text) <= this.left.size;
	}

	private async complete(conversion: Conversion, target: Target): Promise<Saved> {
		if (this.trouble) {
			return this.rescue(conversion, this.trouble.because);
		}
		const { assets } = conversion;
		try {
			await this.write(withLinks(conversion, assets, target), [...this.waiting, ...assets.filter(({ bytes }) => bytes.length > 0)]);
		} catch (because) {
			if (because instanceof ClaimLost) {
				throw because;
			}
			return this.rescue(conversion, because);
		}
		return { markdown: target.markdown, mtime: this.left!.mtime, grown: this.opened };
	}

	/** Returns the complete text for an untitled document, and deletes what was written of it. */
	private async rescue(conversion: Conversion, because: unknown): Promise<Saved> {
		const untitled = selfContainedMarkdown(await this.withFigures(conversion));
		await deleteTarget(
			this.target!,
			this.names.map(({ name }) => name),
		);
		return { untitled, because };
	}

	/** The conversion with the bytes of every figure, from memory or from disk. */
	private async withFigures(conversion: Conversion): Promise<Conversion> {
		const waiting = new Map(this.waiting.map((asset) => [asset.name, asset]));
		const found = conversion.assets.map(async (asset): Promise<Asset> => {
			const kept = asset.bytes.length > 0 ? asset : waiting.get(asset.name);
			if (kept || !this.target) {
				return kept ?? asset;
			}
			const file = vscode.Uri.joinPath(this.target.assets, asset.name);
			return { ...asset, bytes: await vscode.workspace.fs.readFile(file).then(undefined, () => asset.bytes) };
		});
		const assets = await Promise.all(found);
		const { again } = this.options;
		if (again && assets.some(({ bytes }) => bytes.length === 0)) {
			// They were deleted with their folder.
			return again().catch(() => ({ ...conversion, assets }));
		}
		return { ...conversion, assets };
	}
}

function withEnding(text: string, ending: string): string {
	return `${text.trimEnd()}\n\n> **${ending}**\n`;
}

/** The last line while the file grows; it must also be true after a crash. */
function aheadLine([first, last]: MarkdownPiece['ahead'], pages: string | undefined): string {
	const missing =
		first === last ? vscode.l10n.t('Page {0} is not here yet.', first) : vscode.l10n.t('Pages {0} to {1} are not here yet.', first, last);
	return `${missing} ${
		pages === undefined
			? vscode.l10n.t('If nothing more comes, convert the document again: that goes on here.')
			: vscode.l10n.t('If nothing more comes, convert pages {0} again: that goes on here.', plain(pages))
	}`;
}

/** The last line when the conversion ended early. */
function missingLine([first, last]: MarkdownPiece['ahead'], pages: string | undefined): string {
	const missing =
		first === last
			? vscode.l10n.t('Page {0} is missing: the conversion ended before it.', first)
			: vscode.l10n.t('Pages {0} to {1} are missing: the conversion ended before them.', first, last);
	return `${missing} ${
		pages === undefined
			? vscode.l10n.t('Convert the document again to go on here.')
			: vscode.l10n.t('Convert pages {0} again to go on here.', plain(pages))
	}`;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
	return vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
}
