import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../host/temporary.ts';
import { type Daemon, freePort, startDaemon } from './daemon.ts';
import { program } from './programs.ts';

/** Starts tinyproxy on this machine; `user` is who it lets in, everybody when absent. */
export async function startTinyproxy(
	user?: { readonly name: string; readonly password: string },
	lines: readonly string[] = [],
): Promise<Pick<Daemon, 'stop'> & { readonly port: number }> {
	const port = await freePort();
	const config = path.join(temporaryFolder(), 'tinyproxy.conf');
	const access = user ? [`BasicAuth ${user.name} ${user.password}`] : [];
	writeFileSync(config, [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 30', 'LogLevel Critical', ...access, ...lines, ''].join('\n'));
	const daemon = await startDaemon(program('tinyproxy'), ['-d', '-c', config], port);
	return { port, stop: () => daemon.stop() };
}
