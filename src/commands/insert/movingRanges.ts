import * as vscode from 'vscode';

/** A range of offsets; `start` and `end` are equal for a position. */
interface OffsetRange {
	readonly start: number;
	readonly end: number;
}

/** Ranges of a document that move along with the text around them while the document is edited. */
export class MovingRanges implements vscode.Disposable {
	private offsets: readonly OffsetRange[];
	private readonly listening: vscode.Disposable;

	constructor(
		private readonly document: vscode.TextDocument,
		ranges: readonly vscode.Range[],
	) {
		this.offsets = ranges.map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
		this.listening = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document === document) {
				this.offsets = this.offsets.map((range) => moved(range, event.contentChanges));
			}
		});
	}

	/** The current ranges. A range whose text was edited has become the position behind that text, so that nothing typed is replaced. */
	get current(): readonly vscode.Range[] {
		return this.offsets.map(({ start, end }) => new vscode.Range(this.document.positionAt(start), this.document.positionAt(end)));
	}

	dispose(): void {
		this.listening.dispose();
	}
}

/** The range after changes, whose offsets all refer to the text before them. Text inserted at its start comes before it. */
function moved(range: OffsetRange, changes: readonly vscode.TextDocumentContentChangeEvent[]): OffsetRange {
	let { start, end } = range;
	for (const { rangeOffset: from, rangeLength, text } of changes) {
		const to = from + rangeLength;
		const growth = text.length - rangeLength;
		if (to <= range.start) {
			start += growth;
			end += growth;
		} else if (from < range.end) {
			end += to <= range.end ? growth : from - range.end;
			start = end;
		}
	}
	return { start, end };
}
