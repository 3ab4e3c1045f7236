import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import { renderMarkdown } from '../../src/core/ocr/markdown/draft.ts';
import { Background } from '../../src/core/worker/background.ts';
import { fromRoot } from '../support/host/repository.ts';
import { type Check, passes } from './olmocrChecks.ts';

/** How many checks of one kind the local engine passes. */
interface ScoreRow {
	readonly type: Check['type'] | 'all' | 'all but math';
	readonly checks: number;
	readonly passed: number;
	readonly percent: number;
	readonly failed: readonly string[];
}

/** Scores the local engine by checks in the format of olmOCR-bench: a `tests.jsonl` with its documents beside it. */
export async function scoreOlmocr(file = fromRoot('../shared/cases/olmocr/tests.jsonl')): Promise<ScoreRow[]> {
	const checks = (await readFile(file, 'utf8'))
		.split('\n')
		.filter((line) => line.trim())
		.map((line) => JSON.parse(line) as Check);
	const background = new Background({ files: fromRoot('dist'), idleMs: 1000 });
	const pages = new Map<string, string>();
	const results: { readonly check: Check; readonly passed: boolean }[] = [];
	try {
		for (const check of checks) {
			const key = `${path.basename(check.pdf)}#${check.page}`;
			const markdown = pages.get(key) ?? (await convert(background, path.join(path.dirname(file), path.basename(check.pdf)), check.page));
			pages.set(key, markdown);
			results.push({ check, passed: passes(check, markdown) });
		}
	} finally {
		await background.dispose();
	}
	const row = (type: ScoreRow['type'], of: (check: Check) => boolean): ScoreRow => {
		const some = results.filter(({ check }) => of(check));
		const failed = some.filter(({ passed }) => !passed).map(({ check }) => check.id);
		const passed = some.length - failed.length;
		return { type, checks: some.length, passed, percent: Math.round((100 * passed) / Math.max(1, some.length)), failed };
	};
	const types = [...new Set(checks.map(({ type }) => type))];
	return [
		...types.map((type) => row(type, (check) => check.type === type)),
		row('all but math', ({ type }) => type !== 'math'),
		row('all', () => true),
	];
}

async function convert(background: Background, file: string, page: number): Promise<string> {
	const name = path.basename(file);
	const conversion = await background.convert(
		{
			name,
			bytes: await fileBytes(file, name),
			engine: { provider: 'local', languages: 'eng', withoutRunningText: true },
			pageMarks: 'none',
			pages: String(page),
		},
		new AbortController().signal,
		() => undefined,
	);
	return renderMarkdown(conversion, () => '');
}
