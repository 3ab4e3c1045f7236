import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { addFailureNote } from '../run/failureNotes.ts';
import { HeldAnswers } from './heldAnswers.ts';
import { listenAnew } from './listenAnew.ts';

/** What every emulated service is told about. */
export interface ServiceOptions<Request, Fault> {
	/** What goes wrong with the first requests, one entry each, `undefined` for nothing; or what goes wrong with a given request. */
	readonly faults?: readonly (Fault | undefined)[] | ((request: Request) => Fault | undefined) | undefined;
	/** Time until an answer, or a stream of it, begins; for demonstrations and measurements. Tests hold answers. */
	readonly latencySeconds?: number;
	/** One that no emulator of this process has had when absent. */
	readonly port?: number;
	/** Told when the handling of a request has ended. */
	readonly onEnd?: (request: Request) => void;
}

/** What is known of every request. */
interface ServedRequest {
	readonly method: string;
	/** With its query. */
	readonly path: string;
	fault?: string;
	/** Of the answer, once there is one. */
	status?: number;
	/** Whether the client went away before the answer. */
	aborted: boolean;
}

/** How many requests a failing test shows. */
const shownRequests = 10;

/** A loopback server that stands in for a service: what the emulators have in common. */
export abstract class EmulatedService<Request extends ServedRequest, Fault extends { readonly kind: string }> {
	/** Every request so far, by arrival. */
	readonly requests: Request[] = [];
	/** What goes wrong with the next requests, one entry each; add more at any time. */
	readonly faults: (Fault | undefined)[];
	/** The most requests that were under way at once. */
	peakConcurrency = 0;
	protected readonly server: Server = createServer();
	/** Numbers of the requests whose answer has not been sent yet. */
	protected readonly underWay = new Set<number>();
	private readonly heldAnswers = new HeldAnswers<Request>();
	private readonly faultOf: (request: Request) => Fault | undefined;
	private forgetNote: (() => void) | undefined;

	protected constructor(private readonly serviceOptions: ServiceOptions<Request, Fault>) {
		const { faults = [] } = serviceOptions;
		this.faults = typeof faults === 'function' ? [] : [...faults];
		this.faultOf = typeof faults === 'function' ? faults : () => undefined;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Requests whose answers are held. */
	get held(): readonly Request[] {
		return this.heldAnswers.held;
	}

	/** Keeps back answers from now on, to the requests that `which` is true of, until `release`; the work for them is done meanwhile. */
	hold(which?: (request: Request) => boolean): void {
		this.heldAnswers.hold(which);
	}

	/** Sends the answers that are held; where `which` is given, those to its requests only, and others are held as before. */
	release(which?: (request: Request) => boolean): void {
		this.heldAnswers.release(which);
	}

	/** @throws {Error} when the port is taken */
	async listen(): Promise<void> {
		const { port } = this.serviceOptions;
		if (port === undefined) {
			await listenAnew(this.server);
		} else {
			this.server.listen(port, '127.0.0.1');
			await once(this.server, 'listening');
		}
		const { origin } = this;
		this.forgetNote = addFailureNote(() => `The last requests to the service at ${origin}:\n${this.lastRequests()}`);
	}

	async close(): Promise<void> {
		this.forgetNote?.();
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	/** What goes wrong with a request, which is noted on it. */
	protected takeFault(request: Request): Fault | undefined {
		const fault = this.faults.length > 0 ? this.faults.shift() : this.faultOf(request);
		if (fault) {
			request.fault = fault.kind;
		}
		return fault;
	}

	/** Waits until a request may be answered: its latency, `extraSeconds` on top, and as long as it is held. Rejects when `signal` is aborted. */
	protected async untilAnswered(request: Request, signal: AbortSignal, extraSeconds = 0): Promise<void> {
		const { latencySeconds = 0 } = this.serviceOptions;
		await sleep((latencySeconds + extraSeconds) * 1000, undefined, { signal });
		await this.heldAnswers.pass(request, signal);
	}

	/** No header and no query, which could hold a secret. */
	private lastRequests(): string {
		const line = (request: Request) => {
			const outcome = request.aborted ? 'the client went away' : this.held.includes(request) ? 'held' : (request.status ?? 'no answer yet');
			return `  ${request.method} ${request.path.replace(/\?.*/s, '')} → ${outcome}${request.fault ? ` (${request.fault})` : ''}`;
		};
		return this.requests.length === 0 ? '  none' : this.requests.slice(-shownRequests).map(line).join('\n');
	}
}

/** The whole body of a request; undefined when it is longer than `limit`. Then, too, it is received to its end, so that the client gets to read the answer. */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of incoming as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length <= limit) {
			chunks.push(chunk);
		}
	}
	return length <= limit ? Buffer.concat(chunks) : undefined;
}
