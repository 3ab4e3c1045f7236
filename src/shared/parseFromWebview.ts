import { parameterNames, type FormValues, type FormValue } from './modelForm.ts';
import type { Draft } from './panelState.ts';
import { imageActions, type FromWebview } from './protocol.ts';

/** Bounds of what a message may carry: characters, bytes, items. */
export const messageLimits = {
	id: 200,
	text: 500,
	prompt: 100_000,
	value: 200,
	uri: 8_192,
	uris: 64,
	referenceBytes: 50 * 1024 * 1024,
	maskBytes: 16 * 1024 * 1024,
	thumbnailBytes: 512 * 1024,
} as const;

type Fields = Readonly<Record<string, unknown>>;

/** Checks at run time that a message is one of the union and within bounds; undefined for anything else. Fields that do not belong to it are dropped. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
	const fields = record(value);
	const type = fields?.['type'];
	return fields && isMessageType(type) ? parsers[type](fields) : undefined;
}

/** The same for a draft on its own, as the webview keeps it for its next life. */
export function parseDraft(value: unknown): Draft | undefined {
	const fields = record(value);
	const values = fields && parseValues(fields['values']);
	if (!values || !isText(fields['provider'], messageLimits.id) || !isText(fields['model'], messageLimits.id)) {
		return undefined;
	}
	const { provider, model, prompt } = fields;
	return isText(prompt, messageLimits.prompt) ? { provider, model, prompt, values } : undefined;
}

type Parsers = { readonly [T in FromWebview['type']]: (fields: Fields) => Extract<FromWebview, { type: T }> | undefined };

const parsers: Parsers = {
	ready: (fields) => {
		const draft = parseDraft(fields['draft']);
		const { revision } = fields;
		return draft && isRevision(revision) ? { type: 'ready', draft, revision } : { type: 'ready' };
	},
	draftChanged: (fields) => {
		const draft = parseDraft(fields['draft']);
		const { revision } = fields;
		return draft && isRevision(revision) ? { type: 'draftChanged', draft, revision } : undefined;
	},
	generate: (fields) => {
		const draft = parseDraft(fields['draft']);
		const { revision } = fields;
		return draft && isRevision(revision) ? { type: 'generate', draft, revision } : undefined;
	},
	cancel: ({ id }) => (isId(id) ? { type: 'cancel', id } : undefined),
	dismiss: ({ id }) => (isId(id) ? { type: 'dismiss', id } : undefined),
	remedy: ({ id, remedy }) => (isId(id) && isId(remedy) ? { type: 'remedy', id, remedy } : undefined),
	setUp: ({ provider }) => (isId(provider) ? { type: 'setUp', provider } : undefined),
	addReference: ({ name, mediaType, bytes }) => {
		const content = parseBytes(bytes, messageLimits.referenceBytes);
		return content && isText(name, messageLimits.text) && isText(mediaType, messageLimits.text)
			? { type: 'addReference', name, mediaType, bytes: content }
			: undefined;
	},
	addReferenceFiles: ({ uris }) =>
		Array.isArray(uris) && uris.length <= messageLimits.uris && uris.every((uri) => isText(uri, messageLimits.uri))
			? { type: 'addReferenceFiles', uris }
			: undefined,
	pickReferences: () => ({ type: 'pickReferences' }),
	removeReference: ({ id }) => (isId(id) ? { type: 'removeReference', id } : undefined),
	setMask: ({ reference, png }) => {
		const content = parseBytes(png, messageLimits.maskBytes);
		return content && isId(reference) ? { type: 'setMask', reference, png: content } : undefined;
	},
	clearMask: () => ({ type: 'clearMask' }),
	image: ({ action, id }) => {
		const known = imageActions.find((name) => name === action);
		return known && isId(id) ? { type: 'image', action: known, id } : undefined;
	},
	thumbnail: ({ id, bytes }) => {
		const content = parseBytes(bytes, messageLimits.thumbnailBytes);
		return content && isId(id) ? { type: 'thumbnail', id, bytes: content } : undefined;
	},
	clearResults: () => ({ type: 'clearResults' }),
	search: ({ query }) => (isText(query, messageLimits.text) ? { type: 'search', query } : undefined),
	loadMore: ({ query, after }) => (isText(query, messageLimits.text) && isId(after) ? { type: 'loadMore', query, after } : undefined),
};

function isMessageType(value: unknown): value is FromWebview['type'] {
	return typeof value === 'string' && Object.hasOwn(parsers, value);
}

function record(value: unknown): Fields | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function isText(value: unknown, longest: number): value is string {
	return typeof value === 'string' && value.length <= longest;
}

function isId(value: unknown): value is string {
	return isText(value, messageLimits.id) && value !== '';
}

function isRevision(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parseValues(value: unknown): FormValues | undefined {
	const fields = record(value);
	if (!fields) {
		return undefined;
	}
	const values: Partial<Record<(typeof parameterNames)[number], FormValue>> = {};
	for (const name of parameterNames) {
		const item = fields[name];
		if (item === undefined) {
			continue;
		}
		if (!isText(item, messageLimits.value) && !(typeof item === 'number' && Number.isFinite(item))) {
			return undefined;
		}
		values[name] = item;
	}
	return values;
}

/** Editors hand binary content over as a view or as a bare buffer, by their version. */
function parseBytes(value: unknown, most: number): Uint8Array | undefined {
	const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value instanceof Uint8Array ? value : undefined;
	return bytes && bytes.length > 0 && bytes.length <= most ? bytes : undefined;
}
