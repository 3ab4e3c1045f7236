import type { ErrorCode, ErrorFacts } from '../errors.ts';

/** Where a document of the queue stands. */
export type DocumentState = 'waiting' | 'running' | 'done' | 'failed';

/** Why a document failed; without a code when nobody expected it. */
export interface QueueFailure {
	readonly code?: ErrorCode;
	readonly facts?: ErrorFacts[ErrorCode];
}

/** Markdown as an earlier try has left it. */
export interface LeftMarkdown {
	/** A URI. */
	readonly markdown: string;
	/** When it was written, as the file system says. */
	readonly mtime?: number | undefined;
}

/** A document of the queue, as plain data. */
export interface QueuedDocument {
	/** A URI, once in a queue. */
	readonly uri: string;
	/** What it is to be read by, as the user has agreed to. */
	readonly reader: string;
	/** Whether markdown of an earlier state of it, which nobody has edited, may be replaced. */
	readonly replaces: boolean;
	readonly state: DocumentState;
	/** While it runs; kept after a failure. */
	readonly pages?: { readonly done: number; readonly total: number } | undefined;
	/** Once there is any. */
	readonly left?: LeftMarkdown | undefined;
	readonly failure?: QueueFailure | undefined;
	/** Pages that are missing in the markdown, 1-based. */
	readonly missing?: readonly number[] | undefined;
	/** Whether the user has been told how it ended. */
	readonly isTold?: boolean | undefined;
	/** Whether the user is there to be asked for its password. */
	readonly asks?: boolean | undefined;
}

/** How it went with a document. */
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
	/** It is to be tried once more; `pause` when the user has to decide something first. */
	| { readonly kind: 'again'; readonly pause?: QueueFailure }
	| { readonly kind: 'cancelled' };

/** A queue as it is written down. */
export interface QueueSnapshot {
	readonly paused: boolean;
	/** Why it has paused by itself. */
	readonly because?: QueueFailure | undefined;
	readonly documents: readonly QueuedDocument[];
}

export interface DocumentQueueOptions {
	/** Converts one document. Does not throw. */
	readonly run: (document: QueuedDocument, signal: AbortSignal, onPages: (done: number, total: number) => void) => Promise<QueueResult>;
	/** How many documents of a reader are under way at once. */
	readonly limitOf: (reader: string) => number;
	/** Told after each change: of one document's pages only, or of anything. */
	readonly onChange: (pagesOf?: string) => void;
	/** Told when nothing is under way or waiting any more: what has come to an end since the last time. */
	readonly onIdle: (ended: readonly QueuedDocument[]) => void;
}

/** So many documents in a row that fail for a general reason pause the queue. */
const mostGeneralFailures = 3;

/** Documents that are converted one after another, some of them at once. What happens to one changes nothing for the others. */
export class DocumentQueue {
	private readonly documents = new Map<string, QueuedDocument>();
	private readonly running = new Map<string, AbortController>();
	/** Those in a row that failed for a general reason. */
	private generalFailures: string[] = [];
	/** How often it was resumed. */
	private resumed = 0;
	private isPaused = false;
	private reason: QueueFailure | undefined;
	private stopped = false;

	constructor(private readonly options: DocumentQueueOptions) {}

	/** All of them, in the order in which they came. */
	get all(): readonly QueuedDocument[] {
		return [...this.documents.values()];
	}

	get paused(): boolean {
		return this.isPaused;
	}

	/** Why it has paused by itself. */
	get pausedBecause(): QueueFailure | undefined {
		return this.reason;
	}

	find(uri: string): QueuedDocument | undefined {
		return this.documents.get(uri);
	}

	/** What is to be written down: what is under way begins again. */
	snapshot(): QueueSnapshot {
		const documents = this.all.map((document): QueuedDocument => ({
			...document,
			asks: undefined,
			state: document.state === 'running' ? 'waiting' : document.state,
		}));
		return { paused: this.isPaused, because: this.reason, documents };
	}

	/** Adds documents; those that are waiting or under way already stay as they are. */
	add(documents: readonly QueuedDocument[]): void {
		for (const document of documents) {
			const known = this.documents.get(document.uri);
			if (!known || !isPending(known)) {
				// At the end, also when it was there before.
				this.documents.delete(document.uri);
				this.documents.set(document.uri, document);
			}
		}
		this.changed();
	}

	/** No further document begins; those under way go on. */
	pause(because?: QueueFailure): void {
		this.isPaused = true;
		this.reason = because;
		this.changed();
	}

	resume(): void {
		this.resumed++;
		this.isPaused = false;
		this.reason = undefined;
		this.generalFailures = [];
		this.changed();
	}

	/** Tries documents once more that failed. */
	retry(uris: readonly string[], asks = false): void {
		for (const document of this.those(uris)) {
			if (document.state === 'failed') {
				this.documents.set(document.uri, { ...document, ...untried, asks });
			}
		}
		this.changed();
	}

	/** Takes out documents that are waiting, and ends those under way. */
	cancel(uris: readonly string[]): void {
		for (const { uri, state } of this.those(uris)) {
			if (state === 'waiting') {
				this.documents.delete(uri);
			}
			this.running.get(uri)?.abort();
		}
		this.changed();
	}

	/** Changes who reads the waiting documents of a reader, once the user has agreed. */
	hand(from: string, to: string): void {
		for (const document of this.all) {
			if (document.reader === from && document.state === 'waiting') {
				this.documents.set(document.uri, { ...document, reader: to });
			}
		}
	}

	/** Takes documents off the list that are done or have failed. */
	clear(uris: readonly string[]): void {
		for (const document of this.those(uris)) {
			if (!isPending(document)) {
				this.documents.delete(document.uri);
			}
		}
		this.changed();
	}

	/** Ends everything without a word, as somebody else goes on with it. */
	stop(): void {
		this.stopped = true;
		for (const controller of this.running.values()) {
			controller.abort();
		}
		this.documents.clear();
		this.options.onChange();
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
				// Those that were under way when it paused fail for the same reason.
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

	/** Pauses, and has the last ones wait that failed for a reason that is not theirs. */
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

/** A document before its next try. */
const untried = { state: 'waiting', failure: undefined, missing: undefined, pages: undefined, isTold: undefined } as const;

/** Whether a document is not at its end. */
export function isPending({ state }: Pick<QueuedDocument, 'state'>): boolean {
	return state === 'waiting' || state === 'running';
}
