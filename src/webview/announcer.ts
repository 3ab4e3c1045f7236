import type { PanelEvent, PanelState } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h } from './dom.ts';

/** What screen readers are told. */
export interface Announcer {
	/** The live regions, which are not seen. */
	readonly elements: readonly HTMLElement[];
	readonly announce: Context['announce'];
	/** Announces what happened to the panel; `before` is its state before the event. */
	event(event: PanelEvent, before: PanelState): void;
}

/** Milliseconds without text between two announcements. The same sentence is only read again if it was gone in between. */
const silence = 50;

/** Creates the live regions of the page. */
export function createAnnouncer(strings: PanelStrings): Announcer {
	const polite = h('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
	const urgent = h('div', { class: 'sr-only', role: 'alert' });
	const announce = (text: string, isUrgent = false): void => {
		const region = isUrgent ? urgent : polite;
		region.textContent = '';
		setTimeout(() => (region.textContent = text), silence);
	};
	return { elements: [polite, urgent], announce, event: (event, before) => announceEvent(event, before, strings, announce) };
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
