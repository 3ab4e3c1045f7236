import * as vscode from 'vscode';
import { modelTables } from '../../core/modelLife.ts';
import { retirementOf, suggestedModels } from '../../core/modelTable.ts';
import { plain } from '../../core/plain.ts';
import { serviceLabel } from '../../platform/connections.ts';
import type { Connection } from '../../platform/settingValues.ts';

type Service = Connection['service'];
type Use = Connection['for'];

/** An entry of the list of services. */
export interface ServicePick extends vscode.QuickPickItem {
	readonly service: Service;
}

/** Example addresses by use and service. */
export const placeHolders: Readonly<Record<Use, Partial<Record<Service, string>>>> = {
	documents: { azure: 'https://<resource>.services.ai.azure.com', mistral: 'https://api.mistral.ai' },
	images: { azure: 'https://<resource>.openai.azure.com', openai: 'https://api.openai.com/v1', compatible: 'http://localhost:8000/v1' },
};

/** The services that a use offers. */
export function servicePicks(use: Use): readonly ServicePick[] {
	const pick = (service: Service, description: string): ServicePick => ({ service, label: serviceLabel(use, service), description });
	return use === 'documents'
		? [
				pick('azure', vscode.l10n.t('Mistral OCR on your Foundry resource or serverless endpoint')),
				pick('mistral', vscode.l10n.t("Mistral's own API, or a server that speaks it")),
			]
		: [
				pick('azure', vscode.l10n.t('A deployment on your own resource')),
				pick('openai', vscode.l10n.t("OpenAI's own API")),
				pick('compatible', vscode.l10n.t('Any server that speaks OpenAI’s images API, on this machine or elsewhere')),
			];
}

/** The models to suggest, retired ones last. */
export function modelPicks(use: Use, service: Service): readonly vscode.QuickPickItem[] {
	const table = modelTables[use];
	// Compatible servers use OpenAI's names.
	const provider = service === 'compatible' ? 'openai' : service;
	const picks = suggestedModels(table, provider).map((label) => {
		const retired = retirementOf(table, label, service)?.retired;
		return retired ? { label, description: vscode.l10n.t('retired on {0}, for servers that still offer it', plain(retired)) } : { label };
	});
	return [...picks.filter((pick) => !('description' in pick)), ...picks.filter((pick) => 'description' in pick)];
}
