import type * as vscode from 'vscode';
import type { EngineSpec } from '../../core/worker/api.ts';
import type { ConversionSubject } from '../../platform/conversionRecords.ts';
import { documentBytes, exists, fileName } from '../../platform/files.ts';
import { targetFor } from '../../platform/markdownTarget.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { type Existing, askAboutExisting } from './askAboutExisting.ts';
import type { ConvertRequest, ConversionOutcome } from './outcomes.ts';
import type { RunningConversions } from './runningConversions.ts';

/** What conversions need beside the services. */
export interface ConvertServices extends Services {
	readonly running: RunningConversions<ConversionOutcome>;
}

/** How documents are to be converted, where that is not for the settings or the user to say. */
export interface ConvertOptions {
	/** Whether the user has agreed to the cost already. */
	readonly confirmed?: boolean;
	/** 1-based, in the spelling of `formatPages`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
}

/** A document, and what is known about it before anything is sent. */
export interface Job extends ConvertRequest {
	readonly subject: ConversionSubject;
	/** Whether somebody converts just this: nothing is asked, as nothing else will be written. */
	readonly joins: boolean;
	readonly decision: Existing;
}

/** What a request becomes with this engine: also whether it joins a conversion under way, and whether its markdown is there. */
export async function jobFor(
	{ conversions, running, background }: ConvertServices,
	engine: EngineSpec,
	{ source, completes }: ConvertRequest,
	{ pages }: ConvertOptions,
): Promise<Job & { readonly exists: boolean }> {
	let hash: string | undefined;
	const contentHash = async () => {
		hash ??= await background.contentHash({ name: fileName(source), bytes: await documentBytes(source) });
		return hash;
	};
	const subject = { source, pages, profile: profileOf(engine, source), contentHash };
	const joins = running.get(conversions.nameOf(subject)) !== undefined || (await conversions.isUnderWay(subject));
	const known = completes ?? (joins ? undefined : await conversions.unfinished(subject));
	const isThere = !known && !joins && (await exists(targetFor(source).markdown));
	return { source, subject, joins, decision: 'keepBoth', exists: isThere, ...(known ? { completes: known } : {}) };
}

/** All that decides what the text of a document becomes. */
function profileOf(engine: EngineSpec, source: vscode.Uri): unknown {
	const { pageMarks, tablesAcrossPages } = readOcrSettings(source);
	const { provider, withoutRunningText, htmlTables } = engine;
	return engine.provider === 'local'
		? { provider, languages: engine.languages, htmlTables, withoutRunningText, pageMarks, tablesAcrossPages }
		: { provider, model: engine.model, htmlTables, withoutRunningText, pageMarks, tablesAcrossPages };
}

/** Asks about markdown that is there; documents that are to be skipped are left out. */
export async function withDecisions(jobs: readonly (Job & { readonly exists: boolean })[]): Promise<readonly Job[]> {
	const existing = jobs.filter((job) => job.exists);
	if (existing.length === 0) {
		return jobs;
	}
	const decision = await askAboutExisting(existing.map(({ source }) => targetFor(source)));
	return decision === 'skip' ? jobs.filter((job) => !job.exists) : jobs.map((job) => (job.exists ? { ...job, decision } : job));
}
