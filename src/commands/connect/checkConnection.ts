import * as vscode from 'vscode';
import type { Finding } from '../../core/connect/findings.ts';
import { isFoveaError } from '../../core/errors.ts';
import { phrase, plain } from '../../core/plain.ts';
import { connectionHost, readerInUse, saveConnection, soundOriginOf } from '../../platform/connections.ts';
import { askForKey } from '../../platform/keyInput.ts';
import { describeFailure, isCancellation, logFailure, openSetting } from '../../platform/notify.ts';
import { type Connection, isSameName } from '../../platform/settingValues.ts';
import { readConnections, readNetworkOptions } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { type CheckLine, checkReport, lineOf } from './checkLines.ts';
import { connect } from './connect.ts';
import { testConnection, testPrice } from './connectionTest.ts';
import { checkSubject, knownKey } from './checkSubject.ts';
import { type Repair, repairsFor } from './repairs.ts';

/** Seconds that one request of a check may take. */
const requestSeconds = 30;

interface CheckItem extends vscode.QuickPickItem {
	readonly run?: () => Promise<void>;
}

/** Checks the connection that the user picks, or the only one. */
export async function checkConnectionCommand(services: Services): Promise<void> {
	const connections = readConnections();
	const inUse = readerInUse();
	const picks = connections
		.map((connection) => ({
			connection,
			label: connection.name,
			description: connectionHost(connection),
			isInUse: inUse !== undefined && inUse !== 'local' && isSameName(inUse, connection),
		}))
		.sort((one, other) => Number(other.isInUse) - Number(one.isInUse));
	if (picks.length === 0) {
		const connectOne = vscode.l10n.t('Connect a Service');
		const text = vscode.l10n.t('There is no connection to check: documents are read on this machine.');
		if ((await vscode.window.showInformationMessage(text, connectOne)) === connectOne) {
			await connect(services, 'documents');
		}
		return;
	}
	const picked = picks.length === 1 ? picks[0] : await vscode.window.showQuickPick(picks, { title: vscode.l10n.t('Check Connection') });
	if (picked) {
		await checkConnection(services, picked.connection);
	}
}

/**
 * Checks a connection step by step and shows what each step found, with repairs.
 * @param goesOn whether something waits for the connection and continues as soon as nothing is wrong
 * @returns whether anything was repaired, or the user wants to try again unchanged
 */
export async function checkConnection(services: Services, connection: Connection | undefined, goesOn = false): Promise<boolean> {
	if (!connection) {
		await checkConnectionCommand(services);
		return false;
	}
	const dialog = new CheckDialog(services, connection, goesOn);
	try {
		return await dialog.show();
	} finally {
		dialog.dispose();
	}
}

/** The list in which a check shows its findings. */
class CheckDialog {
	private readonly pick = vscode.window.createQuickPick<CheckItem>();
	private running = new AbortController();
	private findings: Finding[] = [];
	private mended = false;
	private end: (mended: boolean) => void = () => undefined;

	constructor(
		private readonly services: Services,
		private connection: Connection,
		private readonly goesOn: boolean,
	) {}

	show(): Promise<boolean> {
		const { pick } = this;
		const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy Report') };
		pick.ignoreFocusOut = true;
		pick.matchOnDetail = true;
		pick.buttons = [copy];
		return new Promise((resolve, reject) => {
			this.end = resolve;
			pick.onDidTriggerButton(() => void this.copy());
			pick.onDidHide(() => resolve(this.mended));
			pick.onDidAccept(() => {
				const [chosen] = pick.activeItems;
				chosen?.run?.().catch((error: unknown) => (isCancellation(error) ? this.open() : reject(error)));
			});
			this.open();
			this.check().catch(reject);
		});
	}

	dispose(): void {
		this.running.abort();
		this.pick.dispose();
	}

	private open(): void {
		this.pick.title = vscode.l10n.t('Check {0}', plain(this.connection.name));
		this.pick.show();
	}

	/** Runs all steps from the start. */
	private async check(): Promise<void> {
		const { pick, services, connection } = this;
		this.running.abort();
		this.running = new AbortController();
		const { signal } = this.running;
		this.findings = [];
		pick.items = [];
		pick.busy = true;
		pick.placeholder = vscode.l10n.t('Checking {0} …', plain(connectionHost(connection)));
		try {
			const subject = checkSubject(services, connection, await knownKey(services, connection));
			const request = { subject, network: readNetworkOptions(), timeoutMs: requestSeconds * 1000 };
			const isRight = await services.background.checkConnection(request, signal, (found) => {
				if (!signal.aborted) {
					this.findings.push(found);
					pick.items = this.lines();
				}
			});
			if (isRight && this.mended && this.goesOn) {
				this.end(true);
				return;
			}
			pick.placeholder = isRight ? vscode.l10n.t('Nothing is wrong with {0}.', plain(connection.name)) : this.wrongSentence;
			pick.items = [...this.remedies(isRight), ...this.lines()];
		} catch (error) {
			if (isCancellation(error, signal)) {
				return;
			}
			if (!isFoveaError(error)) {
				throw error;
			}
			logFailure(services.log, error);
			pick.placeholder = describeFailure(error, connection.for).text;
			pick.items = [...this.remedies(false), ...this.lines()];
		} finally {
			if (!signal.aborted) {
				pick.busy = false;
			}
		}
	}

