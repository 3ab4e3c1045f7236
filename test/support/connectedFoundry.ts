import type { Emulator } from './emulator/emulator.ts';
import type { Settings } from './host/profile.ts';
import type { Workbench } from './workbench.ts';

/** The settings of a user who has connected Mistral OCR on Azure AI Foundry. */
export function connectedFoundry(emulator: Emulator): Settings {
	const model = 'mistral-document-ai-2512';
	return {
		'fovea.connections': [{ name: 'Azure AI Foundry', for: 'documents', service: 'azure', endpoint: emulator.endpoint, model }],
		'fovea.ocr.connection': 'Azure AI Foundry',
	};
}

/** Enters the API key of the only connection, or of the one of several that is named. */
export async function enterKey(workbench: Workbench, key: string, connection?: string): Promise<void> {
	await workbench.command('Fovea: Set API Key');
	if (connection !== undefined) {
		await workbench.quickPick(connection).click();
	}
	await workbench.answer(key, 'API Key for');
	await workbench.notification(/^The API key for .* is stored/).waitFor();
	await workbench.clearNotifications();
}
