import * as v from 'valibot';

const text = v.pipe(v.string(), v.trim());
const filled = v.pipe(text, v.nonEmpty());

/** Values of `fovea.ocr.connection` and `fovea.images.connection` that are not names of connections; no connection may have such a name. */
export const reservedNames = ['auto', 'local'];

/** The longest name of a connection, in characters. */
export const maxNameLength = 80;

const connectionName = v.pipe(
	filled,
	v.maxLength(maxNameLength),
	v.check((name) => !reservedNames.includes(name.toLowerCase())),
);
const common = {
	name: connectionName,
	endpoint: filled,
	model: v.optional(text, ''),
	/** Azure with VS Code's Microsoft account instead of a key. */
	signIn: v.optional(v.literal('microsoft')),
	/** By the name of a deployment that does not show it: the known model behind it. */
	models: v.optional(v.record(v.string(), v.string())),
};

const documentConnection = v.object({ ...common, for: v.literal('documents'), service: v.picklist(['azure', 'mistral']) });
const imageConnection = v.object({
	...common,
	for: v.literal('images'),
	service: v.picklist(['azure', 'openai', 'compatible']),
	/** `response_format` for models that Fovea does not know; not sent when absent. */
	responseFormat: v.optional(v.picklist(['b64_json', 'url'])),
});

/** A connection for documents: an entry of `fovea.connections`. */
export type DocumentConnection = v.InferOutput<typeof documentConnection>;
/** A connection for images: an entry of `fovea.connections`. */
export type ImageConnection = v.InferOutput<typeof imageConnection>;
/** A service that the user has set up: its use, address and model. Keys are not part of it. */
export type Connection = DocumentConnection | ImageConnection;

const connection = v.variant('for', [documentConnection, imageConnection]);

/** The valid entries of `fovea.connections`, in order; of two with the same name and use, only the first. */
export function soundConnections(value: unknown): Connection[] {
	const connections = (Array.isArray(value) ? value : []).flatMap((entry: unknown) => {
		const result = v.safeParse(connection, entry);
		return result.success ? [result.output] : [];
	});
	return connections.filter((entry, place) => connections.findIndex((other) => isSameName(other, entry)) === place);
}

/** Whether two connections have the same name for the same use; case does not matter. */
export function isSameName(one: Pick<Connection, 'name' | 'for'>, other: Pick<Connection, 'name' | 'for'>): boolean {
	return one.for === other.for && one.name.toLowerCase() === other.name.toLowerCase();
}

/** The known model behind a deployment's name, if the user has named it. */
export function modelBehind({ models = {} }: Pick<Connection, 'models'>, name: string): string | undefined {
	return Object.hasOwn(models, name) ? models[name] : undefined;
}

const wholeNumber = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** The values that settings under `fovea.ocr` may have. */
export const ocrSettings = {
	connection: filled,
	timeoutSeconds: wholeNumber(5, 3600),
	tables: v.picklist(['markdown', 'html']),
	tablesAcrossPages: v.picklist(['merge', 'keep']),
	headersAndFooters: v.picklist(['remove', 'keep']),
	pageMarks: v.picklist(['none', 'comment', 'rule']),
	previewPageMarks: v.boolean(),
	/** 0: no cache. */
	cacheMegabytes: wholeNumber(0, 100_000),
	/** US dollars; 0: always. */
	confirmAbove: v.pipe(v.number(), v.minValue(0)),
	openAs: v.picklist(['editor', 'preview', 'both']),
	localLanguages: text,
	localLanguageFolder: text,
};

/** The values that settings under `fovea.images` may have. */
export const imageSettings = {
	/** `auto` or a connection's name. */
	connection: filled,
	timeoutSeconds: wholeNumber(5, 3600),
	metadata: v.picklist(['write', 'unlessSigned', 'off']),
	/** 0: all are kept. */
	historyImages: wholeNumber(0, 100_000),
	saveTo: filled,
};

/** The values that settings under `fovea.agents` may have. */
export const agentSettings = {
	/** Whether agents in the editor get an MCP server instead of tools. */
	mcpServer: v.boolean(),
};

/** The values that settings under `fovea.network` may have; 0: no limit of its own. */
export const networkSettings = {
	connectTimeoutSeconds: wholeNumber(0, 600),
	uploadStalledTimeoutSeconds: wholeNumber(0, 3600),
	firstByteTimeoutSeconds: wholeNumber(0, 3600),
};

/** The values that VS Code's own network settings may have. */
export const httpSettings = {
	proxy: text,
	proxyAuthorization: filled,
	proxySupport: v.string(),
	noProxy: v.array(v.string()),
	proxyStrictSSL: v.boolean(),
	systemCertificates: v.boolean(),
};

/** A setting's values in order of precedence: folder, workspace, user, default. */
export type Layers = readonly unknown[];

/** The first valid value, since settings.json may contain anything; undefined when there is none. */
export function firstSound<S extends v.GenericSchema>(schema: S, layers: Layers): v.InferOutput<S> | undefined {
	for (const value of layers) {
		const result = value === undefined ? undefined : v.safeParse(schema, value);
		if (result?.success) {
			return result.output;
		}
	}
	return undefined;
}
