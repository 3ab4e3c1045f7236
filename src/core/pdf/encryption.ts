import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { OpenBytes } from '../disk/bytes.ts';
import { indexIn } from '../disk/bytes.ts';
import { type Patch, patchedBytes } from './patchedBytes.ts';

/** The largest encryption dictionary, and the length of the file's end that contains the reference to it, in bytes. */
const longestDictionary = 8192;
const tailBytes = 65_536;

/**
 * Patches encrypted documents that PDFium refuses and other readers open: documents whose streams are encrypted and whose strings are not,
 * or with an empty owner password, which PDFium does not try. Undefined when there is nothing to patch.
 */
export function openableEncryption(bytes: OpenBytes): OpenBytes | undefined {
	const dictionary = findDictionary(bytes);
	if (!dictionary) {
		return undefined;
	}
	const patches = [sameFilter(dictionary), ...(withoutUserPassword(dictionary) ?? [])].filter((patch) => patch !== undefined);
	return patches.length === 0 ? undefined : patchedBytes(bytes, { patches });
}

/**
 * Prepares a password for the newest kind of encryption: SASLprep (RFC 4013), so that it does not matter how an accent was typed.
 */
export function preparedPassword(password: string): string {
	return password
		.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
		.replace(/[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/g, '')
		.normalize('NFKC');
}

/** The text of an encryption dictionary, one byte per character, and its offset. */
interface Dictionary {
	readonly at: number;
	readonly text: string;
}

function findDictionary(bytes: OpenBytes): Dictionary | undefined {
	const tail = latin1(bytes.slice(Math.max(0, bytes.length - tailBytes), bytes.length));
	const reference = /\/Encrypt\s+(\d+)\s+(\d+)\s+R(?![\s\S]*\/Encrypt\s+\d)/.exec(tail);
	if (!reference) {
		return undefined;
	}
	const head = `${reference[1]} ${reference[2]} obj`;
	for (let at = indexIn(bytes, head); at >= 0; at = indexIn(bytes, head, at + 1)) {
		const text = latin1(bytes.slice(at, at + longestDictionary));
		if (text.includes('/Standard') && !/^\d$/.test(latin1(bytes.slice(at - 1, at)))) {
			return { at, text: text.slice(0, text.indexOf('endobj') + 1 || undefined) };
		}
	}
	return undefined;
}

/** Gives strings the same filter as streams, because PDFium opens no document in which they differ; strings are not needed to read pages. */
function sameFilter({ at, text }: Dictionary): Patch | undefined {
	const [strings, streams] = [/\/StrF\s*\/(\w+)/.exec(text), /\/StmF\s*\/(\w+)/.exec(text)];
	if (!strings || !streams || strings[1] === streams[1] || strings[1]!.length < streams[1]!.length) {
		return undefined;
	}
	const end = strings.index + strings[0].length;
	return { at: at + end - strings[1]!.length, bytes: Buffer.from(streams[1]!.padEnd(strings[1]!.length), 'latin1') };
}

/** For revision 5 or 6 (AES-256) with an empty owner password: sets an empty user password, which PDFium tries. */
function withoutUserPassword(dictionary: Dictionary): Patch[] | undefined {
	const revision = Number(/\/R\s+(\d)/.exec(dictionary.text)?.[1]);
	const [owner, ownerKey, user, userKey] = ['O', 'OE', 'U', 'UE'].map((name) => stringOf(dictionary, name));
	if ((revision !== 5 && revision !== 6) || !owner || !ownerKey || !user || !userKey || user.value.length < 48 || owner.value.length < 48) {
		return undefined;
	}
	const hash = (salt: Uint8Array, more: Uint8Array = new Uint8Array()) =>
		revision === 5 ? sha(256, salt, more) : hardenedHash(salt, more);
	const u = user.value.subarray(0, 48);
	if (!hash(owner.value.subarray(32, 40), u).equals(owner.value.subarray(0, 32))) {
		return undefined;
	}
	const key = aes(false, hash(owner.value.subarray(40, 48), u), ownerKey.value.subarray(0, 32));
	// It must have the same length as the old string: other salts give other bytes, some of which need an escape.
	for (let attempt = 0; attempt < 1000; attempt++) {
		const salts = randomBytes(16);
		const newUser = user.write(Buffer.concat([hash(salts.subarray(0, 8)), salts]));
		const newKey = userKey.write(aes(true, hash(salts.subarray(8)), key));
		if (newUser && newKey) {
			return [newUser, newKey];
		}
	}
	return undefined;
}

/** A string of the dictionary, and a function to replace it. */
interface StringEntry {
	readonly value: Buffer;
	/** Undefined when the value does not fit. */
	readonly write: (value: Uint8Array) => Patch | undefined;
}

function stringOf({ at, text }: Dictionary, name: string): StringEntry | undefined {
	const found = new RegExp(`/${name}\\s*(<[0-9A-Fa-f\\s]*>|\\((?:[^\\\\()]|\\\\[\\s\\S])*\\))`).exec(text);
	if (!found) {
		return undefined;
	}
	const written = found[1]!;
	const place = at + found.index + found[0].length - written.length;
	const isHex = written.startsWith('<');
	return {
		value: isHex ? Buffer.from(written.replace(/[<>\s]/g, ''), 'hex') : literal(written.slice(1, -1)),
		write: (value) => {
			const bytes = Buffer.from(value);
			const text = isHex ? `<${bytes.toString('hex')}>` : `(${bytes.toString('latin1').replace(/[\\()\r\n]/g, escaped)})`;
			return text.length > written.length ? undefined : { at: place, bytes: Buffer.from(text.padEnd(written.length), 'latin1') };
		},
	};
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function literal(text: string): Buffer {
	const plain = text.replace(/\\(\r\n|[0-7]{1,3}|[\s\S])/g, (_, character: string) =>
		/^[0-7]/.test(character)
			? String.fromCharCode(Number.parseInt(character, 8) & 0xff)
			: /^[\r\n]/.test(character)
				? ''
				: (escapes[character] ?? character),
	);
	return Buffer.from(plain, 'latin1');
}

function escaped(character: string): string {
	return `\\${{ '\r': 'r', '\n': 'n' }[character] ?? character}`;
}

/** Algorithm 2.B of ISO 32000-2 for an empty password. */
function hardenedHash(salt: Uint8Array, more: Uint8Array): Buffer {
	let key = sha(256, salt, more);
	for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
		const block = Buffer.concat([key, more]);
		const repeated = Buffer.concat(new Array<Buffer>(64).fill(block));
		const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
		const encrypted = Buffer.concat([cipher.update(repeated), cipher.final()]);
		const size = ([256, 384, 512] as const)[encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3]!;
		key = sha(size, encrypted);
		last = encrypted.at(-1)!;
	}
	return key.subarray(0, 32);
}

function sha(bits: 256 | 384 | 512, ...parts: readonly Uint8Array[]): Buffer {
	return createHash(`sha${bits}`).update(Buffer.concat(parts)).digest();
}

/** AES-256 in CBC mode without padding and with a zero vector, as for wrapping file keys. */
function aes(encrypt: boolean, key: Uint8Array, data: Uint8Array): Buffer {
	const start = Buffer.alloc(16);
	const cipher = (encrypt ? createCipheriv : createDecipheriv)('aes-256-cbc', key, start).setAutoPadding(false);
	return Buffer.concat([cipher.update(data), cipher.final()]);
}

function latin1(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
