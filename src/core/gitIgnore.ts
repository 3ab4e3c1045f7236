import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The longest file in bytes that is read as a list of patterns. */
const maxBytes = 1_000_000;

/**
 * What git ignores according to the `.gitignore` files from the repository's root down and `.git/info/exclude`; without a repository, according to
 * those from the given folder down.
 */
export class GitIgnore {
	private readonly lists = new Map<string, Promise<Ignore | undefined>>();
	private readonly folders = new Map<string, Promise<boolean>>();

	private constructor(private readonly root: string) {}

	/** Creates the rules for the files in a folder, given as an absolute path. */
	static async in(folder: string): Promise<GitIgnore> {
		for (let place = folder; ; place = path.dirname(place)) {
			if (await exists(path.join(place, '.git'))) {
				return new GitIgnore(place);
			}
			if (path.dirname(place) === place) {
				return new GitIgnore(folder);
			}
		}
	}

	/** Whether git ignores a file, given as an absolute path; false outside the root. */
	async ignores(file: string): Promise<boolean> {
		const inside = path.relative(this.root, file);
		if (inside.startsWith('..') || path.isAbsolute(inside)) {
			return false;
		}
		return (await this.ignoresFolder(path.dirname(file))) || this.judges(file, '');
	}

	/** Whether git ignores a folder; its content cannot be included again. */
	private async ignoresFolder(folder: string): Promise<boolean> {
		if (folder === this.root) {
			return false;
		}
		const known = this.folders.get(folder) ?? this.ignoresFolder(path.dirname(folder)).then((left) => left || this.judges(folder, '/'));
		this.folders.set(folder, known);
		return known;
	}

	/** The nearest list with a rule for a path decides. */
	private async judges(place: string, ending: '' | '/'): Promise<boolean> {
		for (let folder = path.dirname(place); ; folder = path.dirname(folder)) {
			const list = await this.listOf(folder);
			const { ignored, unignored } = list?.test(relative(folder, place) + ending) ?? {};
			if (ignored || unignored) {
				return ignored === true;
			}
			if (folder === this.root) {
				return false;
			}
		}
	}

	private async listOf(folder: string): Promise<Ignore | undefined> {
		const known = this.lists.get(folder) ?? this.read(folder);
		this.lists.set(folder, known);
		return known;
	}

	private async read(folder: string): Promise<Ignore | undefined> {
		const files = [...(folder === this.root ? [path.join(folder, '.git/info/exclude')] : []), path.join(folder, '.gitignore')];
		const texts = (await Promise.all(files.map(readText))).filter(Boolean);
		return texts.length > 0 ? ignore({ ignorecase: process.platform !== 'linux' }).add(texts.join('\n')) : undefined;
	}
}

function relative(folder: string, place: string): string {
	return path.relative(folder, place).split(path.sep).join('/');
}

async function exists(file: string): Promise<boolean> {
	return stat(file).then(
		() => true,
		() => false,
	);
}

/** The text of a file; empty if it does not exist or is too long. */
async function readText(file: string): Promise<string> {
	try {
		const info = await stat(file);
		if (!info.isFile() || info.size > maxBytes) {
			return '';
		}
		const handle = await open(file);
		try {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
			return buffer.toString('utf8', 0, bytesRead);
		} finally {
			await handle.close();
		}
	} catch {
		return '';
	}
}
