import type * as vscode from 'vscode';
import type { EngineSpec } from '../../core/worker/api.ts';
import type { ConversionSubject } from '../../platform/conversionRecords.ts';
import { documentBytes, exists, fileName } from '../../platform/files.ts';
import { targetFor } from '../../platform/markdownTarget.ts';
import type { Choice } from '../../platform/engines.ts';
import { type OcrSettings, readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { type Existing, askAboutExisting } from './askAboutExisting.ts';
import type { DocumentRequest, ConversionOutcome } from './outcomes.ts';
import type { RunningConversions } from './runningConversions.ts';

/** What conversions need in addition to the services. */
export interface ConvertServices extends Services {
	readonly running: RunningConversions<ConversionOutcome>;
}

/** Settings for one command, which override the current ones. */
export type RunSettings = Partial<Pick<OcrSettings, 'localLanguages' | 'tables' | 'pageMarks'>>;

/** How to convert documents, apart from settings and answers of the user. */
export interface ConvertOptions {
	/** Whether the user has agreed to the cost already. */
	readonly confirmed?: boolean;
	/** 1-based, in the spelling of `formatPages`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
	readonly settings?: RunSettings | undefined;
	/** The reader, if the user chose it for this command. */
	readonly reader?: Choice['reader'];
}

/** A document and what is known about it before anything is sent. */
export interface Job extends DocumentRequest {
	readonly subject: ConversionSubject;
	readonly decision: Existing;
}

/** A job, and whether the user must be asked first. */
export interface AskedJob extends Job {
	/** Whether the same conversion is already running; then nothing is asked, because nothing else will be written. */
	readonly joins: boolean;
}

/** The job for a request with this engine, and whether its markdown exists. */
export async function jobFor(
	services: ConvertServices,
	engine: EngineSpec,
	{ source, completes, answered }: DocumentRequest,
	options: ConvertOptions,
): Promise<AskedJob & { readonly exists: boolean }> {
	const { conversions, running } = services;
	const subject = subjectOf(services, engine, source, options);
	const joins = running.get(conversions.nameOf(subject)) !== undefined || (await conversions.isUnderWay(subject));
	const known = completes ?? (joins ? undefined : await conversions.unfinished(subject));
	const isThere = !known && !joins && (await exists(targetFor(source, options.pages).markdown));
	return {
		source,
		subject,
		joins,
		decision: answered?.decision ?? 'keepBoth',
		exists: isThere && !answered,
		...(answered ? { answered } : {}),
		...(known ? { completes: known } : {}),
	};
}

/** The subject of a conversion under the current settings and those of this command. */
export function subjectOf(
	{ background }: Services,
	engine: EngineSpec,
	source: vscode.Uri,
	{ pages, settings }: Pick<ConvertOptions, 'pages' | 'settings'>,
): ConversionSubject {
	let hash: string | undefined;
	const contentHash = async () => {
		hash ??= await background.contentHash({ name: fileName(source), bytes: await documentBytes(source) });
		return hash;
	};
	return { source, pages, profile: profileOf(engine, { ...readOcrSettings(source), ...settings }), contentHash };
}

/** Everything that determines the text of a document. */
function profileOf(engine: EngineSpec, { pageMarks, tablesAcrossPages }: OcrSettings): unknown {
	const { provider, withoutRunningText, htmlTables } = engine;
	return engine.provider === 'local'
		? { provider, languages: engine.languages, htmlTables, withoutRunningText, pageMarks, tablesAcrossPages }
		: { provider, model: engine.model, knownAs: engine.knownAs, htmlTables, withoutRunningText, pageMarks, tablesAcrossPages };
}

/** Asks about existing markdown, and leaves out documents that the user skips. */
export async function withDecisions(
	jobs: readonly (AskedJob & { readonly exists: boolean })[],
	{ pages }: ConvertOptions,
): Promise<readonly AskedJob[]> {
	const existing = jobs.filter((job) => job.exists);
	if (existing.length === 0) {
		return jobs;
	}
	const decision = await askAboutExisting(existing.map(({ source }) => targetFor(source, pages)));
	return decision === 'skip' ? jobs.filter((job) => !job.exists) : jobs.map((job) => (job.exists ? { ...job, decision } : job));
}
