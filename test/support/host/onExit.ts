import { constants } from 'node:os';

const cleanups = new Set<() => void>();

/**
 * Runs `cleanup` when this process ends, also by Ctrl+C, a signal or an uncaught error; last registered, first run.
 * @returns runs it now instead
 */
export function onExit(cleanup: () => void): () => void {
	if (!process.listeners('exit').includes(cleanUp)) {
		process.on('exit', cleanUp);
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => process.exit(128 + constants.signals[signal]));
		}
	}
	cleanups.add(cleanup);
	return () => {
		if (cleanups.delete(cleanup)) {
			cleanup();
		}
	};
}

/** Ends this process when its parent is gone, however that ended: what runs in the background must not outlive the command that wanted it. */
export function endWithParent(): void {
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) {
			process.exit(1);
		}
	}, 1000).unref();
}

function cleanUp(): void {
	for (const cleanup of [...cleanups].reverse()) {
		try {
			cleanup();
		} catch (error) {
			console.error(error);
		}
	}
}
