import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';
import { documentBytes, fileName, shownName } from '../platform/files.ts';
import type { Services } from '../services.ts';
import { reachableFile } from './reachableFile.ts';
import { answering, resultOf } from './toolAnswers.ts';

interface Input {
	readonly path: string;
	readonly page: number;
	readonly box?: readonly number[];
}

/** The tool `fovea_view_page`: a page, or a part of it, as a picture. It is rendered on this machine. */
export class ViewPageTool implements vscode.LanguageModelTool<Input> {
	constructor(private readonly services: Services) {}

	async prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<Input>): Promise<vscode.PreparedToolInvocation> {
		const uri = await reachableFile(input.path).catch(() => undefined);
		return {
			invocationMessage: uri ? vscode.l10n.t('Looking at page {0} of {1}', input.page, shownName(uri)) : vscode.l10n.t('Looking at a page'),
		};
	}

	async invoke(
		{ input }: vscode.LanguageModelToolInvocationOptions<Input>,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		return answering(this.services, token, async (signal) => {
			const { path, page, box } = input;
			if (box && box.length !== 4) {
				throw new AgentRefusal('"box" has four numbers: left, top, right, bottom, each from 0 to 1.');
			}
			const uri = await reachableFile(path);
			const request = {
				name: fileName(uri),
				bytes: await documentBytes(uri),
				page,
				box: box as [number, number, number, number] | undefined,
			};
			const picture = await this.services.background.viewPage(request, signal);
			return resultOf(`Page ${page} of ${plain(fileName(uri))}${box ? ', the part that was asked for' : ''}, as a picture.`, [picture]);
		});
	}
}
