import * as vscode from 'vscode';
import { registerCommands } from './commands/index.ts';
import { Background } from './core/worker/background.ts';
import { Engines } from './platform/engines.ts';
import { Lessons } from './platform/lessons.ts';
import { Keys } from './platform/secrets.ts';
import type { Services } from './services.ts';

export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel('Fovea', { log: true });
	const keys = new Keys(context.secrets, context.globalState);
	const lessons = new Lessons(context.globalState);
	const background = new Background({ files: context.asAbsolutePath('dist'), idleMs: 60_000 });

	const services: Services = {
		log,
		state: context.globalState,
		keys,
		engines: new Engines(keys, lessons, context.globalState, process.env),
		background,
		cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, 'cache').fsPath,
	};
	context.subscriptions.push(log, { dispose: () => background.dispose() }, ...registerCommands(services));
}
