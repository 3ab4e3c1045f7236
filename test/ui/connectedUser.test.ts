import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { type ImageEmulator, startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { panelSettings } from '../support/imagePanel.ts';
import { useVSCode } from '../support/uiSession.ts';
import { testAnswers } from './connectedUser/answers.ts';
import { fillHistory, testImageHistory } from './connectedUser/imageHistory.ts';

suite('A user with connections and a history', () => {
	let mistral: Emulator;
	let images: ImageEmulator;
	const vscode = useVSCode(async () => {
		mistral = await startEmulator({ profile: 'mistral', key: 'the-key' });
		images = await startImageEmulator({ profile: 'compatible', key: '' });
		const { 'fovea.connections': drawers, ...choice } = panelSettings(images);
		const reader = { name: 'Mistral', for: 'documents', service: 'mistral', endpoint: mistral.origin, model: 'mistral-ocr-latest' };
		return { settings: { ...choice, 'fovea.connections': [reader, ...drawers] }, fillStorage: fillHistory };
	});
	suiteTeardown(async () => {
		await mistral.close();
		await images.close();
	});

	suite('What a service answers, seen in the workbench', () => testAnswers(vscode, () => mistral));
	suite('The image panel with a history, and over a reload', () => testImageHistory(vscode, () => images));
});
