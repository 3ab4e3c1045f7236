/**
 * `npm run convert -- <files> [options]`: the extension's pipeline in plain Node, for trials and scripts.
 * Prints one line a file, or with --json one JSON object a line; exits with 1 when a file or a page failed and with 2 when called wrongly.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import { isFoveaError } from '../../src/core/errors.ts';
import { freeName, markdownLink, splitName } from '../../src/core/names.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../../src/core/ocr/mistral/endpoint.ts';
import { type PageMarks, renderMarkdown } from '../../src/core/ocr/markdown/draft.ts';
import type { Conversion, EngineSpec } from '../../src/core/worker/api.ts';
import { Background } from '../../src/core/worker/background.ts';
import { readOptions } from './readOptions.ts';

const usage = `npm run convert -- <files> [options]

  --provider local|azure|mistral   what reads the files (local)
  --endpoint <url>                 for azure: the Target URI or host; for mistral: https://api.mistral.ai
  --model <name>                   the deployment on Azure, the model on Mistral
  --pages 1-3,7,12-                only these pages
  --password <password>            of a PDF that needs one
  --out <folder>                   where results go (beside each file)
  --timeout <seconds>              for a service's answer (300)
  --languages eng+deu              for the local engine (eng), with --language-folder <folder>
  --html-tables, --keep-running-text, --page-marks none|comment|rule (comment)
  --json                           one JSON object a line
  --read [--budget 8000]           prints what an agent gets of each file instead of converting it: all, or an outline and what fits
  --search <words>                 prints where a file has them, as an agent gets it; --regex for a regular expression

The key comes from AZURE_API_KEY or MISTRAL_API_KEY. Nothing is overwritten.`;

/** What `--json` prints of a file. */
interface Line {
	readonly file: string;
	readonly markdown?: string;
	readonly pages?: number;
	readonly figures?: number;
	/** Pages that could not be recognised, by number, with the code of the reason. */
	readonly failedPages?: readonly (readonly [page: number, code: string])[];
	readonly seconds: number;
	readonly error?: string;
	readonly facts?: unknown;
}

const { values, positionals: files } = readOptions(usage, {
	allowPositionals: true,
	options: {
		provider: { type: 'string', default: 'local' },
		endpoint: { type: 'string' },
		model: { type: 'string' },
		pages: { type: 'string' },
		password: { type: 'string' },
		out: { type: 'string' },
		timeout: { type: 'string', default: '300' },
		languages: { type: 'string', default: 'eng' },
		'language-folder': { type: 'string' },
		'html-tables': { type: 'boolean', default: false },
		'keep-running-text': { type: 'boolean', default: false },
		'page-marks': { type: 'string', default: 'comment' },
		json: { type: 'boolean', default: false },
		read: { type: 'boolean', default: false },
		search: { type: 'string' },
		regex: { type: 'boolean', default: false },
		budget: { type: 'string', default: '8000' },
	},
});

const engine = files.length === 0 ? undefined : engineSpec();
if (engine) {
	process.exitCode = await convertAll(engine);
} else {
	console.error(usage);
	process.exitCode = 2;
}

function engineSpec(): EngineSpec | undefined {
	const withoutRunningText = !values['keep-running-text'];
	const hosted = { withoutRunningText, timeoutMs: Number(values.timeout) * 1000, htmlTables: values['html-tables'] };
	const network = { strictSsl: true, systemCertificates: true };
	const { AZURE_API_KEY = '', MISTRAL_API_KEY = '' } = process.env;
	switch (values.provider) {
		case 'local':
			return {
				provider: 'local',
				languages: values.languages,
				withoutRunningText,
				htmlTables: values['html-tables'],
				...(values['language-folder'] ? { languageFolder: path.resolve(values['language-folder']) } : {}),
			};
		case 'azure': {
			const endpoint = azureOcrEndpoint(values.endpoint ?? '').href;
			return { ...hosted, network, provider: 'azure', endpoint, model: values.model ?? 'mistral-document-ai-2512', key: AZURE_API_KEY };
		}
		case 'mistral': {
			const endpoint = mistralOcrEndpoint(values.endpoint ?? 'https://api.mistral.ai').href;
			return { ...hosted, network, provider: 'mistral', endpoint, model: values.model ?? 'mistral-ocr-latest', key: MISTRAL_API_KEY };
		}
		default:
			return undefined;
	}
}

