import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { fromRoot } from '../host/repository.ts';
import { findTests } from './findTests.ts';

/** The file whose `run` runs the bundled editor suite. */
export const bundledEditorTests = fromRoot('out/editor/index.cjs');

/**
 * Bundles the editor suite as VS Code's extension host loads it.
 * @returns the file whose `run` runs it
 */
export async function bundleEditorTests(): Promise<string> {
	const outdir = path.dirname(bundledEditorTests);
	await rm(outdir, { recursive: true, force: true });
	await esbuild.build({
		entryPoints: [fromRoot('test/editor/index.ts'), ...findTests('editor')],
		outdir,
		outbase: fromRoot('test/editor'),
		outExtension: { '.js': '.cjs' },
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		sourcemap: 'inline',
		logLevel: 'warning',
		external: ['vscode', 'mocha', 'pdfjs-dist'],
	});
	return bundledEditorTests;
}
