/** The keys of all values in the editor's storage. Values outlive updates of Fovea, so a key never gets another meaning. */

/** Keys of `ExtensionContext.globalState`, which all windows and workspaces share. */
export const globalKeys = {
	/** Origins that an API key was entered for. */
	keyOrigins: 'fovea.keyOrigins',
	/** Origins of proxies that a password is kept for. */
	proxyOrigins: 'fovea.proxyOrigins',
	/** Whether a key may be taken from the environment. */
	environmentKeyConsent: 'fovea.environmentKeyConsent',
	/** Whether a key from the environment may go to an origin, by origin. */
	environmentKeyOrigins: 'fovea.environmentKeyOrigins',
	/** Origins without TLS that the user has agreed to. */
	unencryptedOrigins: 'fovea.unencryptedOrigins',
	/** The scope of the tokens that an origin accepts, by origin. */
	signInScopes: 'fovea.signInScopes',
	/** Answers to the question whether a folder may choose a connection. */
	folderAnswers: 'fovea.folderAnswers',
	/** Pages and estimated cost by month and model. */
	usage: 'fovea.usage',
	/** Whether the notice about the local engine was shown. */
	localEngineIntroduced: 'fovea.localEngineIntroduced',
	/** The last choices in the image panel. */
	imageChoice: 'fovea.imageChoice',
	/** Pairs of hosts: images of the one may be fetched from the other. */
	imageHosts: 'fovea.imageHosts',
	/** The end date of a model that the user was notified about. */
	modelEndTold: (service: string, model: string): string => `fovea.modelEndTold:${service}:${model}`,
	/** How an endpoint takes its key. */
	authScheme: (origin: string): string => `fovea.authScheme:${origin}`,
	/** How many requests an endpoint takes at once. */
	atOnce: (endpoint: string): string => `fovea.atOnce:${endpoint}`,
	/** When an endpoint last refused the optional fields for a model. */
	minimalBody: (endpoint: string, model: string): string => `fovea.minimalBody:${endpoint}:${model}`,
	/** Fields that an address has refused for an image model. */
	refusedFields: (address: string, model: string): string => `fovea.refusedFields:${address}:${model}`,
} as const;

/** Keys of one window: of `ExtensionContext.workspaceState`, or of the panel's own file. */
export const windowKeys = {
	/** The name of the storage folder of a window without a workspace. */
	imageWindow: 'fovea.imageWindow',
	imageDraft: 'fovea.imageDraft',
	imageRequests: 'fovea.imageRequests',
	imageReferences: 'fovea.imageReferences',
	imageResults: 'fovea.imageResults',
} as const;

/** Keys of the secret storage. */
export const secretKeys = {
	/** The API key of an origin. */
	apiKey: (origin: string): string => `fovea.key:${origin}`,
	/** The name and password for a proxy, as JSON, by its origin. */
	proxyPassword: (origin: string): string => `fovea.proxyPassword:${origin}`,
} as const;

/** Context keys for `when` clauses of the manifest. */
export const contextKeys = {
	/** `yes` or `no`: whether a connection takes Word and PowerPoint. */
	officeDocuments: 'fovea:officeDocuments',
	/** The state of the document queue: `running`, `paused` or `ended`; empty when there is nothing in it. */
	queue: 'fovea:queue',
	/** Whether the queue has failed documents, and whether it has documents that have ended. */
	queueFailed: 'fovea:queueFailed',
	queueEnded: 'fovea:queueEnded',
	/** Set to find out whether the window answers; its value is not used. */
	windowAnswers: 'fovea:windowAnswers',
} as const;
