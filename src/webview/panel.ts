import { isWhole, reduce, type PanelEvent, type PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import type { ToWebview } from '../shared/protocol.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { createComposer } from './composer.ts';
import type { Context } from './context.ts';
import { reducesMotion, textButton } from './controls.ts';
import { copyImage } from './copyImage.ts';
import { h, keyed, setChildren } from './dom.ts';
import { createHistory } from './history.ts';
import { icon } from './icons.ts';
import { openMaskEditor } from './maskEditor.ts';
import type { MaskDrawing } from './maskDrawing.ts';
import { createNotice } from './notices.ts';
import { receiveImages } from './references.ts';
import { createResults } from './results.ts';
import { sayAt } from './said.ts';
import type { SavedState } from './savedState.ts';
import { createTabs } from './tabs.ts';
import { createThumbnails } from './thumbnails.ts';
import { createViewer } from './viewer.ts';

/** What the panel needs from its page. */
export interface PanelHost {
	readonly send: (message: FromWebview) => void;
	readonly save: (state: SavedState) => void;
}

/** Milliseconds without a key press before the host gets what was typed. */
const typingPause = 250;

/** The whole panel, from its first state on. */
export function createPanel(
	root: HTMLElement,
	host: PanelHost,
	strings: PanelStrings,
	first: PanelState,
	kept: SavedState,
): (message: ToWebview) => void {
	let state = first;
	let saved: SavedState = kept;
	let untold: ReturnType<typeof setTimeout> | undefined;
	const polite = h('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
	const urgent = h('div', { class: 'sr-only', role: 'alert' });

	const save = (change: SavedState): void => {
		saved = { ...saved, ...change };
		host.save(saved);
	};
	const tellDraft = (): void => {
		if (untold !== undefined) {
			clearTimeout(untold);
			untold = undefined;
			host.send({ type: 'draftChanged', draft: state.draft, revision: state.revision });
		}
	};
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
	const announce = (text: string, isUrgent = false): void => {
		const region = isUrgent ? urgent : polite;
		region.textContent = '';
		// The same sentence twice is read twice only if it was gone in between.
		setTimeout(() => (region.textContent = text), 50);
	};
	const context: Context = {
		strings,
		state: () => state,
		send: host.send,
		apply,
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
		changeDraft: (change, typing = false) => {
			apply({ type: 'draftChanged', draft: { ...state.draft, ...change }, revision: state.revision + 1 });
			clearTimeout(untold);
			untold = setTimeout(tellDraft, typing ? typingPause : 0);
		},
		thumbnails: createThumbnails(host.send),
		paintMask: (id) => {
			const reference = state.references.find((other) => other.id === id);
			if (!reference) {
				return;
			}
			const before = saved.masks?.find((mask) => mask.reference === id);
			const others = () =>
				(saved.masks ?? []).filter((mask) => mask.reference !== id && state.references.some((one) => one.id === mask.reference));
			const keep = (mask: MaskDrawing | undefined) => ({ masks: [...others(), ...(mask ? [mask] : [])] });
			save({ painting: id });
			openMaskEditor(context, reference, before, {
				changed: (mask) => save(keep(mask)),
				closed: (mask) => save({ ...keep(mask ?? before), painting: undefined }),
			});
		},
		view: (id, among) => viewer.show(id, among),
	};

	const generate = (): void => {
		clearTimeout(untold);
		untold = undefined;
		host.send({ type: 'generate', draft: state.draft, revision: state.revision });
		tabs.select('results');
		if (output.getBoundingClientRect().top > innerHeight - 80) {
			output.scrollIntoView({ block: 'start', behavior: reducesMotion() ? 'instant' : 'smooth' });
		}
	};
	const composer = createComposer(context, generate);
	const results = createResults(context);
	const history = createHistory(context);
	const viewer = createViewer(context);
	const notices = h('div', { class: 'notice-list' });
	const noticeViews = keyed((notice: PanelState['notices'][number]) => createNotice(context, notice));
	const clear = textButton(strings.clearResults, 'link', () => {
		apply({ type: 'resultsCleared' });
		host.send({ type: 'clearResults' });
	});
	const tabs = createTabs(
		[
			{ name: 'results', label: strings.results, content: results.element },
			{ name: 'history', label: strings.history, content: history.element },
		],
		clear,
		(tab) => {
			save({ tab });
			updateClear();
		},
	);
	const output = h('section', { class: 'output', 'aria-label': strings.results }, notices, tabs.element);
	const overlay = h('div', { class: 'drop-overlay', hidden: true, 'aria-hidden': 'true' }, icon('image'), strings.dropHere);
	const updateClear = (): void => {
		clear.hidden = saved.tab === 'history' || (state.results.length === 0 && !state.generations.some(({ failure }) => failure));
	};
	const update = (): void => {
		composer.update(state);
		results.update(state);
		history.update(state);
		viewer.update(state);
		setChildren(notices, noticeViews(state.notices));
		tabs.setCount('results', state.results.length + state.generations.length);
		tabs.setCount('history', isWhole(state.history) ? state.history.total : 0);
		updateClear();
	};

	root.replaceChildren(h('h1', { class: 'sr-only' }, strings.title), composer.element, output, overlay, polite, urgent);
	receiveImages(context, overlay);
	tabs.select(kept.tab ?? (first.results.length + first.generations.length === 0 && first.history.total > 0 ? 'history' : 'results'));
	update();
	restore(root, kept, save);
	if (kept.painting !== undefined) {
		context.paintMask(kept.painting);
	} else if (document.hasFocus()) {
		// A panel that comes back beside the editor one is typing in leaves the keyboard there.
		composer.focusPrompt();
	}
	// A hidden page is discarded without notice.
	addEventListener('pagehide', tellDraft);
	document.addEventListener('visibilitychange', () => document.hidden && tellDraft());

	return (message) => {
		switch (message.type) {
			case 'state':
				// What was typed since the page has asked is newer.
				state =
					state.revision > message.state.revision ? { ...message.state, draft: state.draft, revision: state.revision } : message.state;
				update();
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
				const image = [...state.results, ...state.history.images].find(({ id }) => id === message.id);
				if (image) {
					void copyImage(context, image);
				}
				break;
			}
			case 'done':
				context.done(message.id, message.text);
				break;
			case 'announce':
				announce(message.text);
				break;
			default: {
				const before = state;
				apply(message);
				announceEvent(message, before, strings, announce);
				if (message.type === 'generationStarted') {
					results.reveal(message.generation.id);
				}
			}
		}
	};
}

function announceEvent(event: PanelEvent, before: PanelState, strings: PanelStrings, announce: Context['announce']): void {
	if (event.type === 'generationStarted') {
		announce(fill(strings.started, event.generation.prompt.slice(0, 200)));
	} else if (event.type === 'imageArrived') {
		announce(fill(strings.arrived, event.image.prompt.slice(0, 200)));
	} else if (event.type === 'generationFailed') {
		announce(fill(strings.failed, event.failure.text), true);
	} else if (event.type === 'generationEnded') {
		const cancelled = before.generations.find(({ id, cancelling }) => id === event.id && cancelling);
		if (cancelled) {
			announce(fill(strings.cancelled, cancelled.prompt.slice(0, 200)));
		}
	} else if (event.type === 'noticeShown') {
		announce(event.notice.text, event.notice.severity === 'error');
	}
}

/** Scrolls to where the page was, and keeps where it is. In a wide panel each half scrolls by itself, in a narrow one the document does. */
function restore(root: HTMLElement, kept: SavedState, save: (change: SavedState) => void): void {
	const half = (selector: string): HTMLElement => root.querySelector<HTMLElement>(selector)!;
	const outputTop = (): HTMLElement =>
		getComputedStyle(half('.output')).overflowY === 'auto' ? half('.output') : document.documentElement;
	const more = half('.more') as HTMLDetailsElement;
	more.open = kept.moreOptions ?? false;
	more.addEventListener('toggle', () => save({ moreOptions: more.open }));
	requestAnimationFrame(() => {
		half('.composer-body').scrollTop = kept.composerTop ?? 0;
		outputTop().scrollTop = kept.outputTop ?? 0;
	});
	let pause: ReturnType<typeof setTimeout> | undefined;
	document.addEventListener(
		'scroll',
		() => {
			clearTimeout(pause);
			pause = setTimeout(() => save({ composerTop: half('.composer-body').scrollTop, outputTop: outputTop().scrollTop }), typingPause);
		},
		{ capture: true, passive: true },
	);
}
