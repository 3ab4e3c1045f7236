import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ServerCommand, configurationText, mergedJson, mergedToml } from '../core/agents/agentConfig.ts';
import { launcherScript } from '../core/agents/launcher.ts';
import { plain } from '../core/plain.ts';
import { writeWhole } from '../platform/atomicFile.ts';
import { asWriteFailure } from '../platform/files.ts';
import type { Services } from '../services.ts';

/** An agent that uses MCP servers, and its configuration file on this machine. */
interface Agent {
	readonly label: string;
	readonly format: 'json' | 'toml';
	/** Undefined when the agent has no file that Fovea knows. */
	readonly file: string | undefined;
	/** Whether the file belongs to the workspace, and is shared with it. */
	readonly shared?: boolean;
}

/** Sets up an agent other than VS Code's chat: adds Fovea's MCP server to its configuration after asking, or copies the configuration to the clipboard. */
export async function setUpAgent({ log }: Services, context: vscode.ExtensionContext): Promise<void> {
	const agents = agentsOf(context);
	const copy = vscode.l10n.t('Copy the Configuration');
	const picked = await vscode.window.showQuickPick(
		[
			...agents.map(({ label, file }) => ({ label, detail: file === undefined ? vscode.l10n.t('Open a folder first') : plain(file) })),
			{ label: copy, detail: vscode.l10n.t('For any other agent that takes MCP servers') },
		],
		{ title: vscode.l10n.t('Set Up Another Agent'), placeHolder: vscode.l10n.t('Which agent is to read documents?') },
	);
	if (!picked) {
		return;
	}
	const server = await serverCommand(context);
	const agent = agents.find(({ label }) => label === picked.label);
	if (!agent?.file) {
		await vscode.env.clipboard.writeText(configurationText('json', server));
		void vscode.window.showInformationMessage(
			vscode.l10n.t('The configuration is on the clipboard. Paste it into the file of your agent.'),
		);
		return;
	}
	await addTo(agent, agent.file, server);
	log.info(`agents: ${agent.label} was set up or looked at`);
}

async function addTo({ label, format, shared }: Agent, file: string, server: ServerCommand): Promise<void> {
	const uri = vscode.Uri.file(file);
	const before = await readFile(file, 'utf8').catch((error: unknown) => {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return '';
		}
		throw asWriteFailure(error, path.basename(file));
	});
	const merged = format === 'toml' ? mergedToml(before, server) : mergedJson(before, server);
	if (merged === 'same') {
		void vscode.window.showInformationMessage(vscode.l10n.t('{0} is set up already. Start it anew to see the tools.', plain(label)));
		return;
	}
	const name = plain(path.basename(file));
	if (merged === 'unreadable') {
		const open = vscode.l10n.t('Open and Copy');
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t(
				'{0} cannot be changed safely: it has a server of this name, or is not in the form that {1} reads. Nothing was written.',
				name,
				plain(label),
			),
			open,
		);
		if (answer === open) {
			await vscode.env.clipboard.writeText(configurationText(format, server));
			await vscode.window.showTextDocument(uri);
		}
		return;
	}
	const add = vscode.l10n.t('Add');
	const compare = vscode.l10n.t('Show Changes');
	const copy = vscode.l10n.t('Copy Instead');
	const detail = [
		plain(file, 300),
		before === '' ? vscode.l10n.t('The file is new.') : vscode.l10n.t('What is in the file stays as it is.'),
		...(shared ? [vscode.l10n.t('It is part of this workspace and names a path of this machine: think twice before you commit it.')] : []),
		vscode.l10n.t('Documents are read on this machine. Keys are not written.'),
	].join('\n');
	const ask = async (): Promise<string | undefined> =>
		vscode.window.showInformationMessage(
			vscode.l10n.t("Add Fovea's tools to {0}?", plain(label)),
			{ modal: true, detail },
			add,
			compare,
			copy,
		);
	const answer = await ask();
	if (answer === copy) {
		await vscode.env.clipboard.writeText(configurationText(format, server));
		void vscode.window.showInformationMessage(
			vscode.l10n.t('The configuration is on the clipboard. Paste it into the file of your agent.'),
		);
	} else if (answer === compare) {
		const language = format === 'toml' ? 'plaintext' : 'jsonc';
		const old = await vscode.workspace.openTextDocument({ content: before, language });
		const changed = await vscode.workspace.openTextDocument({ content: merged.text, language });
		await vscode.commands.executeCommand('vscode.diff', old.uri, changed.uri, vscode.l10n.t('{0} with Fovea', name));
		const sure = await vscode.window.showInformationMessage(vscode.l10n.t("Add Fovea's tools to {0}?", plain(label)), add);
		if (sure === add) {
			await write(uri, before, merged.text, label);
		}
	} else if (answer === add) {
		await write(uri, before, merged.text, label);
	}
}

/** Writes the configuration, unless the file has changed since it was read. */
async function write(uri: vscode.Uri, before: string, text: string, label: string): Promise<void> {
	const now = await readFile(uri.fsPath, 'utf8').catch(() => '');
	if (now !== before) {
		void vscode.window.showWarningMessage(
			vscode.l10n.t('{0} was changed meanwhile. Nothing was written: run the command again.', plain(path.basename(uri.fsPath))),
		);
		return;
	}
	try {
		await mkdir(path.dirname(uri.fsPath), { recursive: true });
		await writeWhole(new TextEncoder().encode(text), uri, { overwrite: true });
	} catch (error) {
		throw asWriteFailure(error, path.basename(uri.fsPath));
	}
	void vscode.window.showInformationMessage(vscode.l10n.t('{0} has the tools now. Start it anew to see them.', plain(label)));
}

function agentsOf({ globalStorageUri }: vscode.ExtensionContext): readonly Agent[] {
	const home = os.homedir();
	const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
	const storage = path.dirname(globalStorageUri.fsPath);
	return [
		{ label: 'Claude Code', format: 'json', file: folder && path.join(folder, '.mcp.json'), shared: true },
		{ label: 'Codex', format: 'toml', file: path.join(process.env['CODEX_HOME'] ?? path.join(home, '.codex'), 'config.toml') },
		{ label: 'Cursor', format: 'json', file: path.join(home, '.cursor', 'mcp.json') },
		{ label: 'Windsurf', format: 'json', file: path.join(home, '.codeium', 'windsurf', 'mcp_config.json') },
		{ label: 'Cline', format: 'json', file: path.join(storage, 'saoudrizwan.claude-dev', 'settings', 'cline_mcp_settings.json') },
	];
}

/** The command with which agents start the server: a script that survives updates, run by VS Code's own Node unless its path changes with each version. */
async function serverCommand({ globalStorageUri, extensionUri, extension }: vscode.ExtensionContext): Promise<ServerCommand> {
	const script = vscode.Uri.joinPath(globalStorageUri, 'mcp.cjs');
	const own = extensionUri.fsPath;
	const text = launcherScript({ extensions: path.dirname(own), prefix: `${extension.id.toLowerCase()}-`, own });
	await mkdir(globalStorageUri.fsPath, { recursive: true });
	await writeWhole(new TextEncoder().encode(text), script, { overwrite: true });
	// On a remote server, the path of VS Code's Node contains the version.
	const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
	return isDesktop
		? { command: process.execPath, args: [script.fsPath], env: { ELECTRON_RUN_AS_NODE: '1' } }
		: { command: 'node', args: [script.fsPath], env: {} };
}
