import { run } from '../host/command.ts';
import { fromRoot } from '../host/repository.ts';
import { bundleEditorTests } from './bundleEditorTests.ts';

/** Writes the package that the UI suite installs, and holds it to its budget. */
export function preparePackage(): void {
	run('npm', ['run', '--silent', 'package'], { cwd: fromRoot() });
}

/**
 * Builds the extension and the editor suite that VS Code loads.
 * @returns the file whose `run` runs the suite
 */
export async function prepareEditorTests(): Promise<string> {
	run(process.execPath, ['esbuild.mjs'], { cwd: fromRoot() });
	return bundleEditorTests();
}
