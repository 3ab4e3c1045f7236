/**
 * What each failure knows about itself. Facts are our own words, numbers and host names, never text that a service sent:
 * one table in `platform/messages.ts` turns a code and its facts into the sentence the user reads.
 */
export interface ErrorFacts {
	/** No endpoint is configured for the chosen provider. */
	noEndpoint: { readonly provider: string };
	/** The workspace or the user asks for a connection that the user has not made, by this name. */
	unknownConnection: { readonly connection: string };
	/** VS Code has no Microsoft sign-in for this host, or it did not answer. */
	signInUnavailable: { readonly host: string };
	/** Nobody is signed in with Microsoft any more. */
	signedOut: { readonly host: string };
	/** 401 or 403 for somebody who is signed in, whatever audience the token was for; `account` as VS Code shows it. */
	signInRefused: { readonly host: string; readonly account: string };
	/** The endpoint setting is not a usable URL. */
	invalidEndpoint: { readonly endpoint: string };
	missingKey: { readonly host: string };
	/** 401: the service does not know the key, in whichever way it is sent. */
	unauthorized: { readonly host: string };
	/** 403: the key is valid but not allowed to do this. */
	forbidden: { readonly host: string };
	/** 404: wrong path, or no deployment or model of this name. */
	notFound: { readonly host: string; readonly model: string };
	/** 3xx: never followed, a redirect would carry the key to another host. */
	redirected: { readonly host: string };
	/** 400 and other refusals of an invalid request. */
	badRequest: { readonly host: string; readonly status: number };
	/** The service could not read the document (Mistral code 3740 and its like). */
	rejectedDocument: { readonly host: string };
	/** 422: fields the model does not know, named by our own field names only. */
	rejectedFields: { readonly host: string; readonly fields: readonly string[] };
	/** 413. */
	payloadTooLarge: { readonly host: string; readonly bytes: number };
	/** 429 after the last allowed attempt; `seconds` is the wait that the service asked for, here and below. */
	rateLimited: { readonly host: string; readonly seconds?: number };
	/** 408, 5xx after the last allowed attempt. */
	serviceFailed: { readonly host: string; readonly status: number; readonly seconds?: number };
	/** 200 with the body `null`, or without one. */
	emptyAnswer: { readonly host: string };
	/** 200 with a body that is not what the contract says; `incomplete` when it ends in the middle. */
	malformedAnswer: { readonly host: string; readonly incomplete?: true };
	/** 200 with an error that has no code of its own here, instead of a result. */
	errorAnswer: { readonly host: string };
	/** A requested page is missing from the answer, even when requested again. */
	pageMissing: { readonly engine: string };
	/** A page is in the answer and has no text that can be read. */
	malformedPage: { readonly host: string };
	connectionRefused: { readonly host: string };
	hostNotFound: { readonly host: string };
	/** `host` is the one whose TLS is at fault: the service or the proxy. */
	tls: { readonly host: string; readonly fault: TlsFault };
	/** The connection ended before the whole answer had arrived. */
	connectionLost: { readonly host: string };
	/** The limit of this name was reached; `proxy` is there when the connection was to come about through one. */
	timeout: { readonly host: string; readonly seconds: number; readonly limit: LimitName; readonly proxy?: string };
	/** The proxy setting or variable is no address of a proxy; here as it was written, without a name and password. */
	invalidProxy: { readonly proxy: string };
	/** There is no connection to the proxy itself; `proxy` is its host, here and below. */
	proxyUnreachable: { readonly host: string; readonly proxy: string };
	/** 407: the proxy requires a user name and password, or rejects the given ones; `schemes` are the ways in which it takes them, of those that are known. */
	proxyAuthentication: { readonly host: string; readonly proxy: string; readonly schemes: readonly ProxyScheme[] };
	/** The proxy does not connect to the service, or cannot. */
	proxyRefused: { readonly host: string; readonly proxy: string; readonly status: number };
	/** The prompt, a reference image or the result was refused. */
	contentFiltered: {
		readonly host: string;
		/** Empty when the service named none. */
		readonly categories: readonly ContentCategory[];
		/** What was refused: the request, or the image that was drawn. */
		readonly stage?: 'input' | 'output';
		/**
		 * How the service had rewritten the prompt. Its words, the one exception: shown as text in the panel only, never in a notification
		 * or a log.
		 */
		readonly revisedPrompt?: string;
	};
	/** 403: Azure has blocked the whole resource for a while because of earlier prompts; retrying makes it longer. */
	resourceBlocked: { readonly host: string };
	/** 403: OpenAI gives this model to verified organizations only. */
	organizationUnverified: { readonly host: string; readonly model: string };
	/** No model or deployment of this name; `retired` is the date on which the provider retired it, `alternatives` what it offers. */
	modelNotFound: { readonly host: string; readonly model: string; readonly retired?: string; readonly alternatives: readonly string[] };
	/** The model exists but cannot make images, or cannot edit them. */
	modelUnsuitable: { readonly host: string; readonly model: string };
	/** A field that the model does not know: its name when it is one of ours. */
	unknownParameter: { readonly host: string; readonly field?: string };
	/** A field whose value the model does not take. */
	rejectedSetting: { readonly host: string; readonly field: string };
	/** The account has no money or quota left: waiting does not help. */
	quotaExhausted: { readonly host: string };
	/** 200 without an image. */
	noImage: { readonly host: string };
	/** The received bytes are not an image, or only a part of one. */
	damagedImage: { readonly host: string };
	/** The stream ended with a preview and without the image. */
	unfinishedImage: { readonly host: string };
	/**
	 * The answer is an address that must not be opened: it is in a network that the service does not belong to, or contains a name and
	 * password.
	 */
	downloadRefused: { readonly host: string };
	/** The address of an image answered with this status and not with the image. */
	downloadFailed: { readonly host: string; readonly status: number };
	/** The route or the model has no edits. */
	editsUnsupported: { readonly host: string; readonly model: string };
	emptyFile: { readonly name: string };
	/** The content is nothing that the engine reads; `type` is what the content looks like, if it looks like anything. */
	unsupportedType: { readonly name: string; readonly type?: string; readonly engine: string };
	/** The content shows that the file is not there: something else came in its place. */
	notADocument: { readonly name: string; readonly what: StandIn };
	passwordRequired: { readonly name: string };
	/** A PDF that is locked with something else than a password: a certificate, or a system that manages rights. */
	unsupportedEncryption: { readonly name: string };
	corruptDocument: { readonly name: string };
	/** A PDF that is only a cover for its attached documents, which are named. */
	portfolio: { readonly name: string; readonly documents: readonly string[] };
	/** A PDF whose content is a form in XML that only Adobe's readers lay out. */
	xfaForm: { readonly name: string };
	tooManyBytes: { readonly name: string; readonly bytes: number; readonly limit: number; readonly engine: string };
	/** Page numbers asked for that the document does not have; without a count where only the service can count its pages. */
	invalidPages: { readonly pages: string; readonly pageCount?: number };
	/** More pages than an agent may have read in one call. */
	tooManyPages: { readonly name: string; readonly pageCount: number; readonly limit: number };
	/** An invalid regular expression, or one that takes too long on the document. */
	invalidPattern: { readonly pattern: string; readonly tooSlow?: true };
	/** Every page came back without text or figures. */
	nothingRecognized: { readonly name: string };
	/** The local engine has no data for a language that it is set to read; its code as in the setting. */
	missingLanguage: { readonly language: string };
	/** The local engine or the PDF engine broke down on this document. */
	engineFailed: { readonly name: string };
	fileNotFound: { readonly name: string };
	/** The file was written while it was read: what was read is neither the old document nor the new one. */
	documentChanged: { readonly name: string };
	notReadable: { readonly name: string };
	notWritable: { readonly name: string };
	/** The folder that the file was to be written into was deleted meanwhile. */
	folderGone: { readonly name: string };
	diskFull: { readonly name: string };
	/** A folder of a file system that the editor cannot search. */
	folderNotSearchable: { readonly name: string };
	/** A folder into which nothing can be written. */
	folderNotWritable: { readonly name: string };
	/** Documents that wait would be read by something else than the user has agreed to: this host, or this machine when absent. */
	readerChanged: { readonly host?: string };
}

