import type { FoveaError } from '../errors.ts';
import type { HttpClient } from '../net/http.ts';
import type { ImageEndpoint } from './endpoint.ts';
import type { Limiter } from '../net/limiter.ts';
import type { Reach } from './reach.ts';
import type { TokenSource } from '../net/tokens.ts';

/** The network methods that generating images needs. */
export interface ImageTransport extends Pick<HttpClient, 'stream' | 'get' | 'send'> {
	/** Returns a client that fetches from other hosts than the service's, no closer than `reach`. */
	readonly getWithin: (reach: Reach) => Pick<HttpClient, 'get'>;
}

/** What a generator needs to send requests. */
export interface GeneratorOptions {
	readonly endpoint: ImageEndpoint;
	/** The requested model, or on Azure the deployment. */
	readonly model: string;
	/** The model behind a deployment whose name does not show it. */
	readonly knownAs?: string | undefined;
	/** The headers with the key; none if an account is signed in. */
	readonly authHeaders: Readonly<Record<string, string>>;
	/** The tokens of the signed-in account, instead of a key. */
	readonly tokens?: TokenSource | undefined;
	readonly timeoutMs: number;
	/** Milliseconds between two questions about a task that the service works at; 3,000 when absent. */
	readonly taskPauseMs?: number;
	/** How many requests the endpoint gets at once; shared by all generators of one endpoint. */
	readonly limiter: Limiter;
	/** The most attempts for one request, as long as they cost nothing. */
	readonly attempts: number;
	/** Fields that this server has refused for this model before. */
	readonly omit?: readonly string[] | undefined;
	/** Pairs of hosts (`hostPair`) that the user has agreed to: images of the one may be fetched from the other. */
	readonly agreedHosts?: readonly string[] | undefined;
	/** `b64_json` or `url`, for models whose rules do not say whether they know the field. */
	readonly responseFormat?: string | undefined;
	/** Called with a field that the server does not know and that was left out at once, because it does not change the image. */
	readonly onRefusedField?: (field: string) => void;
	/** Called before each wait, in seconds, with what went wrong. */
	readonly onWait?: (seconds: number, because: FoveaError) => void;
	readonly log: (line: string) => void;
	/** Told a line for each request. */
	readonly onRequest?: ((line: string) => void) | undefined;
}
