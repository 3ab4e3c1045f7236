import { readdirSync } from 'node:fs';
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
