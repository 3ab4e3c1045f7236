/**
 * The facts of each failure. They are our own words, numbers and host names, never text from a service. The table in `platform/messages.ts` turns a
 * code and its facts into the sentence that the user reads.
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
	/** 401 or 403 for a signed-in account, whichever audience the token was for; `account` as VS Code shows it. */
	signInRefused: { readonly host: string; readonly account: string };
	/** The endpoint setting is not a usable URL. */
	invalidEndpoint: { readonly endpoint: string };
	missingKey: { readonly host: string };
	/** The editor's secret storage fails, as where Linux has no keyring, or a locked one. */
	secretsUnavailable: Readonly<Record<string, never>>;
	/** 401: the service rejects the key in every form. */
	unauthorized: { readonly host: string };
	/** 403: the key is valid but not allowed to do this. */
	forbidden: { readonly host: string };
	/** 404: wrong path, or no deployment or model of this name. */
	notFound: { readonly host: string; readonly model: string };
	/** 3xx: never followed, because a redirect could take the key to another host. */
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
	/** 200 with a body that does not match the contract; `incomplete` if it ends in the middle. */
	malformedAnswer: { readonly host: string; readonly incomplete?: true };
	/** 200 with an error instead of a result, for errors without a code of their own here. */
	errorAnswer: { readonly host: string };
	/** A requested page is missing from the answer, even when requested again. */
	pageMissing: { readonly engine: string };
	/** A page in the answer has no readable text. */
	malformedPage: { readonly host: string };
	connectionRefused: { readonly host: string };
	hostNotFound: { readonly host: string };
	/** `host` is the one whose TLS is at fault: the service or the proxy. */
	tls: { readonly host: string; readonly fault: TlsFault };
	/** The connection ended before the whole answer had arrived. */
	connectionLost: { readonly host: string };
	/** The named limit was reached; `proxy` is set if the connection was to go through one. */
	timeout: { readonly host: string; readonly seconds: number; readonly limit: LimitName; readonly proxy?: string };
	/** The proxy setting or variable is not the address of a proxy; as written, without name and password. */
	invalidProxy: { readonly proxy: string };
	/** There is no connection to the proxy itself; `proxy` is its host, here and below. */
	proxyUnreachable: { readonly host: string; readonly proxy: string };
	/** 407: the proxy requires a user name and password, or rejects the given ones; `schemes` are its known authentication schemes. */
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
		 * The prompt as the service rewrote it. This is the only text from a service: it is shown as text in the panel, never in a notification or a
		 * log.
		 */
		readonly revisedPrompt?: string;
	};
	/** 403: Azure has blocked the whole resource for a while because of earlier prompts; retrying makes it longer. */
	resourceBlocked: { readonly host: string };
	/** 403: OpenAI gives this model to verified organizations only. */
	organizationUnverified: { readonly host: string; readonly model: string };
	/** No model or deployment with this name; `retired` is the date of its retirement, `alternatives` are the provider's other models. */
	modelNotFound: { readonly host: string; readonly model: string; readonly retired?: string; readonly alternatives: readonly string[] };
	/** The model exists but cannot make images, or cannot edit them. */
	modelUnsuitable: { readonly host: string; readonly model: string };
	/** A field that the model does not know; its name if it is one of ours. */
	unknownParameter: { readonly host: string; readonly field?: string };
	/** A field whose value the model does not take. */
	rejectedSetting: { readonly host: string; readonly field: string };
	/** The account has no money or quota left: waiting does not help. */
	quotaExhausted: { readonly host: string };
	/** 200 without an image; `words` are what the model said instead. */
	noImage: { readonly host: string; readonly words?: string };
	/** The received bytes are not an image, or only part of one. */
	damagedImage: { readonly host: string };
	/** The stream ended with a preview and without the image. */
	unfinishedImage: { readonly host: string };
	/**
	 * The answer is an address that must not be opened, because it is in a network to which the service does not belong, or contains a name and
	 * password.
	 */
	downloadRefused: { readonly host: string };
	/** The address of an image returned this status instead of the image. */
	downloadFailed: { readonly host: string; readonly status: number };
	/** The route or the model has no edits. */
	editsUnsupported: { readonly host: string; readonly model: string };
	emptyFile: { readonly name: string };
	/** The engine does not read this kind of content; `type` is what the content looks like, if that is known. */
	unsupportedType: { readonly name: string; readonly type?: string; readonly engine: string };
	/** The content shows that something else was downloaded in place of the file. */
	notADocument: { readonly name: string; readonly what: StandIn };
	passwordRequired: { readonly name: string };
	/** A PDF that is locked with a certificate or a rights management system and not with a password. */
	unsupportedEncryption: { readonly name: string };
	corruptDocument: { readonly name: string };
	/** A PDF that is only a cover for its attached documents; with their names. */
	portfolio: { readonly name: string; readonly documents: readonly string[] };
	/** A PDF whose content is a form in XML that only Adobe's readers lay out. */
	xfaForm: { readonly name: string };
	tooManyBytes: { readonly name: string; readonly bytes: number; readonly limit: number; readonly engine: string };
	/** Requested pages that the document does not have; without a count if only the service can count its pages. */
	invalidPages: { readonly pages: string; readonly pageCount?: number };
	/** More pages than an agent may have read in one call. */
	tooManyPages: { readonly name: string; readonly pageCount: number; readonly limit: number };
	/** An invalid regular expression, or one that takes too long on the document. */
	invalidPattern: { readonly pattern: string; readonly tooSlow?: true };
	/** Every page came back without text or figures. */
	nothingRecognized: { readonly name: string };
	/** The local engine has no data for a configured language; its code as in the setting. */
	missingLanguage: { readonly language: string };
	/** The local engine or the PDF engine crashed on this document. */
	engineFailed: { readonly name: string };
	fileNotFound: { readonly name: string };
	/** A symbolic link to something that does not exist, or to itself. */
	brokenLink: { readonly name: string };
	/** The file was written while it was read, so what was read is neither the old document nor the new one. */
	documentChanged: { readonly name: string };
	notReadable: { readonly name: string };
	notWritable: { readonly name: string };
	/** The folder for the file was deleted meanwhile. */
	folderGone: { readonly name: string };
	diskFull: { readonly name: string };
	/** A folder of a file system that the editor cannot search. */
	folderNotSearchable: { readonly name: string };
	/** A folder into which nothing can be written. */
	folderNotWritable: { readonly name: string };
	/** Waiting documents now have a reader that the user has not agreed to: this host, or this machine if absent. */
	readerChanged: { readonly host?: string };
}