async function convertAll(spec: EngineSpec): Promise<number> {
	const background = new Background({ files: path.resolve(import.meta.dirname, '../../dist'), idleMs: 1000 });
	let failed = 0;
	for (const file of files) {
		const started = performance.now();
		const seconds = () => Math.round((performance.now() - started) / 10) / 100;
		try {
			if (values.read || values.search !== undefined) {
				console.log(await answer(background, spec, file));
				continue;
			}
			const conversion = await convert(background, spec, file);
			const markdown = await save(conversion, file);
			const failedPages = conversion.failed.map(({ page, code }) => [page, code] as const);
			failed += failedPages.length > 0 ? 1 : 0;
			print({ file, markdown, pages: conversion.pageCount, figures: conversion.assets.length, failedPages, seconds: seconds() });
		} catch (error) {
			failed++;
			const known = isFoveaError(error) ? { error: error.code as string, facts: error.facts } : { error: String(error) };
			print({ file, seconds: seconds(), ...known });
		}
	}
	await background.dispose();
	return failed > 0 ? 1 : 0;
}

async function convert(background: Background, spec: EngineSpec, file: string): Promise<Conversion> {
	const request = {
		name: path.basename(file),
		bytes: await fileBytes(file, path.basename(file)),
		engine: spec,
		pageMarks: pageMarks(),
		pages: values.pages,
		password: values.password,
	};
	return background.convert(request, new AbortController().signal, (event) => {
		if (event.type === 'log') {
			console.error(event.line);
		}
	});
}

/** What an agent would get. */
async function answer(background: Background, engine: EngineSpec, file: string): Promise<string> {
	const { pages, password, search: query, regex } = values;
	const name = path.basename(file);
	const bytes = await fileBytes(file, name);
	const request = { name, bytes, engine, pages, password, mostPages: Infinity, budget: Number(values.budget) };
	const { signal } = new AbortController();
	const { text } =
		query === undefined
			? await background.readDocument(request, signal, () => undefined)
			: await background.searchDocument({ ...request, query, regex }, signal, () => undefined);
	return text;
}

async function save(conversion: Conversion, file: string): Promise<string> {
	const folder = path.resolve(values.out ?? path.dirname(file));
	const taken = (name: string) => existsSync(path.join(folder, name)) || existsSync(path.join(folder, `${splitName(name).stem}.assets`));
	const name = freeName(`${splitName(path.basename(file)).stem}.md`, taken);
	const assets = `${splitName(name).stem}.assets`;
	await mkdir(conversion.assets.length > 0 ? path.join(folder, assets) : folder, { recursive: true });
	for (const asset of conversion.assets) {
		await writeFile(path.join(folder, assets, asset.name), asset.bytes);
	}
	const markdown = path.join(folder, name);
	await writeFile(
		markdown,
		renderMarkdown(conversion, (asset) => markdownLink(assets, conversion.assets[asset]!.name)),
	);
	return markdown;
}

function pageMarks(): PageMarks {
	const marks = values['page-marks'];
	return marks === 'none' || marks === 'rule' ? marks : 'comment';
}

function print(line: Line): void {
	if (values.json) {
		console.log(JSON.stringify(line));
	} else if (line.error) {
		console.log(`${line.file}: ${line.error} ${JSON.stringify(line.facts ?? {})} (${line.seconds} s)`);
	} else {
		const missing = line.failedPages?.map(([page, code]) => `, page ${page} ${code}`).join('') ?? '';
		console.log(
			`${line.file}: ${line.pages} pages, ${line.figures} figures${missing}, ${line.seconds} s -> ${path.relative('.', line.markdown!)}`,
		);
	}
}
