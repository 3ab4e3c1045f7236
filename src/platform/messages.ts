import { l10n } from 'vscode';
import type { ContentCategory, ErrorCode, ErrorFacts, FoveaError, LimitName, StandIn, TlsFault } from '../core/errors.ts';
import { plain } from '../core/plain.ts';

/** What a button under a failure does. */
export type Remedy =
	| 'setKey'
	| 'openSettings'
	| 'manageConnections'
	| 'retry'
	| 'showLog'
	/** In the image panel only: enter an address and key, back to the prompt, to the choice of models, the same once more without the field that is not known. */
	| 'setUp'
	| 'editPrompt'
	| 'chooseModel'
	| 'leaveOut';

interface Message {
	/** A whole sentence or two: what is wrong, what to do. */
	readonly text: string;
	readonly remedies: readonly Remedy[];
	/** The id of the one setting that it is about. */
	readonly setting?: string;
}

type Messages = { readonly [C in ErrorCode]: (facts: ErrorFacts[C]) => Message };

const engineName = (engine: string): string =>
	({ local: l10n.t('the local engine'), mistral: l10n.t('Mistral OCR'), azure: l10n.t('Mistral OCR on Azure') })[engine] ?? engine;

const categoryName = (category: ContentCategory): string =>
	({
		sexual: l10n.t('sexual content'),
		sexual_minors: l10n.t('sexual content with minors'),
		violence: l10n.t('violence'),
		hate: l10n.t('hate'),
		self_harm: l10n.t('self-harm'),
		harassment: l10n.t('harassment'),
		illicit: l10n.t('illicit acts'),
		jailbreak: l10n.t('an attempt to get around the rules'),
		profanity: l10n.t('profanity'),
		custom_blocklists: l10n.t("a word on your organization's blocklist"),
		protected_material: l10n.t('protected material'),
		indirect_attack: l10n.t('hidden instructions'),
	})[category];

const standInText = (name: string, what: StandIn): string =>
	({
		webPage: l10n.t(
			'{0} is a web page and no document: it came in place of the file, such as a page to sign in. Get the file again, from a browser that is signed in.',
			name,
		),
		serverMessage: l10n.t('{0} is a message of a server and no document: it came in place of the file. Get the file again.', name),
		gitLfsPointer: l10n.t('{0} is a Git LFS pointer, not the file itself. Run "git lfs pull" in its folder, then convert it again.', name),
		gitAnnexPointer: l10n.t('{0} is a git-annex pointer, not the file itself. Run "git annex get" on it, then convert it again.', name),
	})[what];

const tlsText = (host: string, fault: TlsFault): string =>
	({
		untrusted: l10n.t(
			'The certificate of {0} is not trusted: nobody whom this machine knows vouches for it. In a company network, its own certificate belongs among those of the system (setting "http.systemCertificates") or into the file that NODE_EXTRA_CA_CERTS names.',
			host,
		),
		expired: l10n.t('The certificate of {0} has expired. Tell who runs it; if the clock of this machine is wrong, set it.', host),
		notYetValid: l10n.t('The certificate of {0} is not valid yet. If the clock of this machine is wrong, set it.', host),
		wrongName: l10n.t(
			'The certificate of {0} is for another name. Check the endpoint; in a company network, something in between may answer in its place.',
			host,
		),
		revoked: l10n.t('The certificate of {0} was revoked. Tell who runs it.', host),
		notTls: l10n.t(
			'{0} does not speak HTTPS at this port. Check the endpoint, its port too; a proxy may want http:// in its address.',
			host,
		),
		clientCertificate: l10n.t('{0} wants a certificate from this machine, which Fovea does not send. Ask for another way to it.', host),
		handshake: l10n.t('{0} and this machine find no common way of encryption. Check the endpoint; the log has the details.', host),
	})[fault];

const tlsSetting = (fault: TlsFault): string => (fault === 'untrusted' ? 'http.systemCertificates' : 'http.proxyStrictSSL');