/** The code of an expected failure. */
export type ErrorCode = keyof ErrorFacts;

/** What may be found in place of a document: an HTML page, a server error in XML or JSON, or a pointer to a file that was not fetched. */
export type StandIn = 'webPage' | 'serverMessage' | 'gitLfsPointer' | 'gitAnnexPointer';

/** What is wrong with a certificate, or with TLS as a whole; `notTls`: what answers does not speak TLS. */
export type TlsFault = 'untrusted' | 'expired' | 'notYetValid' | 'wrongName' | 'revoked' | 'notTls' | 'clientCertificate' | 'handshake';

/** A limit in time of a request: of one of its stages (`core/net/stageLimits.ts`), or of the whole. */
export type LimitName = 'connect' | 'uploadStalled' | 'firstByte' | 'total';

/** The ways in which proxies ask who somebody is, as far as they are known here. */
export const proxySchemes = ['basic', 'digest', 'negotiate', 'kerberos', 'ntlm'] as const;

/** A scheme of proxy authentication. */
export type ProxyScheme = (typeof proxySchemes)[number];

/** What content filters of OpenAI and Azure name as the reason. */
export const contentCategories = [
	'sexual',
	'sexual_minors',
	'violence',
	'hate',
	'self_harm',
	'harassment',
	'illicit',
	'jailbreak',
	'profanity',
	'custom_blocklists',
	'protected_material',
	'indirect_attack',
] as const;

/** A category of a content filter. */
export type ContentCategory = (typeof contentCategories)[number];

/**
 * A failure we expected could happen. `code` and `facts` pick the words the user reads; `message` is for the log and never holds a document
 * or a key.
 */
export class FoveaError<C extends ErrorCode = ErrorCode> extends Error {
	override readonly name = 'FoveaError';

	constructor(
		readonly code: C,
		readonly facts: ErrorFacts[C],
		message: string = code,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** By name, not `instanceof`: the class is in several bundles, and errors cross threads. */
export function isFoveaError(error: unknown): error is FoveaError {
	return error instanceof Error && error.name === 'FoveaError';
}

/**
 * Whether an error is an abort. Libraries use the name for failures of their own, so it is the user's doing only when the signal of the
 * call has aborted.
 */
export function isAbortError(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}
