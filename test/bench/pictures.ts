import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import { isFoveaError } from '../../src/core/errors.ts';
import { renderMarkdown } from '../../src/core/ocr/markdown/draft.ts';
import { Background } from '../../src/core/worker/background.ts';
import { fromRoot } from '../support/host/repository.ts';

/** How well the local engine reads one picture. */
interface PictureRow {
	readonly picture: string;
	readonly characters: number;
	/** Of a hundred characters that the picture shows: letters to be replaced, put in or taken out. */
	readonly wrongPercent: number;
	/** Numbers in the result that the picture does not show so often, and those of the picture that the result lacks. */
	readonly numbersInvented: number;
	readonly numbersMissing: number;
	readonly seconds: number;
	readonly error?: string;
}

interface Languages {
	readonly languages: string;
	readonly languageFolder?: string | undefined;
}

/** Measures the local engine against the texts of a folder's pictures, which its `truth.json` has by the pictures' file names. */
export async function benchPictures(folder: string, { languages, languageFolder }: Languages): Promise<PictureRow[]> {
	const truth = JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8')) as Readonly<Record<string, string>>;
	const background = new Background({ files: fromRoot('dist'), idleMs: 60_000 });
	const rows: PictureRow[] = [];
	for (const [picture, text] of Object.entries(truth)) {
		const started = performance.now();
		const engine = { provider: 'local', languages, withoutRunningText: true, ...(languageFolder ? { languageFolder } : {}) } as const;
		const bytes = await fileBytes(path.join(folder, picture), picture);
		let markdown = '';
		let error: string | undefined;
		try {
			const request = { name: picture, bytes, engine, pageMarks: 'none' } as const;
			markdown = renderMarkdown(await background.convert(request, new AbortController().signal, () => undefined), () => '');
		} catch (reason) {
			error = isFoveaError(reason) ? reason.code : String(reason);
		}
		rows.push({ picture, ...score(plainText(markdown), text), seconds: (performance.now() - started) / 1000, ...(error ? { error } : {}) });
	}
	await background.dispose();
	const characters = rows.reduce((sum, row) => sum + row.characters, 0);
	const mean = (of: (row: PictureRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
	const numbersInvented = rows.reduce((sum, row) => sum + row.numbersInvented, 0);
	const numbersMissing = rows.reduce((sum, row) => sum + row.numbersMissing, 0);
	const all = { picture: 'mean of all', characters, wrongPercent: mean((row) => row.wrongPercent), numbersInvented, numbersMissing };
	return [...rows, { ...all, seconds: mean(({ seconds }) => seconds) }].map(rounded);
}

function rounded(row: PictureRow): PictureRow {
	return { ...row, wrongPercent: Number(row.wrongPercent.toFixed(1)), seconds: Number(row.seconds.toFixed(2)) };
}

function score(text: string, truth: string): Pick<PictureRow, 'characters' | 'wrongPercent' | 'numbersInvented' | 'numbersMissing'> {
	const [read, shown] = [Array.from(spaced(text)), Array.from(spaced(truth))];
	const numbers = (some: string) => some.match(/\d[\d.,:]*\d|\d/g) ?? [];
	return {
		characters: shown.length,
		wrongPercent: Math.min(100, (100 * editDistance(read, shown)) / shown.length),
		numbersInvented: without(numbers(text), numbers(truth)),
		numbersMissing: without(numbers(truth), numbers(text)),
	};
}

/** Any white space is one space. */
function spaced(text: string): string {
	return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** How many are left of `some` when `others` are taken out one by one. */
function without(some: readonly string[], others: readonly string[]): number {
	const left = [...some];
	for (const other of others) {
		const at = left.indexOf(other);
		if (at >= 0) {
			left.splice(at, 1);
		}
	}
	return left.length;
}

/** Levenshtein's. */
function editDistance(from: readonly string[], to: readonly string[]): number {
	let above = Array.from({ length: to.length + 1 }, (_, i) => i);
	for (const [row, sign] of from.entries()) {
		const next = [row + 1];
		for (const [column, other] of to.entries()) {
			next.push(Math.min(above[column + 1]! + 1, next[column]! + 1, above[column]! + (sign === other ? 0 : 1)));
		}
		above = next;
	}
	return above.at(-1)!;
}

/** What a reader of the markdown sees, roughly: the marks of headings, tables, emphasis and fences are not letters. */
function plainText(markdown: string): string {
	let fenced = false;
	const lines: string[] = [];
	for (const line of markdown.split('\n')) {
		if (/^\s*(`{3,}|~{3,})/.test(line)) {
			fenced = !fenced;
		} else if (fenced) {
			lines.push(line);
		} else if (!/^\|(\s*:?-+:?\s*\|)+\s*$/.test(line)) {
			lines.push(
				line
					.replace(/<[/!a-z][^<>]*>/gi, ' ')
					.replace(/!\[[^\]]*\]\([^)]*\)/g, '')
					.replace(/^(#+|>) /, '')
					.replace(/(?<!\\)\|/g, ' ')
					.replace(/(?<![\\*])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?!\*)/g, '$2')
					.replace(/\\([!-/:-@[-`{-~])/g, '$1')
					.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&'),
			);
		}
	}
	return lines.join('\n');
}
