import type { FromWebview } from '../shared/fromWebview.ts';
import type { PanelState } from '../shared/panelState.ts';
import type { FirstState, ToWebview } from '../shared/protocol.ts';
import type { PanelStrings } from '../shared/strings.ts';
import { createPanel } from './panel.ts';
import { parseSaved, type SavedState } from './savedState.ts';

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

const show = (strings: PanelStrings, state: PanelState, kept: SavedState): void => {
	const host = { send: (message: FromWebview) => vscode.postMessage(message), save: (next: SavedState) => vscode.setState(next) };
	receive = createPanel(root, host, strings, state, kept);
};

addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
	if (receive) {
		receive(data);
	} else if (data.type === 'state') {
		show(data.strings, data.state, saved);
	}
});

const first = JSON.parse(document.querySelector('#first')?.textContent ?? 'null') as FirstState | null;
// The editor reloads a hidden page from the same HTML, whose state is outdated by then.
if (first && first.id !== saved.page) {
	const kept = { ...saved, page: first.id };
	vscode.setState(kept);
	show(first.strings, first.state, kept);
}

vscode.postMessage({
	type: 'ready',
	...(saved.draft && saved.revision !== undefined ? { draft: saved.draft, revision: saved.revision } : {}),
});
