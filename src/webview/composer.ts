import type { NumberField } from '../shared/modelForm.ts';
import type { PanelState, ProviderOption } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import { createCombobox } from './combobox.ts';
import type { Context } from './context.ts';
import { hasCommandKey, isMac, textButton } from './controls.ts';
import { h, newId, setChildren, setText } from './dom.ts';
import { createFields, numberInput } from './fields.ts';
import type { FieldView } from './fieldView.ts';
import { icon } from './icons.ts';
import { earlierPrompts, type PromptWalk, stepPrompt } from './promptHistory.ts';
import { createReferences } from './references.ts';

/** The part of the panel with the prompt, the model and its form. */
export interface Composer {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	focusPrompt(): void;
	focusModel(): void;
}

/** The chosen service where it is not connected yet: nothing can be asked of it. */
export function serviceToSetUp({ providers, draft }: PanelState): ProviderOption | undefined {
	return providers.find(({ id, configured }) => id === draft.provider && !configured);
}

/** Ctrl+Enter, or Cmd+Enter on a Mac. */
export function generateShortcut(): string {
	return isMac() ? '⌘Enter' : 'Ctrl+Enter';
}

/** The form for a request: prompt, references, model, parameters, count, cost and the button. `generate` is called when the form is valid. */
export function createComposer(context: Context, generate: () => void): Composer {
	const { strings, changeDraft, state, send } = context;
	const promptId = newId();
	const countId = newId();
	const prompt = h('textarea', {
		id: promptId,
		class: 'prompt',
		rows: 5,
		'aria-describedby': countId,
		oninput: () => changeDraft({ prompt: prompt.value }, true),
		onkeydown: (event: KeyboardEvent) => recall(event),
	});
	let walk: PromptWalk | undefined;
	/** Up at the very beginning and Down at the very end lead to earlier prompts. */
	const recall = (event: KeyboardEvent): void => {
		const { selectionStart, selectionEnd, value } = prompt;
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
			prompt.setSelectionRange(place, place);
		}
	};
	const promptCount = h('p', { id: countId, class: 'field-problem' });
	const providerId = newId();
	const provider = h('select', { id: providerId, onchange: () => changeDraft({ provider: provider.value }) });
	const host = h('span', {});
	const changeService = textButton(strings.change, 'link', () => send({ type: 'setUp', provider: state().draft.provider }));
	changeService.title = strings.changeService;
	const providerDetail = h('p', { class: 'help host' }, host, changeService);
	const modelId = newId();
	const model = createCombobox(
		modelId,
		{ placeholder: strings.modelPlaceholder, suggestions: strings.modelSuggestions, show: strings.modelShow },
		(value) => changeDraft({ model: value }),
	);
	const behindId = newId();
	const behind = h('select', {
		id: behindId,
		title: strings.modelBehindHint,
		onchange: () => send({ type: 'modelBehind', provider: state().draft.provider, name: state().draft.model, model: behind.value }),
	});
	const behindRow = h('div', { class: 'behind' }, h('label', { for: behindId }, strings.modelBehind), behind);
	const setUp = h('div', { class: 'note warning' });
	const notes = h('div', { class: 'notes', role: 'status' });
	const references = createReferences(context);
	const fields = createFields(context);
	const count = h('div', { class: 'count' });
	const estimate = h('output', { class: 'estimate', title: strings.estimateLabel, 'aria-label': strings.estimateLabel });
	const button = textButton(strings.generate, 'primary', () => submit(), 'sparkle');
	button.title = fill(strings.generateHint, generateShortcut());
	button.setAttribute('aria-keyshortcuts', isMac() ? 'Meta+Enter' : 'Control+Enter');

	/** Why the request cannot be sent, and where to fix it. */
	const problem = (): { readonly text: string; readonly at: HTMLElement } | undefined => {
		const { draft, form } = state();
		const invalid = element.querySelector<HTMLElement>('.size-edges:not([hidden]) [aria-invalid="true"]');
		if (draft.prompt.trim() === '') {
			return { text: strings.promptMissing, at: prompt };
		}
		if (draft.prompt.length > form.maxPromptLength) {
			return { text: promptCount.textContent, at: prompt };
		}
		if (draft.model === '') {
			return { text: strings.modelMissing, at: model.input };
		}
		return invalid ? { text: element.querySelector('.size-field .field-problem')?.textContent ?? '', at: invalid } : undefined;
	};
	const submit = (): void => {
		model.input.blur();
		const service = serviceToSetUp(state());
		if (service) {
			send({ type: 'setUp', provider: service.id });
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

	const element = h(
		'form',
		{
			class: 'composer',
			'aria-label': strings.generate,
			onsubmit: (event: SubmitEvent) => event.preventDefault(),
			onkeydown: (event: KeyboardEvent) => {
				if (event.key === 'Enter' && hasCommandKey(event) && !event.repeat) {
					event.preventDefault();
					const focused = document.activeElement as HTMLElement | null;
					submit();
					if (document.activeElement === document.body) {
						focused?.focus();
					}
				}
			},
		},
		h(
			'div',
			{ class: 'composer-body' },
			h('div', { class: 'field' }, h('label', { for: promptId }, strings.prompt), prompt, promptCount),
			references.element,
			h(
				'div',
				{ class: 'fields' },
				h('div', { class: 'field' }, h('label', { for: providerId }, strings.provider), provider),
				h('div', { class: 'field' }, h('label', { for: modelId }, strings.model), model.element),
			),
			providerDetail,
			setUp,
			notes,
			behindRow,
			fields.element,
		),
		h('div', { class: 'composer-foot' }, count, estimate, button),
	);

	let countField: { readonly key: string; readonly view: FieldView } | undefined;
	const updateCount = ({ form, draft }: PanelState): void => {
		const field = form.fields.find((other): other is NumberField => other.name === 'n' && other.kind === 'number');
		const key = JSON.stringify(field);
		if (countField?.key !== key) {
			const id = newId();
			const view = field && numberInput(field, id, (n) => n !== undefined && changeDraft({ values: { ...state().draft.values, n } }));
			countField = view && { key, view };
			count.replaceChildren(...(view ? [h('label', { for: id }, field.label), view.element] : []));
			// One image at a time is not a choice.
			count.hidden = !field || field.max <= 1;
		}
		countField?.view.update(draft.values.n);
	};

	let shownProviders = '';
	return {
		element,
		focusPrompt: () => {
			prompt.focus();
			prompt.setSelectionRange(prompt.value.length, prompt.value.length);
		},
		focusModel: () => {
			model.input.focus();
			model.input.select();
		},
		update: (next) => {
			const { draft, form, providers, models, repairs } = next;
			if (prompt.value !== draft.prompt) {
				prompt.value = draft.prompt;
			}
			prompt.placeholder = next.references.length > 0 && form.maxReferences > 0 ? strings.promptPlaceholderEdit : strings.promptPlaceholder;
			const tooLong = draft.prompt.length > form.maxPromptLength;
			prompt.setAttribute('aria-invalid', String(tooLong));
			promptCount.classList.toggle('quiet', !tooLong);
			setText(
				promptCount,
				draft.prompt.length > form.maxPromptLength * 0.9
					? fill(strings.promptTooLong, draft.prompt.length.toLocaleString(), form.maxPromptLength.toLocaleString())
					: '',
			);
			const key = JSON.stringify(providers);
			if (key !== shownProviders) {
				shownProviders = key;
				provider.replaceChildren(...providers.map(({ id, label }) => h('option', { value: id }, label)));
			}
			provider.value = draft.provider;
			const chosen = providers.find(({ id }) => id === draft.provider);
			setText(host, chosen?.detail ?? '');
			providerDetail.hidden = !chosen?.configured;
			button.className = `button generate ${chosen?.configured === false ? 'secondary' : 'primary'}`;
			setUp.hidden = !chosen || chosen.configured;
			if (chosen && !chosen.configured && setUp.dataset['provider'] !== chosen.id) {
				setUp.dataset['provider'] = chosen.id;
				setUp.replaceChildren(
					icon('key'),
					h(
						'span',
						{},
						fill(strings.notSetUp, chosen.label),
						' ',
						textButton(strings.setUp, 'link', () => send({ type: 'setUp', provider: chosen.id })),
					),
				);
			}
			model.update(draft.model, models);
			const said = [
				...form.notes.map(({ severity, text }) => ({ severity, text })),
				...(repairs.length === 0
					? []
					: [
							{
								severity: 'info' as const,
								text: [
									strings.repaired,
									repairs
										.map(({ label, from, to }) =>
											to === undefined ? fill(strings.repairedAway, label, from) : fill(strings.repairedTo, label, from, to),
										)
										.join('; '),
								].join(' '),
							},
						]),
			];
			if (notes.dataset['said'] !== JSON.stringify(said)) {
				notes.dataset['said'] = JSON.stringify(said);
				setChildren(
					notes,
					said.map(({ severity, text }) => h('p', { class: `note ${severity}` }, icon(severity), h('span', {}, text))),
				);
			}
			behindRow.hidden = !form.behind;
			const known = JSON.stringify(form.behind?.options);
			if (form.behind && behind.dataset['options'] !== known) {
				behind.dataset['options'] = known;
				behind.replaceChildren(...form.behind.options.map(({ value, label }) => h('option', { value }, label)));
			}
			behind.value = form.behind?.model ?? '';
			references.update(next);
			fields.update(next);
			updateCount(next);
			setText(estimate, next.estimate ?? '');
		},
	};
}
