import * as vscode from 'vscode';
import { editorFetch } from '../core/net/editorFetch.ts';
import { nothingSent } from '../core/net/transportError.ts';
import type { Background } from '../core/worker/background.ts';
import type { HostApi } from '../core/worker/hostApi.ts';
import { type Handlers, alone } from '../core/rpc.ts';
import type { MicrosoftSignIn } from './microsoftSignIn.ts';
import type { ProxyPasswords } from './proxyPasswords.ts';

/** What the editor provides to the background worker: its own `fetch`, its log, proxy passwords, and tokens of the signed-in account. */
export function createWorkerHost(signIn: MicrosoftSignIn, passwords: ProxyPasswords, log: vscode.LogOutputChannel): Handlers<HostApi> {
	return {
		async editorFetch(request, { signal, emit }) {
			try {
				// Looked up at each call, because VS Code replaces Node's `fetch` by its own.
				const { body, ...head } = await editorFetch(globalThis.fetch)(request, signal);
				emit({ type: 'head', head });
				for await (const chunk of body) {
					const bytes = alone(chunk);
					emit({ type: 'data', bytes }, [bytes.buffer]);
				}
				return undefined;
			} catch (error) {
				if (nothingSent(error)) {
					return { nothingSent: error instanceof Error ? error.message : '' };
				}
				throw error;
			}
		},
		log({ line }) {
			log.info(`connections: ${line}`);
			return undefined;
		},
		proxyCredentials: ({ proxy, refused }) => passwords.get(proxy, refused),
		signInToken: ({ origin, refused }) => signIn.token(new URL(origin), refused),
	};
}

/** Forgets known routes to hosts when the network settings change, so that a change takes effect without a reload. */
export function forgetWaysOnChange(background: Background): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((change) => {
		if (change.affectsConfiguration('http')) {
			background.forgetWays();
		}
	});
}
