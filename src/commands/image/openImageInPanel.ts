import * as vscode from 'vscode';
import type { Services } from '../../services.ts';

/** Opens an image file in the panel, with the prompt and the settings in its metadata. */
export async function openImageInPanel({ imagePanel }: Services, clicked?: unknown): Promise<void> {
	const image = clicked instanceof vscode.Uri ? clicked : (activeImage() ?? (await pickImage()));
	if (image) {
		await (await imagePanel.load()).openImage(image);
	}
}

/** Extensions of images that may contain a prompt. The manifest's menus have the same list. */
const imageExtensions = ['png', 'jpg', 'jpeg', 'webp'];

/** The image that the active editor shows. */
function activeImage(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const uri = input instanceof vscode.TabInputCustom ? input.uri : undefined;
	return uri && imageExtensions.some((extension) => uri.path.toLowerCase().endsWith(`.${extension}`)) ? uri : undefined;
}

async function pickImage(): Promise<vscode.Uri | undefined> {
	const picked = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Open Image in Panel'),
		filters: { [vscode.l10n.t('Images')]: imageExtensions },
	});
	return picked?.[0];
}