/** The code of an expected failure. */
export type ErrorCode = keyof ErrorFacts;

/** What can be found in place of a document: an HTML page, a server error in XML or JSON, or a pointer to a file that was not fetched. */
export type StandIn = 'webPage' | 'serverMessage' | 'gitLfsPointer' | 'gitAnnexPointer';

/** What is wrong with a certificate or with TLS; `notTls`: the server does not speak TLS. */
export type TlsFault = 'untrusted' | 'expired' | 'notYetValid' | 'wrongName' | 'revoked' | 'notTls' | 'clientCertificate' | 'handshake';

/** A time limit of a request: of a stage (`core/net/stageLimits.ts`) or of the whole request. */
export type LimitName = 'connect' | 'uploadStalled' | 'firstByte' | 'total';

/** The known authentication schemes of proxies. */
export const proxySchemes = ['basic', 'digest', 'negotiate', 'kerberos', 'ntlm'] as const;

/** A scheme of proxy authentication. */
export type ProxyScheme = (typeof proxySchemes)[number];

/** The reasons that content filters of OpenAI and Azure name. */
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

/** An expected failure. `code` and `facts` determine the message to the user; `message` is for the log and never contains a document or a key. */
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

/** Compares by name instead of `instanceof`, because the class is in several bundles and errors cross threads. */
export function isFoveaError(error: unknown): error is FoveaError {
	return error instanceof Error && error.name === 'FoveaError';
}

/**
 * Whether an error is an abort. Libraries use the name for their own failures, so it is only a cancellation if the signal of the call has aborted.
 */
export function isAbortError(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}
