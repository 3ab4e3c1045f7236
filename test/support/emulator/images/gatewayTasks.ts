import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer.ts';
import type { ImageFault } from './imageFaults.ts';
import type { Drawn } from './downloads.ts';

/** How a gateway names a task, and where it is asked about (basketikun/infinite-canvas#231, liliMozi/openhanako#1684, Wangnov/gpt-image-2-skill#40). */
export type TaskForm = 'object' | 'data' | 'bare';

/** What a task is to end with: an images response, and the images in it. */
interface Outcome {
	readonly body: object;
	readonly images: readonly Drawn[];
}

interface Task {
	readonly id: string;
	readonly fault: Extract<ImageFault, { kind: 'task' }>;
	readonly outcome: Outcome;
	/** How often it was asked about. */
	questions: number;
}

/** Requests that are worked at in the background, as gateways do: the answer names a task, and the images are in the answer about that. */
export class GatewayTasks {
	private readonly byPath = new Map<string, Task>();

	/** @param base the path of the API */
	constructor(private readonly base: string) {}

	/** Whether somebody asks about a task that there is. */
	has(path: string): boolean {
		return this.byPath.has(path);
	}

	/** The answer to a request that begins a task. */
	begin(fault: Task['fault'], outcome: Outcome): Answer {
		const task = { id: `task-${randomUUID()}`, fault, outcome, questions: 0 };
		if (fault.end !== 'forgotten') {
			this.byPath.set(`${this.base}/${fault.form === 'object' ? 'images/generations' : 'tasks'}/${task.id}`, task);
		}
		// Only one of the gateways has a list here.
		const body = fault.form === 'data' ? { code: 200, data: [{ task_id: task.id, status: 'submitted' }] } : state(task, 'queued');
		return { status: 200, body };
	}

	/** The answer to a question about a task, and the images in it. */
	ask(path: string): { readonly answer: Answer; readonly images: readonly Drawn[] } {
		const task = this.byPath.get(path)!;
		const { fault, outcome } = task;
		const isOver = ++task.questions > fault.pending;
		const images = isOver && fault.end === undefined ? outcome.images : [];
		return {
			answer: { status: 200, body: isOver ? over(task) : state(task, fault.form === 'object' ? 'in_progress' : 'processing') },
			images,
		};
	}
}

/** A task that is over, in the form of its gateway. */
function over(task: Task): object {
	const { form, end } = task.fault;
	if (end === 'failed') {
		return state(task, 'failed', { error: { code: 'moderation_blocked', message: 'The upstream has blocked the request.' } });
	}
	const { body, images } = task.outcome;
	switch (form) {
		case 'object':
			return state(task, 'completed', { result: body });
		case 'data':
			return state(task, 'completed', {
				output: { image_urls: images.map(({ mediaType, file }) => `data:${mediaType};base64,${file.toString('base64')}`) },
			});
		case 'bare':
			return state(task, 'completed', body);
	}
}

/** What is said about a task that was begun. */
function state({ id, fault: { form } }: Task, status: string, more: object = {}): object {
	switch (form) {
		case 'object':
			return { id, object: 'generation.task', status, ...more };
		case 'data':
			return { code: 200, data: { id, status, ...more } };
		case 'bare':
			return { task_id: id, status, ...more };
	}
}
