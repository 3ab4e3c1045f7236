import * as vscode from 'vscode';
import { TimeLeft } from '../../core/timeLeft.ts';
import { plain } from '../../core/plain.ts';
import { shownName } from '../../platform/files.ts';

/** Shares of the progress of a document: reading comes first, writing its markdown last. */
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
	writing(): void;
}

/** The progress notification while documents are converted. */
export class ConversionProgress {
	private readonly fractions = new Map<vscode.Uri, number>();
	private readonly timesLeft = new Map<vscode.Uri, TimeLeft>();
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
			writing: () => this.writing(source),
		};
	}

	/** No text: the next document's follows. */
	done(source: vscode.Uri): void {
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
		const seconds = this.timesLeft.get(source)?.update(done - kept, total - done, performance.now());
		const left = seconds === undefined || done === total ? '' : `, ${timeLeftText(seconds)}`;
		this.say(source, vscode.l10n.t('{0} of {1} pages', done, total) + left, recognizing + ((writing - recognizing) * done) / total);
	}

	private writing(source: vscode.Uri): void {
		this.say(source, vscode.l10n.t('writing'), writing);
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
