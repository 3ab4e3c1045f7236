import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import { estimateTokens } from '../../src/core/reader/tokens.ts';
import type { EngineSpec } from '../../src/core/worker/api.ts';
import type { Background } from '../../src/core/worker/background.ts';

/** A question about a document, the call with which an agent would find its answer, and what the answer must hold. */
interface Question {
	readonly file: string;
	readonly question: string;
	readonly call: { readonly query: string; readonly regex?: boolean };
	readonly answer: RegExp;
}

/** Cells of tables, captions, page numbers, headings, of real documents of the corpus. */
const questions: readonly Question[] = [
	{
		file: 'redp5110_sampled.pdf',
		question: 'On which page is the section on separation of duties?',
		call: { query: '2.2 Separation of duties' },
		answer: /Page 8/,
	},
	{
		file: 'multi_page.pdf',
		question: 'Who patented the typewriter, and when?',
		call: { query: 'typewriter patented' },
		answer: /1868 by Christopher Latham Sholes/,
	},
	{
		file: 'code_and_formula.pdf',
		question: 'What does the program of Listing 1 print?',
		call: { query: 'console.log' },
		answer: /console\.log\(add\(3, 5\)\)/,
	},
	{
		file: 'federal-register-2020-17221.pdf',
		question: 'Until when are comments taken?',
		call: { query: 'must receive comments' },
		answer: /September 21, 2020/,
	},
	{
		file: 'nics-background-checks-2015-11.pdf',
		question: 'How many permits had Alaska? (a cell of a table)',
		call: { query: 'Alaska' },
		answer: /State \/ Territory\W+Permit.*\| Alaska \| 209 \|/s,
	},
	{
		file: 'WARN-Report-for-7-1-2015-to-03-25-2016.pdf',
		question: 'How many does Leidos lay off, and where? (a row among 16 pages)',
		call: { query: 'Leidos' },
		answer: /Company \| City \| No\. Of.*Leidos \| El Segundo \| 72 /s,
	},
	{
		file: 'geotopo-117pages.pdf',
		question: 'Where does chapter 3 begin? (a heading)',
		call: { query: '^# 3 Fundamentalgruppe', regex: true },
		answer: /Page 48/,
	},
	{
		file: 'picture_classification.pdf',
		question: 'What is the caption of Figure 2, and on which page?',
		call: { query: 'Figure 2' },
		answer: /Page 2.*Figure 2: This is an example image/s,
	},
	{
		file: 'linn.pdf',
		question: 'How many tracks has a sequence? (a scan)',
		call: { query: 'polyphonic tracks' },
		answer: /32 simultaneous,? polyphonic tracks/,
	},
	{
		file: 'typewriter.png',
		question: 'How much water goes into the soup? (a picture of typewriting)',
		call: { query: 'liter water' },
		answer: /3 liter water/,
	},
];

const engine: EngineSpec = { provider: 'local', languages: 'eng', withoutRunningText: true };

/**
 * What agents get of real documents: whether the answer is in it, its tokens against those of the whole text, and what the second question costs.
 * `folder` has the corpus.
 */
export async function benchAgents(background: Background, folder: string): Promise<readonly object[]> {
	const rows: object[] = [];
	if (!existsSync(folder)) {
		throw new Error(`The real documents are absent: ${folder}`);
	}
	let answered = 0;
	for (const { file, question, call, answer } of questions) {
		const { signal } = new AbortController();
		const bytes = await fileBytes(path.join(folder, file), file);
		const request = { name: file, bytes, engine, mostPages: 200 };
		const started = performance.now();
		const { text: whole } = await background.readDocument({ ...request, budget: 1e9 }, signal, () => undefined);
		const first = performance.now();
		const { text, known } = await background.searchDocument({ ...request, ...call, budget: 3000 }, signal, () => undefined);
		const second = performance.now();
		const isThere = answer.test(text);
		answered += isThere ? 1 : 0;
		const cells = [
			isThere ? 'yes' : 'NO ',
			file.slice(0, 34).padEnd(34),
			`${estimateTokens(whole)} tokens whole`.padStart(20),
			`${estimateTokens(text)} in the answer`.padStart(20),
			`read ${Math.round(first - started)} ms, asked ${Math.round(second - first)} ms${known ? ', known' : ''}`,
			question,
		];
		console.log(cells.join(' | '));
		rows.push({ file, question, isThere, tokens: estimateTokens(text), whole: estimateTokens(whole), known });
	}
	console.log(`${answered} of ${questions.length} answers are there`);
	return rows;
}
