import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import { plain } from '../../core/plain.ts';
import type { EngineSpec } from '../../core/worker/api.ts';
import { shownName } from '../../platform/files.ts';
import { engineName } from '../../platform/messages/message.ts';
import { withProgress } from '../../platform/notify.ts';
import type { Job } from './conversionJob.ts';
import { ConversionProgress } from './conversionProgress.ts';
import type { DocumentConverter } from './convertDocument.ts';
import type { ConversionOutcome } from './outcomes.ts';

/** Converts the documents of one command. */
export class ConvertRun {
	private readonly outcomes: ConversionOutcome[] = [];

	constructor(
		private readonly converter: DocumentConverter,
		private readonly jobs: readonly Job[],
		private readonly limit: number,
		/** The reader. */
		private readonly provider: EngineSpec['provider'],
	) {}

	/** The outcome of each document, in the order in which they ended. Does not throw. */
	async run(): Promise<readonly ConversionOutcome[]> {
		const { converter, jobs } = this;
		const only = jobs.length === 1;
		await withProgress(titleFor(jobs, this.provider), async (report, signal) => {
			const progress = new ConversionProgress(
				jobs.map(({ source }) => source),
				report,
			);
			const convert = (job: Job, asks: boolean) =>
				converter.outcomeOf(job, { progress: progress.of(job.source), signal, asks, grows: only });
			const locked: Job[] = [];
			await inParallel(jobs, this.limit, async (job) => {
				const outcome = await convert(job, only);
				if (!only && 'error' in outcome && isFoveaError(outcome.error) && outcome.error.code === 'passwordRequired') {
					locked.push(job);
				} else {
					this.done(outcome, progress);
				}
			});
			// Questions are asked one at a time, and other documents continue meanwhile.
			for (const job of locked) {
				this.done(await convert(job, true), progress);
			}
		});
		return this.outcomes;
	}

	private done(outcome: ConversionOutcome, progress: ConversionProgress): void {
		this.outcomes.push(outcome);
		progress.done(outcome.source);
	}
}

function titleFor(jobs: readonly Job[], provider: EngineSpec['provider']): string {
	const [first, ...others] = jobs;
	const by = plain(engineName(provider));
	return first && others.length === 0
		? provider === 'local'
			? vscode.l10n.t('Converting {0} on this machine', shownName(first.source))
			: vscode.l10n.t('Converting {0} with {1}', shownName(first.source), by)
		: provider === 'local'
			? vscode.l10n.t('Converting {0} documents on this machine', jobs.length)
			: vscode.l10n.t('Converting {0} documents with {1}', jobs.length, by);
}
