import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';
import { addFailureNote } from '../support/run/failureNotes.ts';
import { type Answer, FakeInput, type Seen } from './fakeInput.ts';

type Window = Record<string, unknown>;

/** Values of settings by their full names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Messages that were shown, in order, with their buttons. */
export interface Shown {
	readonly kind: 'info' | 'warning' | 'error';
	readonly text: string;
	readonly buttons: readonly string[];
}

/**
 * Stands between the extension and the person: keeps the messages that it shows, and answers its questions as a test says. Everything else is
 * the real editor.
 */
export class Stage {
	readonly shown: Shown[] = [];
	/** Answers to messages: a button by the text that the message contains. */
	readonly presses: [text: RegExp, button: string][] = [];
	/** Answers to input boxes and quick picks, in order. */
	readonly answers: Answer[] = [];
	/** The steps of sequences as they were shown. */
	readonly seen: Seen[] = [];
	private readonly originals = new Map<string, unknown>();
	private readonly forgetNote = addFailureNote(() => this.report());

	constructor() {
		for (const [name, kind] of [
			['showInformationMessage', 'info'],
			['showWarningMessage', 'warning'],
			['showErrorMessage', 'error'],
		] as const) {
			this.replace(name, async (text: string, ...rest: unknown[]) => {
				const buttons = rest.filter((item): item is string => typeof item === 'string');
				this.shown.push({ kind, text, buttons });
				const press = this.presses.findIndex(([pattern]) => pattern.test(text));
				return press < 0 ? undefined : this.presses.splice(press, 1)[0]![1];
			});
		}
		const person = { next: () => this.answers.shift(), sees: (input: Seen) => void this.seen.push(input) };
		this.replace('createInputBox', () => new FakeInput('box', person));
		this.replace('createQuickPick', () => new FakeInput('list', person));
		this.replace('showInputBox', async (options: vscode.InputBoxOptions) => {
			const answer = this.answers.shift() as string | undefined;
			const problem = answer === undefined ? undefined : await options.validateInput?.(answer);
			const refused = typeof problem === 'string' || problem?.severity === vscode.InputBoxValidationSeverity.Error;
			assert.ok(!refused, `the input box refuses ${answer}`);
			return answer;
		});
		this.replace('showQuickPick', async (items: readonly (string | vscode.QuickPickItem)[]) => {
			const answer = this.answers.shift();
			return items.find((item) => (typeof item === 'string' ? item : item.label) === answer);
		});
	}

	/** The texts of the messages of one kind. */
	texts(kind: Shown['kind']): string[] {
		return this.shown.filter((message) => message.kind === kind).map(({ text }) => text);
	}

	/** Replaces a function of `vscode.window` until the end of the test. */
	replace(name: string, by: unknown): void {
		const window = vscode.window as unknown as Window;
		if (!this.originals.has(name)) {
			this.originals.set(name, window[name]);
		}
		window[name] = by;
	}

	async leave(): Promise<void> {
		this.forgetNote();
		await this.forgetKeys();
		for (const [name, original] of this.originals) {
			(vscode.window as unknown as Window)[name] = original;
		}
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	}

	/** What a test that fails has seen: messages, questions, open editors. */
	private report(): string {
		const lines = (title: string, items: readonly string[]) => `${title}: ${items.length === 0 ? 'none' : `\n  ${items.join('\n  ')}`}`;
		return [
			lines(
				'Messages',
				this.shown.map(({ kind, text, buttons }) => `${kind}: ${text} ${buttons.map((button) => `[${button}]`).join(' ')}`),
			),
			lines(
				'Steps',
				this.seen.map(({ step, text }) => `${step} ${text}`),
			),
			lines(
				'Editors',
				vscode.window.tabGroups.all
					.flatMap(({ tabs }) => tabs)
					.map(({ label, isActive, isDirty }) => `${label}${isActive ? ', active' : ''}${isDirty ? ', not saved' : ''}`),
			),
		].join('\n');
	}

