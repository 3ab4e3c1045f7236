import { hostname } from 'node:os';

/** The process that works with something on record. */
export interface Owner {
	readonly host: string;
	readonly pid: number;
}

/** Something on record, and whose work it is; nobody's when `owner` is absent. */
export interface Owned {
	readonly createdMs: number;
	readonly owner?: Owner | undefined;
}

export function thisProcess(): Owner {
	return { host: hostname(), pid: process.pid };
}

/** No conversion takes this long: its owner's number then means another process. */
const longestMs = 6 * 3600 * 1000;

/** Whether nobody works with it any more: it was given up, its process is gone, or it is too old for that process to be the one. */
export function isAbandoned({ owner, createdMs }: Owned, now: number = Date.now()): boolean {
	return !owner || now - createdMs > longestMs || (owner.host === hostname() && !isAlive(owner.pid));
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is one, too.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
