import * as vscode from 'vscode';
import type { EngineSpec } from '../../core/worker/api.ts';
import { readerByName, readerInUse } from '../../platform/connections.ts';
import { report } from '../../platform/notify.ts';
import type { DocumentConnection } from '../../platform/settingValues.ts';
import { confirmCost } from './confirmCost.ts';
import { type ConvertOptions, type ConvertServices, jobFor, withDecisions } from './conversionJob.ts';
import { DocumentConverter, atOnce } from './convertDocument.ts';
import { ConvertRun } from './convertRun.ts';
import { folderParts } from './folder/folderParts.ts';
import type { FolderQueue } from './folder/folderQueue.ts';
import { introduceLocalEngine } from './localEngineNotice.ts';
import { tellModelEnd } from './modelEndNotice.ts';
import { ResultPlace } from './openMarkdown.ts';
import { type DocumentRequest, present } from './outcomes.ts';
import { documentsToConvert } from './pickDocuments.ts';

/** Converts the clicked files, the file of the active editor, or files that the user picks, to markdown beside them. */
export async function convertToMarkdown(
	services: ConvertServices,
	queue: FolderQueue,
	clicked?: unknown,
	selected?: unknown,
): Promise<void> {
	const chosen = await documentsToConvert(clicked, selected);
	const { folders, files } = await folderParts(chosen);
	if (folders.length > 0) {
		// Rarely used, so it is in a bundle of its own.
		await (await import('./folder/convertFolder.ts')).convertFolders(services, queue, folders, files);
	} else {
		await convertByFolder(services, files, {});
	}
}

/** Converts documents by workspace folder, because each folder may have another reader. */
export async function convertByFolder(services: ConvertServices, sources: readonly vscode.Uri[], options: ConvertOptions): Promise<void> {
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	const folders = [...new Set(sources.map(folderOf))];
	await Promise.all(
		folders.map((folder) =>
			convertAll(
				services,
				sources.filter((source) => folderOf(source) === folder).map((source) => ({ source })),
				options,
			),
		),
	);
}

/** Converts documents, writes the results, and reports the outcome. A document is converted only once at a time, across commands and windows. */
export async function convertAll(services: ConvertServices, requests: readonly DocumentRequest[], options: ConvertOptions): Promise<void> {
	const [first] = requests;
	if (!first) {
		return;
	}
	const place = new ResultPlace();
	try {
		const engine = await chosenEngine(services, requests, options);
		if (!engine) {
			return;
		}
		const asked = await Promise.all(requests.map((request) => jobFor(services, engine, request, options)));
		const jobs = await withDecisions(asked, options);
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
		const converter = new DocumentConverter(services, engine, { ...options, place });
		const outcomes = await services.status.during(engine.provider === 'local' ? undefined : engine.connection, () =>
			new ConvertRun(converter, jobs, atOnce[engine.provider], engine.provider).run(),
		);
		const again = (failed: readonly DocumentRequest[]) => convertAll(services, failed, { ...options, confirmed: true });
		const introduces = engine.provider === 'local' && outcomes.some((outcome) => 'markdown' in outcome);
		const connection = engine.provider === 'local' || engine.connection === undefined ? undefined : connectionOf(engine.connection);
		const besides = [...(introduces ? [introduceLocalEngine(services)] : []), tellModelEnd(services, connection)];
		await present(outcomes, { log: services.log, connection, again, place, besides });
	} finally {
		place.dispose();
	}
}

/** The engine for the documents; undefined when that failed. The failure is reported then, and its buttons continue the command. */
async function chosenEngine(
	services: ConvertServices,
	requests: readonly DocumentRequest[],
	options: ConvertOptions,
): Promise<EngineSpec | undefined> {
	const { source } = requests[0]!;
	try {
		return await services.engines.choose(source, options);
	} catch (error) {
		const reader = readerInUse(source);
		await report(error, {
			log: services.log,
			connection: reader === 'local' ? undefined : reader,
			retry: () => convertAll(services, requests, options),
		});
		return undefined;
	}
}

/** The user's connection of a name; undefined for this machine, and for a connection that no longer exists. */
function connectionOf(name: string): DocumentConnection | undefined {
	const reader = readerByName(name);
	return reader === 'local' ? undefined : reader;
}
