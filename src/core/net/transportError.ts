import { FoveaError, type TlsFault, isFoveaError } from '../errors.ts';

/** The codes of Node (`ERR_TLS_…`) and OpenSSL (the verify results of X509_STORE_CTX_get_error(3), and `ERR_SSL_…`). */
const tlsFaults: readonly (readonly [code: RegExp, fault: TlsFault])[] = [
	[/^CERT_HAS_EXPIRED$/, 'expired'],
	[/^CERT_NOT_YET_VALID$/, 'notYetValid'],
	[/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'wrongName'],
	[/^CERT_REVOKED$/, 'revoked'],
	[/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST|EPROTO)$/, 'notTls'],
	[/CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE/, 'clientCertificate'],
	[/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|PATH_LENGTH)/, 'untrusted'],
	[/^(ERR_TLS|ERR_SSL)/, 'handshake'],
];

/** The TLS fault behind an error; undefined when the error is about something else. */
export function certificateFault(error: unknown): TlsFault | undefined {
	const code = codeOf(error) ?? '';
	return tlsFaults.find(([known]) => known.test(code))?.[1];
}

/** The certificate of a proxy is invalid. A class of its own, because undici would attribute the TLS codes to the service. */
export class CertificateFailure extends Error {
	override readonly name = 'CertificateFailure';

	constructor(
		readonly host: string,
		error: unknown,
	) {
		super(`The certificate of ${host} does not check out`, { cause: error });
	}
}

/** The cause of a failure in which nothing of the request was sent. */
export class NothingSent extends Error {
	override readonly name = 'NothingSent';

	constructor(cause: unknown) {
		super(cause instanceof Error ? cause.message : String(cause), { cause });
	}
}

/** Whether it is certain that nothing of a failed request has left this machine, so that repeating it is safe. */
export function nothingSent(error: unknown): boolean {
	return error instanceof NothingSent || (error instanceof Error && error.cause instanceof NothingSent);
}

const unknownHost = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/**
 * Translates an error of Node or OpenSSL into a `FoveaError`. The caller's own aborts never get here, so an `AbortError` is a failure of the
 * connection.
 * @param begun whether the request had begun to be written; if not, the failure is about the route to the host
 */
export function transportError(error: unknown, host: string, begun: boolean): unknown {
	if (!(error instanceof Error)) {
		return error;
	}
	if (isFoveaError(error)) {
		return begun || nothingSent(error) ? error : withNothingSent(error);
	}
	const code = codeOf(error) ?? '';
	const cause = begun || error instanceof NothingSent ? error : new NothingSent(error);
	const message = `${code || error.name} from ${host}`;
	const certificate = proxyCertificate(error);
	const fault = certificateFault(certificate?.cause ?? error);
	if (fault !== undefined) {
		return new FoveaError('tls', { host: certificate?.host ?? host, fault }, message, { cause });
	}
	const kind = begun ? 'connectionLost' : unknownHost.has(code) ? 'hostNotFound' : 'connectionRefused';
	return new FoveaError(kind, { host }, message, { cause });
}

/** The failure, marked as one before which nothing of the request was sent. */
export function withNothingSent({ code, facts, message, cause }: FoveaError): FoveaError {
	return new FoveaError(code, facts, message, { cause: new NothingSent(cause) });
}

function proxyCertificate(error: Error): CertificateFailure | undefined {
	const isFailure = (one: unknown): one is CertificateFailure => one instanceof Error && one.name === 'CertificateFailure';
	return [error, error.cause].find(isFailure);
}

/** The `code` of an error. Node sets it on the error, on its cause, or on each of several errors, one per address of the host. */
function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) {
		return undefined;
	}
	const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
	return own ?? (error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause));
}
