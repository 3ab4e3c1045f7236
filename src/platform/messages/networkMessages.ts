import { l10n } from 'vscode';
import type { ErrorFacts, LimitName, TlsFault } from '../../core/errors.ts';
import type { Message } from './message.ts';

/** The message for a TLS failure: what is wrong with the host's certificate, or with TLS as a whole. */
export const tlsMessage = ({ host, fault }: ErrorFacts['tls']): Message => ({
	text: tlsText(host, fault),
	remedies: ['retry', 'checkConnection', 'openSettings'],
	setting: fault === 'untrusted' ? 'http.systemCertificates' : 'http.proxyStrictSSL',
});

/** The message for a timeout; `total` is the setting for the whole of such a request. */
export const timeoutMessage = ({ host, seconds, limit, proxy }: ErrorFacts['timeout'], total: string): Message => {
	const setting = {
		connect: 'fovea.network.connectTimeoutSeconds',
		uploadStalled: 'fovea.network.uploadStalledTimeoutSeconds',
		firstByte: 'fovea.network.firstByteTimeoutSeconds',
		total,
	}[limit];
	if (proxy !== undefined) {
		const text = l10n.t(
			'The proxy {0} made no connection to {1} within {2} s. Check the setting "http.proxy" and your network. The limit is the setting "{3}".',
			proxy,
			host,
			seconds,
			setting,
		);
		return { text, remedies: ['retry', 'checkConnection', 'openSettings'], setting: 'http.proxy' };
	}
	const texts: Readonly<Record<LimitName, string>> = {
		connect: l10n.t('{0} did not accept a connection within {1} s. The limit is the setting "{2}".', host, seconds, setting),
		uploadStalled: l10n.t('The upload to {0} stood still for {1} s. The limit is the setting "{2}".', host, seconds, setting),
		firstByte: l10n.t('{0} did not begin to answer within {1} s. The limit is the setting "{2}".', host, seconds, setting),
		total: l10n.t('{0} did not answer within {1} s. The limit is the setting "{2}".', host, seconds, setting),
	};
	return { text: texts[limit], remedies: ['retry', 'openSettings'], setting };
};

const tlsText = (host: string, fault: TlsFault): string =>
	({
		untrusted: l10n.t(
			'The certificate of {0} is not trusted: its issuer is not known on this machine. On a company network, add the company\'s certificate to those of the system (setting "http.systemCertificates") or to the file that NODE_EXTRA_CA_CERTS names.',
			host,
		),
		expired: l10n.t(
			'The certificate of {0} has expired. Tell its administrator, or correct the clock of this machine if it is wrong.',
			host,
		),
		notYetValid: l10n.t('The certificate of {0} is not valid yet. Correct the clock of this machine if it is wrong.', host),
		wrongName: l10n.t(
			'The certificate of {0} is for another name. Check the endpoint. On a company network, another machine may answer in its place.',
			host,
		),
		revoked: l10n.t('The certificate of {0} was revoked. Tell its administrator.', host),
		notTls: l10n.t(
			'{0} does not speak HTTPS at this port. Check the endpoint and its port. The address of a proxy may have to start with http://.',
			host,
		),
		clientCertificate: l10n.t(
			'{0} requires a client certificate, which Fovea does not send. Ask its administrator for another endpoint.',
			host,
		),
		handshake: l10n.t('{0} and this machine have no encryption method in common. Check the endpoint. See the log for details.', host),
	})[fault];
