import * as v from 'valibot';
import * as vscode from 'vscode';
import { parseJson } from '../core/json.ts';
import { type ProxyCredentials, basicAuthorization } from '../core/net/proxyCredentials.ts';
import { plain } from '../core/plain.ts';
import { runSteps } from './multiStep.ts';
import { globalKeys, secretKeys } from './persistentState.ts';
import type { Secrets } from './secrets.ts';

const credentials = v.object({ username: v.string(), password: v.string() });

/** Names and passwords for proxies. They are asked for when a proxy requires them, and kept for the session or, if the user wants, in the secret storage. */
export class ProxyPasswords {
	private readonly ofSession = new Map<string, ProxyCredentials>();
	private readonly asking = new Map<string, Promise<ProxyCredentials | undefined>>();

	constructor(
		private readonly secrets: Secrets,
		private readonly state: vscode.Memento,
	) {}

	/** The origins of proxies that a password is known for, in this session or kept. */
	origins(): readonly string[] {
		return [...new Set([...this.kept(), ...this.ofSession.keys()])];
	}

	/** Forgets the name and password for a proxy. */
	async forget(proxy: string): Promise<void> {
		this.ofSession.delete(proxy);
		await this.keep(proxy, undefined);
	}

	/**
	 * A name and password for a proxy, by its origin; `refused` is the `Proxy-Authorization` that the proxy has rejected. If none is known, the user
	 * is asked, once for all requests at the same time, by a notification, which does not take the focus. Undefined when the user does not answer.
	 */
	async get(proxy: string, refused: string | undefined): Promise<ProxyCredentials | undefined> {
		const known = this.ofSession.get(proxy) ?? (await this.stored(proxy));
		if (known && basicAuthorization(known) !== refused) {
			return known;
		}
		const asking = this.asking.get(proxy) ?? this.ask(proxy, refused !== undefined).finally(() => this.asking.delete(proxy));
		this.asking.set(proxy, asking);
		return asking;
	}

	private async stored(proxy: string): Promise<ProxyCredentials | undefined> {
		const result = v.safeParse(credentials, parseJson((await this.secrets.get(secretKeys.proxyPassword(proxy))) ?? ''));
		return result.success ? result.output : undefined;
	}

	private async ask(proxy: string, wasRefused: boolean): Promise<ProxyCredentials | undefined> {
		const host = plain(new URL(proxy).host);
		const enter = vscode.l10n.t('Enter User Name and Password…');
		const question = wasRefused
			? vscode.l10n.t('The proxy {0} rejects the user name and password that it was given.', host)
			: vscode.l10n.t('The proxy {0} requires a user name and password.', host);
		if ((await vscode.window.showWarningMessage(question, enter)) !== enter) {
			return undefined;
		}
		try {
			return await this.enter(proxy, host);
		} catch (error) {
			if (error instanceof vscode.CancellationError) {
				return undefined;
			}
			throw error;
		}
	}

	private async enter(proxy: string, host: string): Promise<ProxyCredentials> {
		const entered = { username: '', password: '', keep: false };
		const forSession = vscode.l10n.t('Until VS Code Is Closed');
		const forGood = vscode.l10n.t('Keep in the Secret Storage');
		await runSteps(vscode.l10n.t('Proxy {0}', plain(host)), [
			{
				run: async (ui) => {
					entered.username = await ui.text({
						prompt: vscode.l10n.t('Your user name for the proxy, with a domain if it requires one.'),
						value: entered.username,
						validate: (text) => (text.includes(':') ? vscode.l10n.t('A user name for a proxy has no colon.') : requiredText(text)),
					});
				},
			},
			{
				run: async (ui) => {
					entered.password = await ui.text({
						prompt: vscode.l10n.t('Your password. It is sent to {0} only, in the way that HTTP calls Basic.', plain(host)),
						password: true,
						validate: requiredText,
					});
				},
			},
			{
				run: async (ui) => {
					const picked = await ui.pick([{ label: forSession }, { label: forGood }], {
						placeHolder: vscode.l10n.t('How long is it remembered?'),
					});
					entered.keep = picked.label === forGood;
				},
			},
		]);
		const { keep, ...known } = entered;
		this.ofSession.set(proxy, known);
		await this.keep(proxy, keep ? known : undefined);
		return known;
	}

	/** Stores a password in the secret storage, and the proxy's origin, which is not secret, beside it. */
	private async keep(proxy: string, known: ProxyCredentials | undefined): Promise<void> {
		const key = secretKeys.proxyPassword(proxy);
		const others = this.kept().filter((origin) => origin !== proxy);
		await (known ? this.secrets.store(key, JSON.stringify(known)) : this.secrets.delete(key));
		await this.state.update(globalKeys.proxyOrigins, known ? [...others, proxy] : others);
	}

	private kept(): readonly string[] {
		return this.state.get<readonly string[]>(globalKeys.proxyOrigins, []);
	}
}

function requiredText(text: string): string | undefined {
	return text === '' ? vscode.l10n.t('It cannot be empty.') : undefined;
}
