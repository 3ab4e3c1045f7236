import assert from 'node:assert/strict';
import path from 'node:path';
import type { Emulator } from '../../support/emulator/emulator.ts';
import { readWholeJson } from '../../support/readWholeJson.ts';
import type { UiSession } from '../../support/uiSession.ts';

/** What a user of a version without connections has set. */
export const earlierSettings = {
	'fovea.ocr.provider': 'mistral',
	'fovea.ocr.azureEndpoint': 'https://mine.services.ai.azure.com',
	'fovea.ocr.azureModel': 'my-ocr',
	'fovea.images.servers': [{ name: 'Attic', endpoint: 'http://localhost:8000/v1', model: 'flux' }, null, { name: 7 }],
	'fovea.images.azureEndpoint': 'https://mine.openai.azure.com',
	'fovea.images.provider': 'server:Attic',
};

/** Tests of a window that starts with `earlierSettings`, beside a connection to `emulator`. */
export function testEarlierSettings(vscode: UiSession, emulator: () => Emulator): void {
	test('of the user become connections, and are gone', async () => {
		await vscode.workbench.command('Fovea: Manage Connections');
		await vscode.workbench.quickPick('Mistral, in use').waitFor();
		await vscode.screenshot('connections taken over');
		await vscode.page.keyboard.press('Escape');

		const now = await readWholeJson<Record<string, unknown>>(path.join(vscode.storage, '../../settings.json'));
		assert.deepEqual(
			(now['fovea.connections'] as { name: string; endpoint: string }[]).map(({ name, endpoint }) => `${name}: ${endpoint}`),
			[
				`Emulator: ${emulator().endpoint}`,
				'Azure AI Foundry: https://mine.services.ai.azure.com',
				'Mistral: https://api.mistral.ai',
				'Azure OpenAI: https://mine.openai.azure.com',
				'Attic: http://localhost:8000/v1',
			],
		);
		assert.deepEqual([now['fovea.ocr.connection'], now['fovea.images.connection']], ['Mistral', 'Attic']);
		assert.deepEqual(
			Object.keys(now).filter((name) => name in earlierSettings),
			[],
		);
	});
}
