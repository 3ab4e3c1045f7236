import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { onAbort } from './abort.ts';
import type { Bytes } from './disk/bytes.ts';
import { FoveaError, isFoveaError, type ErrorCode, type ErrorFacts } from './errors.ts';

/** Either end of a channel between two threads. */
type Port = Worker | MessagePort;

type RpcMessage =
	| { readonly type: 'call'; readonly id: number; readonly method: string; readonly args: unknown }
	| { readonly type: 'abort'; readonly id: number }
	| { readonly type: 'event'; readonly id: number; readonly event: unknown }
	| { readonly type: 'result'; readonly id: number; readonly value: unknown }
	| { readonly type: 'error'; readonly id: number; readonly error: WireError };

interface WireError {
	readonly name: string;
	readonly message: string;
	readonly stack?: string | undefined;
	readonly code?: ErrorCode;
	readonly facts?: ErrorFacts[ErrorCode];
}

/** A value whose buffers move to the other thread instead of being copied. */
class Moved {
	constructor(
		readonly value: unknown,
		readonly transfer: readonly Transferable[],
	) {}
}

/** Marks what a handler returns: `buffers` move to the caller's thread and are gone from this one. */
export function moved<T>(value: T, buffers: readonly ArrayBufferLike[]): T {
	// A set, because a buffer that is twice in a transfer list is an error; shared memory is not moved but shared.
	return new Moved(
		value,
		[...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer),
	) as T;
}

/** The same bytes in a buffer that holds nothing else, as moving needs it: a view of a pool would take the pool away from its owner. */
export function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
	return whole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

/** Bytes as part of a call's argument, and what to transfer with it: those in memory move, files and shared memory stay where they are. */
export function handedOver(bytes: Bytes): { readonly bytes: Bytes; readonly transfer: readonly ArrayBuffer[] } {
	if (!(bytes instanceof Uint8Array) || bytes.buffer instanceof SharedArrayBuffer) {
		return { bytes, transfer: [] };
	}
	const own = alone(bytes);
	return { bytes: own, transfer: [own.buffer] };
}

/** The type of a method that the other thread answers: its one argument, its result, and the events it emits until it settles. */
export interface Method<Args = unknown, Result = unknown, Event = unknown> {
	readonly args: Args;
	readonly result: Result;
	readonly event: Event;
}

/** What one thread offers the other. */
export type Api = Record<string, Method>;

/** The functions behind an `Api`. */
export type Handlers<A extends Api> = {
	readonly [M in keyof A]: (args: A[M]['args'], context: CallContext<A[M]['event']>) => Promise<A[M]['result']> | A[M]['result'];
};

interface CallContext<Event> {
	readonly signal: AbortSignal;
	readonly emit: (event: Event, transfer?: readonly ArrayBuffer[]) => void;
}

interface CallOptions<Event> {
	readonly signal?: AbortSignal | undefined;
	/** Buffers of the argument that move to the other thread instead of being copied. */
	readonly transfer?: readonly ArrayBuffer[];
	/**
	 * Called with every event, also after `signal` has aborted and the call has thrown, so that what was paid for is not lost. Nothing comes once the
	 * handler has settled.
	 */
	readonly onEvent?: (event: Event) => void;
}

interface Pending {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: unknown) => void;
	readonly onEvent: ((event: unknown) => void) | undefined;
}

/** Calls what the other thread serves. */
export class RpcClient<A extends Api> {
	private readonly pending = new Map<number, Pending>();
	private nextId = 0;
	private closed: Error | undefined;

	constructor(private readonly port: Port) {
		port.on('message', (message: RpcMessage) => this.receive(message));
	}

	/** Whether the other thread is working on a call, including aborted ones. */
	get isBusy(): boolean {
		return this.pending.size > 0;
	}

	/**
	 * @throws whatever the handler threw, revived with its code and facts; an abort that nobody here has asked for is a failure like any other
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async call<M extends keyof A & string>(
		method: M,
		args: A[M]['args'],
		{ signal, transfer = [], onEvent }: CallOptions<A[M]['event']> = {},
	): Promise<A[M]['result']> {
		signal?.throwIfAborted();
		if (this.closed) {
			throw this.closed;
		}
		const id = this.nextId++;
		let stop = (): void => undefined;
		try {
			return await new Promise((resolve, reject) => {
				this.pending.set(id, { resolve, reject, onEvent });
				// Settles at once, whatever the other thread is doing.
				if (signal) {
					stop = onAbort(signal, () => {
						this.port.postMessage({ type: 'abort', id } satisfies RpcMessage);
						reject(new DOMException('This call was aborted', 'AbortError'));
					});
				}
				this.port.postMessage({ type: 'call', id, method, args } satisfies RpcMessage, transfer as Transferable[]);
			});
		} finally {
			stop();
		}
	}

	/** Fails every call under way and every later one: the other thread is gone. */
	close(reason: Error): void {
		this.closed = reason;
		for (const { reject } of this.pending.values()) {
			reject(reason);
		}
		this.pending.clear();
	}

	private receive(message: RpcMessage): void {
		const pending = this.pending.get(message.id);
		switch (message.type) {
			case 'event':
				return pending?.onEvent?.(message.event);
			case 'result':
				this.pending.delete(message.id);
				return pending?.resolve(message.value);
			case 'error':
				this.pending.delete(message.id);
				return pending?.reject(reviveError(message.error));
			case 'call':
			case 'abort':
				return;
			default:
				message satisfies never;
		}
	}
}

/** Answers the other thread's calls with `handlers`. */
export function serve<A extends Api>(port: Port, handlers: Handlers<A>): void {
	const running = new Map<number, AbortController>();

	const answer = async ({ id, method, args }: Extract<RpcMessage, { type: 'call' }>): Promise<void> => {
		const controller = new AbortController();
		running.set(id, controller);
		const emit = (event: unknown, transfer: readonly ArrayBuffer[] = []) =>
			port.postMessage({ type: 'event', id, event } satisfies RpcMessage, transfer as Transferable[]);
		try {
			const handler = handlers[method] as (args: unknown, context: CallContext<unknown>) => unknown;
			const result = await handler(args, { signal: controller.signal, emit });
			const { value, transfer } = result instanceof Moved ? result : { value: result, transfer: [] };
			port.postMessage({ type: 'result', id, value } satisfies RpcMessage, transfer as Transferable[]);
		} catch (error) {
			port.postMessage({ type: 'error', id, error: toWireError(error) } satisfies RpcMessage);
		} finally {
			running.delete(id);
		}
	};

	port.on('message', (message: RpcMessage) => {
		if (message.type === 'call') {
			void answer(message);
		} else if (message.type === 'abort') {
			running.get(message.id)?.abort();
		}
	});
}

function toWireError(error: unknown): WireError {
	const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
	return isFoveaError(error) ? { name, message, stack, code: error.code, facts: error.facts } : { name, message, stack };
}

function reviveError({ name, message, stack, code, facts }: WireError): Error {
	// The call of an abort that this side has asked for has ended at once, before any answer.
	if (name === 'AbortError') {
		return reviveError({ name: 'Error', message: `Aborted by the other thread: ${message}`, stack });
	}
	const error = code && facts ? new FoveaError(code, facts, message) : Object.assign(new Error(message), { name });
	if (stack) {
		error.stack = stack;
	}
	return error;
}