	/** Removes every stored key: an emulator may get the port of an earlier one, whose key would be taken for its own. */
	private async forgetKeys(): Promise<void> {
		for (let found = true; found;) {
			found = false;
			this.replace('showQuickPick', async ([first]: readonly string[]) => {
				found = true;
				return first;
			});
			await vscode.commands.executeCommand('fovea.removeApiKey');
		}
	}
}

/** A new folder in the workspace for one test's files. */
export async function folder(): Promise<vscode.Uri> {
	const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, `test ${crypto.randomUUID().slice(0, 8)}`);
	await vscode.workspace.fs.createDirectory(uri);
	return uri;
}

/** Copies a file of the sample workspace, or one that is given by its bytes, into a folder. */
export async function place(into: vscode.Uri, name: string, from: string | Uint8Array = name): Promise<vscode.Uri> {
	const uri = vscode.Uri.joinPath(into, name);
	const bytes =
		typeof from === 'string'
			? await vscode.workspace.fs.readFile(vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, from))
			: from;
	await vscode.workspace.fs.writeFile(uri, bytes);
	return uri;
}

/** The text of a file. */
export async function read(uri: vscode.Uri): Promise<string> {
	return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** The names in a folder, sorted. */
export async function names(uri: vscode.Uri): Promise<string[]> {
	return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name).sort();
}

/** Sets a setting for the user, or takes it away. A busy editor says that it is written before extensions see it. */
async function update(name: string, value: unknown): Promise<void> {
	const wanted = JSON.stringify(value);
	const isSet = () => JSON.stringify(vscode.workspace.getConfiguration().inspect(name)?.globalValue) === wanted;
	if (!isSet()) {
		await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
		await until(`${name} is set`, isSet);
	}
}

/** Sets settings of `fovea.ocr` for the user, or takes them away. */
export async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
	for (const [name, value] of Object.entries(values)) {
		await update(`fovea.ocr.${name}`, value);
	}
}

/** Makes the user's connections, as settings.json has them. */
export async function setConnections(...values: readonly unknown[]): Promise<void> {
	await update('fovea.connections', values);
}

/** The settings of a connection for documents, and that it reads them. */
export function reader(service: 'azure' | 'mistral', endpoint: string, model = 'mistral-document-ai-2512'): Settings {
	return { 'fovea.connections': [{ name: 'Test', for: 'documents', service, endpoint, model }], 'fovea.ocr.connection': 'Test' };
}

/** Makes a connection for documents, and the one that reads them. */
export async function readBy(...connection: Parameters<typeof reader>): Promise<void> {
	for (const [name, value] of Object.entries(reader(...connection))) {
		await update(name, value);
	}
}

/**
 * Makes these the only settings of Fovea. What is so already is left alone, as a change costs the editor more than most tests: a suite whose tests
 * begin with the same settings calls this before each, and `resetSettings` once at its end.
 */
export async function onlySettings(wanted: Settings): Promise<void> {
	const manifest = vscode.extensions.getExtension('fovea.fovea')!.packageJSON as {
		contributes: { configuration: { properties: object }[] };
	};
	const settings = vscode.workspace.getConfiguration();
	for (const name of manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties))) {
		await update(name, wanted[name]);
		const { workspaceValue } = settings.inspect(name) ?? {};
		if (workspaceValue !== undefined) {
			await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
		}
	}
}

/**
 * Makes no settings of Fovea but those of `reader`, which the test before has made or this one makes: where each test has a service of its own, only the
 * address changes.
 */
export async function expectReader(): Promise<void> {
	const { globalValue } = vscode.workspace.getConfiguration().inspect('fovea.connections') ?? {};
	await onlySettings({ ...reader('azure', ''), 'fovea.connections': globalValue });
}

/** Takes away every setting that a test has made. */
export async function resetSettings(): Promise<void> {
	await onlySettings({});
}