const timeoutMessage = ({ host, seconds, limit }: ErrorFacts['timeout'], total: string): Message => {
	const setting = {
		connect: 'fovea.network.connectTimeoutSeconds',
		uploadStalled: 'fovea.network.uploadStalledTimeoutSeconds',
		firstByte: 'fovea.network.firstByteTimeoutSeconds',
		total,
	}[limit];
	const texts: Readonly<Record<LimitName, string>> = {
		connect: l10n.t('{0} did not accept a connection within {1} seconds. The limit is the setting "{2}".', host, seconds, setting),
		uploadStalled: l10n.t('The upload to {0} stood still for {1} seconds. The limit is the setting "{2}".', host, seconds, setting),
		firstByte: l10n.t('{0} did not begin to answer within {1} seconds. The limit is the setting "{2}".', host, seconds, setting),
		total: l10n.t('{0} did not answer within {1} seconds. The limit is the setting "{2}".', host, seconds, setting),
	};
	return { text: texts[limit], remedies: ['retry', 'openSettings'], setting };
};

const megabytes = (bytes: number): string => (bytes / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 });

/** Every sentence a failure can put in front of the user. */
const messages: Messages = {
	noEndpoint: ({ provider }) => ({
		text: l10n.t('No endpoint is set for {0}. Paste the one that your resource shows.', provider),
		remedies: ['manageConnections'],
	}),
	unknownConnection: ({ connection }) => ({
		text: l10n.t(
			'The settings ask for the connection "{0}", which you have not made. Nothing was sent. Make one of that name, or choose another.',
			connection.slice(0, 80),
		),
		remedies: ['manageConnections'],
	}),
	signInUnavailable: ({ host }) => ({
		text: l10n.t('This VS Code has no sign-in with Microsoft for {0}. Use an API key for the connection instead.', host),
		remedies: ['manageConnections'],
	}),
	invalidEndpoint: ({ endpoint }) => ({
		text: l10n.t('"{0}" is not an endpoint. It starts with https:// and names the host of your resource.', endpoint.slice(0, 200)),
		remedies: ['manageConnections'],
	}),
	missingKey: ({ host }) => ({ text: l10n.t('There is no API key for {0}.', host), remedies: ['setKey'] }),
	unauthorized: ({ host }) => ({
		text: l10n.t('{0} does not accept the API key. Check that it belongs to this endpoint and has not expired.', host),
		remedies: ['setKey', 'openSettings'],
	}),
	forbidden: ({ host }) => ({
		text: l10n.t('{0} refuses access: the key is known but not allowed to do this, or the network is not let in.', host),
		remedies: ['openSettings', 'showLog'],
	}),
	notFound: ({ host, model }) => ({
		text: l10n.t('{0} has no model or deployment "{1}" at this endpoint. Check both; the model may be retired.', host, model),
		remedies: ['openSettings'],
	}),
	redirected: ({ host }) => ({
		text: l10n.t('{0} redirects to another address, which Fovea does not follow with your key. Enter the final endpoint.', host),
		remedies: ['openSettings'],
	}),
	badRequest: ({ host, status }) => ({
		text: l10n.t('{0} refused the request (status {1}). Check the endpoint and the model.', host, status),
		remedies: ['openSettings', 'showLog'],
	}),
	rejectedDocument: ({ host }) => ({
		text: l10n.t('{0} cannot read this document. Saving it anew from a PDF viewer or printing it to PDF often helps.', host),
		remedies: ['showLog'],
	}),
	rejectedFields: ({ host, fields }) => ({
		text:
			fields.length > 0
				? l10n.t('{0} does not accept this request ({1}). Check that the model is an OCR model.', host, fields.join(', '))
				: l10n.t('{0} does not accept this request. Check that the model is an OCR model.', host),
		remedies: ['openSettings', 'showLog'],
	}),
	payloadTooLarge: ({ host, bytes }) => ({
		text: l10n.t('{0} does not take a document of {1} MB. Convert a part of it, or reduce its images.', host, megabytes(bytes)),
		remedies: ['showLog'],
	}),
	rateLimited: ({ host, seconds }) => ({
		text:
			seconds === undefined
				? l10n.t('{0} gets too many requests. Wait a minute, then try again.', host)
				: l10n.t('{0} gets too many requests and asks to wait {1} seconds.', host, Math.ceil(seconds)),
		remedies: ['retry'],
	}),
	serviceFailed: ({ host, status }) => ({
		text: l10n.t('{0} failed to answer (status {1}), also when asked again. Try later.', host, status),
		remedies: ['retry', 'showLog'],
	}),
	emptyAnswer: ({ host }) => ({
		text: l10n.t('{0} answered with nothing, also when asked again. Azure does so now and then; try later.', host),
		remedies: ['retry', 'showLog'],
	}),
	malformedAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an answer that is not an OCR result. Check that the endpoint is one for OCR.', host),
		remedies: ['retry', 'openSettings', 'showLog'],
	}),
	errorAnswer: ({ host }) => ({
		text: l10n.t('{0} answered with an error in place of a result. It is not asked again by itself: that may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	pageMissing: ({ engine }) => ({
		text: l10n.t(
			'{0} left what is missing out of its answer, also when asked once more. Try again, or read the document on this machine.',
			engineName(engine),
		),
		remedies: ['retry', 'showLog'],
	}),
	malformedPage: ({ host }) => ({
		text: l10n.t('{0} answered without a text for them. Try again, or read these pages on this machine.', host),
		remedies: ['retry', 'showLog'],
	}),
	connectionRefused: ({ host }) => ({
		text: l10n.t('{0} does not take connections. Check the endpoint, your network and the setting "http.proxy".', host),
		remedies: ['retry', 'openSettings'],
	}),
	hostNotFound: ({ host }) => ({
		text: l10n.t('There is no host {0}, or this machine is offline. Check the endpoint and your network.', host),
		remedies: ['retry', 'openSettings'],
	}),
	tls: ({ host, fault }) => ({ text: tlsText(host, fault), remedies: ['retry', 'openSettings'], setting: tlsSetting(fault) }),
	connectionLost: ({ host }) => ({
		text: l10n.t('The connection to {0} broke before the answer was complete, also when tried again.', host),
		remedies: ['retry', 'showLog'],
	}),
	timeout: (facts) => timeoutMessage(facts, 'fovea.ocr.timeoutSeconds'),
	invalidProxy: ({ proxy }) => ({
		text: l10n.t('"{0}" is not a proxy. Write it like http://proxy.example:8080 in the setting "http.proxy" or in HTTPS_PROXY.', proxy),
		remedies: ['showLog'],
	}),
	proxyUnreachable: ({ host, proxy }) => ({
		text: l10n.t(
			'There is no connection to the proxy {0}, through which {1} is reached. Check your network and the setting "http.proxy".',
			proxy,
			host,
		),
		remedies: ['retry', 'showLog'],
	}),
	proxyAuthentication: ({ proxy, schemes }) => ({
		text:
			schemes.length === 0 || schemes.includes('basic')
				? l10n.t('The proxy {0} wants a name and password, or others than it was given. Retry asks for them.', proxy)
				: l10n.t(
						'The proxy {0} wants a sign-in of its own kind ({1}), and VS Code has not got through it either. Ask who runs it for a proxy that takes a name and password, or for an exception for the service.',
						proxy,
						schemes.join(', '),
					),
		remedies: ['retry', 'openSettings'],
		setting: 'http.proxy',
	}),
	proxyRefused: ({ host, proxy, status }) => ({
		text:
			status >= 500
				? l10n.t('The proxy {0} cannot reach {1} (status {2}). Check the endpoint and your network, then try again.', proxy, host, status)
				: l10n.t(
						'The proxy {0} does not let Fovea reach {1} (status {2}). Ask who runs it to allow that, or except the host in the setting "http.noProxy".',
						proxy,
						host,
						status,
					),
		remedies: ['retry', 'showLog'],
	}),
	contentFiltered: ({ host }) => ({
		text: l10n.t('The content filter of {0} refused the document. Convert some of its pages, or read it on this machine.', host),
		remedies: ['openSettings', 'showLog'],
	}),
	resourceBlocked: ({ host }) => ({
		text: l10n.t(
			'{0} has blocked this resource for a time, because of earlier prompts. Wait some hours: asking again now makes it longer.',
			host,
		),
		remedies: ['showLog'],
	}),
	organizationUnverified: ({ host, model }) => ({
		text: l10n.t(
			'{0} gives {1} to verified organizations only. Verify yours in the settings of your account, then wait 15 minutes, or choose another model.',
			host,
			model,
		),
		remedies: ['chooseModel'],
	}),
	modelNotFound: ({ host, model, retired, alternatives }) => {
		const gone = retired
			? l10n.t('{0} has no "{1}" any more: it was retired on {2}.', host, model, retired)
			: l10n.t('{0} has no model or deployment "{1}".', host, model);
		const others =
			alternatives.length > 0
				? l10n.t('It may have {0}.', alternatives.join(', '))
				: l10n.t('Check the name in the portal of the service.');
		return { text: `${gone} ${others}`, remedies: ['chooseModel', 'openSettings'] };
	},
	modelUnsuitable: ({ host, model }) => ({
		text: l10n.t('"{0}" at {1} does not make images this way. Choose an image model.', model, host),
		remedies: ['chooseModel', 'openSettings'],
	}),
	unknownParameter: ({ host, field }) => ({
		text: field
			? l10n.t('{0} does not know the setting "{1}" for this model. Nothing was drawn.', host, field)
			: l10n.t('{0} does not know one of the settings for this model. Nothing was drawn.', host),
		remedies: field ? ['leaveOut', 'showLog'] : ['showLog'],
	}),
	rejectedSetting: ({ host, field }) => ({
		text: l10n.t('{0} does not take this value of "{1}" for this model. Change it and try again.', host, field),
		remedies: ['showLog'],
	}),
	quotaExhausted: ({ host }) => ({
		text: l10n.t('The account at {0} has no money or quota left. Look at its billing page; waiting does not help.', host),
		remedies: ['setKey', 'showLog'],
	}),
	noImage: ({ host }) => ({
		text: l10n.t('{0} answered without an image, and without a reason. Asking again may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	damagedImage: ({ host }) => ({
		text: l10n.t('What {0} sent is no image, or half of one: it was not kept. Asking again may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	unfinishedImage: ({ host }) => ({
		text: l10n.t('{0} ended its answer before the image was finished. The last preview is kept. Asking again may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	downloadRefused: ({ host }) => ({
		text: l10n.t(
			'The image lies at {0}, within a network that the service is no part of. Fovea does not open it; its address can be copied.',
			host,
		),
		remedies: ['showLog'],
	}),
	downloadFailed: ({ host, status }) => ({
		text: l10n.t('The image could not be fetched from {0} (status {1}). Such addresses stop working after a while.', host, status),
		remedies: ['showLog'],
	}),
	editsUnsupported: ({ host, model }) => ({
		text: l10n.t('"{0}" at {1} makes images from a prompt alone. Remove the reference images, or choose another model.', model, host),
		remedies: ['chooseModel'],
	}),
	emptyFile: ({ name }) => ({ text: l10n.t('{0} is empty.', name), remedies: [] }),
	unsupportedType: ({ name, type, engine }) => ({
		text: type
			? l10n.t('{0} is a file of type {1}, which {2} does not read.', name, type, engineName(engine))
			: l10n.t('{0} is neither a PDF nor an image that {1} reads.', name, engineName(engine)),
		remedies: engine === 'local' ? ['openSettings'] : [],
	}),
	notADocument: ({ name, what }) => ({ text: standInText(name, what), remedies: [] }),
	passwordRequired: ({ name }) => ({
		text: l10n.t('{0} is protected with a password, and none was entered that opens it. Convert it again to try another.', name),
		remedies: ['retry'],
	}),
	corruptDocument: ({ name }) => ({
		text: l10n.t('{0} is damaged or incomplete and cannot be opened. Get it again, or save it anew from a PDF viewer.', name),
		remedies: ['showLog'],
	}),
	portfolio: ({ name, documents }) => ({
		text: l10n.t(
			'{0} is a portfolio: its content is in the documents attached to it ({1}). Save them from a PDF viewer and convert those.',
			name,
			documents.join(', '),
		),
		remedies: [],
	}),
	xfaForm: ({ name }) => ({
		text: l10n.t(
			'{0} is an XFA form, which only Adobe Acrobat shows; its page is a placeholder. Print it to a PDF from Acrobat and convert that.',
			name,
		),
		remedies: [],
	}),
	tooManyBytes: ({ name, bytes, limit, engine }) => ({
		text: l10n.t('{0} has {1} MB; {2} takes {3} MB. Nothing was sent.', name, megabytes(bytes), engineName(engine), megabytes(limit)),
		remedies: ['openSettings'],
	}),
	invalidPages: ({ pages, pageCount }) => ({
		text:
			pageCount === undefined
				? l10n.t('"{0}" names no pages of this document, whose end only the service knows. Write them like 1-3,7.', pages)
				: l10n.t('"{0}" names no pages of this document, which has {1}. Write them like 1-3,7,12-.', pages, pageCount),
		remedies: [],
	}),
	nothingRecognized: ({ name }) => ({
		text: l10n.t('No text and no figure was found in {0}: its pages look blank.', name),
		remedies: ['showLog'],
	}),
	missingLanguage: ({ language }) => ({
		text: l10n.t('The data for the language "{0}" is not there. Set the folder that has {0}.traineddata, or another language.', language),
		remedies: ['openSettings', 'retry'],
	}),
	engineFailed: ({ name }) => ({
		text: l10n.t('The engine broke down on {0}. The log has the details.', name),
		remedies: ['retry', 'showLog'],
	}),
	fileNotFound: ({ name }) => ({ text: l10n.t('{0} does not exist any more.', name), remedies: [] }),
	documentChanged: ({ name }) => ({
		text: l10n.t('{0} was changed while it was being read. Convert it again.', name),
		remedies: ['retry'],
	}),
	notReadable: ({ name }) => ({ text: l10n.t('{0} cannot be read. Check its permissions.', name), remedies: ['retry', 'showLog'] }),
	notWritable: ({ name }) => ({
		text: l10n.t('{0} cannot be written here. The result is open as an untitled document: save it where you like.', name),
		remedies: ['showLog'],
	}),
	folderGone: ({ name }) => ({
		text: l10n.t('The folder of {0} does not exist any more. The result is open as an untitled document: save it where you like.', name),
		remedies: ['showLog'],
	}),
	diskFull: ({ name }) => ({
		text: l10n.t('The disk is full: {0} was not written. The result is open as an untitled document: save it where there is room.', name),
		remedies: ['showLog'],
	}),
};

/** Where what happened to an image has other words than what happened to a document. */
const imageMessages: Partial<Messages> = {
	noEndpoint: ({ provider }) => ({ text: l10n.t('No address is set for {0}.', provider), remedies: ['setUp'] }),
	contentFiltered: ({ host, categories, stage }) => {
		const why = categories.map(categoryName).join(', ');
		const refused =
			stage === 'output'
				? why
					? l10n.t('{0} drew the image and held it back: its content filter found {1}.', host, why)
					: l10n.t('{0} drew the image and its content filter held it back.', host)
				: why
					? l10n.t('{0} refused the request: its content filter found {1}.', host, why)
					: l10n.t('The content filter of {0} refused the request.', host);
		return { text: `${refused} ${l10n.t('Say it in other words, or choose other reference images.')}`, remedies: ['editPrompt'] };
	},
	notFound: ({ host, model }) => ({
		text: l10n.t('{0} has nothing at this address. Check the endpoint, and whether "{1}" is deployed there.', host, model),
		remedies: ['openSettings', 'showLog'],
	}),
	payloadTooLarge: ({ host, bytes }) => ({
		text: l10n.t('{0} does not take reference images of {1} MB together. Use fewer or smaller ones.', host, megabytes(bytes)),
		remedies: ['showLog'],
	}),
	serviceFailed: ({ host, status }) => ({
		text: l10n.t('{0} failed to answer (status {1}). It is not asked again by itself: that may cost again.', host, status),
		remedies: ['retry', 'showLog'],
	}),
	emptyAnswer: ({ host }) => ({
		text: l10n.t('{0} answered with nothing. It is not asked again by itself: that may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	malformedAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an answer that holds no images. Check that the endpoint is one for images.', host),
		remedies: ['openSettings', 'showLog'],
	}),
	connectionLost: ({ host }) => ({
		text: l10n.t('The connection to {0} broke before the image had arrived. It is not asked again by itself: that may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	timeout: (facts) => timeoutMessage(facts, 'fovea.images.timeoutSeconds'),
	engineFailed: () => ({ text: l10n.t('Fovea broke down on this request. The log has the details.'), remedies: ['retry', 'showLog'] }),
	notWritable: ({ name }) => ({
		text: l10n.t('{0} cannot be written here. The image is safe in the history.', name),
		remedies: ['showLog'],
	}),
	diskFull: ({ name }) => ({
		text: l10n.t('The disk is full: {0} was not written. Make room, then try again.', name),
		remedies: ['showLog'],
	}),
};

/** The words and the ways out for a failure; `about` what was worked on. */
export function messageFor(error: FoveaError, about: 'documents' | 'images' = 'documents'): Message {
	const words = (about === 'images' ? imageMessages[error.code] : undefined) ?? messages[error.code];
	return (words as (facts: ErrorFacts[ErrorCode]) => Message)(plainFacts(error.facts));
}

/** Facts may be names of files, hosts and models: none of them must become a link or turn the sentence around it. */
function plainFacts(facts: ErrorFacts[ErrorCode]): ErrorFacts[ErrorCode] {
	const plainFact = (fact: unknown): unknown => (typeof fact === 'string' ? plain(fact) : Array.isArray(fact) ? fact.map(plainFact) : fact);
	return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, plainFact(fact)])) as unknown as ErrorFacts[ErrorCode];
}
