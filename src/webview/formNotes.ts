import type { FormNote, Repair } from '../shared/modelForm.ts';
import type { PanelState } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** Notes about the chosen model, and what changed in the form when it was chosen. */
export function createFormNotes(strings: PanelStrings): { readonly element: HTMLElement; update(state: PanelState): void } {
	const element = h('div', { class: 'notes', role: 'status' });
	let shown = '[]';
	return {
		element,
		update: ({ form, repairs }) => {
			const notes: readonly FormNote[] = [...form.notes, ...(repairs.length === 0 ? [] : [repairNote(repairs, strings)])];
			const key = JSON.stringify(notes);
			if (key !== shown) {
				shown = key;
				element.replaceChildren(
					...notes.map(({ severity, text }) => h('p', { class: `note ${severity}` }, icon(severity), h('span', {}, text))),
				);
			}
		},
	};
}

function repairNote(repairs: readonly Repair[], strings: PanelStrings): FormNote {
	const changes = repairs.map(({ label, from, to }) =>
		to === undefined ? fill(strings.repairedAway, label, from) : fill(strings.repairedTo, label, from, to),
	);
	return { severity: 'info', text: [strings.repaired, changes.join('; ')].join(' ') };
}
