import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const require = createRequire(import.meta.url);
const tesseractCore = path.dirname(require.resolve('tesseract.js-core/package.json'));

/** @type {esbuild.Plugin} Prints what the `$esbuild-watch` problem matcher reads. */
const problemMatcher = {
	name: 'problem-matcher',
	setup(build) {
		build.onStart(() => console.log('[watch] build started'));
		build.onEnd(({ errors }) => {
			for (const { text, location } of errors) {
				console.error(`✘ [ERROR] ${text}`);
				if (location) {
					console.error(`    ${location.file}:${location.line}:${location.column}:`);
				}
			}
			console.log('[watch] build finished');
		});
	},
};

/** @type {esbuild.Plugin} The engines' own loaders look for their WebAssembly in ways that do not survive bundling. */
const engineFiles = {
	name: 'engine-files',
	setup(build) {
		build.onResolve({ filter: /^@embedpdf\/pdfium$/ }, () => ({ path: require.resolve('@embedpdf/pdfium') }));
		// One build of the OCR engine for every processor that VS Code runs on.
		build.onResolve({ filter: /^tesseract\.js-core\// }, () => ({ path: path.join(tesseractCore, 'tesseract-core-simd-lstm.js') }));
	},
};

/** @type {esbuild.BuildOptions} */
const common = {
	bundle: true,
	minify: production,
	sourcemap: !production,
	metafile: true,
	logLevel: 'silent',
	platform: 'node',
	format: 'cjs',
	target: 'node20',
	outdir: 'dist',
	outExtension: { '.js': '.cjs' },
	plugins: [problemMatcher, engineFiles],
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await Promise.all([
	copyFile(path.join(path.dirname(require.resolve('@embedpdf/pdfium')), 'pdfium.wasm'), 'dist/pdfium.wasm'),
	copyFile(path.join(tesseractCore, 'tesseract-core-simd-lstm.wasm'), 'dist/tesseract-core-simd-lstm.wasm'),
	copyFile(require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'), 'dist/eng.traineddata.gz'),
]);

const contexts = await Promise.all([
	// What activation loads: nothing but the editor's side. The worker's bundles load on first use, each in a thread of its own.
	esbuild.context({ ...common, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] }),
	esbuild.context({
		...common,
		entryPoints: {
			worker: 'src/core/worker/worker.ts',
			pdfWorker: 'src/core/pdf/pdfWorker.ts',
			tesseractWorker: require.resolve('tesseract.js/src/worker-script/node/index.js'),
		},
	}),
]);

if (watch) {
	await Promise.all(contexts.map((context) => context.watch()));
} else {
	const results = await Promise.allSettled(contexts.map((context) => context.rebuild()));
	await Promise.all(contexts.map((context) => context.dispose()));
	process.exitCode = results.some((result) => result.status === 'rejected') ? 1 : 0;
}
