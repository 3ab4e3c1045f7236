import { l10n } from 'vscode';
import type { Messages } from './message.ts';
import { timeoutMessage, tlsMessage } from './networkMessages.ts';

/** Messages about setting up a connection, keys, the network and proxies. */
export const connectionMessages = {
	noEndpoint: ({ provider }) => ({
		text: l10n.t('No endpoint is set for {0}. Paste the one that your resource shows.', provider),
		remedies: ['manageConnections'],
	}),
	unknownConnection: ({ connection }) => ({
		text: l10n.t(
			'The settings ask for a connection named "{0}", which does not exist. Nothing was sent. Create it, or choose another one.',
			connection.slice(0, 80),
		),
		remedies: ['manageConnections'],
	}),
	signInUnavailable: ({ host }) => ({
		text: l10n.t('Signing in with Microsoft is not available here for {0}. Use an API key for the connection instead.', host),
		remedies: ['setKey', 'manageConnections'],
	}),
	signedOut: ({ host }) => ({
		text: l10n.t('You are no longer signed in with Microsoft, which {0} requires. Retry to sign in.', host),
		remedies: ['retry', 'manageConnections'],
	}),
	signInRefused: ({ host, account }) => ({
		text: l10n.t(
			'{0} refuses access to {1}. Ask its administrator to give that account a role on the resource, such as "Cognitive Services User", which takes a few minutes to apply, or sign in with another account.',
			host,
			account,
		),
		remedies: ['retry', 'manageConnections'],
	}),
	invalidEndpoint: ({ endpoint }) => ({
		text: l10n.t('"{0}" is not an endpoint. It starts with https:// and names the host of your resource.', endpoint.slice(0, 200)),
		remedies: ['changeAddress'],
	}),
	secretsUnavailable: () => ({
		text: l10n.t(
			'VS Code cannot read or keep keys: the keyring of this system is locked or missing. Unlock it or set one up, then try again.',
		),
		remedies: ['retry', 'showLog'],
	}),
	missingKey: ({ host }) => ({ text: l10n.t('There is no API key for {0}.', host), remedies: ['setKey'] }),
	unauthorized: ({ host }) => ({
		text: l10n.t('{0} does not accept the API key. Check that it belongs to this endpoint and has not expired.', host),
		remedies: ['setKey', 'checkConnection'],
	}),
	forbidden: ({ host }) => ({
		text: l10n.t('{0} refuses access: the key is valid but not allowed to do this, or your network is blocked.', host),
		remedies: ['setKey', 'checkConnection', 'showLog'],
	}),
	redirected: ({ host }) => ({
		text: l10n.t('{0} redirects to another address, which Fovea does not follow with your key. Enter the final endpoint.', host),
		remedies: ['changeAddress', 'checkConnection'],
	}),
	connectionRefused: ({ host }) => ({
		text: l10n.t('{0} does not accept connections. Check the endpoint, your network and the setting "http.proxy".', host),
		remedies: ['retry', 'changeAddress', 'checkConnection'],
	}),
	hostNotFound: ({ host }) => ({
		text: l10n.t('The host {0} cannot be found, or this machine is offline. Check the endpoint and your network.', host),
		remedies: ['retry', 'changeAddress', 'checkConnection'],
	}),
	tls: tlsMessage,
	connectionLost: ({ host }) => ({
		text: l10n.t('The connection to {0} was lost before the answer was complete, even after retrying.', host),
		remedies: ['retry', 'checkConnection', 'showLog'],
	}),
	timeout: (facts) => timeoutMessage(facts, 'fovea.ocr.timeoutSeconds'),
	invalidProxy: ({ proxy }) => ({
		text: l10n.t(
			'"{0}" is not the address of a proxy. Write it like http://proxy.example:8080 in the setting "http.proxy" or in HTTPS_PROXY.',
			proxy,
		),
		remedies: ['openSettings'],
		setting: 'http.proxy',
	}),
	proxyUnreachable: ({ host, proxy }) => ({
		text: l10n.t(
			'Fovea cannot connect to the proxy {0}, which leads to {1}. Check your network and the setting "http.proxy".',
			proxy,
			host,
		),
		remedies: ['retry', 'checkConnection', 'openSettings'],
		setting: 'http.proxy',
	}),
	proxyAuthentication: ({ proxy, schemes }) => ({
		text:
			schemes.length === 0 || schemes.includes('basic')
				? l10n.t('The proxy {0} requires a user name and password, or rejects the ones it was given. Retry to enter them.', proxy)
				: l10n.t(
						'The proxy {0} requires another kind of sign-in ({1}), and VS Code could not sign in either. Ask its administrator for a proxy that accepts a user name and password, or for an exception for the service.',
						proxy,
						schemes.join(', '),
					),
		remedies: ['retry', 'checkConnection', 'openSettings'],
		setting: 'http.proxy',
	}),
	proxyRefused: ({ host, proxy, status }) => ({
		text:
			status >= 500
				? l10n.t('The proxy {0} cannot reach {1} (status {2}). Check the endpoint and your network, then try again.', proxy, host, status)
				: l10n.t(
						'The proxy {0} does not let Fovea reach {1} (status {2}). Ask its administrator to allow it, or add the host to the setting "http.noProxy".',
						proxy,
						host,
						status,
					),
		remedies: ['retry', 'checkConnection', 'openSettings'],
		setting: 'http.noProxy',
	}),
} satisfies Partial<Messages>;
