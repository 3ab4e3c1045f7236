import type { ErrorCode, ErrorFacts } from '../errors.ts';

/** The state of a document in the queue. */
export type DocumentState = 'waiting' | 'running' | 'done' | 'failed';

/** Why a document failed; without a code for an unexpected error. */
export interface QueueFailure {
	readonly code?: ErrorCode;
	readonly facts?: ErrorFacts[ErrorCode];
}

/** Markdown that an earlier attempt has left. */
export interface LeftMarkdown {
	/** A URI. */
	readonly markdown: string;
	/** When it was written, as the file system says. */
	readonly mtime?: number | undefined;
}

/** A document of the queue, as plain data. */
export interface QueuedDocument {
	/** A URI, unique in the queue. */
	readonly uri: string;
	/** The reader that the user has agreed to. */
	readonly reader: string;
	/** Whether unedited markdown of an earlier version of the document may be replaced. */
	readonly replaces: boolean;
	readonly state: DocumentState;
	/** The progress while it runs; kept after a failure. */
	readonly pages?: { readonly done: number; readonly total: number } | undefined;
	/** Once there is any. */
	readonly left?: LeftMarkdown | undefined;
	readonly failure?: QueueFailure | undefined;
	/** 1-based numbers of the pages that are missing in the markdown. */
	readonly missing?: readonly number[] | undefined;
	/** Whether its end has been reported to the user. */
	readonly isTold?: boolean | undefined;
	/** Whether the user may be asked for the document's password. */
	readonly asks?: boolean | undefined;
}

/** The outcome of converting a document. */
export type QueueResult =
	| { readonly kind: 'done'; readonly left: LeftMarkdown }
	| {
			readonly kind: 'failed';
			readonly failure: QueueFailure;
			/** Whether other documents are likely to fail for the same reason. */
			readonly isGeneral: boolean;
			readonly left?: LeftMarkdown | undefined;
			readonly missing?: readonly number[];
	  }
	/** The document goes back to waiting; with `pause`, the queue pauses until the user decides something. */
	| { readonly kind: 'again'; readonly pause?: QueueFailure }
	| { readonly kind: 'cancelled' };

/** A queue as it is written down. */
export interface QueueSnapshot {
	readonly paused: boolean;
	/** Why it has paused by itself. */
	readonly because?: QueueFailure | undefined;
	readonly documents: readonly QueuedDocument[];
}

/** Options of a `DocumentQueue`. */
export interface DocumentQueueOptions {
	/** Converts one document. Does not throw. */
	readonly run: (document: QueuedDocument, signal: AbortSignal, onPages: (done: number, total: number) => void) => Promise<QueueResult>;
	/** How many documents of a reader may run at once. */
	readonly limitOf: (reader: string) => number;
	/** Called after each change; with a URI when only the progress of that document changed. */
	readonly onChange: (pagesOf?: string) => void;
	/** Called when nothing runs or waits any more, with the documents that have ended since the last call. */
	readonly onIdle: (ended: readonly QueuedDocument[]) => void;
}

/** After this many failures in a row for a general reason, the queue pauses. */
const mostGeneralFailures = 3;

/** Converts documents in order, some of them at once. A document that fails does not affect the others. */
export class DocumentQueue {
	private readonly documents = new Map<string, QueuedDocument>();
	private readonly running = new Map<string, AbortController>();
	/** URIs of the latest documents that failed in a row for a general reason. */
	private generalFailures: string[] = [];
	/** How often it was resumed. */
	private resumed = 0;
	private isPaused = false;
	private reason: QueueFailure | undefined;
	private stopped = false;

	constructor(private readonly options: DocumentQueueOptions) {}

	/** All documents, in the order in which they were added. */
	get all(): readonly QueuedDocument[] {
		return [...this.documents.values()];
	}

	/** Whether no further documents start. */
	get paused(): boolean {
		return this.isPaused;
	}

	/** Why the queue has paused by itself. */
	get pausedBecause(): QueueFailure | undefined {
		return this.reason;
	}

	/** The document with a URI; undefined when it is not in the queue. */
	find(uri: string): QueuedDocument | undefined {
		return this.documents.get(uri);
	}

	/** The queue as it is stored; running documents are stored as waiting. */
	snapshot(): QueueSnapshot {
		const documents = this.all.map((document): QueuedDocument => ({
			...document,
			asks: undefined,
			state: document.state === 'running' ? 'waiting' : document.state,
		}));
		return { paused: this.isPaused, because: this.reason, documents };
	}

	/** Adds documents; those that already wait or run are not changed. */
	add(documents: readonly QueuedDocument[]): void {
		for (const document of documents) {
			const known = this.documents.get(document.uri);
			if (!known || !isPending(known)) {
				// At the end, even if it was in the queue before.
				this.documents.delete(document.uri);
				this.documents.set(document.uri, document);
			}
		}
		this.changed();
	}

	/** Starts no further documents; running ones continue. */
	pause(because?: QueueFailure): void {
		this.isPaused = true;
		this.reason = because;
		this.changed();
	}

	/** Ends a pause, and starts documents again. */
	resume(): void {
		this.resumed++;
		this.isPaused = false;
		this.reason = undefined;
		this.generalFailures = [];
		this.changed();
	}

	/** Retries failed documents. */
	retry(uris: readonly string[], asks = false): void {
		for (const document of this.those(uris)) {
			if (document.state === 'failed') {
				this.documents.set(document.uri, { ...document, ...untried, asks });
			}
		}
		this.changed();
	}

