/**
 * The keys of everything that Fovea keeps in the editor's own storage. What is kept under a key outlives an update of Fovea: a key never gets another
 * meaning.
 */

/** Of all windows and workspaces: `ExtensionContext.globalState`. */
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
	/** The scope that an origin takes tokens of, by origin. */
	signInScopes: 'fovea.signInScopes',
	/** Answers to the question whether a folder's own choice of a connection counts. */
	folderAnswers: 'fovea.folderAnswers',
	/** Pages and estimated cost by month and model. */
	usage: 'fovea.usage',
	/** Whether the local engine has been introduced. */
	localEngineIntroduced: 'fovea.localEngineIntroduced',
	/** What was chosen last in the image panel. */
	imageChoice: 'fovea.imageChoice',
	/** Pairs of hosts: images of the one may be fetched from the other. */
	imageHosts: 'fovea.imageHosts',
	/** The day of a model's end that the user was told of. */
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

/** Of one window's workspace: `ExtensionContext.workspaceState`, or the panel's own file. */
export const windowKeys = {
	/** The name of the folder of a window that has no workspace. */
	imageWindow: 'fovea.imageWindow',
	imageDraft: 'fovea.imageDraft',
	imageRequests: 'fovea.imageRequests',
	imageReferences: 'fovea.imageReferences',
	imageResults: 'fovea.imageResults',
} as const;

/** In the secret storage. */
export const secretKeys = {
	/** The API key of an origin. */
	apiKey: (origin: string): string => `fovea.key:${origin}`,
	/** The name and password for a proxy, as JSON, by its origin. */
	proxyPassword: (origin: string): string => `fovea.proxyPassword:${origin}`,
} as const;

/** Context keys, by which `when` clauses of the manifest go. */
export const contextKeys = {
	/** `yes` or `no`: whether a connection takes Word and PowerPoint. */
	officeDocuments: 'fovea:officeDocuments',
	/** What the queue of documents does: `running`, `paused` or `ended`; empty when there is nothing in it. */
	queue: 'fovea:queue',
	/** Whether there are documents in it that failed, and whether there are any that have ended. */
	queueFailed: 'fovea:queueFailed',
	queueEnded: 'fovea:queueEnded',
	/** Set to see whether the window answers; nothing goes by its value. */
	windowAnswers: 'fovea:windowAnswers',
} as const;
