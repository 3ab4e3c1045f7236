import type { PanelState } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { hasCommandKey, isMac, textButton } from './controls.ts';
import { createCountField } from './countField.ts';
import { h, setText } from './dom.ts';
import { createFields } from './fields.ts';
import { createFormNotes } from './formNotes.ts';
import { createModelBehind } from './modelBehind.ts';
import { createPromptField } from './promptField.ts';
import { createReferences } from './references.ts';
import { createServiceFields, serviceToSetUp } from './serviceFields.ts';

/** The part of the panel with the prompt, the model and its form. */
export interface Composer {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	focusPrompt(): void;
	focusModel(): void;
}

/** Ctrl+Enter, or Cmd+Enter on a Mac. */
export function generateShortcut(): string {
	return isMac() ? '⌘Enter' : 'Ctrl+Enter';
}

/** The form for a request: prompt, references, model, parameters, count, cost and the button. `generate` is called when the form is valid. */
export function createComposer(context: Context, generate: () => void): Composer {
	const { strings, state, send } = context;
	const prompt = createPromptField(context);
	const service = createServiceFields(context);
	const count = createCountField(context);
	const inside = [createReferences(context), service, createFormNotes(strings), createModelBehind(context), createFields(context)] as const;
	const estimate = h('output', { class: 'estimate', title: strings.estimateLabel, 'aria-label': strings.estimateLabel });
	const button = textButton(strings.generate, 'primary', () => submit(), 'sparkle');
	button.title = fill(strings.generateHint, generateShortcut());
	button.setAttribute('aria-keyshortcuts', isMac() ? 'Meta+Enter' : 'Control+Enter');

	/** Why the request cannot be sent, and the element where it can be fixed. */
	const problem = (): { readonly text: string; readonly at: HTMLElement } | undefined => {
		const text = prompt.problem();
		if (text !== undefined) {
			return { text, at: prompt.input };
		}
		if (state().draft.model === '') {
			return { text: strings.modelMissing, at: service.model };
		}
		const invalid = element.querySelector<HTMLElement>('.size-edges:not([hidden]) [aria-invalid="true"]');
		return invalid ? { text: element.querySelector('.size-field .field-problem')?.textContent ?? '', at: invalid } : undefined;
	};
	const submit = (): void => {
		// Commits what is being typed there.
		service.model.blur();
		const toSetUp = serviceToSetUp(state());
		if (toSetUp) {
			send({ type: 'setUp', provider: toSetUp.id });
			return;
		}
		const found = problem();
		if (found) {
			context.announce(found.text, true);
			found.at.focus();
		} else {
			generate();
		}
	};
	const submitByKey = (event: KeyboardEvent): void => {
		if (event.key === 'Enter' && hasCommandKey(event) && !event.repeat) {
			event.preventDefault();
			const focused = document.activeElement as HTMLElement | null;
			submit();
			if (document.activeElement === document.body) {
				focused?.focus();
			}
		}
	};
	const elements = inside.flatMap((part) => ('elements' in part ? part.elements : [part.element]));
	const element = h(
		'form',
		{
			class: 'composer',
			'aria-label': strings.generate,
			onsubmit: (event: SubmitEvent) => event.preventDefault(),
			onkeydown: submitByKey,
		},
		h('div', { class: 'composer-body' }, prompt.element, ...elements),
		h('div', { class: 'composer-foot' }, count.element, estimate, button),
	);
	return {
		element,
		focusPrompt: () => {
			prompt.input.focus();
			prompt.input.setSelectionRange(prompt.input.value.length, prompt.input.value.length);
		},
		focusModel: () => {
			service.model.focus();
			service.model.select();
		},
		update: (next) => {
			for (const part of [prompt, ...inside, count]) {
				part.update(next);
			}
			button.className = `button generate ${serviceToSetUp(next) ? 'secondary' : 'primary'}`;
			setText(estimate, next.estimate ?? '');
		},
	};
}
