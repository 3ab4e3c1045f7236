import type { Workbench } from './workbench.ts';

/** What `connectFoundry` enters. */
export interface Foundry {
	readonly endpoint: string;
	readonly key: string;
	/** Name of the deployment. */
	readonly model?: string;
}

/** Connects Mistral OCR on Azure AI Foundry as a person does, step by step: the service is tested by one request, and saved. */
export async function connectFoundry(workbench: Workbench, { endpoint, key, model = 'mistral-document-ai-2512' }: Foundry): Promise<void> {
	await workbench.command('Fovea: Connect a Service');
	await workbench.quickPick('Azure AI Foundry').click();
	await workbench.answer(endpoint, '(2/6)');
	await workbench.answer(model, '(3/6)');
	await workbench.quickPick('API Key').click();
	await workbench.answer(key, '(5/6)');
	await workbench.quickPick('Save').click();
	await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
	await workbench.clearNotifications();
}
