import { reduce, type PanelEvent, type PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import type { ToWebview } from '../shared/protocol.ts';
import type { PanelStrings } from '../shared/strings.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type Composer, createComposer } from './composer.ts';
import type { Context } from './context.ts';
import { copyImage } from './copyImage.ts';
import { h } from './dom.ts';
import { createDraftSender } from './draftSender.ts';
import { icon } from './icons.ts';
import { createMaskKeeper } from './maskKeeper.ts';
import { createOutput, type Output } from './output.ts';
import { receiveImages } from './receiveImages.ts';
import { sayAt } from './said.ts';
import type { SavedState } from './savedState.ts';
import { rememberPlaces } from './scrollMemory.ts';
import { createThumbnails } from './thumbnails.ts';
import { undoByKey } from './undoKey.ts';
import { createViewer, type Viewer } from './viewer.ts';

/** What the panel needs from its page. */
export interface PanelHost {
	readonly send: (message: FromWebview) => void;
	readonly save: (state: SavedState) => void;
}

/** Creates the whole panel from its initial state. */
export function createPanel(
	root: HTMLElement,
	host: PanelHost,
	strings: PanelStrings,
	first: PanelState,
	kept: SavedState,
): (message: ToWebview) => void {
	let state = first;
	let saved: SavedState = kept;
	const save = (change: SavedState): void => {
		saved = { ...saved, ...change };
		host.save(saved);
	};
	const announcer = createAnnouncer(strings);
	const draft = createDraftSender(host.send, () => state);
	const apply = (event: PanelEvent): void => {
		const next = reduce(state, event);
		if (next !== state) {
			const drafted = next.draft !== state.draft;
			state = next;
			if (drafted) {
				save({ draft: state.draft, revision: state.revision });
			}
			update();
		}
	};
	const paintMask = createMaskKeeper(() => saved, save);
	const context: Context = {
		strings,
		state: () => state,
		send: host.send,
		apply,
		...tellers(announcer, apply),
		changeDraft: (change, typing = false) => {
			apply({ type: 'draftChanged', draft: { ...state.draft, ...change }, revision: state.revision + 1 });
			draft.soon(typing);
		},
		thumbnails: createThumbnails(host.send),
		paintMask: (id) => paintMask(context, id),
		view: (id, among) => viewer.show(id, among),
	};
	const composer = createComposer(context, () => {
		draft.forget();
		host.send({ type: 'generate', draft: state.draft, revision: state.revision });
		output.select('results');
		output.show();
	});
	const output = createOutput(context, (tab) => save({ tab }));
	const viewer = createViewer(context, (id, among) => output.focus(id, among));
	const update = (): void => {
		composer.update(state);
		output.update(state);
		viewer.update(state);
	};

	const overlay = h('div', { class: 'drop-overlay', hidden: true, 'aria-hidden': 'true' }, icon('image'), strings.dropHere);
	root.replaceChildren(h('h1', { class: 'sr-only' }, strings.title), composer.element, output.element, overlay, ...announcer.elements);
	receiveImages(context, overlay);
	undoByKey(context);
	output.select(kept.tab ?? (first.results.length + first.generations.length === 0 && first.history.total > 0 ? 'history' : 'results'));
	update();
	rememberPlaces(root, kept, save);
	if (kept.painting !== undefined) {
		context.paintMask(kept.painting);
	} else if (document.hasFocus()) {
		// A restored panel beside the editor in which the user is typing must not take the focus.
		composer.focusPrompt();
	}
	// A hidden page is discarded without warning.
	addEventListener('pagehide', draft.now);
	document.addEventListener('visibilitychange', () => document.hidden && draft.now());

	return createReceiver(context, { composer, output, viewer, announcer }, (next) => {
		// What was typed after the page asked is newer.
		state = state.revision > next.revision ? { ...next, draft: state.draft, revision: state.revision } : next;
		update();
	});
}

/** How the parts of the panel report what happened. */
function tellers({ announce }: Announcer, apply: Context['apply']): Pick<Context, 'announce' | 'done' | 'report'> {
	return {
		announce,
		done: (id, text) => {
			sayAt(id, text);
			announce(text);
		},
		report: (text) => {
			const id = `local:${text}`.slice(0, 200);
			apply({ type: 'noticeShown', notice: { id, severity: 'warning', text, remedies: [] } });
			announce(text, true);
		},
	};
}

interface Parts {
	readonly composer: Composer;
	readonly output: Output;
	readonly viewer: Viewer;
	readonly announcer: Announcer;
}

/** Handles the messages of the host. */
function createReceiver(
	context: Context,
	{ composer, output, viewer, announcer }: Parts,
	replaceState: (next: PanelState) => void,
): (message: ToWebview) => void {
	return (message) => {
		const before = context.state();
		switch (message.type) {
			case 'state':
				replaceState(message.state);
				break;
			case 'focusPrompt':
				viewer.close();
				composer.focusPrompt();
				break;
			case 'focusModel':
				viewer.close();
				composer.focusModel();
				break;
			case 'copyImage': {
				const image = [...before.results, ...before.history.images].find(({ id }) => id === message.id);
				if (image) {
					void copyImage(context, image);
				}
				break;
			}
			case 'done':
				context.done(message.id, message.text);
				break;
			case 'announce':
				announcer.announce(message.text);
				break;
			default:
				context.apply(message);
				announcer.event(message, before);
				if (message.type === 'generationStarted') {
					output.reveal(message.generation.id);
				}
		}
	};
}
