import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Longer files are no lists of patterns, in bytes. */
const maxBytes = 1_000_000;

/**
 * What git leaves out, by the `.gitignore` files from the root of the repository down and `.git/info/exclude`. Where there is no repository, by those
 * from the given folder down.
 */
export class GitIgnore {
	private readonly lists = new Map<string, Promise<Ignore | undefined>>();
	private readonly folders = new Map<string, Promise<boolean>>();

	private constructor(private readonly root: string) {}

	/** For the files in a folder, which is an absolute path. */
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

	/** Whether git leaves out a file, which is an absolute path; one outside of the root it never does. */
	async ignores(file: string): Promise<boolean> {
		const inside = path.relative(this.root, file);
		if (inside.startsWith('..') || path.isAbsolute(inside)) {
			return false;
		}
		return (await this.ignoresFolder(path.dirname(file))) || this.judges(file, '');
	}

	/** What is in a folder that is left out cannot be taken in again. */
	private async ignoresFolder(folder: string): Promise<boolean> {
		if (folder === this.root) {
			return false;
		}
		const known = this.folders.get(folder) ?? this.ignoresFolder(path.dirname(folder)).then((left) => left || this.judges(folder, '/'));
		this.folders.set(folder, known);
		return known;
	}

	/** The list that is nearest to a path decides, where it says anything. */
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

/** Empty where there is no such file, or none of a size that such files have. */
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
