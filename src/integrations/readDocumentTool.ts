import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { documentBytes, fileName, pathInWorkspace, shownName } from '../platform/files.ts';
import { resultFromDraft, writeNewMarkdown } from '../platform/markdownFiles.ts';
import { targetFor } from '../platform/markdownTarget.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { type OpenReading, openReading, prepareReading, readerRequest } from './readerRequest.ts';
import { answering, resultOf, withinBudget } from './toolAnswers.ts';

interface Input {
	readonly path: string;
	readonly pages?: string;
	readonly line?: number;
	readonly include_figures?: boolean;
	readonly max_tokens?: number;
	readonly save?: boolean;
}

/** The tool `fovea_read_document`: a document as markdown, or its outline and the pages that fit the token budget. */
export class ReadDocumentTool implements vscode.LanguageModelTool<Input> {
	constructor(private readonly services: Services) {}

	async prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<Input>): Promise<vscode.PreparedToolInvocation> {
		return prepareReading(this.services, input, {
			unknown: () => vscode.l10n.t('Reading a document'),
			known: (uri) => vscode.l10n.t('Reading {0}', shownName(uri)),
			confirm: (uri, sending) => {
				const saving = vscode.l10n.t('The markdown is written as a new file beside it.');
				if (sending && input.save) {
					return { title: sending.title, message: [plain(sending.message as string, 1000), saving].join(' ') };
				}
				return sending ?? (input.save ? { title: vscode.l10n.t('Convert {0} to markdown?', shownName(uri)), message: saving } : undefined);
			},
		});
	}

	async invoke(
		options: vscode.LanguageModelToolInvocationOptions<Input>,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		return answering(this.services, token, async (signal) => {
			const { path, pages, line, include_figures: figures, max_tokens: wish, save } = options.input;
			const { uri, engine, follow } = await openReading(this.services, path, signal);
			const answer = await withinBudget(options, wish, token, async (budget) => {
				const request = await readerRequest(this.services, uri, engine, pages);
				return this.services.background.readDocument({ ...request, budget, line, figures }, signal, follow);
			});
			const saved = save ? await this.save({ uri, engine, follow }, pages, signal) : '';
			return resultOf(answer.text + saved, answer.figures);
		});
	}

	/** Writes the markdown beside the document, as the command does; never over an existing file. */
	private async save({ uri, engine, follow }: OpenReading, pages: string | undefined, signal: AbortSignal): Promise<string> {
		const { background, cacheFolder } = this.services;
		const { pageMarks, tablesAcrossPages, cacheMegabytes } = readOcrSettings(uri);
		const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
		const request = { name: fileName(uri), bytes: await documentBytes(uri), engine, pages, pageMarks, tablesAcrossPages, cache };
		const conversion = await background.convert(request, signal, follow);
		const { markdown } = await writeNewMarkdown(resultFromDraft(conversion), targetFor(uri, pages));
		return `\n\nSaved as ${pathInWorkspace(markdown)}.`;
	}
}
