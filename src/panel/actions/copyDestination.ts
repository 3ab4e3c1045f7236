import path from 'node:path';

/** The values of the variables in `markdown.copyFiles.destination`. Paths are URI paths, with `/`. */
export interface CopyFacts {
	readonly document: string;
	/** Undefined if the document is outside the workspace. */
	readonly workspaceFolder: string | undefined;
	/** The name that VS Code would give the image. */
	readonly fileName: string;
	/** Now, in milliseconds since 1970. */
	readonly now: number;
}

/** `${name}` or `${name/pattern/replacement/}`, with `\/` for a slash in the latter; `\$` is a dollar sign. */
const variablePattern = /\\\$|\$\{(\w+)(?:\/((?:\\\/|[^}/])+)\/((?:\\\/|[^}/])*)\/)?\}/g;

/**
 * The path that a destination of VS Code's setting `markdown.copyFiles.destination` stands for, as the setting's description has it: from the
 * document's folder, or from the workspace folder when it starts with `/`; a folder when it ends with `/`. What VS Code does not know stays as it is.
 */
export function copyDestination(destination: string, facts: CopyFacts): string {
	const folder = path.posix.dirname(facts.document);
	return path.posix.resolve(folder, complete(destination.trim()).replace(variablePattern, replaceVariable(facts)));
}

/** Globs as VS Code reads them in this setting: they match below any folder, except that a leading `/` stands for a workspace folder. */
export function copyGlob(glob: string): { readonly anchored: boolean; readonly glob: string } {
	if (glob.startsWith('/')) {
		return { anchored: true, glob: glob.slice(1) };
	}
	return { anchored: false, glob: glob.startsWith('**') ? glob : `**/${glob}` };
}

function complete(destination: string): string {
	const anchored = destination.startsWith('/') ? `\${documentWorkspaceFolder}${destination}` : destination;
	return anchored === '' || anchored.endsWith('/') ? `${anchored}\${fileName}` : anchored;
}

function replaceVariable(facts: CopyFacts) {
	const { document, workspaceFolder, fileName, now } = facts;
	const folder = path.posix.dirname(document);
	const extension = path.posix.extname(document);
	const relative = (to: string) => (workspaceFolder === undefined ? to : path.posix.relative(workspaceFolder, to));
	const values = new Map([
		['documentDirName', folder],
		['documentRelativeDirName', relative(folder)],
		['documentFileName', path.posix.basename(document)],
		['documentBaseName', path.posix.basename(document, extension)],
		['documentExtName', extension.slice(1)],
		['documentFilePath', document],
		['documentRelativeFilePath', relative(document)],
		['documentWorkspaceFolder', workspaceFolder ?? folder],
		['fileName', fileName],
		['fileExtName', path.posix.extname(fileName).slice(1)],
		['unixTime', String(now)],
		['isoTime', new Date(now).toISOString()],
	]);
	return (written: string, name: string | undefined, pattern: string | undefined, replacement: string | undefined): string => {
		if (name === undefined) {
			return '$';
		}
		const value = values.get(name);
		if (value === undefined || pattern === undefined) {
			return value ?? written;
		}
		try {
			return value.replace(new RegExp(pattern.replaceAll('\\/', '/')), (replacement ?? '').replaceAll('\\/', '/'));
		} catch {
			return value; // no regular expression
		}
	};
}
