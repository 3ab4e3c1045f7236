import * as vscode from 'vscode';
import { confirmCost } from './confirmCost.ts';
import { introduceLocalEngine } from './localEngineNotice.ts';
import { type ConvertRequest, present } from './outcomes.ts';
import { ResultPlace } from './openMarkdown.ts';
import { documentsToConvert } from './pickDocuments.ts';
import { type ConvertServices, type ConvertOptions, jobFor, withDecisions } from './conversionJob.ts';
import { ConvertRun } from './convertRun.ts';

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(services: ConvertServices, clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	// Each folder of a workspace may be read by something else.
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	const folders = [...new Set(sources.map(folderOf))];
	await Promise.all(
		folders.map((folder) =>
			convertAll(
				services,
				sources.filter((source) => folderOf(source) === folder).map((source) => ({ source })),
				{},
			),
		),
	);
}

/** Converts documents, writes each result, and shows how it went. One document is one conversion, whoever asks and from whichever window. */
export async function convertAll(services: ConvertServices, requests: readonly ConvertRequest[], options: ConvertOptions): Promise<void> {
	const [first] = requests;
	if (!first) {
		return;
	}
	const place = new ResultPlace();
	try {
		const engine = await services.engines.choose(first.source);
		const jobs = await withDecisions(await Promise.all(requests.map((request) => jobFor(services, engine, request, options))));
		if (!options.confirmed) {
			await confirmCost(
				services,
				engine,
				jobs.filter(({ joins }) => !joins).map(({ source }) => source),
				options,
			);
		}
		if (jobs.length === 0) {
			return;
		}
		const outcomes = await new ConvertRun(services, engine, jobs, { ...options, place }).run();
		const again = (failed: readonly ConvertRequest[]) => convertAll(services, failed, { ...options, confirmed: true });
		const introduces = engine.provider === 'local' && outcomes.some((outcome) => 'markdown' in outcome);
		await present(outcomes, { log: services.log, again, place, besides: introduces ? [introduceLocalEngine(services)] : [] });
	} finally {
		place.dispose();
	}
}
