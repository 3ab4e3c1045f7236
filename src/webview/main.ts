import type { FromWebview } from '../shared/fromWebview.ts';
import type { ToWebview } from '../shared/protocol.ts';
import { createPanel } from './panel.ts';
import { parseSaved } from './savedState.ts';

interface VsCodeApi {
	postMessage(message: FromWebview): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
const saved = parseSaved(vscode.getState());
const root = document.querySelector<HTMLElement>('#root')!;
let receive: ((message: ToWebview) => void) | undefined;

addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
	if (receive) {
		receive(data);
	} else if (data.type === 'state') {
		const host = { send: (message: FromWebview) => vscode.postMessage(message), save: (state: unknown) => vscode.setState(state) };
		receive = createPanel(root, host, data.strings, data.state, saved);
	}
});

vscode.postMessage({
	type: 'ready',
	...(saved.draft && saved.revision !== undefined ? { draft: saved.draft, revision: saved.revision } : {}),
});
