import type { MessagePort } from 'node:worker_threads';
import type { EditorAnswerHead, EditorRequest } from '../net/editorFetch.ts';
import type { ProxyCredentials } from '../net/proxyCredentials.ts';
import type { SignedIn } from '../net/tokens.ts';
import type { Method } from '../rpc.ts';

/** A piece of an answer to the editor's `fetch`: its head first. */
export type EditorAnswerPiece =
	{ readonly type: 'head'; readonly head: EditorAnswerHead } | { readonly type: 'data'; readonly bytes: Uint8Array<ArrayBuffer> };

/** What the editor's thread does for the background worker: it has the user, the secrets, and VS Code. */
export type HostApi = {
	/** Settles when the answer has ended: with why, where nothing of the request was sent. Fails where it may have been. */
	readonly editorFetch: Method<EditorRequest, { readonly nothingSent: string } | undefined, EditorAnswerPiece>;
	/** Writes a line to Fovea's log. */
	readonly log: Method<{ readonly line: string }, undefined, never>;
	/** A name and password for a proxy, by its origin; `refused` is the `Proxy-Authorization` that it did not take. The user may be asked. */
	readonly proxyCredentials: Method<{ readonly proxy: string; readonly refused: string | undefined }, ProxyCredentials | undefined, never>;
	/** The token for an origin that is signed in to, another than `refused`. Nobody is asked. */
	readonly signInToken: Method<{ readonly origin: string; readonly refused?: string }, SignedIn | undefined, never>;
};

/** What the editor's thread starts the worker with. */
export interface WorkerData {
	/** The folder with the engines' own bundles and data. */
	readonly files: string;
	/** Where the editor's thread answers; nobody does when absent. */
	readonly host?: MessagePort | undefined;
	/** Origins that earlier workers have reached by the editor's `fetch` alone. */
	readonly editorOnly: readonly string[];
}
