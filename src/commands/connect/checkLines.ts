import { env, l10n, version } from 'vscode';
import type { CertificateProblem, CheckStep, Finding, FindingCode, FindingFacts, ProxySource } from '../../core/connect/findings.ts';
import { isKnownModel } from '../../core/modelLife.ts';
import { tablesAsOf } from '../../core/modelTable.ts';
import type { AuthScheme } from '../../core/ocr/mistral/engine.ts';
import { phrase, plain } from '../../core/plain.ts';
import { serviceLabel } from '../../platform/connections.ts';
import type { Connection } from '../../platform/settingValues.ts';

/** A line of a check: the step, and its finding as a whole sentence. */
export interface CheckLine {
	readonly icon: string;
	readonly label: string;
	readonly text: string;
}

/** The line for a finding. */
export function lineOf({ step, outcome, code, facts }: Finding): CheckLine {
	const icons = { right: 'pass', wrong: 'error', note: 'info' };
	return { icon: icons[outcome], label: stepLabel(step), text: sentence(code, plainFacts(facts)) };
}

/** The whole check as markdown for somebody who helps, without keys and without names of the user's hosts, models and certificate issuers. */
export function checkReport(findings: readonly Finding[], connection: Connection): string {
	const { for: use, service, signIn } = connection;
	const about = [
		`Fovea, VS Code ${version}, ${process.platform} ${process.arch}, ${env.remoteName === undefined ? 'local' : 'remote'}`,
		`Models as known on ${tablesAsOf}`,
		`${use === 'documents' ? 'Documents' : 'Images'}: ${service}${signIn ? ', signed in' : ''} (${serviceLabel(use, service)})`,
	];
	const marks = { right: '✓', wrong: '✗', note: 'i' };
	const lines = findings.map((found) => {
		const masked = { ...found, facts: maskedFacts(found.facts) } as Finding;
		return `- ${marks[found.outcome]} ${stepLabel(found.step)}: ${lineOf(masked).text}`;
	});
	return [...about, '', ...lines, ''].join('\n');
}

function stepLabel(step: CheckStep): string {
	const labels: Record<CheckStep, string> = {
		address: l10n.t('Address'),
		proxy: l10n.t('Proxy'),
		name: l10n.t('Host name'),
		reach: l10n.t('Connection'),
		encryption: l10n.t('Encryption'),
		path: l10n.t('Path'),
		key: l10n.t('Key'),
		model: l10n.t('Model'),
		request: l10n.t('Request'),
		limits: l10n.t('Limits'),
		clock: l10n.t('Clock'),
	};
	return labels[step];
}

const sourceText = (source: ProxySource): string =>
	'setting' in source
		? l10n.t('by the setting "{0}"', plain(source.setting))
		: l10n.t('by the variable {0} of the environment', plain(source.variable));

const schemeText = (scheme: AuthScheme): string =>
	({
		bearer: l10n.t('as "Authorization: Bearer"'),
		'api-key': l10n.t('in the header "api-key"'),
		raw: l10n.t('as "Authorization" without "Bearer"'),
	})[scheme];

const problemText = (problem: CertificateProblem, issuer: string, until: string): string =>
	({
		unknownIssuer: l10n.t('its issuer, "{0}", is not one that this machine trusts', plain(issuer)),
		selfSigned: l10n.t('it is signed by itself'),
		expired: l10n.t('it expired on {0}; is the clock of this machine right?', plain(until)),
		notYetValid: l10n.t('it is not valid yet; is the clock of this machine right?'),
		wrongHost: l10n.t('it is for another host'),
		other: l10n.t('it does not check out'),
	})[problem];

const listed = (names: readonly string[]): string => names.join(', ');

type Sentences = { readonly [C in FindingCode]: (facts: FindingFacts[C]) => string };

