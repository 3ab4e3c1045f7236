import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** It is on the global object: the bundles of the editor suite share nothing else. */
const shared = globalThis as unknown as Record<symbol, Set<number> | undefined>;
const taken = (shared[Symbol.for('fovea.takenPorts')] ??= new Set());

/**
 * Has a server listen on a free port of this machine that no server has had that this process started so: what the product remembers of one (its
 * key, its answers) is never taken for another's.
 */
export async function listenAnew(server: Server): Promise<void> {
	do {
		if (server.listening) {
			server.close();
			await once(server, 'close');
		}
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	} while (taken.has(portOf(server)));
	taken.add(portOf(server));
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
