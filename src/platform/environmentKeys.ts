import * as v from 'valibot';
import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import type { Connection } from './settingValues.ts';
import { globalKeys } from './persistentState.ts';
import { storedValue } from './storedValue.ts';

/** The environment variables from which each service's own programs read the key. */
const variables = {
	documents: { azure: 'AZURE_API_KEY', mistral: 'MISTRAL_API_KEY' },
	images: { azure: 'AZURE_OPENAI_API_KEY', openai: 'OPENAI_API_KEY', compatible: undefined },
} as const;

const ownOrigins: Readonly<Record<string, string>> = {
	MISTRAL_API_KEY: 'https://api.mistral.ai',
	OPENAI_API_KEY: 'https://api.openai.com',
};

/** API keys of the environment. They may be meant for another program, so a key only goes to its service's own host, or where the user agrees. */
export class EnvironmentKeys {
	constructor(
		private readonly environment: Readonly<Record<string, string | undefined>>,
		private readonly state: vscode.Memento,
	) {}

	/** The variable that has a key for a connection. */
	variable(connection: Pick<Connection, 'for' | 'service'>): string | undefined {
		const variable = variableOf(connection);
		return this.value(variable) === undefined ? undefined : variable;
	}

	/**
	 * The key for a connection at an origin: without a question for the service's own host, after one question for any other. Undefined when there is
	 * none or the user does not want it sent there.
	 * @throws {vscode.CancellationError} when the question is not answered, or, if `quiet`, would have to be asked
	 */
	async key(connection: Pick<Connection, 'for' | 'service'>, { origin, host }: URL, quiet = false): Promise<string | undefined> {
		const variable = variableOf(connection);
		const key = this.value(variable);
		if (variable === undefined || key === undefined || ownOrigins[variable] === origin) {
			return key;
		}
		return (await this.maySend(variable, origin, host, quiet)) ? key : undefined;
	}

	/** The key for a service's own host, for cleaning up there; the user is not asked. */
	ownKey(origin: string): string | undefined {
		const variable = Object.keys(ownOrigins).find((name) => ownOrigins[name] === origin);
		return this.value(variable);
	}

	/**
	 * Whether documents may be sent to Mistral because its variable is set. Asks once, before the first document.
	 * @throws {vscode.CancellationError} when the question is not answered, or, if `quiet`, would have to be asked
	 */
	async mayReadDocuments(quiet = false): Promise<boolean> {
		if (this.value('MISTRAL_API_KEY') === undefined) {
			return false;
		}
		const known = this.consent();
		if (known !== undefined) {
			return known;
		}
		if (quiet) {
			throw new vscode.CancellationError();
		}
		const use = vscode.l10n.t('Use Mistral');
		const stay = vscode.l10n.t('Stay on This Machine');
		const answer = await vscode.window.showInformationMessage(
			vscode.l10n.t('Convert documents with Mistral OCR?'),
			{
				modal: true,
				detail: vscode.l10n.t(
					'MISTRAL_API_KEY is set in the environment. With it, documents that you convert are sent to {0}. Without it, Fovea reads them on this machine.',
					'api.mistral.ai',
				),
			},
			use,
			stay,
		);
		if (answer === undefined) {
			throw new vscode.CancellationError();
		}
		await this.state.update(globalKeys.environmentKeyConsent, answer === use);
		return answer === use;
	}

	/** Whether documents are sent to Mistral because its variable is set, or would be after the question. */
	mayComeToReadDocuments(): boolean {
		return this.value('MISTRAL_API_KEY') !== undefined && this.consent() !== false;
	}

	private async maySend(variable: string, origin: string, host: string, quiet: boolean): Promise<boolean> {
		const asked = `${variable} ${origin}`;
		const answers = storedValue(this.state, globalKeys.environmentKeyOrigins, v.record(v.string(), v.boolean())) ?? {};
		const before = answers[asked];
		if (before !== undefined) {
			return before;
		}
		if (quiet) {
			throw new vscode.CancellationError();
		}
		const send = vscode.l10n.t('Use {0}', plain(variable));
		const enter = vscode.l10n.t('Enter Another Key');
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t('Send the key in {0} to {1}?', plain(variable), plain(host)),
			{
				modal: true,
				detail: vscode.l10n.t('The variable is set in the environment, perhaps for another program. No key is stored for this host.'),
			},
			send,
			enter,
		);
		if (answer === undefined) {
			throw new vscode.CancellationError();
		}
		await this.state.update(globalKeys.environmentKeyOrigins, { ...answers, [asked]: answer === send });
		return answer === send;
	}

	private consent(): boolean | undefined {
		return storedValue(this.state, globalKeys.environmentKeyConsent, v.boolean());
	}

	private value(variable: string | undefined): string | undefined {
		return variable === undefined ? undefined : this.environment[variable]?.trim() || undefined;
	}
}

function variableOf(connection: Pick<Connection, 'for' | 'service'>): string | undefined {
	return (variables[connection.for] as Readonly<Record<string, string | undefined>>)[connection.service];
}
