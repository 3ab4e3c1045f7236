import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { FoveaError } from '../errors.ts';
import { type EditorFetch } from '../net/editorFetch.ts';
import type { NetworkHelp } from '../net/http.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { TokenSource } from '../net/tokens.ts';
import { NothingSent } from '../net/transportError.ts';
import { RpcClient } from '../rpc.ts';
import type { HostApi } from './hostApi.ts';

/** The worker's side of the editor's thread. */
export interface Host {
	readonly network: NetworkHelp;
	/** The tokens for an origin for which an account is signed in. */
	tokens(origin: string): TokenSource;
	/** Fovea's log, for what belongs to no conversion and no generation. */
	readonly log: RequestLog;
}

/** @param editorOnly origins that earlier workers have reached by the editor's `fetch` alone */
export function createHost(port: MessagePort, editorOnly: readonly string[]): Host {
	const client = new RpcClient<HostApi>(port);
	const network: NetworkHelp = {
		editorFetch: editorFetchOf(client),
		editorOnly: new Set(editorOnly),
		proxyCredentials: (proxy, refused, signal) => client.call('proxyCredentials', { proxy, refused }, { signal }),
	};
	return {
		network,
		log: { write: (line) => void client.call('log', { line }).catch(() => undefined) },
		tokens: (origin) => ({
			async current() {
				const signedIn = await client.call('signInToken', { origin });
				if (!signedIn) {
					throw new FoveaError('signedOut', { host: new URL(origin).host });
				}
				return signedIn;
			},
			renewed: (refused) => client.call('signInToken', { origin, refused }),
		}),
	};
}

function editorFetchOf(client: RpcClient<HostApi>): EditorFetch {
	return (request, signal) =>
		new Promise((resolve, reject) => {
			const body = new Readable({ read: () => undefined });
			const fail = (error: Error) => {
				reject(error);
				body.on('error', () => undefined).destroy(error);
			};
			client
				.call('editorFetch', request, {
					signal,
					onEvent: (piece) => {
						if (piece.type === 'head') {
							resolve({ ...piece.head, body });
						} else {
							body.push(piece.bytes);
						}
					},
				})
				.then((failed) => (failed ? fail(new NothingSent(failed.nothingSent)) : body.push(null)), fail);
		});
}
