import * as vscode from 'vscode';
import { readAgentSettings } from '../platform/settings.ts';

/** The id of the server definition provider in the manifest. */
const providerId = 'fovea.mcp';

/** The part of VS Code's MCP API that is used. It exists since 1.101; the types of the oldest supported version do not have it. */
interface McpApi {
	readonly lm: {
		readonly registerMcpServerDefinitionProvider?: (
			id: string,
			provider: { readonly onDidChangeMcpServerDefinitions: vscode.Event<void>; provideMcpServerDefinitions(): unknown[] },
		) => vscode.Disposable;
	};
	readonly McpStdioServerDefinition?: new (
		label: string,
		command: string,
		args: string[],
		env: Record<string, string>,
		version: string,
	) => { readonly label: string };
}

/**
 * Registers the MCP server with the editor if `fovea.agents.mcpServer` is on, for agents in the editor that use servers but no extension tools. The manifest's
 * `when` clauses
 * hide the tools then, so that no agent gets both.
 */
export function registerMcpServer(context: vscode.ExtensionContext): vscode.Disposable {
	const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
	const [, minor = 0] = vscode.version.split('.').map(Number);
	// In 1.100 the function is a proposed API: it exists, and throws.
	if (!lm.registerMcpServerDefinitionProvider || !Definition || minor < 101) {
		return new vscode.Disposable(() => undefined);
	}
	const changed = new vscode.EventEmitter<void>();
	const folders = () => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
	return vscode.Disposable.from(
		changed,
		vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('fovea.agents') && changed.fire()),
		vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
		lm.registerMcpServerDefinitionProvider(providerId, {
			onDidChangeMcpServerDefinitions: changed.event,
			provideMcpServerDefinitions: () =>
				readAgentSettings().mcpServer
					? [
							new Definition(
								'Fovea',
								process.execPath,
								[context.asAbsolutePath('dist/mcp.cjs'), ...folders()],
								{ ELECTRON_RUN_AS_NODE: '1' },
								(context.extension.packageJSON as { readonly version: string }).version,
							),
						]
					: [],
		}),
	);
}