	/** Removes waiting documents, and aborts running ones. */
	cancel(uris: readonly string[]): void {
		for (const { uri, state } of this.those(uris)) {
			if (state === 'waiting') {
				this.documents.delete(uri);
			}
			this.running.get(uri)?.abort();
		}
		this.endPauseOfNothing();
		this.changed();
	}

	/** Gives documents that wait or have failed to another reader, once the user has agreed. */
	hand(uris: readonly string[], reader: string): void {
		for (const document of this.those(uris)) {
			if (document.state === 'waiting' || document.state === 'failed') {
				this.documents.set(document.uri, { ...document, reader });
			}
		}
	}

	/** Removes documents that are done or have failed. */
	clear(uris: readonly string[]): void {
		for (const document of this.those(uris)) {
			if (!isPending(document)) {
				this.documents.delete(document.uri);
			}
		}
		this.changed();
	}

	/** Aborts everything without reporting it, because another window continues the queue. */
	stop(): void {
		this.stopped = true;
		for (const controller of this.running.values()) {
			controller.abort();
		}
		this.documents.clear();
		this.options.onChange();
	}

	/** A pause is about the documents that wait: what is added when none is left must not wait for what concerned them. */
	private endPauseOfNothing(): void {
		if (this.isPaused && !this.all.some(isPending)) {
			this.isPaused = false;
			this.reason = undefined;
			this.generalFailures = [];
		}
	}

	private those(uris: readonly string[]): readonly QueuedDocument[] {
		return uris.flatMap((uri) => this.documents.get(uri) ?? []);
	}

	private changed(): void {
		this.begin();
		const ended = this.all.some(isPending) ? [] : this.all.filter(({ isTold }) => !isTold);
		for (const document of ended) {
			this.documents.set(document.uri, { ...document, isTold: true });
		}
		this.options.onChange();
		if (ended.length > 0) {
			this.options.onIdle(ended);
		}
	}

	private begin(): void {
		if (this.isPaused || this.stopped) {
			return;
		}
		const busy = new Map<string, number>();
		for (const uri of this.running.keys()) {
			const reader = this.documents.get(uri)?.reader ?? '';
			busy.set(reader, (busy.get(reader) ?? 0) + 1);
		}
		for (const document of this.documents.values()) {
			const count = busy.get(document.reader) ?? 0;
			if (document.state === 'waiting' && !this.running.has(document.uri) && count < this.options.limitOf(document.reader)) {
				busy.set(document.reader, count + 1);
				void this.convert(document);
			}
		}
	}

	private async convert(document: QueuedDocument): Promise<void> {
		const { uri } = document;
		const controller = new AbortController();
		const { resumed } = this;
		this.running.set(uri, controller);
		this.documents.set(uri, { ...document, state: 'running' });
		const onPages = (done: number, total: number) => {
			const now = this.documents.get(uri);
			if (now?.state === 'running' && !this.stopped) {
				this.documents.set(uri, { ...now, pages: { done, total } });
				this.options.onChange(uri);
			}
		};
		const result = await this.options.run(document, controller.signal, onPages);
		this.running.delete(uri);
		if (!this.stopped) {
			// What began before the queue was resumed may have failed for what is mended since.
			const isOutdated = result.kind === 'failed' && result.isGeneral && resumed !== this.resumed;
			this.end(this.documents.get(uri) ?? document, isOutdated ? { kind: 'again' } : result);
			this.endPauseOfNothing();
			this.changed();
		}
	}

	private end(document: QueuedDocument, result: QueueResult): void {
		const { uri } = document;
		const rest = { ...document, asks: undefined, isTold: undefined };
		switch (result.kind) {
			case 'done':
				this.documents.set(uri, { ...rest, state: 'done', left: result.left });
				this.generalFailures = [];
				return;
			case 'failed': {
				const { failure, left, missing } = result;
				this.documents.set(uri, { ...rest, state: 'failed', failure, missing, left: left ?? document.left });
				this.generalFailures = result.isGeneral ? [...this.generalFailures, uri] : [];
				// Documents that were running when the queue paused fail for the same reason.
				if (this.generalFailures.length >= (this.reason ? 1 : mostGeneralFailures)) {
					this.giveBack(failure);
				}
				return;
			}
			case 'again':
				this.documents.set(uri, { ...rest, state: 'waiting' });
				if (result.pause) {
					this.isPaused = true;
					this.reason ??= result.pause;
				}
				return;
			case 'cancelled':
				this.documents.delete(uri);
		}
	}

	/** Pauses, and sets the latest documents that failed for a general reason back to waiting. */
	private giveBack(because: QueueFailure): void {
		for (const uri of this.generalFailures) {
			const found = this.documents.get(uri);
			if (found?.state === 'failed') {
				this.documents.set(uri, { ...found, ...untried });
			}
		}
		this.generalFailures = [];
		this.isPaused = true;
		// Those under way end later, each with its own: the user is told once.
		this.reason ??= because;
	}
}

/** The fields of a document before its next attempt. */
const untried = { state: 'waiting', failure: undefined, missing: undefined, pages: undefined, isTold: undefined } as const;

/** Whether a document still waits or runs. */
export function isPending({ state }: Pick<QueuedDocument, 'state'>): boolean {
	return state === 'waiting' || state === 'running';
}
