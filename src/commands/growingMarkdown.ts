import * as vscode from 'vscode';
import type { Asset, MarkdownPiece } from '../core/ocr/markdown/draft.ts';
import type { Conversion } from '../core/worker/api.ts';
import {
	type Target,
	deleteTarget,
	freeTargetFor,
	inlineMarkdown,
	isDirty,
	rewriteMarkdown,
	targetOf,
	withLinks,
	writeMarkdown,
} from '../platform/files.ts';
import type { Unfinished, UnfinishedMarkdown } from '../platform/unfinishedMarkdown.ts';
import type { Saved } from './resultWriter.ts';

interface GrowingOptions {
	readonly source: vscode.Uri;
	/** What an earlier conversion of the same document has left, with which this one goes on; a new file when absent. */
	readonly unfinished: Unfinished | undefined;
	/** Where it stands on record until it is whole. */
	readonly records: UnfinishedMarkdown;
	/** Shows the file to the user; called once. */
	readonly open: (markdown: vscode.Uri) => Promise<void>;
	/** Told why growing had to end, for the log; the whole is written nevertheless. */
	readonly onTrouble: (error: unknown) => void;
	readonly onEnd: () => void;
}

/**
 * The markdown of one document, which opens with the first pages and grows in its file as further ones land. Until it is whole, its last line says
 * which pages are not there, so that it never passes for whole. Once the user has changed, moved or deleted it, it is left alone.
 */
export class GrowingMarkdown {
	private target: Target | undefined;
	/** The file as it was left here. */
	private left: { readonly mtime: number; readonly size: number } | undefined;
	private leftAlone = false;
	/** What a write has failed with: there is no second try, the whole is shown without a file. */
	private trouble: { readonly because: unknown } | undefined;
	private pieces: MarkdownPiece[] = [];
	private text = '';
	private ahead: MarkdownPiece['ahead'] | undefined;
	/** All of the document's assets so far, and those of them that are in no file yet. */
	private readonly names: Pick<Asset, 'name'>[] = [];
	private waiting: Asset[] = [];
	private opened = false;
	private work = Promise.resolve();

	constructor(private readonly options: GrowingOptions) {}

	/** Takes the next piece. What comes faster than it can be written is written together. */
	add(piece: MarkdownPiece): void {
		this.pieces.push(piece);
		this.names.push(...piece.assets.map(({ name }) => ({ name })));
		this.waiting.push(...piece.assets);
		this.work = this.work.then(() => this.grow());
	}

	/** Writes the whole. `save` does it where this file is not there or is not to be touched any more. */
	async finish(conversion: Conversion, save: (whole: Conversion) => Promise<Saved>): Promise<Saved> {
		await this.work;
		const { target, left } = this;
		if (!target || !left) {
			return save(await this.withFigures(conversion));
		}
		// The record goes last: after a crash before that, the next conversion finds either what is on record or the whole.
		try {
			if (!(await this.isOurs())) {
				return { ...(await save(await this.withFigures(conversion))), edited: target.markdown };
			}
			return await this.complete(conversion, target);
		} finally {
			await this.options.records.remove(target.markdown);
		}
	}

	/** Ends before the whole is there. What has grown stays, and says what is missing. */
	async stop(): Promise<Unfinished | undefined> {
		await this.work;
		const { target, left, ahead } = this;
		if (!target || !left || !ahead) {
			return this.options.unfinished;
		}
		if (!(await this.isOurs()) || this.trouble) {
			return undefined;
		}
		const [first, last] = ahead;
		const text = this.withEnding(
			first === last
				? vscode.l10n.t('Page {0} is missing: the conversion ended before it. Convert the document again to get it.', first)
				: vscode.l10n.t(
						'Pages {0} to {1} are missing: the conversion ended before them. Convert the document again to get them.',
						first,
						last,
					),
		);
		if (this.isShorter(text)) {
			return this.options.unfinished;
		}
		const { source, records } = this.options;
		await records.set({ markdown: target.markdown, ahead }, { source, text, growing: false });
		await this.write(text, []).catch(this.options.onTrouble);
		return { markdown: target.markdown, mtime: this.left!.mtime, ahead };
	}

