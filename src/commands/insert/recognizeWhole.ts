import type * as vscode from 'vscode';
import { FoveaError } from '../../core/errors.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import type { Services } from '../../services.ts';
import type { DocumentProgress } from '../convert/conversionProgress.ts';
import { withPassword } from '../convert/password.ts';
import { recognizeDocument } from '../convert/recognizeDocument.ts';

/**
 * Recognizes a document whose text is inserted into another one, without page marks.
 * @throws {FoveaError} the failure of the document, or of its first failed page: a part of the text could be mistaken for the whole
 */
export async function recognizeWhole(
	services: Services,
	engine: EngineSpec,
	{ source, progress }: { readonly source: vscode.Uri; readonly progress: DocumentProgress },
	signal: AbortSignal,
): Promise<Conversion> {
	const conversion = await withPassword(services.background, source, undefined, (password) =>
		recognizeDocument(
			services,
			engine,
			{ source, pages: undefined, password, settings: { pageMarks: 'none' }, progress, growing: undefined },
			signal,
		),
	);
	const [failed] = conversion.failed;
	if (failed) {
		throw new FoveaError(failed.code, failed.facts);
	}
	return conversion;
}
