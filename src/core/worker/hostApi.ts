import type { MessagePort } from 'node:worker_threads';
import type { EditorAnswerHead, EditorRequest } from '../net/editorFetch.ts';
import type { ProxyCredentials } from '../net/proxyCredentials.ts';
import type { SignedIn } from '../net/tokens.ts';
import type { Method } from '../rpc.ts';

/** A piece of an answer to the editor's `fetch`: its head first. */
export type EditorAnswerPiece =
	| { readonly type: 'head'; readonly head: EditorAnswerHead }
	| { readonly type: 'data'; readonly bytes: Uint8Array<ArrayBuffer> };

/** What the editor's thread does for the background worker, because only it has access to the user, the secrets and VS Code. */
export type HostApi = {
	/** Settles when the answer has ended; returns the reason if nothing of the request was sent, and fails if something may have been. */
	readonly editorFetch: Method<EditorRequest, { readonly nothingSent: string } | undefined, EditorAnswerPiece>;
	/** Writes a line to Fovea's log. */
	readonly log: Method<{ readonly line: string }, undefined, never>;
	/** A name and password for a proxy, by its origin; `refused` is the `Proxy-Authorization` that the proxy rejected. The user may be asked. */
	readonly proxyCredentials: Method<{ readonly proxy: string; readonly refused: string | undefined }, ProxyCredentials | undefined, never>;
	/** A token for an origin, other than `refused`. The user is not asked. */
	readonly signInToken: Method<{ readonly origin: string; readonly refused?: string }, SignedIn | undefined, never>;
};

/** The start-up data of the worker. */
export interface WorkerData {
	/** The folder with the engines' own bundles and data. */
	readonly files: string;
	/** Whether the first document is a PDF. */
	readonly opensPdf: boolean;
	/** The channel to the editor's thread; absent outside of the editor. */
	readonly host?: MessagePort | undefined;
	/** Origins that, for earlier workers, only the editor's `fetch` could reach. */
	readonly editorOnly: readonly string[];
}
