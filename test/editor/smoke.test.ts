import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
	readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

suite('the extension @api', () => {
	const extension = vscode.extensions.getExtension('fovea.fovea');

	test('is found', () => {
		assert.ok(extension);
	});

	test('activates when one of its commands runs', async () => {
		await vscode.commands.executeCommand('fovea.showLog');
		assert.equal(extension?.isActive, true);
	});

	test('has registered every command of its manifest', async () => {
		await extension?.activate();
		const registered = await vscode.commands.getCommands(true);
		const declared = (extension?.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
		assert.deepEqual(
			declared.filter((command) => !registered.includes(command)),
			[],
		);
	});
});
