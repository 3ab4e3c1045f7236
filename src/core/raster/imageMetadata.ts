import { isRecord, parseJson, text } from '../json.ts';

/** The prompt and the settings that an image was made with. */
export interface ImageMetadata {
	readonly prompt: string;
	readonly model: string;
	/** Asked and actual settings, in the services' field names. */
	readonly parameters: Readonly<Record<string, string | number | boolean>>;
	/** The prompt as the service rewrote it. */
	readonly revised_prompt?: string;
	/** ISO 8601. */
	readonly created?: string;
}

/** The whole metadata as JSON, for reading back. */
export function metadataJson(metadata: ImageMetadata): string {
	return JSON.stringify({ software: 'Fovea', ...metadata });
}

/** Reads what `metadataJson` wrote; undefined for other or damaged JSON. */
export function metadataFromJson(json: string): ImageMetadata | undefined {
	const value = parseJson(json);
	const prompt = isRecord(value) ? value['prompt'] : undefined;
	if (!isRecord(value) || typeof prompt !== 'string') {
		return undefined;
	}
	const parameters = isRecord(value['parameters']) ? value['parameters'] : {};
	return {
		prompt,
		model: text(value['model']) ?? '',
		parameters: Object.fromEntries(
			Object.entries(parameters).flatMap(([name, entry]) =>
				typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean' ? [[name, entry]] : [],
			),
		),
		...optional('revised_prompt', value['revised_prompt']),
		...optional('created', value['created']),
	};
}

function optional<N extends 'revised_prompt' | 'created'>(name: N, value: unknown): { readonly [name in N]?: string } {
	return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [name in N]?: string };
}

/**
 * Writes the text that Stable Diffusion tools keep under `parameters` (AUTOMATIC1111's web UI and tools that read its images): the prompt, then one
 * line `Name: value, Name: value`; values with a comma, a colon or a line break are quoted as JSON. They take a line for settings from three pairs
 * on.
 */
export function parametersText({ prompt, model, parameters, created }: ImageMetadata): string {
	const { size, ...others } = parameters;
	const pairs = [
		['Size', size ?? 'auto'],
		['Model', model],
		...Object.entries(others).map(([name, value]) => [title(name), value] as const),
		...(created === undefined ? [] : [['Created', created] as const]),
		['Version', 'Fovea'],
	] as const;
	return `${prompt}\n${pairs.map(([name, value]) => `${name}: ${quoted(String(value))}`).join(', ')}`;
}

/** Reads that text, from any tool: everything before the settings is the prompt. */
export function metadataFromParameters(parameters: string): ImageMetadata {
	const lines = parameters.trim().split('\n');
	const found = pairsIn(lines.at(-1) ?? '');
	const settings = found.length < 3 ? [] : found;
	const body = settings.length === 0 ? lines : lines.slice(0, -1);
	const negative = body.findIndex((line) => line.startsWith('Negative prompt:'));
	const values = Object.fromEntries(settings.map(([name, value]) => [name === 'Size' ? 'size' : name, value]));
	const { Model: model = '', ...rest } = values;
	return {
		prompt: (negative === -1 ? body : body.slice(0, negative)).join('\n').trim(),
		model,
		parameters: {
			...rest,
			...(negative === -1 ? {} : { 'Negative prompt': body.slice(negative).join('\n').slice('Negative prompt:'.length).trim() }),
		},
	};
}

/** The longest line of settings that is read, in characters. */
const maxLine = 50_000;

/** Longest name of a setting, in characters. */
const maxName = 80;

/** The pairs of `Name: value, Name: "quoted, value"`, in one pass. A name is the run of name characters before a colon. */
function pairsIn(whole: string): [name: string, value: string][] {
	const line = whole.slice(0, maxLine);
	const pairs: [string, string][] = [];
	for (let start = 0, colon = line.indexOf(':'); colon !== -1; colon = line.indexOf(':', start)) {
		const name = /[\w \-/]{1,80}$/.exec(line.slice(Math.max(start, colon - maxName), colon))?.[0].trim();
		if (!name) {
			start = colon + 1;
			continue;
		}
		const begin = skipSpaces(line, colon + 1);
		const quoted = quotedEnd(line, begin);
		const end = quoted ?? endOfValue(line, begin);
		const value = line.slice(begin, end).trim();
		const plain = quoted === undefined ? value : parseJson(value);
		pairs.push([name, typeof plain === 'string' ? plain.trim() : value]);
		start = end + 1;
	}
	return pairs;
}

function skipSpaces(line: string, from: number): number {
	let at = from;
	while (at < line.length && /\s/.test(line[at]!)) {
		at++;
	}
	return at;
}

function endOfValue(line: string, from: number): number {
	const comma = line.indexOf(',', from);
	return comma === -1 ? line.length : comma;
}

/** The end of a quoted value, if a comma or the end of the line follows; otherwise undefined. */
function quotedEnd(line: string, from: number): number | undefined {
	if (line[from] !== '"') {
		return undefined;
	}
	for (let at = from + 1; at < line.length; at++) {
		if (line[at] === '\\') {
			at++;
		} else if (line[at] === '"') {
			return at > from + 1 && (at + 1 === line.length || line[at + 1] === ',') ? at + 1 : undefined;
		}
	}
	return undefined;
}

function title(name: string): string {
	return (name.charAt(0).toUpperCase() + name.slice(1)).replace(/_/g, ' ');
}

function quoted(value: string): string {
	return /[,:\n"]/.test(value) ? JSON.stringify(value) : value;
}
