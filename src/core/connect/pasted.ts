import { azureOcrEndpoint, mistralOcrEndpoint } from '../ocr/mistral/endpoint.ts';
import { isLoopback } from '../net/loopback.ts';
import { azureHost, parseServiceAddress, serverlessHost, tidyPath, withoutOperation } from '../net/serviceAddress.ts';
import { imageEndpoint } from '../image/endpoint.ts';

/** What a connection is for. */
export type Use = 'documents' | 'images';

/** The kinds of services: `azure` and `mistral` read documents; `azure`, `openai` and `compatible` generate images. */
export type Service = 'azure' | 'mistral' | 'openai' | 'compatible';

/** What a pasted text says about a connection. */
export interface Understood {
	readonly service: Service;
	/** An address that can be stored, without key, password, and parts of another operation. */
	readonly endpoint: string;
	/** The model or deployment, if the text names one. */
	readonly model?: string;
	/** The key in the text, if it belongs to the address. */
	readonly key?: string;
}

/** Portals whose page addresses people copy from the browser. */
export type Portal = 'foundry' | 'azure' | 'mistral' | 'openai' | 'documentation';

/** Why a text is not the address of a service. */
export type PasteProblem =
	| { readonly problem: 'empty' | 'notAnAddress' | 'placeholder' | 'password' | 'keyOnly' | 'modelOnly' }
	/** A page that shows the right value. */
	| { readonly problem: 'portal'; readonly portal: Portal }
	/** An address that many resources share, which does not say whose resource it is. */
	| { readonly problem: 'regional' | 'unencrypted'; readonly host: string }
	/** A service that does not do this: OpenAI reads no documents, Mistral's API draws no images here. */
	| { readonly problem: 'otherUse'; readonly maker: 'OpenAI' | 'Mistral' | 'Codestral' };

/** Earlier choices, which decide if the text is ambiguous. */
export interface PasteContext {
	readonly use: Use;
	readonly service: Service;
}

/** The most characters that are read. */
const maxLength = 20_000;

/**
 * Reads what people paste for an address: a Target URI of any operation, a host, the name of an Azure resource, a page of a portal, a `curl` command,
 * lines of an `.env` file, a sample in code, or the fields of a portal with their labels.
 */
