import * as vscode from 'vscode';
import type { Attached } from './keptValues.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelStore } from './panelStore.ts';
import type { References } from './references.ts';

/** The notice about a replaced draft. */
const replacedNotice = 'replaced';

/** The prompt and the reference images being composed. Replacing them can be undone as long as they were never sent. */
export class Composition {
	private sent: { readonly prompt: string; readonly attached: Attached } = { prompt: '', attached: { references: [] } };

	constructor(
		private readonly live: PanelStore,
		private readonly draft: PanelDraft,
		private readonly references: References,
		private readonly notices: PanelNotices,
	) {}

	/** Called when the composition has been sent and can no longer be lost. */
	wasSent(): void {
		this.sent = { prompt: this.live.state.draft.prompt, attached: this.references.current };
		this.notices.putAway(replacedNotice);
	}

	/** Runs an action that replaces the draft or its references, and offers Undo if something would be lost. Throws what `run` throws. */
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

	/** Whether the Up key in the prompt field can bring it back. */
	private isKnown(prompt: string): boolean {
		const { results, history, generations } = this.live.state;
		const text = prompt.trim();
		return [this.sent, ...results, ...history.images, ...generations].some((other) => other.prompt.trim() === text);
	}
}

/** Whether there is an image or a mask that the other does not have. */
function holdsMore({ references, mask }: Attached, other: Attached): boolean {
	return (mask && mask.file !== other.mask?.file) || references.some(({ id }) => !other.references.some((one) => one.id === id));
}