	dispose(): void {
		this.options.onEnd();
	}

	private async grow(): Promise<void> {
		const pieces = this.pieces.splice(0);
		if (pieces.length === 0 || this.leftAlone || this.trouble) {
			return;
		}
		try {
			await this.take(pieces);
		} catch (error) {
			this.trouble = { because: error };
			this.options.onTrouble(error);
		}
	}

	private async take(pieces: readonly MarkdownPiece[]): Promise<void> {
		const { source, unfinished, records, open } = this.options;
		const target = (this.target ??= unfinished ? targetOf(unfinished.markdown) : await freeTargetFor(source));
		this.left ??= unfinished && { mtime: unfinished.mtime, size: (await statOf(unfinished.markdown))?.size ?? 0 };
		this.text += withLinks({ segments: pieces.flatMap(({ segments }) => segments) }, this.names, target);
		this.ahead = pieces.at(-1)!.ahead;
		const [first, last] = this.ahead;
		const text = this.withEnding(
			first === last
				? vscode.l10n.t('Page {0} is not here yet. If nothing is being converted, convert the document again.', first)
				: vscode.l10n.t('Pages {0} to {1} are not here yet. If nothing is being converted, convert the document again.', first, last),
		);
		if (this.isShorter(text)) {
			return;
		}
		if (this.left && !(await this.isOurs())) {
			return;
		}
		await records.set({ markdown: target.markdown, ahead: this.ahead }, { source, text, growing: true });
		await this.write(text, this.waiting);
		if (!this.opened) {
			this.opened = true;
			await open(target.markdown);
		}
	}

	private async write(text: string, assets: readonly Asset[]): Promise<void> {
		const target = this.target!;
		if (this.left) {
			await rewriteMarkdown(text, assets, target);
		} else {
			await writeMarkdown({ segments: [text], assets, notes: [] }, target, { overwrite: false });
		}
		this.waiting = [];
		this.left = await statOf(target.markdown);
	}

	/** Whether nobody but this conversion has touched the file; once somebody has, that is for good. */
	private async isOurs(): Promise<boolean> {
		const { markdown } = this.target!;
		const found = isDirty(markdown) ? undefined : await statOf(markdown);
		if (found?.mtime !== this.left?.mtime || found?.size !== this.left?.size) {
			this.leftAlone = true;
		}
		return !this.leftAlone;
	}

	/** Whether an unfinished file says more than could be written by now. */
	private isShorter(text: string): boolean {
		return !this.opened && this.left !== undefined && Buffer.byteLength(text) <= this.left.size;
	}

	private withEnding(ending: string): string {
		return `${this.text.trimEnd()}\n\n> **${ending}**\n`;
	}

	private async complete(conversion: Conversion, target: Target): Promise<Saved> {
		if (this.trouble) {
			return this.rescue(conversion, this.trouble.because);
		}
		const { assets } = conversion;
		try {
			await this.write(withLinks(conversion, assets, target), [...this.waiting, ...assets.filter(({ bytes }) => bytes.length > 0)]);
		} catch (because) {
			return this.rescue(conversion, because);
		}
		return { markdown: target.markdown, mtime: this.left!.mtime, grown: this.opened };
	}

	/** The whole for a document without a file; what could be written of it is taken away. */
	private async rescue(conversion: Conversion, because: unknown): Promise<Saved> {
		const untitled = inlineMarkdown(await this.withFigures(conversion));
		await deleteTarget(this.target!);
		return { untitled, because };
	}

	/** The conversion with the bytes of every figure, wherever they are by now. */
	private async withFigures(conversion: Conversion): Promise<Conversion> {
		const waiting = new Map(this.waiting.map((asset) => [asset.name, asset]));
		const assets = conversion.assets.map(async (asset): Promise<Asset> => {
			if (asset.bytes.length > 0 || !this.target) {
				return asset;
			}
			const file = vscode.Uri.joinPath(this.target.assets, asset.name);
			return waiting.get(asset.name) ?? { ...asset, bytes: await vscode.workspace.fs.readFile(file).then(undefined, () => asset.bytes) };
		});
		return { ...conversion, assets: await Promise.all(assets) };
	}
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
	return vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
}
