import * as vscode from 'vscode';
import { UploadRecords, isAbandoned } from '../core/ocr/mistral/uploads.ts';
import type { Background } from '../core/worker/background.ts';
import type { Engines } from './engines.ts';
import { readNetworkOptions } from './settings.ts';

interface SweepDependencies {
	readonly engines: Engines;
	readonly background: Background;
	readonly log: vscode.LogOutputChannel;
}

/** Milliseconds; long enough for the editor to start. */
const delayMs = 10_000;

/**
 * After some seconds, deletes uploads that an earlier window has left at a service because it crashed or was closed. Usually there are none; then
 * this reads one folder and starts nothing.
 */
export function sweepUploadsSoon(uploadFolder: string, dependencies: SweepDependencies): vscode.Disposable {
	const timer = setTimeout(() => void sweep(uploadFolder, dependencies), delayMs);
	return new vscode.Disposable(() => clearTimeout(timer));
}

async function sweep(uploadFolder: string, { engines, background, log }: SweepDependencies): Promise<void> {
	try {
		const abandoned = (await new UploadRecords(uploadFolder).all()).filter((record) => isAbandoned(record));
		const keys: Record<string, string> = {};
		for (const origin of new Set(abandoned.map(({ files }) => new URL(files).origin))) {
			const key = await engines.knownKey(origin);
			if (key) {
				keys[origin] = key;
			}
		}
		if (Object.keys(keys).length > 0) {
			await background.sweepUploads({ uploadFolder, keys, network: readNetworkOptions() }, (line) => log.info(line));
		}
	} catch (error) {
		log.error(error instanceof Error ? error : String(error));
	}
}
