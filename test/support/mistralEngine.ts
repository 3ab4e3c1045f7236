import type { HttpClient } from '../../src/core/net/http.ts';
import { Limiter } from '../../src/core/net/limiter.ts';
import { MistralOcrEngine, type MistralOptions } from '../../src/core/ocr/mistral/engine.ts';
import { requestLimitMs } from './run/limits.ts';

/** An engine with usual options, for tests that are about a few of them. */
export function mistralEngine(http: HttpClient, options: Pick<MistralOptions, 'endpoint'> & Partial<MistralOptions>): MistralOcrEngine {
	return new MistralOcrEngine(http, {
		id: 'azure',
		model: 'm',
		key: 'k',
		timeoutMs: requestLimitMs,
		limiter: new Limiter({ start: 4, max: 4 }),
		attempts: 3,
		htmlTables: false,
		withoutRunningText: false,
		onEndpointFact: () => undefined,
		log: () => undefined,
		...options,
	});
}
