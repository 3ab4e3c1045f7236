import { fileSlug, fittedName, isReservedName, splitName } from '../../core/names.ts';
import { promptSlug } from './promptText.ts';

/** Where a template's path starts. `absolute` is a path of the operating system, `home` is below the user's folder. */
export type TemplateBase = 'workspaceFolder' | 'documentDirname' | 'absolute' | 'home';

/** The values of a template's variables. */
export interface TemplateFacts {
	readonly prompt: string;
	readonly model: string;
	/** When the image was made, in milliseconds since 1970. */
	readonly createdAt: number;
	/** The extension of the image's real format, with the dot. */
	readonly extension: string;
}

/** Where a template puts an image. */
export interface TemplatePath {
	readonly base: TemplateBase;
	/** The path from the base, with `/`, for each attempt, different every time. It can contain `..`. */
	readonly pathAt: (attempt: number) => string;
}

/** A template that cannot be followed, because a variable is unknown or not allowed in its position. */
export class TemplateError extends Error {
	override readonly name = 'TemplateError';

	constructor(
		readonly problem: 'unknownVariable' | 'notAtStart',
		/** As written, with `${}`. */
		readonly variable: string,
	) {
		super(`${problem} ${variable}`);
	}
}

const variablePattern = /\$\{([^}]*)\}/g;

const bases: Readonly<Record<string, TemplateBase>> = { workspacefolder: 'workspaceFolder', documentdirname: 'documentDirname' };

/**
 * Reads a template like `${workspaceFolder}/images/${date}-${slug}-${index}`. Variables are known in any case. A template that ends with `/`, or
 * whose last part has no variable and is no image's name, is a folder: images in it are named by `${slug}`. Relative paths start at the workspace
 * folder.
 * @throws {TemplateError}
 */
export function readTemplate(template: string, facts: TemplateFacts): TemplatePath {
	const { base, rest } = splitBase(template.trim().replaceAll('\\', '/'));
	const segments = rest.split('/').filter((segment, index) => segment !== '' || (index === 0 && base === 'absolute'));
	const last = segments.at(-1) ?? '';
	if (rest.endsWith('/') || !(last.includes('${') || imageExtension(last))) {
		segments.push('${slug}');
	}
	const counts = segments.some((segment) => /\$\{index\}/i.test(segment));
	const pathAt = (attempt: number): string => {
		const named = segments.map((segment) => expand(segment, facts, attempt));
		const name = withExtension(named.pop()!, facts.extension);
		return [...named, counts || attempt === 1 ? name : numbered(name, attempt)].join('/');
	};
	pathAt(1); // says now what is wrong with the template
	return { base, pathAt };
}

/** The name with the extension of the image's format. The extension of another image format is replaced; the right one is not added twice. */
export function withExtension(name: string, extension: string): string {
	const present = imageExtension(name);
	if (!present) {
		return `${name}${extension}`;
	}
	const same = present.toLowerCase() === extension || (/^\.jpe?g$/i.test(present) && extension === '.jpg');
	return same ? name : `${name.slice(0, -present.length)}${extension}`;
}

/** Numbers a name: the second attempt turns `fox.png` into `fox-2.png`. */
export function numbered(name: string, attempt: number): string {
	const { stem, extension } = splitName(name);
	return fittedName(stem, `-${attempt}${extension}`);
}

function splitBase(template: string): { readonly base: TemplateBase; readonly rest: string } {
	const variable = /^\$\{(\w+)\}(?=\/|$)/.exec(template);
	const base = variable && bases[variable[1]!.toLowerCase()];
	if (base) {
		return { base, rest: template.slice(variable[0].length) };
	}
	if (/^~(?=\/|$)/.test(template)) {
		return { base: 'home', rest: template.slice(1) };
	}
	return { base: /^(\/|[a-z]:)/i.test(template) ? 'absolute' : 'workspaceFolder', rest: template };
}

function expand(segment: string, facts: TemplateFacts, index: number): string {
	const values: Readonly<Record<string, () => string>> = {
		date: () => localDate(facts.createdAt),
		slug: () => promptSlug(facts.prompt),
		model: () => fileSlug(facts.model, 'model'),
		index: () => String(index),
	};
	const expanded = segment.replace(variablePattern, (written, name: string) => {
		const known = name.toLowerCase();
		if (Object.hasOwn(bases, known)) {
			throw new TemplateError('notAtStart', written);
		}
		if (!Object.hasOwn(values, known)) {
			throw new TemplateError('unknownVariable', written);
		}
		return values[known]!();
	});
	// A folder name written by the user stays as it is; a generated name must be valid on every system.
	return expanded !== segment && isReservedName(expanded) ? `image-${expanded}` : expanded;
}

function imageExtension(name: string): string | undefined {
	return /\.(png|jpe?g|webp|gif|svg|avif)$/i.exec(name)?.[0];
}

/** The day in local time, in ISO 8601. */
function localDate(time: number): string {
	const date = new Date(time);
	return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
