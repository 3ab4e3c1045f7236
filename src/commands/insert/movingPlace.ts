import * as vscode from 'vscode';

/** A place in a document that stays with the text around it while others edit the document. */
export class MovingPlace implements vscode.Disposable {
	private readonly listening: vscode.Disposable;

	constructor(
		document: vscode.TextDocument,
		private at: vscode.Position,
	) {
		let offset = document.offsetAt(at);
		this.listening = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document !== document) {
				return;
			}
			// Each is given in the text before all of them.
			const before = offset;
			for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
				if (rangeOffset + rangeLength <= before) {
					offset += text.length - rangeLength;
				} else if (rangeOffset < before) {
					offset += rangeOffset - before;
				}
			}
			this.at = document.positionAt(offset);
		});
	}

	get position(): vscode.Position {
		return this.at;
	}

	dispose(): void {
		this.listening.dispose();
	}
}