/** All sentences of a check. Facts are plain text already. */
const sentences: Sentences = {
	addressInvalid: ({ endpoint }) => l10n.t('"{0}" is no address of a service. It begins with https:// and names a host.', plain(endpoint)),
	addressSound: ({ host }) => l10n.t('The address is that of {0}.', plain(host)),
	proxyNone: () => l10n.t('No proxy is used.'),
	proxyOfEditor: ({ host }) => l10n.t('VS Code itself reaches {0} in a way of its own, and requests go that way.', plain(host)),
	proxyExcepted: ({ host, by }) => l10n.t('There is a proxy, and {0} is reached without it, because of "{1}".', plain(host), plain(by)),
	proxyUsed: ({ proxy, source }) => l10n.t('The proxy {0} is used, {1}.', plain(proxy), phrase(sourceText(source))),
	proxyInvalid: ({ proxy }) => l10n.t('"{0}" is not a proxy. Write it like http://proxy.example:8080.', plain(proxy)),
	proxyUnreachable: ({ proxy, source }) =>
		l10n.t('There is no connection to the proxy {0}, which is set {1}.', plain(proxy), phrase(sourceText(source))),
	proxySilent: ({ proxy, host }) =>
		l10n.t('The proxy {0} takes connections and does not answer whether it reaches {1}. Ask its administrator.', plain(proxy), plain(host)),
	proxyAuthentication: ({ proxy }) => l10n.t('The proxy {0} wants a name and password, or others than it was given.', plain(proxy)),
	proxyRefused: ({ proxy, host, status }) =>
		l10n.t('The proxy {0} does not connect to {1} (status {2}).', plain(proxy), plain(host), status),
	nameFound: ({ host }) => l10n.t('{0} is a known host.', plain(host)),
	nameLeft: ({ host }) => l10n.t('The proxy looks up {0}.', plain(host)),
	nameUnknown: ({ host }) =>
		l10n.t('There is no host {0}. The name of the resource in the address is wrong, or it was deleted.', plain(host)),
	resolverSilent: ({ host }) =>
		l10n.t('{0} cannot be looked up: this machine is offline, or only a proxy gets out of its network.', plain(host)),
	reached: ({ host, milliseconds }) => l10n.t('{0} was reached in {1} ms.', plain(host), milliseconds),
	refused: ({ host, port }) => l10n.t('Nothing listens at port {1} of {0}.', plain(host), port),
	unreachable: ({ host, port }) =>
		l10n.t('{0} does not answer at port {1}. A firewall may be between, or a proxy is needed.', plain(host), port),
	encryptionNone: () => l10n.t('The address begins with http: nothing is encrypted.'),
	encrypted: ({ protocol, issuer, until }) =>
		l10n.t('{0}; the certificate is by "{1}" and good until {2}.', plain(protocol), plain(issuer), plain(until)),
	encryptedUnchecked: ({ host, issuer, problem }) =>
		l10n.t(
			'The certificate of {0} is not checked, because of the setting "http.proxyStrictSSL": {1}.',
			plain(host),
			phrase(problemText(problem, issuer, '')),
		),
	untrusted: ({ host, issuer, problem, until }) =>
		l10n.t('The certificate of {0} is not trusted: {1}.', plain(host), phrase(problemText(problem, issuer, until))),
	encryptionFailed: ({ host }) => l10n.t('{0} was reached and does not speak TLS with this machine.', plain(host)),
	pathFound: ({ path }) => l10n.t('The service answers at {0}.', plain(path)),
	pathElsewhere: ({ path, right }) => l10n.t('Nothing is at {0}; the service answers at {1}.', plain(path), plain(right)),
	pathUnknown: ({ host, path }) => l10n.t('{0} has no such service, neither at {1} nor at any other known path.', plain(host), plain(path)),
	redirected: ({ host }) => l10n.t('{0} leads on to another address, which Fovea does not follow with your key.', plain(host)),
	webPage: ({ host }) => l10n.t('{0} answers with a web page, not as a service.', plain(host)),
	noService: ({ host }) => l10n.t('{0} answers, but not as this kind of service does.', plain(host)),
	keyTaken: ({ scheme }) => l10n.t('The key is accepted, {0}.', phrase(schemeText(scheme))),
	keyNotNeeded: ({ host }) => l10n.t('{0} wants no key.', plain(host)),
	keyMissing: ({ host }) => l10n.t('There is no key for {0}, and it wants one.', plain(host)),
	keyRefused: ({ host, schemes, isToken }) =>
		isToken
			? l10n.t('{0} does not accept the Microsoft account. It needs a role on the resource, such as Cognitive Services User.', plain(host))
			: l10n.t(
					'{0} does not accept the key, {1}. It is of another resource, or was renewed.',
					plain(host),
					phrase(schemes.map(schemeText).join('; ')),
				),
	keyForbidden: ({ host }) =>
		l10n.t('{0} knows the key and refuses access: the key may not do this, or the network of this machine is not let in.', plain(host)),
	resourceBlocked: ({ host }) =>
		l10n.t(
			'{0} has blocked this resource for a while because of earlier prompts. Wait some hours: trying again now makes the wait longer.',
			plain(host),
		),
	organizationUnverified: ({ host, model }) =>
		l10n.t(
			'{0} offers {1} to verified organizations only. Verify yours in the settings of your account, then wait 15 minutes, or choose another model.',
			plain(host),
			plain(model),
		),
	quotaExhausted: ({ host }) => l10n.t('The account at {0} has no money or quota left. Look at its billing page.', plain(host)),
	modelFound: ({ model }) => l10n.t('"{0}" is there.', plain(model)),
	modelUnproven: ({ model }) => l10n.t('"{0}" is not in the list of the server, which may have it all the same.', plain(model)),
	modelUnknown: ({ host, model, retired }) =>
		retired === undefined
			? l10n.t('{0} has no model or deployment "{1}".', plain(host), plain(model))
			: l10n.t('{0} has no "{1}" any more: it was retired on {2}.', plain(host), plain(model), plain(retired)),
	modelEnds: ({ model, on, alternatives }) =>
		alternatives.length === 0
			? l10n.t('"{0}" answers until {1}.', plain(model), plain(on))
			: l10n.t('"{0}" answers until {1}. Its successor is {2}.', plain(model), plain(on), plain(alternatives[0]!)),
	modelUnsuitable: ({ host, model }) => l10n.t('"{0}" at {1} makes no images.', plain(model), plain(host)),
	requestUnderstood: () => l10n.t('The request is understood.'),
	requestRefused: ({ host, status }) =>
		status === 413
			? l10n.t('{0}, or a gateway before it, takes only small requests (status 413). Ask its administrator.', plain(host))
			: l10n.t('{0} refuses the request (status {1}): model and address do not go together.', plain(host), status),
	fieldsRefused: ({ host, fields }) =>
		l10n.t('{0} does not take the fields {1} for this model. It may be no OCR model.', plain(host), plain(listed(fields))),
	busy: ({ host, seconds }) =>
		seconds === undefined
			? l10n.t('All is right, and {0} gets too many requests now. Wait a minute.', plain(host))
			: l10n.t('All is right, and {0} gets too many requests now. It asks to wait {1} s.', plain(host), Math.ceil(seconds)),
	serviceDown: ({ host, status }) =>
		status < 300
			? l10n.t('{0} answers with an error of its own. It is not your doing; try later.', plain(host))
			: l10n.t('{0} fails to answer (status {1}). It is not your doing; try later.', plain(host), status),
	connectionLost: ({ host }) => l10n.t('{0} ended the connection before it had answered.', plain(host)),
	timeout: ({ host, seconds }) => l10n.t('{0} did not answer within {1} s.', plain(host), seconds),
	limits: ({ pages, bytes, remaining }) => {
		const megabytes = bytes / 1_000_000;
		return remaining === undefined
			? l10n.t('A request takes {0} pages and {1} MB; longer documents go in parts.', pages, megabytes)
			: l10n.t(
					'A request takes {0} pages and {1} MB; longer documents go in parts. Requests that are free now: {2}.',
					pages,
					megabytes,
					remaining,
				);
	},
	imageLimits: ({ images, references, isKnown }) =>
		isKnown
			? l10n.t('Up to {0} images a request, from up to {1} reference images.', images, references)
			: l10n.t('Fovea does not know this model: it sends the prompt, the count and the size.'),
	clockRight: () => l10n.t('The clock of this machine is right.'),
	clockOff: ({ seconds }) =>
		seconds > 0
			? l10n.t('The clock of this machine is {0} min ahead: keys and certificates may seem invalid. Set it.', Math.round(seconds / 60))
			: l10n.t('The clock of this machine is {0} min behind: keys and certificates may seem invalid. Set it.', Math.round(-seconds / 60)),
};

