import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import {
	badRequest,
	forbidden,
	gatewayPage,
	modelNotFound,
	paymentRequired,
	rateLimited,
	serviceFailed,
	tooLarge,
	unauthorized,
} from './errors.ts';
import { figureJpeg } from './figure.ts';
import type { ProfileName } from './profiles.ts';
import type { WireResponse } from './wire.ts';

/** A value of `content-encoding`; `rawDeflate` is `deflate` without the zlib header, as some servers send it. */
export type Coding = 'gzip' | 'deflate' | 'rawDeflate' | 'br';

/** What goes wrong with one request. */
export type Fault =
	/** 429; without either number, without a header that says when to come back. */
	| { readonly kind: 'rateLimited'; readonly retryAfterSeconds?: number; readonly retryAfterMs?: number }
	/** The service's own body for this status. */
	| { readonly kind: 'status'; readonly status: 401 | 402 | 403 | 404 | 408 | 413 | 500 | 502 | 503 | 504 }
	/** 400 in the service's own form, with this message. */
	| { readonly kind: 'badRequest'; readonly message: string }
	/** 200 with the body of an error, as gateways send it. */
	| { readonly kind: 'errorIn200'; readonly body: unknown }
	/** The right answer in these codings, one on top of the other. */
	| { readonly kind: 'encoded'; readonly codings: readonly Coding[] }
	/** An HTML page of a gateway (seen from api.mistral.ai: mistralai/mistral-vibe#681). */
	| { readonly kind: 'html'; readonly status: 502 | 503 }
	| { readonly kind: 'redirect'; readonly status: 302 | 307; readonly location: string }
	/** 200 with the body `null` (Azure; danny-avila/LibreChat#9223). */
	| { readonly kind: 'null' }
	/** 200 with half of the JSON, as a complete HTTP message. */
	| { readonly kind: 'truncated' }
	/** The connection ends before the answer's headers, or after half of its body. */
	| { readonly kind: 'cut'; readonly at: 'headers' | 'body' }
	/** The work is done, and no answer ever comes. */
	| { readonly kind: 'silent' }
	/** The right answer with a figure of this size on its first page. */
	| { readonly kind: 'huge'; readonly megabytes: number };

/** The answer that a fault gives instead of doing the work; undefined when the work is done. */
export function answerInstead(fault: Fault | undefined, profile: ProfileName): Answer | undefined {
	switch (fault?.kind) {
		case 'rateLimited': {
			const { retryAfterSeconds: seconds, retryAfterMs: milliseconds } = fault;
			return {
				...rateLimited(profile),
				headers: {
					...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
					...(milliseconds === undefined ? {} : { 'retry-after-ms': String(milliseconds) }),
				},
			};
		}
		case 'status':
			return failure(fault.status, profile);
		case 'html':
			return gatewayPage(fault.status);
		case 'redirect':
			return { status: fault.status, headers: { location: fault.location }, body: '' };
		case 'badRequest':
			return badRequest(profile, fault.message);
		case 'errorIn200':
			return { status: 200, body: fault.body };
		case 'null':
			return { status: 200, body: null };
		default:
			return undefined;
	}
}

function failure(status: Extract<Fault, { kind: 'status' }>['status'], profile: ProfileName): Answer {
	switch (status) {
		case 401:
			return unauthorized(profile, { authorization: true, apiKey: false });
		case 402:
			return paymentRequired(profile);
		case 403:
			return forbidden(profile);
		case 404:
			return modelNotFound(profile, 'gone');
		case 413:
			return tooLarge(profile);
		default:
			return serviceFailed(profile, status);
	}
}

/** The response with a figure of so many megabytes, a sound JPEG with zeros behind its end, added to its first page. */
export function withHugeFigure(response: WireResponse, megabytes: number): WireResponse {
	const [first, ...others] = response.pages;
	if (!first) {
		return response;
	}
	const id = 'img-huge.jpeg';
	const jpeg = Buffer.concat([figureJpeg([String(megabytes)]), Buffer.alloc(megabytes * 1_000_000)]);
	const image = {
		id,
		top_left_x: 0,
		top_left_y: 0,
		bottom_right_x: first.dimensions.width,
		bottom_right_y: first.dimensions.height,
		image_base64: `data:image/jpeg;base64,${jpeg.toString('base64')}`,
		image_annotation: null,
	};
	return {
		...response,
		pages: [{ ...first, markdown: `${first.markdown}\n\n![${id}](${id})`, images: [...first.images, image] }, ...others],
	};
}

/** A body in these codings, and the header that says so. */
export function encoded(body: Buffer, codings: readonly Coding[]): { readonly body: Buffer; readonly header: string } {
	const encode = { gzip: gzipSync, deflate: deflateSync, rawDeflate: deflateRawSync, br: brotliCompressSync };
	return {
		body: codings.reduce((bytes, coding) => encode[coding](bytes), body),
		header: codings.map((coding) => (coding === 'rawDeflate' ? 'deflate' : coding)).join(', '),
	};
}
