import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Environment } from './proxy.ts';

/** Where Linux distributions keep the certificates that they trust, as one file (as Go's `crypto/x509` looks for them in `root_linux.go`). */
const linuxBundles = [
	'/etc/ssl/certs/ca-certificates.crt',
	'/etc/pki/tls/certs/ca-bundle.crt',
	'/etc/ssl/ca-bundle.pem',
	'/etc/pki/tls/cacert.pem',
	'/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
	'/etc/ssl/cert.pem',
];

/**
 * Certificates of trusted authorities, as PEM: Mozilla's, which are part of Node; those of the file `NODE_EXTRA_CA_CERTS`, which Node itself reads
 * only when it starts; and, if `system` is set, those of the operating system: what Node can read of them (22.15 and later), and on Linux its file or
 * that of `SSL_CERT_FILE`. A file that cannot be read is skipped.
 */
export function trustedCertificates(system: boolean, environment: Environment): string[] {
	const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'default' | 'system') => string[] };
	const extra = pemFile(environment['NODE_EXTRA_CA_CERTS']);
	const ofSystem = system ? [...(getCACertificates?.('system') ?? []), ...linuxCertificates(environment)] : [];
	return [...new Set([...(getCACertificates?.('default') ?? tls.rootCertificates), ...extra, ...ofSystem])];
}

function linuxCertificates(environment: Environment): string[] {
	if (process.platform !== 'linux') {
		return [];
	}
	const own = pemFile(environment['SSL_CERT_FILE']);
	for (const file of own.length > 0 ? [] : linuxBundles) {
		const certificates = pemFile(file);
		if (certificates.length > 0) {
			return certificates;
		}
	}
	return own;
}

function pemFile(file: string | undefined): string[] {
	try {
		return file ? (readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []) : [];
	} catch {
		return [];
	}
}
