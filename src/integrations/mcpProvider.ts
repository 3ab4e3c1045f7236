import * as vscode from 'vscode';
import { readAgentSettings } from '../platform/settings.ts';

/** Of the manifest. */
const providerId = 'fovea.mcp';

/** What VS Code has from 1.101 on, as far as it is used: the types of the oldest supported version do not know it. */
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
 * Offers the MCP server to the editor where the user wants it: for agents in the editor that take servers and no tools of extensions. The manifest's `when`
 * takes the tools away meanwhile, so that no agent is offered both.
 */
export function registerMcpServer(context: vscode.ExtensionContext): vscode.Disposable {
	const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
	const [, minor = 0] = vscode.version.split('.').map(Number);
	// In 1.100 the function is there and throws: it was a proposal.
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
