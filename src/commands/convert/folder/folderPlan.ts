import type * as vscode from 'vscode';
import { isFoveaError } from '../../../core/errors.ts';
import { inParallel } from '../../../core/parallel.ts';
import type { EngineSpec } from '../../../core/worker/api.ts';
import { documentBytes, exists, fileName } from '../../../platform/files.ts';
import { targetFor } from '../../../platform/markdownTarget.ts';
import { type ConvertServices, subjectOf } from '../conversionJob.ts';

/** How many documents are examined at once. */
const atOnce = 4;

/** A document that may be converted. */
export interface PlannedDocument {
	readonly source: vscode.Uri;
	readonly kind: 'pdf' | 'image' | 'office';
	/** Undefined if Fovea cannot count them. */
	readonly pages: number | undefined;
	/**
	 * `new`: it has no finished markdown; `outdated`: its markdown was made from an earlier version and not edited; `other`: its markdown was edited,
	 * or was not made by Fovea.
	 */
	readonly standing: 'new' | 'outdated' | 'other';
}

/** What to convert in a folder. */
export interface FolderPlan {
	readonly documents: readonly PlannedDocument[];
	/** The number of documents whose markdown is up to date. */
	readonly upToDate: number;
}

/**
 * Finds out which documents already have markdown, and how many pages the others have.
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function planFolder(
	services: ConvertServices,
	engine: EngineSpec,
	sources: readonly vscode.Uri[],
	{ signal, onDone }: { readonly signal: AbortSignal; readonly onDone: (done: number) => void },
): Promise<FolderPlan> {
	const places = new Map<vscode.Uri, Place>();
	await inParallel(sources, atOnce, async (source) => {
		signal.throwIfAborted();
		places.set(source, await placeOf(services, engine, source));
	});
	const owned = new Set([...places.values()].flatMap(({ markdown }) => (markdown ? [markdown] : [])));
	const documents: PlannedDocument[] = [];
	let upToDate = 0;
	let done = 0;
	await inParallel(sources, atOnce, async (source) => {
		signal.throwIfAborted();
		const { standing, markdown } = places.get(source)!;
		if (standing === 'upToDate') {
			upToDate++;
		} else {
			// Markdown with this name may belong to another document.
			const beside = markdown === undefined && standing === undefined ? targetFor(source).markdown : undefined;
			const other = beside && !owned.has(beside.toString()) && (await exists(beside));
			const pages = await countPages(services, source);
			documents.push({ source, kind: kindOf(source), pages, standing: other ? 'other' : (standing ?? 'new') });
		}
		onDone(++done);
	});
	const order = new Map(sources.map((source, place) => [source, place]));
	return { documents: documents.sort((a, b) => order.get(a.source)! - order.get(b.source)!), upToDate };
}

interface Place {
	readonly standing: 'upToDate' | PlannedDocument['standing'] | undefined;
	/** The markdown that was made from this document. */
	readonly markdown?: string;
}

async function placeOf(services: ConvertServices, engine: EngineSpec, source: vscode.Uri): Promise<Place> {
	const subject = subjectOf(services, engine, source, {});
	try {
		const unfinished = await services.conversions.unfinished(subject);
		if (unfinished) {
			return { standing: 'new', markdown: unfinished.markdown.toString() };
		}
		const converted = await services.converted.stateOf(subject);
		return converted
			? { standing: converted.state === 'edited' ? 'other' : converted.state, markdown: converted.markdown.toString() }
			: { standing: undefined };
	} catch {
		// The conversion reports what is wrong.
		return { standing: undefined };
	}
}

/** Undefined if it cannot be opened; the conversion reports why. */
async function countPages({ background }: ConvertServices, source: vscode.Uri): Promise<number | undefined> {
	if (kindOf(source) === 'image' && !/\.tiff?$/i.test(source.path)) {
		return 1;
	}
	try {
		return await background.countPages({ name: fileName(source), bytes: await documentBytes(source) });
	} catch (error) {
		return isFoveaError(error) && error.code === 'passwordRequired' ? undefined : 0;
	}
}

function kindOf({ path }: vscode.Uri): PlannedDocument['kind'] {
	return /\.pdf$/i.test(path) ? 'pdf' : /\.(docx|pptx)$/i.test(path) ? 'office' : 'image';
}
