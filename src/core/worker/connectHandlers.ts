import { checkConnection } from '../connect/doctor.ts';
import { listModels } from '../connect/modelList.ts';
import { imageEndpoint, keyHeaders, modelsUrl, tokenHeaders } from '../image/endpoint.ts';
import type { HttpClient, NetworkOptions } from '../net/http.ts';
import { authHeaders } from '../ocr/mistral/engine.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { Handlers } from '../rpc.ts';
import type { ConnectApi } from './connectApi.ts';

/** The worker's side of connecting services. */
export function createConnectHandlers(
	httpClient: (network: NetworkOptions) => HttpClient,
	/** Told what became of each request. */
	log?: RequestLog,
): Handlers<ConnectApi> {
	return {
		async checkConnection({ subject, network, timeoutMs }, { signal, emit }) {
			return checkConnection(httpClient, subject, { network, environment: process.env, signal, timeoutMs, log, tell: emit });
		},

		async listModels({ subject, network, timeoutMs }, { signal }) {
			const { use, key, isToken, endpoint } = subject;
			if (subject.use === 'documents') {
				const headers = authHeaders('bearer', key);
				return listModels(httpClient(network), { url: new URL('models', endpoint), headers, use, signal, timeoutMs, log });
			}
			const place = imageEndpoint(endpoint, subject.service);
			return listModels(httpClient(network), {
				url: modelsUrl(place),
				headers: isToken ? tokenHeaders(key) : keyHeaders(place, key),
				use,
				signal,
				timeoutMs,
				log,
			});
		},
	};
}
