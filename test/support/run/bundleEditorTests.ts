import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { fromRoot } from '../host/repository.ts';
import { findTests } from './findTests.ts';

/**
 * Bundles the editor suite as VS Code's extension host loads it.
 * @returns the file whose `run` runs it
 */
export async function bundleEditorTests(): Promise<string> {
	const outdir = fromRoot('out/editor');
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
	return path.join(outdir, 'index.cjs');
}
