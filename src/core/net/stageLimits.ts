import { FoveaError, type LimitName } from '../errors.ts';

/** The stages of a request that have limits of their own. */
export interface StageLimits {
	/** Until the host or its proxy has accepted the connection, TLS included; in milliseconds, like the others. 0: no limit. */
	readonly connectMs: number;
	/** Without progress of the upload. 0: no limit. */
	readonly uploadStalledMs: number;
	/** From the end of the request to the first byte of the answer. 0: no limit. */
	readonly firstByteMs: number;
}

/** The default limits. */
export const usualStageLimits: StageLimits = { connectMs: 30_000, uploadStalledMs: 60_000, firstByteMs: 0 };

/** The clock of one request: its `signal` aborts when a stage, or the whole request, exceeds its limit. */
export class RequestClock {
	/** Whether the request has begun to be written: from then on it may have arrived. */
	begun = false;
	private readonly controller = new AbortController();
	private answered = false;
	private stageTimer: NodeJS.Timeout | undefined;
	private totalTimer: NodeJS.Timeout | undefined;
	private remaining: number;
	private since = performance.now();
	private reached: { readonly limit: LimitName; readonly ms: number } | undefined;

	constructor(
		private readonly limits: StageLimits,
		private readonly totalMs: number,
	) {
		this.remaining = totalMs;
		this.resumeTotal();
		this.stage('connect', limits.connectMs);
	}

	get signal(): AbortSignal {
		return this.controller.signal;
	}

	/** Call when the request begins to be written. */
	begin(): void {
		this.begun = true;
		this.stage('firstByte', this.limits.firstByteMs);
	}

	/** Call when the next piece of the body waits to be taken. */
	uploading(): void {
		this.stage('uploadStalled', this.limits.uploadStalledMs);
	}

	/** Call when the whole request is sent. */
	uploaded(): void {
		this.stage('firstByte', this.limits.firstByteMs);
	}

	/** Call when the answer begins: the rest of the upload then has no limit of its own. */
	answer(): void {
		this.stage('total', 0);
		this.answered = true;
	}

	/** Runs a wait of our own, whose time does not count. */
	async uncounted<T>(wait: () => Promise<T>): Promise<T> {
		this.stage('total', 0);
		this.pauseTotal();
		try {
			return await wait();
		} finally {
			this.resumeTotal();
		}
	}

	/** Call when the request has ended. */
	stop(): void {
		this.stage('total', 0);
		this.pauseTotal();
	}

	/**
	 * The failure behind an abort of `signal`; undefined when no limit was reached.
	 * @param proxy the host of the proxy that leads to `host`
	 */
	failure(host: string, proxy?: string): FoveaError | undefined {
		if (!this.reached) {
			return undefined;
		}
		const { limit, ms } = this.reached;
		const facts = { host, seconds: Math.round(ms / 1000), limit, ...(proxy !== undefined && limit === 'connect' ? { proxy } : {}) };
		return new FoveaError('timeout', facts, `The limit "${limit}" was reached at ${host}`);
	}

	private stage(limit: LimitName, ms: number): void {
		clearTimeout(this.stageTimer);
		this.stageTimer = ms > 0 && !this.answered ? setTimeout(() => this.reach(limit, ms), ms).unref() : undefined;
	}

	private resumeTotal(): void {
		this.since = performance.now();
		this.totalTimer = setTimeout(() => this.reach('total', this.totalMs), Math.max(0, this.remaining)).unref();
	}

	private pauseTotal(): void {
		clearTimeout(this.totalTimer);
		this.remaining -= performance.now() - this.since;
	}

	private reach(limit: LimitName, ms: number): void {
		this.reached ??= { limit, ms };
		this.controller.abort();
	}
}