	/** The findings: problems first, then the rest in the order of the steps. */
	private lines(): CheckItem[] {
		const isWrong = ({ outcome }: Finding) => outcome === 'wrong';
		const sorted = [...this.findings.filter(isWrong), ...this.findings.filter((found) => !isWrong(found))];
		return sorted.map((found) => itemOf(lineOf(found)));
	}

	private get wrongSentence(): string {
		const wrong = this.findings.find(({ outcome }) => outcome === 'wrong');
		return wrong ? lineOf(wrong).text : '';
	}

	private remedies(isRight: boolean): CheckItem[] {
		const { connection, goesOn } = this;
		const again: CheckItem = {
			iconPath: new vscode.ThemeIcon('debug-restart'),
			label: vscode.l10n.t('Check Again'),
			run: () => this.check(),
		};
		const copy: CheckItem = {
			iconPath: new vscode.ThemeIcon('copy'),
			label: vscode.l10n.t('Copy Report'),
			run: () => this.copy().then(() => this.end(this.mended)),
		};
		const read: CheckItem[] =
			isRight && connection.for === 'documents'
				? [
						{
							iconPath: new vscode.ThemeIcon('beaker'),
							label: vscode.l10n.t('Read a Test Page'),
							detail: vscode.l10n.t('What was checked so far cost nothing. {0}', phrase(testPrice(this.services, connection))),
							run: () => this.readPage(),
						},
					]
				: [];
		const goOn: CheckItem[] =
			isRight && goesOn
				? [
						{
							iconPath: new vscode.ThemeIcon('play'),
							label: vscode.l10n.t('Try Again'),
							run: async () => this.end(true),
						},
					]
				: [];
		const wrong = this.findings.find(({ outcome }) => outcome === 'wrong');
		const repairs = (isRight ? [] : repairsFor(wrong, connection)).map((repair) => this.repairItem(repair));
		const found = { label: vscode.l10n.t('What was found'), kind: vscode.QuickPickItemKind.Separator };
		return [...goOn, ...repairs, ...read, again, copy, found];
	}

	private repairItem({ label, detail, icon, ...repair }: Repair): CheckItem {
		return { label, ...(detail === undefined ? {} : { detail }), iconPath: new vscode.ThemeIcon(icon), run: () => this.repair(repair) };
	}

	/** Runs the repair of a line, then checks again. */
	private async repair(repair: Omit<Repair, 'label' | 'detail' | 'icon'>): Promise<void> {
		const { services } = this;
		const before = this.connection;
		switch (repair.kind) {
			case 'setting':
				await openSetting(repair.value ?? '');
				return this.end(this.mended);
			case 'useAddress':
			case 'useModel': {
				const changed: Connection = { ...before, [repair.kind === 'useModel' ? 'model' : 'endpoint']: repair.value };
				await saveConnection(changed, before);
				this.connection = changed;
				break;
			}
			case 'enterKey':
				await services.keys.set(soundOriginOf(before)!, await askForKey(connectionHost(before)));
				break;
			default:
				this.connection = await connect(services, before.for, { replaced: before, only: repair.kind });
		}
		this.mended = true;
		this.open();
		await this.check();
	}

	private async readPage(): Promise<void> {
		const { pick, services, connection } = this;
		const { signal } = this.running;
		pick.busy = true;
		pick.placeholder = vscode.l10n.t('Reading a test page …');
		try {
			await testConnection(services, connection, await services.engines.keyFor(connection), signal);
			pick.placeholder = vscode.l10n.t('The test page was read as it should be.');
		} catch (error) {
			if (isCancellation(error, signal)) {
				return;
			}
			logFailure(services.log, error);
			pick.placeholder = describeFailure(error).text;
		} finally {
			pick.busy = false;
		}
	}

	private async copy(): Promise<void> {
		await vscode.env.clipboard.writeText(checkReport(this.findings, this.connection));
		void vscode.window.showInformationMessage(
			vscode.l10n.t('The report is on the clipboard. Names of hosts and models of yours are left out, and no key is in it.'),
		);
	}
}

function itemOf({ icon, label, text }: CheckLine): CheckItem {
	return { iconPath: new vscode.ThemeIcon(icon), label, detail: text };
}
