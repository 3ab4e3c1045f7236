import * as vscode from 'vscode';
import { extensions } from '../convert/pickDocuments.ts';

/** A document that was pasted or dropped: a file that the editor can read, or the bytes themselves. */
export type TransferredDocument =
	| { readonly uri: vscode.Uri }
	| {
			/** Without a dot, in lower case. */
			readonly extension: string;
			readonly bytes: Uint8Array;
	  };

/** Media types for which VS Code calls the paste and drop providers. */
export const transferTypes: readonly string[] = ['image/*', 'application/pdf', 'files', 'text/uri-list'];

/** The documents and pictures of a transfer that Fovea reads, in order. Files come first, because the same picture may be there in several forms. */
export async function documentsInTransfer(data: vscode.DataTransfer): Promise<readonly TransferredDocument[]> {
	const uris = await urisIn(data);
	if (uris.length > 0) {
		return uris.map((uri) => ({ uri }));
	}
	const files: TransferredDocument[] = [];
	for (const [mime, item] of data) {
		const file = item.asFile();
		const extension = file && (supported(extensionOf(file.name)) ?? supported(mime.slice(mime.indexOf('/') + 1)));
		if (file && extension) {
			// Read now, because the data is no longer readable once the edits are provided.
			files.push(file.uri ? { uri: file.uri } : { extension, bytes: await file.data() });
		}
	}
	return files;
}

async function urisIn(data: vscode.DataTransfer): Promise<readonly vscode.Uri[]> {
	const list = (await data.get('text/uri-list')?.asString()) ?? '';
	return list
		.split(/\r?\n/)
		.filter((line) => line && !line.startsWith('#'))
		.flatMap((line) => {
			const uri = parse(line);
			return uri && !['http', 'https', 'data'].includes(uri.scheme) && supported(extensionOf(uri.path)) ? [uri] : [];
		});
}

function parse(line: string): vscode.Uri | undefined {
	try {
		return vscode.Uri.parse(line, true);
	} catch {
		return undefined;
	}
}

function extensionOf(name: string): string {
	return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function supported(extension: string): string | undefined {
	return extensions().includes(extension) ? extension : undefined;
}
