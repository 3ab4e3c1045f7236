import * as vscode from 'vscode';
import { once } from '../core/once.ts';
import { registerCommand } from '../platform/notify.ts';
import type { Services } from '../services.ts';
import { registerMcpServer } from './mcpProvider.ts';

/** The tools' names in the manifest. */
const toolNames = ['fovea_read_document', 'fovea_search_document', 'fovea_view_page', 'fovea_generate_image'] as const;

/** Registers what agents use: the editor's tools, the MCP server, and the command that sets up agents outside of VS Code. */
export function registerAgents(services: Services, context: vscode.ExtensionContext): vscode.Disposable[] {
	const tools = once(async () => (await import('./tools.ts')).createTools(services));
	const command = (name: string, run: () => Promise<void>) => registerCommand(`fovea.${name}`, services.log, run);
	return [
		...toolNames.map((name) =>
			vscode.lm.registerTool<object>(name, {
				prepareInvocation: async (options, token) => (await tools())[name]!.prepareInvocation?.(options, token),
				invoke: async (options, token) => (await tools())[name]!.invoke(options, token),
			}),
		),
		registerMcpServer(context),
		command('setUpAgent', async () => (await import('./setUpAgent.ts')).setUpAgent(services, context)),
	];
}
