import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import type { Syntax } from '../../core/ocr/markdown/otherSyntax.ts';
import type { Services } from '../../services.ts';
import { ChosenDrops } from './chosenDrops.ts';
import { type TransferredDocument, documentsInTransfer, transferTypes } from './documentsInTransfer.ts';
import { mayStandBeside } from './ordinaryPaste.ts';
import type { InsertionPlace } from './recognizedText.ts';

/** The languages into which text can be inserted, and their syntax. */
const syntaxes: Readonly<Record<string, Syntax>> = {
	markdown: 'markdown',
	mdx: 'markdown',
	quarto: 'markdown',
	rmd: 'markdown',
	latex: 'latex',
	tex: 'latex',
	plaintext: 'text',
};

/** The kind of our edits, for `editor.pasteAs.preferences`, `editor.dropIntoEditor.preferences` and keybindings. */
const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'recognizedText');

/** VS Code's own edits, which insert a link or a path, come first. */
const yieldTo = [
	vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'link'),
	vscode.DocumentDropOrPasteEditKind.Empty.append('markdown', 'image'),
	vscode.DocumentDropOrPasteEditKind.Empty.append('image'),
	vscode.DocumentDropOrPasteEditKind.Empty.append('uri'),
	vscode.DocumentDropOrPasteEditKind.Text,
];

/** A paste edit whose text is recognized and inserted by Fovea when the user chooses it. */
class PasteEdit extends vscode.DocumentPasteEdit {
	constructor(
		readonly document: vscode.TextDocument,
		readonly documents: readonly TransferredDocument[],
		readonly ranges: readonly vscode.Range[],
	) {
		super('', titleFor(document), kind);
		this.yieldTo = yieldTo;
	}
}

/** Offers the text of pictures and documents that are pasted or dropped into an editor. It is recognized when the user chooses it, never before. */
export function registerInsertAsText(services: Services): vscode.Disposable {
	// Seldom used: a bundle of its own.
	const recognizing = () => import('./recognizedText.ts');
	const drops = new ChosenDrops();

	const selector = Object.keys(syntaxes).map((language) => ({ language }));
	return vscode.Disposable.from(
		drops,
		vscode.languages.registerDocumentPasteEditProvider(
			selector,
			{
				async provideDocumentPasteEdits(document, ranges, data, { triggerKind, only }) {
					const asked = triggerKind === vscode.DocumentPasteTriggerKind.PasteAs || only !== undefined;
					const documents = asked || mayStandBeside(document, data, kind.value) ? await documentsInTransfer(data) : [];
					return documents.length > 0 ? [new PasteEdit(document, documents, ranges)] : undefined;
				},
				async resolveDocumentPasteEdit(edit: PasteEdit, token) {
					const { insertRecognized } = await recognizing();
					if (!token.isCancellationRequested) {
						// Not awaited, because VS Code moves the focus to its editor after it has waited for an edit, and gives the edit up as soon as the user types there.
						void insertRecognized(services, edit.documents, placeIn(edit.document, edit.ranges));
					}
					return edit;
				},
			} satisfies vscode.DocumentPasteEditProvider<PasteEdit>,
			{ providedPasteEditKinds: [kind], pasteMimeTypes: transferTypes },
		),
		vscode.languages.registerDocumentDropEditProvider(
			selector,
			{
				async provideDocumentDropEdits(document, position, data) {
					const documents = await documentsInTransfer(data);
					if (documents.length === 0) {
						return undefined;
					}
					const edit = new vscode.DocumentDropEdit('', titleFor(document), kind);
					edit.yieldTo = yieldTo;
					edit.additionalEdit = drops.offer(
						() =>
							void recognizing().then(({ insertRecognized }) =>
								insertRecognized(services, documents, placeIn(document, [new vscode.Range(position, position)])),
							),
					);
					return [edit];
				},
			},
			{ providedDropEditKinds: [kind], dropMimeTypes: transferTypes },
		),
	);
}

/** Pastes the text of the picture or document on the clipboard. In a browser, only the paste key gets a picture from the clipboard, no command does. */
export async function pasteAsText(): Promise<void> {
	if (vscode.env.uiKind === vscode.UIKind.Web) {
		await vscode.window.showInformationMessage(
			vscode.l10n.t(
				'In a browser, only the paste key gets a picture on the clipboard. Press it, then choose the text from the menu beside what was pasted. Where nothing is pasted, add "{0}" to the setting "editor.pasteAs.preferences".',
				plain(kind.value),
			),
		);
		return;
	}
	await vscode.commands.executeCommand('editor.action.pasteAs', { kind: kind.value });
}

function syntaxOf({ languageId }: vscode.TextDocument): Syntax {
	return syntaxes[languageId] ?? 'text';
}

function placeIn(document: vscode.TextDocument, ranges: readonly vscode.Range[]): InsertionPlace & { readonly title: string } {
	return { document, syntax: syntaxOf(document), ranges, title: titleFor(document) };
}

function titleFor(document: vscode.TextDocument): string {
	switch (syntaxOf(document)) {
		case 'markdown':
			return vscode.l10n.t('Insert as Markdown Text');
		case 'latex':
			return vscode.l10n.t('Insert as LaTeX Text');
		case 'text':
			return vscode.l10n.t('Insert as Text');
	}
}
