import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { program } from './programs.ts';

/** The files of a certificate. */
export interface Certificate {
	readonly cert: string;
	readonly key: string;
}

/** How a certificate differs from a right one. */
export interface CertificateOptions {
	/** The names that it is for. */
	readonly names: readonly string[];
	/** When it is good, as openssl writes times (`YYYYMMDDhhmmssZ`). */
	readonly from?: string;
	readonly until?: string;
	/** Vouches for itself. */
	readonly selfSigned?: boolean;
}

/** A private authority for certificates, as companies have, in a folder. */
export class Authority {
	/** Its own certificate, as `NODE_EXTRA_CA_CERTS` names it. */
	readonly file: string;
	private readonly openssl = program('openssl');
	private count = 0;

	constructor(private readonly folder: string) {
		this.file = path.join(folder, 'authority.pem');
		writeFileSync(path.join(folder, 'index.txt'), '');
		writeFileSync(path.join(folder, 'serial'), '1000\n');
		writeFileSync(
			path.join(folder, 'ca.cnf'),
			`[ca]\ndefault_ca = own\n[own]\ndir = ${folder}\ndatabase = $dir/index.txt\nserial = $dir/serial\nnew_certs_dir = $dir\ndefault_md = sha256\npolicy = any\nunique_subject = no\ncopy_extensions = copy\n[any]\ncommonName = supplied\n`,
		);
		const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=Company Authority'];
		this.run(...request, '-keyout', path.join(folder, 'authority.key'), '-out', this.file, '-addext', 'basicConstraints=critical,CA:TRUE');
	}

	/** A certificate of this authority, right but for the options. */
	certificate({ names, from = '20200101000000Z', until = '20990101000000Z', selfSigned = false }: CertificateOptions): Certificate {
		const base = path.join(this.folder, `certificate-${this.count++}`);
		const [cert, key, request] = [`${base}.pem`, `${base}.key`, `${base}.csr`];
		const subject = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', `/CN=${names[0]}`];
		const alternatives = ['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`];
		if (selfSigned) {
			this.run('req', '-x509', ...subject, '-days', '3650', '-out', cert, ...alternatives);
			return { cert, key };
		}
		this.run('req', '-new', ...subject, '-out', request, ...alternatives);
		const signed = [
			'ca',
			'-batch',
			'-config',
			path.join(this.folder, 'ca.cnf'),
			'-cert',
			this.file,
			'-keyfile',
			path.join(this.folder, 'authority.key'),
		];
		this.run(...signed, '-in', request, '-out', cert, '-notext', '-startdate', from, '-enddate', until);
		return { cert, key };
	}

	private run(...args: string[]): void {
		execFileSync(this.openssl, args, { stdio: ['ignore', 'ignore', 'pipe'] });
	}
}
