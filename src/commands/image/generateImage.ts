import * as vscode from 'vscode';
import type { Services } from '../../services.ts';

/** Shows the image panel. From the editor's menu, which names a document, the selected text becomes the prompt. */
export async function generateImage({ imagePanel }: Services, document?: vscode.Uri): Promise<void> {
	const editor = document && vscode.window.activeTextEditor;
	const prompt = editor?.document.getText(editor.selection).trim();
	await imagePanel.open(prompt || undefined);
}
