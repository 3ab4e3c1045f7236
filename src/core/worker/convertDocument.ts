import { DocumentDraft } from '../ocr/markdown/documentDraft.ts';
import type { CollectedPages } from '../ocr/markdown/draft.ts';
import { alone, moved } from '../rpc.ts';
import type { Conversion, ConvertEvent, ConvertRequest } from './api.ts';
import type { WorkerEngines } from './workerEngines.ts';

type Emit = (event: ConvertEvent, transfer?: readonly ArrayBuffer[]) => void;

/**
 * Converts a document to markdown, and emits its progress and, with `grow`, the markdown piece by piece.
 * @throws {FoveaError} the failure of the document or of the engine
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function convertDocument(
	engines: WorkerEngines,
	{ pageMarks, tablesAcrossPages = 'merge', grow = false, ...request }: ConvertRequest,
	{ signal, emit }: { readonly signal: AbortSignal; readonly emit: Emit },
): Promise<Conversion> {
	const fromService = request.engine.provider !== 'local';
	const draft = new DocumentDraft({ pageMarks, tablesAcrossPages, fromService, signal });
	const pieces = grow ? new PieceEmitter(draft, emit) : undefined;
	let cached = 0;
	const result = await engines.recognize(
		request,
		{ signal, emit },
		{
			onPage: (done, total) => emit({ type: 'pages', done, total, cached }),
			onPart: (part) => {
				cached += part.paid > 0 ? 0 : part.pages.length;
				pieces?.add(part);
			},
			onDraft: pieces && ((pages, wanted) => pieces.add({ pages, failed: [], wanted })),
		},
	);
	await pieces?.emitted;
	const markdown = await draft.finish(
		result.pages,
		result.failed.map(({ index }) => index),
	);
	const assets = markdown.assets.map((asset) => ({ ...asset, bytes: alone(asset.bytes) }));
	const { model, pagesProcessed } = result;
	const conversion: Conversion = {
		...markdown,
		assets,
		notes: [...result.notes.map(({ index, what }) => ({ page: index + 1, what })), ...markdown.notes],
		pageCount: result.pages.length,
		model,
		pagesProcessed,
		cached: result.cached,
		failed: result.failed.map(({ index, error: { code, facts } }) => ({ page: index + 1, code, facts })),
	};
	return moved(
		conversion,
		assets.map(({ bytes }) => bytes.buffer),
	);
}

/** Emits the markdown of a draft piece by piece, in order. */
class PieceEmitter {
	/** Resolves when all pieces so far are emitted. */
	emitted: Promise<void> = Promise.resolve();
	private failed = false;

	constructor(
		private readonly draft: DocumentDraft,
		private readonly emit: Emit,
	) {}

	/** Emits the next piece once the earlier ones are. After a failure there are no more: the result itself is complete. */
	add(part: CollectedPages): void {
		this.emitted = this.emitted
			.then(() => (this.failed ? undefined : this.emitPiece(part)))
			.catch((error: unknown) => {
				// The following pieces would have a gap.
				this.failed = true;
				this.emit({ type: 'log', line: `The markdown does not grow: ${error instanceof Error ? error.message : 'unknown'}` });
			});
	}

	private async emitPiece(part: CollectedPages): Promise<void> {
		const piece = await this.draft.add(part);
		if (piece) {
			const assets = piece.assets.map((asset) => ({ ...asset, bytes: alone(asset.bytes) }));
			this.emit({ type: 'markdown', piece: { ...piece, assets } }, [...new Set(assets.map(({ bytes }) => bytes.buffer))]);
		}
	}
}
