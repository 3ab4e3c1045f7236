import type { Generation } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { textButton } from './controls.ts';
import { h, setChildren, setText, type View } from './dom.ts';
import { createNotice } from './notices.ts';

/** The card of a request: its unfinished images while it runs, or its failure. */
export function createGenerationCard(context: Context, generation: Generation): View<Generation> {
	const { strings, send, apply } = context;
	const status = h('span', {});
	const elapsed = h('span', { class: 'elapsed' });
	const frames = h('div', { class: 'frames' });
	const failure = h('div', {});
	const cancel = textButton(strings.cancel, 'secondary', () => {
		if (cancel.getAttribute('aria-disabled') === 'true') {
			return;
		}
		apply({ type: 'generationCancelling', id: generation.id });
		send({ type: 'cancel', id: generation.id });
	});
	cancel.setAttribute('aria-label', fill(strings.cancelGeneration, generation.prompt.slice(0, 80)));
	const doing = generation.count > 1 ? fill(strings.generatingMany, generation.count) : strings.generatingOne;
	const progress = h('div', { class: 'progress', role: 'progressbar', 'aria-label': doing });
	const running = h('div', { class: 'running' }, h('div', { class: 'run-line' }, status, elapsed), cancel);
	const element = h(
		'article',
		{ class: 'card generation-card', 'aria-label': generation.prompt, 'data-generation': generation.id },
		progress,
		frames,
		failure,
		h(
			'div',
			{ class: 'card-body' },
			h('p', { class: 'card-prompt' }, generation.prompt),
			h('p', { class: 'quiet' }, `${generation.provider} · ${generation.model}`),
			running,
		),
	);

	const tick = (): void => {
		setText(elapsed, fill(strings.seconds, Math.max(0, Math.round((Date.now() - generation.startedAt) / 1000))));
	};
	const timer = setInterval(() => (element.isConnected && !running.hidden ? tick() : !element.isConnected && clearInterval(timer)), 1000);

	const frame = (index: number): HTMLElement => {
		const box = h('div', { class: 'frame', 'data-index': index });
		if (generation.ratio !== undefined) {
			box.style.aspectRatio = String(generation.ratio);
		}
		return box;
	};
	const boxes = Array.from({ length: generation.count }, (_, index) => frame(index));

	const update = (next: Generation): void => {
		running.hidden = next.failure !== undefined;
		progress.hidden = running.hidden;
		frames.hidden = running.hidden;
		element.setAttribute('aria-busy', String(!running.hidden));
		element.classList.toggle('failed', running.hidden);
		setText(status, next.cancelling ? strings.cancelling : next.status);
		// Not `disabled`, which would take the focus from a keyboard user.
		cancel.setAttribute('aria-disabled', String(next.cancelling));
		// Positions whose image has not arrived, those with an unfinished image first.
		const places = Object.keys(next.partials).map(Number);
		const waiting = Math.max(0, next.count - next.received - places.length);
		const free = boxes.filter((_, index) => !places.includes(index)).slice(0, waiting);
		setChildren(frames, [...boxes.filter((_, index) => places.includes(index)), ...free]);
		frames.dataset['count'] = String(frames.childElementCount);
		for (const place of places) {
			showPartial(boxes[place], next.partials[place] ?? '', strings.partial);
		}
		if (next.failure && failure.childElementCount === 0) {
			failure.append(createNotice(context, { ...next.failure, id: next.id }).element);
		}
		tick();
	};
	update(generation);
	return { element, update };
}

/** Replaces an unfinished image only when the next one can be drawn, so that nothing flickers. */
function showPartial(box: HTMLElement | undefined, src: string, alt: string): void {
	if (!box || box.dataset['src'] === src) {
		return;
	}
	box.dataset['src'] = src;
	const image = h('img', { src, alt });
	void image.decode().then(
		() => box.dataset['src'] === src && box.replaceChildren(image),
		() => undefined,
	);
}
