import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../host/temporary.ts';
import type { Certificate } from './authority.ts';
import { type Daemon, freePort, startDaemon } from './daemon.ts';
import { program } from './programs.ts';

/** How a Squid is set up. */
export interface SquidOptions {
	/** Names that only it knows, with their addresses. */
	readonly hosts?: Readonly<Record<string, string>>;
	/** Whom it lets in; everybody when absent. */
	readonly user?: { readonly name: string; readonly password: string };
	/** It speaks HTTPS with its clients too. */
	readonly certificate?: Certificate;
	/** Further lines of its configuration. */
	readonly lines?: readonly string[];
}

/** A running Squid. */
export interface Squid extends Pick<Daemon, 'freeze' | 'thaw'> {
	readonly port: number;
	/** Where it speaks HTTPS; 0 without a certificate. */
	readonly httpsPort: number;
	stop(): Promise<void>;
	/** Ends it in the middle of whatever it does. */
	kill(): Promise<void>;
}

/** Starts Squid on this machine, under 127.0.0.1 and ::1, with no more than what a test needs of it. */
export async function startSquid({ hosts = {}, user, certificate, lines = [] }: SquidOptions = {}): Promise<Squid> {
	const folder = temporaryFolder();
	// Started by root, it gives up its rights before it reads these.
	chmodSync(folder, 0o755);
	const file = (name: string, text: string) => {
		const place = path.join(folder, name);
		writeFileSync(place, text);
		return place;
	};
	const [port, httpsPort] = [await freePort(), certificate ? await freePort() : 0];
	const hash = user && execFileSync(program('openssl'), ['passwd', '-apr1', user.password], { encoding: 'utf8' }).trim();
	const config = [
		`http_port 127.0.0.1:${port}`,
		`http_port [::1]:${port}`,
		...(certificate ? [`https_port 127.0.0.1:${httpsPort} tls-cert=${certificate.cert} tls-key=${certificate.key}`] : []),
		`hosts_file ${file(
			'hosts',
			Object.entries(hosts)
				.map(([name, address]) => `${address} ${name}\n`)
				.join(''),
		)}`,
		...(user
			? [
					`auth_param basic program ${authHelper()} ${file('users', `${user.name}:${hash}\n`)}`,
					'auth_param basic realm company',
					'auth_param basic casesensitive on',
					'acl known proxy_auth REQUIRED',
					'http_access allow known',
					'http_access deny all',
				]
			: [...lines, 'http_access allow all']),
		'cache deny all',
		'access_log none',
		'cache_log /dev/null',
		'pid_filename none',
		'pinger_enable off',
		'shutdown_lifetime 0 seconds',
		'dns_timeout 5 seconds',
		`coredump_dir ${folder}`,
	];
	const daemon = await startDaemon(program('squid'), ['-N', '-f', file('squid.conf', `${config.join('\n')}\n`)], port);
	const { freeze, thaw } = daemon;
	return { port, httpsPort, freeze, thaw, stop: () => daemon.stop(), kill: () => daemon.stop('SIGKILL') };
}

function authHelper(): string {
	const places = ['/usr/lib/squid/basic_ncsa_auth', '/usr/lib64/squid/basic_ncsa_auth', '/opt/homebrew/opt/squid/libexec/basic_ncsa_auth'];
	return places.find((place) => existsSync(place)) ?? places[0]!;
}
