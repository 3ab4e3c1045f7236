import { readFileSync } from 'node:fs';
import { until } from './until.ts';

/** The value of a JSON file that another process may be writing just now: waits until the file is whole. */
export async function readWholeJson<T>(file: string): Promise<T> {
	const { value } = await until(`whole JSON in ${file}`, () => {
		try {
			return { value: JSON.parse(readFileSync(file, 'utf8')) as T };
		} catch (error) {
			if (error instanceof SyntaxError) {
				return undefined;
			}
			throw error;
		}
	});
	return value;
}
