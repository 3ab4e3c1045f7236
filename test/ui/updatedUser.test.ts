import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { useVSCode } from '../support/uiSession.ts';
import { earlierSettings, testEarlierSettings } from './updatedUser/earlierSettings.ts';
import { testInsert } from './updatedUser/insert.ts';

suite('Somebody who used an earlier version', () => {
	let emulator: Emulator;
	const vscode = useVSCode(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
		return {
			settings: {
				...earlierSettings,
				'fovea.connections': [
					{ name: 'Emulator', for: 'documents', service: 'azure', endpoint: emulator.endpoint, model: 'mistral-document-ai-2512' },
				],
				'[latex]': { 'editor.pasteAs.preferences': ['markdown.recognizedText'] },
			},
		};
	});
	suiteTeardown(() => emulator.close());

	suite('whose settings become connections', () => testEarlierSettings(vscode, () => emulator));
	suite('The text of pictures and documents, put into another document', () => testInsert(vscode, () => emulator));
});
