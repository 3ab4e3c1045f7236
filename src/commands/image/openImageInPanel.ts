import * as vscode from 'vscode';
import type { Services } from '../../services.ts';

/** Brings back the prompt and the settings that an image file remembers. */
export async function openImageInPanel({ imagePanel }: Services, clicked?: vscode.Uri): Promise<void> {
	const image = clicked ?? (await pickImage());
	if (image) {
		await (await imagePanel.load()).openImage(image);
	}
}

async function pickImage(): Promise<vscode.Uri | undefined> {
	const picked = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Open Image in Panel'),
		filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] },
	});
	return picked?.[0];
}
