import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
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
		build.onStart(() => {
			if (watch) {
				console.log('[watch] build started');
			}
		});
		build.onEnd(({ errors }) => {
			for (const { text, location } of errors) {
				console.error(`✘ [ERROR] ${text}`);
				if (location) {
					console.error(`    ${location.file}:${location.line}:${location.column}:`);
				}
			}
			if (watch) {
				console.log('[watch] build finished');
			}
		});
	},
};

/** @type {esbuild.Plugin} The engines' own loaders look for their WebAssembly in ways that do not survive bundling. */
const engineFiles = {
	name: 'engine-files',
	setup(build) {
		build.onResolve({ filter: /^@embedpdf\/pdfium$/ }, () => ({ path: require.resolve('@embedpdf/pdfium') }));
		// Its main file loads the others in a way that is not bundled.
		build.onResolve({ filter: /^jsonc-parser$/ }, () => ({ path: require.resolve('jsonc-parser').replace('umd', 'esm') }));
		// One build of the OCR engine for every processor that VS Code runs on.
		build.onResolve({ filter: /^tesseract\.js-core\// }, () => ({ path: path.join(tesseractCore, 'tesseract-core-simd-lstm.js') }));
	},
};

/** @type {esbuild.Plugin} The protocol's library brings a validator of JSON schemas for answers to forms, which Fovea does not ask for. */
const withoutValidator = {
	name: 'without-validator',
	setup(build) {
		build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({ path: 'shims', namespace: 'without-validator' }));
		build.onLoad({ filter: /.*/, namespace: 'without-validator' }, () => ({
			resolveDir: import.meta.dirname,
			contents: `
				export { default as process } from 'node:process';
				export class DefaultJsonSchemaValidator { getValidator() { throw new Error('Fovea asks no forms'); } }
				export const CORS_IS_POSSIBLE = false;`,
		}));
	},
};

/** @type {esbuild.Plugin} What is imported when it is needed is a bundle of its own, beside the one that imports it. */
const bundlesForLater = {
	name: 'bundles-for-later',
	setup(build) {
		build.onResolve({ filter: /^\./ }, ({ kind, path: file }) =>
			kind === 'dynamic-import' ? { path: `./${path.basename(file, '.ts')}.cjs`, external: true } : undefined,
		);
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
	plugins: [problemMatcher, engineFiles, withoutValidator],
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await Promise.all([
	copyFile(path.join(path.dirname(require.resolve('@embedpdf/pdfium')), 'pdfium.wasm'), 'dist/pdfium.wasm'),
	copyFile(require.resolve('@jsquash/avif/codec/dec/avif_dec.wasm'), 'dist/avif_dec.wasm'),
	copyFile(require.resolve('@jsquash/webp/codec/dec/webp_dec.wasm'), 'dist/webp_dec.wasm'),
	copyFile(path.join(tesseractCore, 'tesseract-core-simd-lstm.wasm'), 'dist/tesseract-core-simd-lstm.wasm'),
	copyFile(require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'), 'dist/eng.traineddata.gz'),
]);

const contexts = await Promise.all([
	// What activation loads: nothing but the editor's side. The worker's bundles load on first use, each in a thread of its own.
	esbuild.context({
		...common,
		plugins: [...common.plugins, bundlesForLater],
		entryPoints: {
			extension: 'src/extension.ts',
			connectCommands: 'src/commands/connect/connectCommands.ts',
			convertFolder: 'src/commands/convert/folder/convertFolder.ts',
			localLanguages: 'src/commands/convert/localLanguages.ts',
			imagePanel: 'src/panel/imagePanel.ts',
			recognizeImages: 'src/commands/insert/recognizeImages.ts',
			recognizedText: 'src/commands/insert/recognizedText.ts',
			tools: 'src/integrations/tools.ts',
			setUpAgent: 'src/integrations/setUpAgent.ts',
			usage: 'src/commands/convert/usage.ts',
		},
		external: ['vscode'],
	}),
	esbuild.context({
		...common,
		entryPoints: {
			worker: 'src/core/worker/worker.ts',
			mcp: 'src/mcp/mcp.ts',
			pdfWorker: 'src/core/pdf/pdfWorker.ts',
			imageWorker: 'src/core/raster/imageWorker.ts',
			tesseractWorker: require.resolve('tesseract.js/src/worker-script/node/index.js'),
		},
	}),
	// The image panel's page, in the Chromium of the oldest supported editor.
	esbuild.context({
		...common,
		platform: 'browser',
		format: 'iife',
		target: 'chrome128',
		outExtension: {},
		entryPoints: { webview: 'src/webview/main.ts', panel: 'src/webview/panel.css' },
	}),
]);

if (watch) {
	await Promise.all(contexts.map((context) => context.watch()));
} else {
	const results = await Promise.allSettled(contexts.map((context) => context.rebuild()));
	await Promise.all(contexts.map((context) => context.dispose()));
	if (results.some((result) => result.status === 'rejected')) {
		process.exitCode = 1;
	} else if (production) {
		await writeFile('dist/ThirdPartyNotices.txt', await notices(results.map((result) => result.value.metafile)));
	}
}

/** The licences of all that the bundles contain, as the licences themselves ask. */
async function notices(metafiles) {
	const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
	// Copied, not bundled: the language data and the engines' WebAssembly.
	const packages = new Set(['@tesseract.js-data/eng', 'tesseract.js-core', '@embedpdf/pdfium', ...inputs.flatMap(packageOf)]);
	const texts = await Promise.all([...packages].sort().map(notice));
	// What is compiled into the WebAssembly of those packages, which their own files do not list.
	const components = JSON.parse(await readFile('thirdParty/components.json', 'utf8'));
	const inside = await Promise.all(components.map(componentNotice));
	return `Fovea contains the following software.\n\n${[...texts, ...inside].join('\n')}`;
}

async function componentNotice({ name, text, licence, source, in: files }) {
	const heading = [name, `Licence: ${licence}`, `Source: ${source}`, `Part of: ${files.join(', ')}`].join('\n');
	return `${'='.repeat(80)}\n${heading}\n\n${(await readFile(path.join('thirdParty', text), 'utf8')).trim()}\n`;
}

function packageOf(input) {
	const match = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
	return match ? [match[1]] : [];
}

async function notice(name) {
	const folder = path.join('node_modules', name);
	const { version, license, author, homepage, repository } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
	const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
	const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
	const source = homepage ?? repository?.url ?? repository ?? '';
	const by = typeof author === 'string' ? author : (author?.name ?? '');
	const heading = [
		`${name} ${version}`,
		`Licence: ${license}`,
		...(by ? [`By: ${by}`] : []),
		...(source ? [`Source: ${source}`] : []),
	].join('\n');
	return `${'='.repeat(80)}\n${heading}\n\n${texts.join('\n').trim()}\n`;
}
