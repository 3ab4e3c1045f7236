import * as vscode from 'vscode';
import type { PasteProblem } from '../../core/connect/pasted.ts';
import { plain } from '../../core/plain.ts';

/** What is wrong with a pasted text, and where to find the right one. */
export function pasteProblemText(found: PasteProblem): string {
	switch (found.problem) {
		case 'empty':
			return vscode.l10n.t('Paste the address.');
		case 'notAnAddress':
			return vscode.l10n.t('This is no address. It looks like https://my-resource.services.ai.azure.com.');
		case 'placeholder':
			return vscode.l10n.t('This is a sample: put the name of your resource in the place of the placeholder.');
		case 'password':
			return vscode.l10n.t('The address has a name and a password in it. Leave them out.');
		case 'keyOnly':
			return vscode.l10n.t('This looks like a key. The address comes first, the key in a later step.');
		case 'modelOnly':
			return vscode.l10n.t('This is the name of a model. The address comes first, the deployment in the next step.');
		case 'regional':
			return vscode.l10n.t('{0} is shared by all resources of a region. Paste the address with the name of yours.', plain(found.host));
		case 'unencrypted':
			return vscode.l10n.t('{0} is not on this machine: its address has to begin with https.', plain(found.host));
		case 'otherUse':
			return otherUseText(found.maker);
		case 'portal':
			return portalText(found.portal);
	}
}

function otherUseText(maker: Extract<PasteProblem, { problem: 'otherUse' }>['maker']): string {
	switch (maker) {
		case 'OpenAI':
			return vscode.l10n.t('OpenAI reads no documents. It can be connected for images.');
		case 'Mistral':
			return vscode.l10n.t('Mistral draws no images. It can be connected for documents.');
		case 'Codestral':
			return vscode.l10n.t(
				'This host of Mistral only completes code. Documents are read at https://api.mistral.ai, with a key of its own.',
			);
	}
}

function portalText(portal: Extract<PasteProblem, { problem: 'portal' }>['portal']): string {
	switch (portal) {
		case 'foundry':
			return vscode.l10n.t('This is the page, not the address: open the deployment under "Models + endpoints" and copy its Target URI.');
		case 'azure':
			return vscode.l10n.t('This is the page, not the address: on the resource, copy the endpoint under "Keys and Endpoint".');
		case 'mistral':
			return vscode.l10n.t('This is a page of Mistral. The address is https://api.mistral.ai; the key stands under "API Keys".');
		case 'openai':
			return vscode.l10n.t('This is a page of OpenAI. Its address is https://api.openai.com/v1; the key stands under "API keys".');
		case 'documentation':
			return vscode.l10n.t('This is a page to read. Paste the address of your own resource.');
	}
}