function sentence(code: FindingCode, facts: FindingFacts[FindingCode]): string {
	return (sentences[code] as (facts: FindingFacts[FindingCode]) => string)(facts);
}

function plainFacts<T>(facts: T): T {
	return mapped(facts, (text) => plain(text)) as T;
}

/** Paths that do not identify their user. */
const knownPath =
	/^(\/providers\/mistral\/azure\/ocr|\/v1|\/v1\/ocr|\/ocr|\/openai\/v1|\/models)(\/images\/generations)?(\?api-version=[\w-]+)?$/;

function maskedFacts(facts: FindingFacts[FindingCode]): FindingFacts[FindingCode] {
	const masks: Readonly<Record<string, (text: string) => string>> = {
		host: () => '<host>',
		proxy: () => '<proxy>',
		endpoint: () => '<address>',
		issuer: (issuer) => (/microsoft|digicert|let's encrypt|google trust|amazon|sectigo|globalsign/i.test(issuer) ? issuer : '<issuer>'),
		model: (model) => (isKnownModel(model) ? model : '<model>'),
		path: (path) => (knownPath.test(path) ? path : '<path>'),
		right: (path) => (knownPath.test(path) ? path : '<path>'),
		alternatives: (model) => (isKnownModel(model) ? model : '<model>'),
	};
	const masked = Object.entries(facts).map(([name, fact]): [string, unknown] => [name, mapped(fact, masks[name] ?? ((text) => text))]);
	return Object.fromEntries(masked);
}

function mapped(value: unknown, change: (text: string) => string): unknown {
	return typeof value === 'string'
		? change(value)
		: Array.isArray(value)
			? value.map((item) => mapped(item, change))
			: typeof value === 'object' && value !== null
				? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, change)]))
				: value;
}
