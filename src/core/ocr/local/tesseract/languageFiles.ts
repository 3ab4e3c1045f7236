import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { FoveaError } from '../../../errors.ts';

/** Far above the largest file that Tesseract's projects publish, 100 MB (`script/Latin` of tessdata_best). */
const maxBytes = 256 * 2 ** 20;

/** More languages at once make recognition worse, not better. */
const maxLanguages = 16;

/**
 * Parses a setting such as `eng+deu`. A code is a name, never a path.
 * @throws {FoveaError} `missingLanguage`
 */
export function languageCodes(setting: string): readonly string[] {
	const codes = setting.split('+', maxLanguages + 1).map((code) => code.trim());
	const wrong = codes.length > maxLanguages ? codes[maxLanguages] : codes.find((code) => !/^[A-Za-z0-9][\w-]{0,63}$/.test(code));
	if (wrong !== undefined) {
		throw new FoveaError('missingLanguage', { language: wrong.slice(0, 64) }, 'Not the code of a language');
	}
	return codes;
}

/**
 * Reads the data of a language from the first folder that has it as `*.traineddata` or `*.traineddata.gz`.
 * @throws {FoveaError} `missingLanguage` when no folder has it as a regular file of a plausible size
 */
export async function readLanguage(code: string, folders: readonly string[]): Promise<Uint8Array> {
	for (const folder of folders) {
		for (const file of [`${code}.traineddata`, `${code}.traineddata.gz`]) {
			const data = await readRegularFile(path.join(folder, file)).catch(() => undefined);
			if (data) {
				return data;
			}
		}
	}
	throw new FoveaError('missingLanguage', { language: code }, `No traineddata for the language ${code} in ${folders.join(' or ')}`);
}

/** Reads a file; undefined for a device, a pipe or a folder, and for a file that is empty or too large. */
async function readRegularFile(file: string): Promise<Uint8Array | undefined> {
	// Opening a pipe would block until somebody writes to it.
	const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const stat = await handle.stat();
		if (!stat.isFile() || stat.size === 0 || stat.size > maxBytes) {
			return undefined;
		}
		const data = Buffer.alloc(stat.size);
		let length = 0;
		for (let read = -1; read !== 0 && length < data.length; length += read) {
			read = (await handle.read(data, length, data.length - length, length)).bytesRead;
		}
		return data.subarray(0, length);
	} finally {
		await handle.close();
	}
}
