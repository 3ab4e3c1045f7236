import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import type { Background } from '../core/worker/background.ts';
import { fileName, readDocument } from '../platform/files.ts';
import { messageLimits } from '../shared/fromWebview.ts';
import { valuesFrom } from './formValues.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelStore } from './panelStore.ts';
import type { References } from './references.ts';

interface ReadBackOptions {
	readonly background: Pick<Background, 'inspectImage'>;
	readonly live: PanelStore;
	readonly draft: PanelDraft;
	readonly references: References;
	readonly notices: PanelNotices;
}

/**
 * Puts the prompt and the settings stored in an image file into the draft; an image without them becomes a reference image.
 * @throws {FoveaError} `fileNotFound`, `notReadable`, and what `References.add` throws
 */
export async function readBackImage(uri: vscode.Uri, { background, live, draft, references, notices }: ReadBackOptions): Promise<void> {
	const name = fileName(uri);
	const bytes = await readDocument(uri);
	const { metadata } = await background.inspectImage(name, bytes);
	const addReference = () => references.add(name, bytes);
	if (!metadata) {
		await addReference();
		notices.show({ severity: 'info', text: vscode.l10n.t('{0} contains no prompt. It is now a reference image.', plain(name)) });
		live.post({ type: 'focusPrompt' });
		return;
	}
	const known = live.state.models.some(({ id }) => id === metadata.model);
	draft.replace({
		prompt: metadata.prompt.slice(0, messageLimits.prompt),
		...(known ? { model: metadata.model } : {}),
		values: { ...live.state.draft.values, ...valuesFrom(metadata.parameters) },
	});
	const text = metadata.model
		? vscode.l10n.t('These are the prompt and the settings of {0}, made by {1}.', plain(name), plain(metadata.model))
		: vscode.l10n.t('These are the prompt and the settings of {0}.', plain(name));
	const remedies = [{ id: 'reference', label: vscode.l10n.t('Use as Reference') }];
	notices.show({ severity: 'info', text, remedies }, { reference: addReference });
	live.post({ type: 'focusPrompt' });
}
