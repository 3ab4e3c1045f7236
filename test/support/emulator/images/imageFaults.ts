import type { Answer } from '../answer.ts';
import type { TaskForm } from './gatewayTasks.ts';
import { unauthorized as azureUnauthorized, gatewayPage } from '../errors.ts';
import * as refuse from './imageErrors.ts';

/** What goes wrong with one request that would be drawn otherwise. */
export type ImageFault =
	/** The prompt is refused; in the form that GPT Image uses when none is given. */
	| {
			readonly kind: 'promptFiltered';
			readonly form?: refuse.FilterForm;
			readonly categories?: readonly string[];
			readonly revisedPrompt?: string;
	  }
	/** What was drawn is refused, in a stream by an event; or, with `only`, one image of several is held back, by its place from 0. */
	| {
			readonly kind: 'outputFiltered';
			readonly form?: refuse.FilterForm;
			readonly categories?: readonly string[];
			readonly only?: number;
	  }
	/** 429; without a number, neither headers nor words say when to come back. `inWords`: the words say it, no header does. */
	| {
			readonly kind: 'rateLimited';
			readonly retryAfterSeconds?: number;
			readonly retryAfterMs?: number;
			readonly inWords?: number;
	  }
	| { readonly kind: 'quotaExhausted'; readonly form?: 'insufficientQuota' | 'billingHardLimit' }
	/** 403 of Azure: the resource is temporarily blocked. */
	| { readonly kind: 'blocked' }
	/** 403 of OpenAI. */
	| { readonly kind: 'organizationUnverified' }
	/** The service's own body for this status. */
	| { readonly kind: 'status'; readonly status: 401 | 404 | 408 | 413 | 500 | 502 | 503 | 504 }
	/** An HTML page of a gateway. */
	| { readonly kind: 'html'; readonly status: 502 | 503 }
	| { readonly kind: 'redirect'; readonly status: 302 | 307; readonly location: string }
	/** The service does not know this field, whatever the model's rules say, where the request has it; harmless to a request without. */
	| { readonly kind: 'unknownParameter'; readonly field: string }
	/** The model refuses a transparent background after all, as gpt-image-2 did. */
	| { readonly kind: 'transparencyRefused' }
	/** The connection is reset before the answer, in the middle of it (in a stream: of the image), or, in a stream, behind the image. */
	| { readonly kind: 'cut'; readonly at: 'headers' | 'body' | 'end' }
	/** The answer never begins, or never ends: in a stream behind the first preview, where there is one. */
	| { readonly kind: 'stalled'; readonly at: 'headers' | 'body' }
	/** An error event instead of the image, behind this many previews; 500 where nothing is streamed. */
	| { readonly kind: 'streamError'; readonly after?: number }
	/** A refusal with status 200, as gateways give it. */
	| { readonly kind: 'refusedWith200'; readonly code: string }
	/** 200 with a model's words in place of an image, in the form of a chat, as gateways to Google's models pass them on. */
	| { readonly kind: 'words'; readonly words: string }
	/**
	 * The answer names a task in place of images. It is not over the first `pending` times that it is asked about; then it has the images, has failed,
	 * or nobody knows it from the start.
	 */
	| { readonly kind: 'task'; readonly form: TaskForm; readonly pending: number; readonly end?: 'failed' | 'forgotten' }
	/** 200 with half of the JSON, as a complete message. */
	| { readonly kind: 'malformed' }
	/** 200 without an image. */
	| { readonly kind: 'noImage' }
	/** 200 with the body `null`. */
	| { readonly kind: 'null' }
	/** Events that say nothing before each preview of a stream: words, numbers, `[DONE]`, comments. */
	| { readonly kind: 'noise' }
	/** JSON that is labelled a stream, and the other way round. */
	| { readonly kind: 'mislabelled' }
	/** The right answer in this `content-encoding`. */
	| { readonly kind: 'encoded'; readonly coding: 'gzip' | 'br' }
	/** One preview only, however many were asked for. */
	| { readonly kind: 'fewerPartials' }
	/** Where images are handed out by address: fetching each fails this often, with 503 or by a cut connection. */
	| { readonly kind: 'downloadFails'; readonly times: number; readonly by: 'status' | 'cut' };

/** Whom a refusal speaks of. */
interface Asked {
	readonly profile: refuse.ImageProfile;
	readonly model: string;
	/** Names of the request's fields. */
	readonly fields: readonly string[];
}

/** The answer that a fault gives instead of drawing; undefined when something is drawn. */
export function refusalInstead(fault: ImageFault | undefined, { profile, model, fields }: Asked): Answer | undefined {
	switch (fault?.kind) {
		case 'promptFiltered': {
			const { form = 'moderation', categories = ['violence'], revisedPrompt } = fault;
			const revised = revisedPrompt === undefined ? {} : { revisedPrompt };
			return refuse.contentFiltered(profile, form, { stage: 'input', categories, ...revised });
		}
		case 'rateLimited': {
			const { retryAfterSeconds: seconds, retryAfterMs: milliseconds, inWords } = fault;
			const headers = {
				...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
				...(milliseconds === undefined ? {} : { 'retry-after-ms': String(milliseconds) }),
			};
			return { ...refuse.rateLimited(profile, inWords), headers };
		}
		case 'refusedWith200':
			return { status: 200, body: { error: { code: fault.code, message: 'The upstream refused.' } } };
		case 'words': {
			const message = { role: 'assistant', content: fault.words };
			return { status: 200, body: { object: 'chat.completion', model, choices: [{ index: 0, message, finish_reason: 'stop' }] } };
		}
		case 'quotaExhausted':
			return refuse.quotaExhausted(fault.form ?? 'insufficientQuota');
		case 'blocked':
			return refuse.resourceBlocked();
		case 'organizationUnverified':
			return refuse.organizationUnverified(model);
		case 'status':
			return failure(fault.status, profile);
		case 'html':
			return gatewayPage(fault.status);
		case 'redirect':
			return { status: fault.status, headers: { location: fault.location }, body: '' };
		case 'unknownParameter':
			return fields.includes(fault.field) ? refuse.unknownParameter(fault.field) : undefined;
		case 'transparencyRefused':
			return fields.includes('background') ? refuse.transparencyNotSupported('this model') : undefined;
		default:
			return undefined;
	}
}

function failure(status: Extract<ImageFault, { kind: 'status' }>['status'], profile: refuse.ImageProfile): Answer {
	switch (status) {
		case 401:
			return profile === 'azure'
				? azureUnauthorized('foundry', { authorization: false, apiKey: true })
				: refuse.unauthorized(profile, 'sk-expired');
		case 413:
			return refuse.tooLarge(profile);
		default:
			return refuse.serviceFailed(profile, status);
	}
}

/** For `faults`: one of these by chance, the same for the same seed, and every so many requests (`share`, 0 to 1). */
export function randomFaults(seed: number, share: number, kinds: readonly ImageFault[]): () => ImageFault | undefined {
	let state = seed >>> 0;
	// mulberry32, a well-known small generator
	const random = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), state | 1);
		value = (value + Math.imul(value ^ (value >>> 7), value | 61)) ^ value;
		return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
	};
	return () => (random() < share ? kinds[Math.floor(random() * kinds.length)] : undefined);
}
