import * as vscode from 'vscode';
import type { Attached } from './keptValues.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelStore } from './panelStore.ts';
import type { References } from './references.ts';

/** The notice about a replaced draft. */
const replacedNotice = 'replaced';

/** What is being composed, prompt and reference images together: what replaces it can be undone, as long as it was never sent. */
export class Composition {
	private sent: { readonly prompt: string; readonly attached: Attached } = { prompt: '', attached: { references: [] } };

	constructor(
		private readonly live: PanelStore,
		private readonly draft: PanelDraft,
		private readonly references: References,
		private readonly notices: PanelNotices,
	) {}

	/** What was composed is sent: nothing of it is lost any more. */
	wasSent(): void {
		this.sent = { prompt: this.live.state.draft.prompt, attached: this.references.current };
		this.notices.putAway(replacedNotice);
	}

	/** Runs what replaces the draft or its references, and offers to undo it where something would be lost. Throws what `run` throws. */
	async replace(run: () => Promise<void> | void): Promise<void> {
		const before = { draft: this.live.state.draft, attached: this.references.current };
		await run();
		const { prompt } = before.draft;
		const losesPrompt = prompt.trim() !== '' && this.live.state.draft.prompt !== prompt && !this.isKnown(prompt);
		const losesImages = [this.references.current, this.sent.attached].every((other) => holdsMore(before.attached, other));
		if (losesPrompt || losesImages) {
			this.notices.show(
				{
					severity: 'info',
					text: vscode.l10n.t('This replaced what you were composing.'),
					remedies: [{ id: 'undo', label: vscode.l10n.t('Undo') }],
				},
				{
					undo: async () => {
						await this.references.use(before.attached);
						this.draft.replace(before.draft);
						this.live.post({ type: 'focusPrompt' });
					},
				},
				replacedNotice,
			);
		}
	}

	/** Whether Up in the prompt leads to it. */
	private isKnown(prompt: string): boolean {
		const { results, history, generations } = this.live.state;
		const text = prompt.trim();
		return [this.sent, ...results, ...history.images, ...generations].some((other) => other.prompt.trim() === text);
	}
}

/** Whether there is an image or a mask that the other one lacks. */
function holdsMore({ references, mask }: Attached, other: Attached): boolean {
	return (mask && mask.file !== other.mask?.file) || references.some(({ id }) => !other.references.some((one) => one.id === id));
}
