import * as vscode from 'vscode';
import { ConnectionStatus } from '../../src/platform/connectionStatus.ts';
import { until } from '../support/until.ts';
import { Stage, folder, place } from './stage.ts';

suite('The status bar item of the connection', () => {
	let stage: Stage;
	let status: ConnectionStatus;

	setup(() => {
		stage = new Stage();
	});
	teardown(async () => {
		status.dispose();
		await stage.leave();
	});

	test('comes when the open markdown is replaced by a converted document, and goes with it', async () => {
		let shown = false;
		stage.replace('createStatusBarItem', () => ({ show: () => (shown = true), hide: () => (shown = false), dispose: () => undefined }));
		status = new ConnectionStatus();
		const uri = await place(await folder(), 'notes.md', Buffer.from('mine\n'));
		const write = (text: string) => vscode.workspace.fs.writeFile(uri, Buffer.from(text));
		const { document } = await vscode.window.showTextDocument(uri, { preview: false });
		await until('the text without the item', () => vscode.window.activeTextEditor?.document === document && !shown);

		await write('<!-- page 1 -->\n\nText\n');
		await until('the item', () => shown, 20_000);
		await write('mine\n');
		await until('no item', () => !shown);
	});
});
