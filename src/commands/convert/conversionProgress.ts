import * as vscode from 'vscode';
import type { RequestPhase } from '../../core/ocr/mistral/engine.ts';
import { TimeLeft } from '../../core/timeLeft.ts';
import { plain } from '../../core/plain.ts';
import { shownName } from '../../platform/files.ts';

/** Shares of a document's progress: opening it comes first, writing its markdown last. */
const recognizing = 0.05;
const writing = 0.95;

/** Receives the progress of one document. */
export interface DocumentProgress {
	/** Waiting for another conversion of the same document. */
	waiting(): void;
	reading(): void;
	recognizing(): void;
	/** @param kept how many of the pages done needed no work */
	pages(done: number, total: number, kept: number): void;
	/** The phase of the requests to a service. */
	phase(phase: RequestPhase): void;
	writing(): void;
}

/** The progress notification while documents are converted. */
export class ConversionProgress {
	private readonly fractions = new Map<vscode.Uri, number>();
	private readonly timesLeft = new Map<vscode.Uri, TimeLeft>();
	/** Documents whose first pages have arrived. */
	private readonly underWay = new Set<vscode.Uri>();
	/** Documents whose first request has been sent completely. */
	private readonly uploaded = new Set<vscode.Uri>();
	/** Documents whose service has asked to wait. */
	private readonly paused = new Map<vscode.Uri, NodeJS.Timeout>();
	private finished = 0;

	constructor(
		private readonly sources: readonly vscode.Uri[],
		private readonly report: (message: string, percent: number) => void,
	) {}

	/** Shows the progress of one document. */
	of(source: vscode.Uri): DocumentProgress {
		return {
			waiting: () => this.waiting(source),
			reading: () => this.reading(source),
			recognizing: () => this.recognizing(source),
			pages: (done, total, kept) => this.pages(source, done, total, kept),
			phase: (phase) => this.phase(source, phase),
			writing: () => this.writing(source),
		};
	}

	/** Call when a document is done. Shows no text, because the next document's follows. */
	done(source: vscode.Uri): void {
		this.endPause(source);
		this.fractions.set(source, 1);
		this.finished++;
	}

	private waiting(source: vscode.Uri): void {
		this.say(source, vscode.l10n.t('waiting, as it is being converted already'), 0);
	}

	private reading(source: vscode.Uri): void {
		this.say(source, vscode.l10n.t('reading'), 0);
	}

	private recognizing(source: vscode.Uri): void {
		const timeLeft = new TimeLeft();
		timeLeft.update(0, 0, performance.now());
		this.timesLeft.set(source, timeLeft);
		this.say(source, vscode.l10n.t('recognizing'), recognizing);
	}

	private pages(source: vscode.Uri, done: number, total: number, kept: number): void {
		this.endPause(source);
		this.underWay.add(source);
		const seconds = this.timesLeft.get(source)?.update(done - kept, total - done, performance.now());
		const left = seconds === undefined || done === total ? '' : `, ${timeLeftText(seconds)}`;
		const reached = total === 1 ? vscode.l10n.t('recognizing') : vscode.l10n.t('{0} of {1} pages', done, total);
		this.say(source, reached + left, recognizing + ((writing - recognizing) * done) / total);
	}

	/** Shows the phase of the requests to a service; counts down when it asks to wait. */
	private phase(source: vscode.Uri, phase: RequestPhase): void {
		const isPaused = this.paused.has(source);
		this.endPause(source);
		if (phase.kind === 'paused') {
			this.pause(source, Date.now() + phase.seconds * 1000);
		} else if (!this.underWay.has(source) || isPaused) {
			// Once pages arrive, their number says more.
			this.say(
				source,
				phase.kind === 'uploading' && !this.uploaded.has(source) ? vscode.l10n.t('uploading') : vscode.l10n.t('waiting for the service'),
				recognizing,
			);
		}
		if (phase.kind === 'waiting') {
			this.uploaded.add(source);
		}
	}

	private writing(source: vscode.Uri): void {
		this.endPause(source);
		this.say(source, vscode.l10n.t('writing'), writing);
	}

	private pause(source: vscode.Uri, until: number): void {
		const seconds = Math.ceil((until - Date.now()) / 1000);
		if (seconds > 0) {
			this.say(source, vscode.l10n.t('the service asks to wait: {0} s', seconds), this.fractions.get(source) ?? recognizing);
			this.paused.set(source, setTimeout(() => this.pause(source, until), Math.min(1000, until - Date.now())).unref());
		} else {
			this.paused.delete(source);
			this.say(source, vscode.l10n.t('waiting for the service'), this.fractions.get(source) ?? recognizing);
		}
	}

	private endPause(source: vscode.Uri): void {
		clearTimeout(this.paused.get(source));
		this.paused.delete(source);
	}

	private say(source: vscode.Uri, message: string, fraction: number): void {
		this.fractions.set(source, fraction);
		const count = this.sources.length;
		const percent = ([...this.fractions.values()].reduce((sum, value) => sum + value, 0) / count) * 100;
		this.report(
			count === 1 ? message : vscode.l10n.t('{0}: {1} ({2} of {3} done)', shownName(source), plain(message), this.finished, count),
			percent,
		);
	}
}

/** The rounded time, so that the text does not change every second. */
function timeLeftText(seconds: number): string {
	if (seconds < 10) {
		return vscode.l10n.t('a few seconds left');
	}
	if (seconds < 55) {
		return vscode.l10n.t('about {0} seconds left', Math.round(seconds / 10) * 10);
	}
	const minutes = Math.round(seconds / 60);
	return minutes <= 1 ? vscode.l10n.t('about 1 minute left') : vscode.l10n.t('about {0} minutes left', minutes);
}
