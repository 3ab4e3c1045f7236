import { type ImageEmulator, startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { panelSettings } from '../support/imagePanel.ts';
import { useVSCode } from '../support/uiSession.ts';
import { testPanel } from './imagePanel/panel.ts';
import { testWalkthrough } from './imagePanel/walkthrough.ts';

suite('A user with a service for images only', () => {
	let images: ImageEmulator;
	const vscode = useVSCode(async () => {
		images = await startImageEmulator({ profile: 'compatible', key: '' });
		return { settings: panelSettings(images) };
	});
	suiteTeardown(() => images.close());

	suite('The walkthrough', () => testWalkthrough(vscode));
	suite('From a prompt to an image, in the workbench', () => testPanel(vscode, () => images));
});
