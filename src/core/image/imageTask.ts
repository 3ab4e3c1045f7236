import { setTimeout as sleep } from 'node:timers/promises';
import { FoveaError, isFoveaError } from '../errors.ts';
import { isRecord, text } from '../json.ts';

/** What a service says about a task. */
export interface TaskAnswer {
	readonly status: number;
	/** Parsed. */
	readonly body: unknown;
}

/** What `followTask` needs. */
export interface TaskOptions {
	/** The address of the service's API, such as `https://gateway.example/v1`. */
	readonly base: URL;
	/** Gets an address of the service, with its key. Throws what the network throws. */
	readonly get: (url: URL) => Promise<TaskAnswer>;
	readonly signal: AbortSignal;
	/** Milliseconds from one question to the next, and for all of them. */
	readonly pauseMs: number;
	readonly timeoutMs: number;
}

/** What tasks that are not over say of themselves. */
const waiting = /^(?:submitted|queued|pending|created|starting|processing|running|in[_-]progress|generating)$/i;

/** What tasks that have succeeded say. */
const succeeded = /^(?:completed?|succeeded|success|done|finished|ok)$/i;

/** The most questions in a row that may fail. */
const mostFailures = 5;

/** The name of a task, which becomes a part of an address. */
const taskName = /^[\w:-]{1,200}$/;

/** Where the images of a task are: in `result.data` (basketikun/infinite-canvas#231), in `output.image_urls` (liliMozi/openhanako#1684). */
const resultNames = ['data', 'result', 'output', 'images', 'image_urls', 'urls', 'url'] as const;

/** The most images of a task that are read, and how deep. */
const most = { images: 100, depth: 6 };

/**
 * The name of the task that a gateway has begun instead of answering with an image; undefined where there is none. Known are
 * `{id, object: "generation.task", status}` (basketikun/infinite-canvas#231), `{data: [{task_id, status}]}` (liliMozi/openhanako#1684) and
 * `{task_id, status}` (Wangnov/gpt-image-2-skill#40).
 */
export function pendingTask(answer: unknown): string | undefined {
	const task = tasksIn(answer).find(isWaiting);
	const id = task && /\btask$/i.test(text(task['object']) ?? '') ? text(task['id']) : undefined;
	const name = task && (text(task['task_id']) ?? id);
	return name !== undefined && taskName.test(name) ? name : undefined;
}

/**
 * Asks about a task until it is over, and returns what the service says then. The task is paid for and asking costs nothing, so that a question that
 * fails is asked again. The places are those of the same reports. Undefined where none of them knows the task.
 * @throws {FoveaError} `timeout` when the task is not over in time; what the network throws, several times in a row
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function followTask(name: string, { base, get, signal, pauseMs, timeoutMs }: TaskOptions): Promise<TaskAnswer | undefined> {
	const places = ['images/generations', 'tasks'].map((path) => new URL(`${base.href.replace(/\/$/, '')}/${path}/${name}`));
	const end = performance.now() + timeoutMs;
	let failures = 0;
	while (places.length > 0) {
		if (performance.now() > end) {
			const facts = { host: base.host, seconds: Math.round(timeoutMs / 1000), limit: 'total' } as const;
			throw new FoveaError('timeout', facts, `The task of ${base.host} was not over in time`);
		}
		await sleep(pauseMs, undefined, { signal });
		try {
			const answer = await get(places[0]!);
			if (answer.status === 404 || answer.status === 405) {
				places.shift();
				continue;
			}
			failures = answer.status < 300 ? 0 : failures + 1;
			if (failures === mostFailures || (failures === 0 && !tasksIn(answer.body).some(isWaiting))) {
				return answer;
			}
		} catch (error) {
			if (!isFoveaError(error) || ++failures === mostFailures) {
				throw error;
			}
		}
	}
	return undefined;
}

/** The answer of a task that is over, in the form of an images response or of an error. */
export function taskResult(body: unknown): unknown {
	const found: unknown[] = [];
	const visit = (value: unknown, depth: number): void => {
		if (depth > most.depth || found.length >= most.images) {
			return;
		}
		if (typeof value === 'string' && /^(?:https?|data):/i.test(value)) {
			found.push({ url: value });
		} else if (Array.isArray(value)) {
			value.slice(0, most.images).forEach((each) => visit(each, depth + 1));
		} else if (isRecord(value)) {
			if (text(value['b64_json']) ?? text(value['url'])) {
				found.push(value);
			} else {
				resultNames.forEach((name) => visit(value[name], depth + 1));
			}
		}
	};
	visit(body, 0);
	const task = tasksIn(body).at(-1);
	const isError = found.length === 0 && task !== undefined && !succeeded.test(text(task['status']) ?? '');
	return isError ? { error: task } : { data: found };
}

/** The objects of an answer that may be a task. */
function tasksIn(answer: unknown): readonly Record<string, unknown>[] {
	const { data } = isRecord(answer) ? answer : {};
	return [answer, Array.isArray(data) ? (data[0] as unknown) : data].filter(isRecord);
}

function isWaiting({ status }: Readonly<Record<string, unknown>>): boolean {
	return waiting.test(text(status) ?? '');
}