export function understandPasted(pasted: string, context: PasteContext): Understood | PasteProblem {
	const text = tidy(pasted);
	if (!text) {
		return { problem: 'empty' };
	}
	const values = readFragment(text);
	const { resource } = values;
	const address = pickAddress(values.addresses) ?? (resource && { ...resource, text: resourceAddress(resource.text, context.use) });
	if (!address) {
		return /\s/.test(text) && values.key === undefined ? { problem: 'notAnAddress' } : withoutAddress(values.key?.text ?? text, context);
	}
	const found = readAddress(address.text, context);
	if ('problem' in found) {
		return found;
	}
	const { key: keyInAddress, ...place } = found;
	// On other servers, the maker is part of the name.
	const named = place.service === 'compatible' ? values.model : values.model?.replace(/^(azure_ai|azure|mistral|openai)\//, '');
	const model = place.model ?? named;
	const key = keyInAddress ?? (values.key && belongs(values.key, address, place.service) ? values.key.text : undefined);
	return { ...place, ...(model ? { model } : {}), ...(key ? { key } : {}) };
}

/** A value of a fragment, with the maker that the variable's name mentions, as `azure` in `AZURE_API_KEY`. */
interface Found {
	readonly text: string;
	readonly maker?: string | undefined;
}

interface Fragment {
	readonly addresses: readonly Found[];
	/** The name of an Azure resource, if the text has no address. */
	readonly resource?: Found;
	readonly key?: Found;
	/** As written, perhaps with its maker in front, as in `azure/`. */
	readonly model?: string;
}

/** Removes what copying adds around a text: quotes, brackets, invisible characters. */
function tidy(pasted: string): string {
	const plain = pasted
		.slice(0, maxLength)
		.replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
		.replace(/[\u00a0\u2007\u202f]/g, ' ')
		.replace(/[\u2018\u2019]/g, "'")
		.replace(/[\u201c\u201d]/g, '"')
		.trim();
	const link = /^\[[^\]\n]*\]\((\S+)\)$/.exec(plain);
	return link
		? link[1]!
		: /[\s=]/.test(plain) && !/^["'`(<][^\s"'`]+["'`)>]$/.test(plain)
			? plain
			: plain.replace(/^["'`(<]+|["'`)>,;]+$/g, '');
}

const keyName = /(^|[._-])(api[_-]?key|apikey|key|token|secret|authorization)\d*$|Api[kK]ey$/i;
const addressName = /(^|[._-])(endpoint|url|uri|base|host|api[_-]?base)$|[a-z](BaseUrl|Endpoint)$/i;
/** Names of values that are the content of a request and not its address. */
const contentName = /^(document|image|file|input)[_-]?ur[il]$/i;
const modelName = /(^|[._-])model([_-]?(name|id))?$|[a-z]Model(Name|Id)?$/i;
/** Names of values with an Azure deployment, which requests name instead of the model. */
const deploymentName = /(^|[._-])(deployment([_-]?(name|id))?|engine)$|[a-z]Deployment(Name|Id)?$/i;
/** Names that LangChain and others use instead of an address. */
const resourceName = /(instance|resource)[_-]?name$/i;
const keyHeaders = /^(authorization|api-key|x-api-key|ocp-apim-subscription-key)$/i;

/** The addresses, the key and the model in a text, recognized by the names in front of them. */
function readFragment(text: string): Fragment {
	if (!/\s|[="']/.test(text.replace(/\?.*$/s, ''))) {
		return { addresses: looksLikeAddress(text) ? [{ text }] : [] };
	}
	const addresses: Found[] = [];
	const content = new Set<string>();
	let key: Found | undefined;
	let model: string | undefined;
	let deployment: string | undefined;
	let isAlias = false;
	let resource: Found | undefined;
	for (const { name, value } of namedValues(text.replace(/\$env:/gi, '').replace(/[\\^](?=["'\\&|<>^])/g, ''))) {
		if (keyHeaders.test(name) || keyName.test(name)) {
			const bare = value.replace(/^(bearer|basic)\s+/i, '');
			key ??= isPlaceholder(bare) || !/^[\w.~+/=-]{8,}$/.test(bare) ? undefined : { text: bare, maker: makerIn(name) };
		} else if (deploymentName.test(name)) {
			deployment ??= isPlaceholder(value) ? undefined : value;
		} else if (modelName.test(name)) {
			// In LiteLLM, `model_name` is the alias for its own users, and `model` the deployment with its maker in front.
			if (!isPlaceholder(value) && (model === undefined || (isAlias && name === 'model'))) {
				isAlias = name === 'model_name';
				model = value;
			}
		} else if (resourceName.test(name) && azureName.test(value) && !isPlaceholder(value)) {
			resource = { text: value, maker: 'azure' };
		} else if (contentName.test(name)) {
			content.add(value);
		} else if (addressName.test(name) && looksLikeAddress(value)) {
			addresses.push({ text: value, maker: makerIn(name) });
		}
	}
	for (const [address] of text.matchAll(
		/\bhttps?:\/\/[^\s"'`\\^|]+|(?<![\w./@-])[\w-]{1,100}\.(?:[\w-]{1,60}\.){0,4}azure\.(?:com|us|cn)\b[^\s"'`\\^|]*/gi,
	)) {
		const bare = address.replace(/[),;]+$/, '');
		if (!content.has(bare) && !addresses.some((other) => other.text === bare)) {
			addresses.push({ text: bare });
		}
	}
	model = deployment ?? model;
	return { addresses, ...(resource && addresses.length === 0 ? { resource } : {}), ...(key ? { key } : {}), ...(model ? { model } : {}) };
}

/** `name: value` and `name = value`, quoted or not, in shell, JSON, headers and code; and a label on a line of its own before its value. */
function* namedValues(text: string): Generator<{ readonly name: string; readonly value: string }> {
	const pairs =
		/(?:^|[\s"'{(,;$@:[-])([A-Za-z][\w.-]{0,60})["']?\s{0,8}(?::|=>|=)[ \t]{0,8}(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})'|((?:bearer )?[^\s"',;(){}\]\\^]{1,2000}))/gi;
	let before: string | undefined;
	for (const [, name, double, single, bare] of text.matchAll(pairs)) {
		const value = (double ?? single ?? bare ?? '').trim();
		// Containers and apps list variables as `name` and `value`.
		yield { name: name === 'value' && before !== undefined ? before : name!, value };
		before = name === 'name' ? value : undefined;
	}
	for (const [, name, value] of text.matchAll(/\b(?:setx|setenv|set -\w{1,3})\s{1,8}([A-Za-z]\w{0,60})\s{1,8}["']?([^\s"']{1,2000})/g)) {
		yield { name: name!, value: value! };
	}
	// Azure's libraries take the key and the deployment as unnamed arguments.
	const calls: readonly (readonly [string, RegExp])[] = [
		['key', /(?:AzureKeyCredential|ApiKeyCredential|NewKeyCredential)\(\s{0,8}["']([^"'\n]{1,2000})["']/g],
		['deployment', /\.Get\w{0,40}Client\(\s{0,8}["']([^"'\n]{1,200})["']/g],
	];
	for (const [name, pattern] of calls) {
		for (const [, value] of text.matchAll(pattern)) {
			yield { name, value: value! };
		}
	}
	const labels: Readonly<Record<string, string>> = {
		'target uri': 'uri',
		endpoint: 'endpoint',
		key: 'key',
		'api key': 'key',
		'key 1': 'key',
		'deployment name': 'deployment',
		'model id': 'model',
		name: 'model',
	};
	const lines = text.split('\n').map((line) => line.replace(/[*`]/g, '').trim());
	for (const [place, line] of lines.entries()) {
		const name = labels[line.toLowerCase().replace(/:$/, '')];
		const next = lines.slice(place + 1).find(Boolean);
		if (name && next) {
			yield { name, value: next };
		}
		const inline = /^(?:- )?(target uri|api key|key 1|deployment name|model id)\s*:\s*(\S+)$/i.exec(line);
		if (inline) {
			yield { name: labels[inline[1]!.toLowerCase()]!, value: inline[2]! };
		}
	}
}

function makerIn(name: string): string | undefined {
	return /azure|foundry/i.test(name) ? 'azure' : /(mistral|openai)/i.exec(name)?.[0].toLowerCase();
}

/** Whether a key belongs to the address: it names no maker, the service's, or the same as the address. `MISTRAL_API_KEY` beside an Azure address does not belong to it. */
function belongs(key: Found, address: Found, service: Service): boolean {
	return key.maker === undefined || key.maker === service || key.maker === address.maker;
}

/** Prefers a service's address to a page's, because samples link to their documentation. */
function pickAddress(addresses: readonly Found[]): Found | undefined {
	const isPage = ({ text }: Found) => {
		const url = parseServiceAddress(text);
		return url !== undefined && portalOf(url) !== undefined;
	};
	return addresses.find((address) => !isPage(address)) ?? addresses[0];
}

/** The name of a model without a maker. It can contain a dot, but unlike in a host's name, digits follow. */
const bareModel = /^(mistral-(ocr|document-ai)|gpt-image|dall-e|mai-image|flux[.-]\d)([\w-]|\.\d)*$/i;

function looksLikeAddress(text: string): boolean {
	return (
		!bareModel.test(text) &&
		(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ||
			/^(localhost|\[[\da-f:.]+\]|[\w-]+(\.[\w-]+)+)(:\d+)?([/?#]|$)/i.test(text) ||
			/^[\w-]+:\d+(\/|$)/.test(text))
	);
}

/** Whether a value is a shell variable or a placeholder that the reader of a sample is to replace. */
function isPlaceholder(text: string): boolean {
	return (
		text === '' || /[<>{}]|^\$|^%\w+%$|^your[-_ ]|^my[-_ ]?(api[-_ ]?)?key|xxxx|^x+$|^\*+|\.\.\.|…|^replace|^os\.|^process\./i.test(text)
	);
}

/** Interprets a text without an address: the name of an Azure resource, a key, or a model. */
function withoutAddress(text: string, { use, service }: PasteContext): Understood | PasteProblem {
	const own = ownApi(use, service);
	if (/[<>{}]|^your[-_]/i.test(text)) {
		return { problem: 'placeholder' };
	}
	if (bareModel.test(text)) {
		return own ? { ...own, model: text } : { problem: 'modelOnly' };
	}
	if (/^sk-[\w-]{16,}$/.test(text) || (/^[A-Za-z\d_-]{30,}$/.test(text) && /\d/.test(text))) {
		return own ? { ...own, key: text } : { problem: 'keyOnly' };
	}
	if (service === 'azure' && azureName.test(text)) {
		return { service, endpoint: resourceAddress(text, use) };
	}
	return { problem: 'notAnAddress' };
}

/** Two to 64 letters, digits and hyphens: the rule for names of Azure AI services resources. */
const azureName = /^[a-z\d][a-z\d-]{0,62}[a-z\d]$/i;

function ownApi(use: Use, service: Service): Understood | undefined {
	if (use === 'documents' && service === 'mistral') {
		return { service, endpoint: 'https://api.mistral.ai' };
	}
	return use === 'images' && service === 'openai' ? { service, endpoint: 'https://api.openai.com/v1' } : undefined;
}

/** The address of a resource as the portal shows it: Foundry's for Mistral OCR, Azure OpenAI's for images. */
function resourceAddress(name: string, use: Use): string {
	return `https://${name.toLowerCase()}.${use === 'documents' ? 'services.ai' : 'openai'}.azure.com`;
}

/** Query parameters in which services accept a key. */
const keyParameter = /^(api[-_]?key|subscription-key|key|code|token|access_token)$/i;

function readAddress(text: string, { use, service }: PasteContext): Understood | PasteProblem {
	if (
		/[<>{}]|\*\*|%7b|%3c|\[[a-z][^\]:]*(\]|$)|^os\.environ|^process\.env|^(https?:\/\/)?your[-_]?(resource|endpoint|host|deployment)/i.test(
			text,
		)
	) {
		return { problem: 'placeholder' };
	}
	const url = parseServiceAddress(text);
	if (!url) {
		return { problem: 'notAnAddress' };
	}
	const { hostname, host } = url;
	if (url.username || url.password) {
		return { problem: 'password' };
	}
	const portal = portalOf(url);
	if (portal) {
		const resource = resourceIn(url);
		return resource && (portal === 'azure' || portal === 'foundry')
			? { service: 'azure', endpoint: resourceAddress(resource, use) }
			: { problem: 'portal', portal };
	}
	if (/\.api\.cognitive\.microsoft\.(com|us|cn)$/.test(hostname)) {
		return { problem: 'regional', host };
	}
	if (hostname === 'codestral.mistral.ai') {
		return { problem: 'otherUse', maker: use === 'documents' ? 'Codestral' : 'Mistral' };
	}
	if (/(^|\.)api\.mistral\.ai$/.test(hostname)) {
		return use === 'documents' ? withQuery('mistral', url, '') : { problem: 'otherUse', maker: 'Mistral' };
	}
	if (/(^|\.)api\.openai\.com$/.test(hostname)) {
		return use === 'images' ? withQuery('openai', url, '/v1') : { problem: 'otherUse', maker: 'OpenAI' };
	}
	const onAzure = azureHost.test(hostname) || serverlessHost.test(hostname);
	const kind = onAzure ? 'azure' : service;
	if (!onAzure && !isPlace(url)) {
		return { problem: 'notAnAddress' };
	}
	if (url.protocol === 'http:' && (onAzure || use === 'documents' || kind !== 'compatible') && !isLoopback(url)) {
		return { problem: 'unencrypted', host };
	}
	return use === 'documents' ? documentPlace(kind, url, onAzure) : imagePlace(kind, url);
}

function documentPlace(service: Service, url: URL, onAzure: boolean): Understood | PasteProblem {
	const path = tidyPath(url.pathname).replace(/\/ocr\/.*$/, '/ocr');
	const isOcr = /(^|\/)ocr$/.test(path);
	const place = withQuery(
		service,
		url,
		onAzure ? (/\/providers\/mistral\/azure\/ocr$/.test(path) ? path : '') : isOcr ? path : withoutOperation(path),
	);
	return sound(place, () => (service === 'azure' ? azureOcrEndpoint(place.endpoint) : mistralOcrEndpoint(place.endpoint)));
}

function imagePlace(service: Service, url: URL): Understood | PasteProblem {
	const path = tidyPath(url.pathname);
	const deployment = /\/deployments\/([^/]+)((\/v1)?\/images\/[a-z]+)?$/.exec(path)?.[1];
	const place = withQuery(service, url, service === 'azure' ? path : withoutOperation(path));
	return sound({ ...place, ...(deployment ? { model: decoded(deployment) } : {}) }, () => {
		imageEndpoint(place.endpoint, service === 'mistral' ? 'compatible' : service);
	});
}

/** The address with our path and the version of the query, and the key from it. */
function withQuery(service: Service, url: URL, path: string): Understood {
	const place = new URL(path || '/', url.origin);
	const version = url.searchParams.get('api-version');
	if (version && path && path === tidyPath(url.pathname)) {
		place.searchParams.set('api-version', version);
	}
	const [, key] = [...url.searchParams].find(([name, value]) => keyParameter.test(name) && !isPlaceholder(value)) ?? [];
	return { service, endpoint: place.href.replace(/\/$/, ''), ...(key ? { key } : {}) };
}

/** Returns the place if the rest of Fovea accepts it, else the problem. */
function sound(place: Understood, check: () => unknown): Understood | PasteProblem {
	try {
		check();
		return place;
	} catch {
		return { problem: 'notAnAddress' };
	}
}

/** Whether a host can be a server: a domain, an address, this machine, or a word with a scheme and port as in a company's network. */
function isPlace({ hostname, port }: URL): boolean {
	return hostname.includes('.') || hostname.startsWith('[') || hostname === 'localhost' || port !== '';
}

function portalOf({ hostname }: URL): Portal | undefined {
	const name = hostname.replace(/^www\./, '');
	const pages: readonly (readonly [Portal, RegExp])[] = [
		['foundry', /^(ai|oai|ml|int\.ai|ai\.cloud)\.azure\.(com|us|cn)$/],
		['azure', /(^|\.)portal\.azure\.(com|us|cn)$|^azure\.microsoft\.com$/],
		['mistral', /^(console|admin|chat|auth)\.mistral\.ai$|^mistral\.ai$/],
		['openai', /^(platform|chat|auth)\.openai\.com$|^(chatgpt|openai)\.com$/],
		['documentation', /^(learn|docs)\.microsoft\.com$|^docs\.mistral\.ai$|^(developers|help|cookbook)\.openai\.com$|^github\.com$/],
	];
	return pages.find(([, pattern]) => pattern.test(name))?.[0];
}

/** The resource of a portal page, from the resource id in its address. */
function resourceIn({ href }: URL): string | undefined {
	return /\/accounts\/([a-z\d][a-z\d-]{0,62}[a-z\d])(?=[/?&#]|$)/i.exec(decoded(href))?.[1];
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
