import type { PanelState } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h, newId, setText } from './dom.ts';
import { earlierPrompts, type PromptWalk, stepPrompt } from './promptHistory.ts';

/** The field for the prompt. */
export interface PromptField {
	readonly element: HTMLElement;
	readonly input: HTMLTextAreaElement;
	/** What is wrong with the prompt; undefined if it can be sent. */
	problem(): string | undefined;
	update(state: PanelState): void;
}

/** The share of the longest prompt above which the length is shown. */
const nearlyFull = 0.9;

/** A text box in which Up at the very beginning and Down at the very end bring back earlier prompts. */
export function createPromptField({ strings, state, changeDraft }: Context): PromptField {
	let walk: PromptWalk | undefined;
	const [inputId, countId] = [newId(), newId()];
	const input = h('textarea', {
		id: inputId,
		class: 'prompt',
		rows: 5,
		'aria-describedby': countId,
		oninput: () => changeDraft({ prompt: input.value }, true),
		onkeydown: (event: KeyboardEvent) => recall(event),
	});
	const recall = (event: KeyboardEvent): void => {
		const { selectionStart, selectionEnd, value } = input;
		const edge = { ArrowUp: 0, ArrowDown: value.length }[event.key];
		const plain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
		if (!plain || edge === undefined || selectionStart !== edge || selectionEnd !== edge) {
			return;
		}
		const { generations, results, history } = state();
		const prompts = earlierPrompts(generations, results, history.images);
		const next = stepPrompt(prompts, value, walk, event.key === 'ArrowUp' ? 1 : -1);
		if (next) {
			event.preventDefault();
			walk = next.walk;
			changeDraft({ prompt: next.text }, true);
			const place = event.key === 'ArrowUp' ? 0 : next.text.length;
			input.setSelectionRange(place, place);
		}
	};
	const count = h('p', { id: countId, class: 'field-problem' });
	return {
		element: h('div', { class: 'field' }, h('label', { for: inputId }, strings.prompt), input, count),
		input,
		problem: () => {
			const { draft, form } = state();
			if (draft.prompt.trim() === '') {
				return strings.promptMissing;
			}
			return draft.prompt.length > form.maxPromptLength ? count.textContent : undefined;
		},
		update: ({ draft: { prompt }, form, references }) => {
			if (input.value !== prompt) {
				input.value = prompt;
			}
			input.placeholder = references.length > 0 && form.maxReferences > 0 ? strings.promptPlaceholderEdit : strings.promptPlaceholder;
			const tooLong = prompt.length > form.maxPromptLength;
			input.setAttribute('aria-invalid', String(tooLong));
			count.classList.toggle('quiet', !tooLong);
			setText(
				count,
				prompt.length > form.maxPromptLength * nearlyFull
					? fill(strings.promptTooLong, prompt.length.toLocaleString(), form.maxPromptLength.toLocaleString())
					: '',
			);
		},
	};
}
