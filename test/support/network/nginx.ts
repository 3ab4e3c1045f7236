import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../host/temporary.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { program } from './programs.ts';

/** Starts nginx on this machine with the `server` blocks of a test; `port` is one of theirs, under 127.0.0.1. */
export async function startNginx(servers: string, port: number): Promise<Daemon> {
	const folder = temporaryFolder();
	chmodSync(folder, 0o755);
	mkdirSync(path.join(folder, 'temp'), { mode: 0o777 });
	chmodSync(path.join(folder, 'temp'), 0o777);
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`);
	writeFileSync(
		path.join(folder, 'nginx.conf'),
		`daemon off; pid ${folder}/pid; error_log /dev/null; worker_processes 1;
events {}
http { access_log off; ${temporary.join(' ')} ${servers} }
`,
	);
	return startDaemon(program('nginx'), ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', '/dev/null'], port);
}
