import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../host/repository.ts';

/** Every test file of a suite (a folder of `test`), so that none is listed by hand and forgotten. */
export function findTests(suite: string): string[] {
	const folder = fromRoot('test', suite);
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.test.ts'))
		.map((file) => path.join(folder, file))
		.sort();
}

/** A part of a suite: the `number`th of `of`, from 1 on. */
export interface Share {
	readonly number: number;
	readonly of: number;
}

/** @throws {Error} when it is not like `1/2` */
export function readShare(text: string): Share {
	const [, number, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
	if (!of || Number(number) > Number(of)) {
		throw new Error(`A share is like 1/2, not ${text}.`);
	}
	return { number: Number(number), of: Number(of) };
}

/** Those of `files` that belong to a share. Every file is in exactly one; by their sizes, shares take about as long. */
export function filesOfShare(files: readonly string[], { number, of }: Share): string[] {
	const shares = Array.from({ length: of }, () => ({ bytes: 0, files: [] as string[] }));
	const sized = files.map((file) => ({ file, bytes: statSync(file).size })).sort((a, b) => b.bytes - a.bytes || (a.file < b.file ? -1 : 1));
	for (const { file, bytes } of sized) {
		const [smallest] = [...shares].sort((a, b) => a.bytes - b.bytes);
		smallest!.bytes += bytes;
		smallest!.files.push(file);
	}
	return shares[number - 1]!.files.sort();
}
