import * as vscode from 'vscode';
import { shownName } from '../platform/files.ts';
import type { Services } from '../services.ts';
import { openReading, prepareReading, readerRequest } from './readerRequest.ts';
import { answering, resultOf, withinBudget } from './toolAnswers.ts';

interface Input {
	readonly path: string;
	readonly query: string;
	readonly regex?: boolean;
	readonly pages?: string;
	readonly max_tokens?: number;
}

/** The token budget of a call that names none. */
const usualBudget = 3000;

/** The tool `fovea_search_document`: finds words in a document, with page and heading. */
export class SearchDocumentTool implements vscode.LanguageModelTool<Input> {
	constructor(private readonly services: Services) {}

	async prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<Input>): Promise<vscode.PreparedToolInvocation> {
		return prepareReading(this.services, input, {
			unknown: () => vscode.l10n.t('Searching a document'),
			known: (uri) => vscode.l10n.t('Searching {0}', shownName(uri)),
		});
	}

	async invoke(
		options: vscode.LanguageModelToolInvocationOptions<Input>,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		return answering(this.services, token, async (signal) => {
			const { path, query, regex, pages, max_tokens: wish = usualBudget } = options.input;
			const { uri, engine, follow } = await openReading(this.services, path, signal);
			const { text } = await withinBudget(options, wish, token, async (budget) => {
				const request = await readerRequest(this.services, uri, engine, pages);
				return this.services.background.searchDocument({ ...request, query, regex, budget }, signal, follow);
			});
			return resultOf(text);
		});
	}
}
