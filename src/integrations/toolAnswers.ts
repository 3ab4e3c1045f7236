import * as vscode from 'vscode';
import { failureForModel } from '../core/reader/failureForModel.ts';
import { estimateTokens } from '../core/reader/tokens.ts';
import type { Picture } from '../core/worker/readerApi.ts';
import { isCancellation, logFailure } from '../platform/notify.ts';
import type { Services } from '../services.ts';

/** The token budget of a call that names none, and the largest one. */
const usualBudget = 8000;
const mostBudget = 50_000;

/** Attempts until the answer is within the budget by the model's own count. */
const mostTries = 4;

/** The first version with image parts: before, `LanguageModelDataPart` was a proposed API. */
const partsSince = [1, 106] as const;

/** The part of the newer API for images that is used. */
interface DataParts {
	readonly LanguageModelDataPart?: { image(data: Uint8Array, mimeType: string): unknown };
}

/** Runs an invocation: cancellation becomes an abort signal, and failures become sentences for a language model. */
export async function answering(
	{ log }: Pick<Services, 'log'>,
	token: vscode.CancellationToken,
	run: (signal: AbortSignal) => Promise<vscode.LanguageModelToolResult>,
): Promise<vscode.LanguageModelToolResult> {
	const controller = new AbortController();
	const listener = token.onCancellationRequested(() => controller.abort());
	if (token.isCancellationRequested) {
		controller.abort();
	}
	try {
		return await run(controller.signal);
	} catch (error) {
		if (controller.signal.aborted) {
			throw new vscode.CancellationError();
		}
		if (isCancellation(error)) {
			throw new Error('The user was asked and did not agree. Do not try again; ask what to do instead.', { cause: error });
		}
		logFailure(log, error);
		throw new Error(failureForModel(error), { cause: error });
	} finally {
		listener.dispose();
	}
}

/** A result with text and pictures; in an editor without image parts, a note stands in for the pictures. */
export function resultOf(text: string, pictures: readonly Picture[] = []): vscode.LanguageModelToolResult {
	const { LanguageModelDataPart: parts } = vscode as DataParts;
	const takes = parts !== undefined && isSince(vscode.version, partsSince);
	const note =
		takes || pictures.length === 0
			? ''
			: '\n\nThis version of VS Code cannot hand pictures to a model: update it to 1.106 or newer to see them.';
	const images = takes ? pictures.map(({ bytes, mediaType }) => parts.image(bytes, mediaType)) : [];
	return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text + note), ...(images as vscode.LanguageModelTextPart[])]);
}

/**
 * Calls `ask` until its answer is within the call's token budget by the model's own count. `ask` gets the budget in tokens as Fovea estimates them.
 */
export async function withinBudget<T extends { readonly text: string }>(
	options: Pick<vscode.LanguageModelToolInvocationOptions<unknown>, 'tokenizationOptions'>,
	wish: number | undefined,
	token: vscode.CancellationToken,
	ask: (budget: number) => Promise<T>,
): Promise<T> {
	const { tokenizationOptions: counted } = options;
	const budget = Math.min(wish ?? usualBudget, counted?.tokenBudget ?? mostBudget, mostBudget);
	let estimated = budget;
	for (let attempt = 1; ; attempt++) {
		const answer = await ask(estimated);
		const tokens = counted ? await counted.countTokens(answer.text, token) : 0;
		if (tokens <= budget || attempt === mostTries) {
			return answer;
		}
		// From the estimate for this answer, which may be far below the budget.
		estimated = Math.floor(Math.min(estimated, estimateTokens(answer.text)) * (budget / tokens) * 0.95);
	}
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
	const [own = 0, ownMinor = 0] = version.split('.').map(Number);
	return own > major || (own === major && ownMinor >= minor);
}
