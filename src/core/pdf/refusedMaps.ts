import { constants, inflateSync } from 'node:zlib';
import { type OpenBytes, indexIn } from '../disk/bytes.ts';
import { patchedBytes } from './patchedBytes.ts';

/** What is looked through: longer documents and streams are not, nor more streams than this. */
const mostBytes = 50_000_000;
const mostStreams = 20_000;
const mostMapBytes = 500_000;

/** The dictionary of a stream begins at most this many bytes before its data. */
const longestDictionary = 1000;

/** So many bytes of a compressed stream tell whether it is a map. */
const peeked = 512;

/** The most entries of a section of a map (Adobe Technical Note 5014). */
const mostEntries = 100;

/** The most codes of an entry, and the most digits of a code: those of two bytes, as longer ones are not used for characters. */
const mostCodes = 0x10000;
const mostDigits = 4;

/** A stream of a document, as its object is numbered. */
interface FoundMap {
	readonly object: string;
	readonly text: string;
}

/** An entry of a map: the characters, as UTF-16 in hexadecimal, of the codes from `first` to `last`. */
interface Entry {
	readonly first: string;
	readonly last: string;
	/** Those of the first code, which those of the others follow, or a list of those of each. */
	readonly characters: readonly string[];
	readonly isList: boolean;
}

/**
 * Appends maps of fonts to characters as PDFium reads them in place of those that it refuses: with ranges that go beyond one value of a code's
 * first byte, are empty or have a list of another length, and with a wrong number of entries. It uses nothing of such a map. Undefined where there is
 * none, and for an encrypted document.
 */
export function withAcceptedMaps(bytes: OpenBytes): OpenBytes | undefined {
	if (bytes.length > mostBytes || indexIn(bytes, '/Encrypt') >= 0) {
		return undefined;
	}
	let tail = '';
	for (const { object, text } of mapsIn(bytes)) {
		const accepted = tail.length < mostBytes ? acceptedMap(text) : undefined;
		tail += accepted === undefined ? '' : `\n${object} obj\n<</Length ${accepted.length}>>\nstream\n${accepted}\nendstream\nendobj\n`;
	}
	return tail === '' ? undefined : patchedBytes(bytes, { tail: Buffer.from(`${tail}startxref\n0\n%%EOF\n`, 'latin1') });
}

function* mapsIn(bytes: OpenBytes): Iterable<FoundMap> {
	let at = indexIn(bytes, 'stream');
	let length = 0;
	for (let i = 0; i < mostStreams && at >= 0 && length < mostBytes; i++) {
		const end = indexIn(bytes, 'endstream', at);
		if (end < 0) {
			return;
		}
		const head = Buffer.from(bytes.slice(Math.max(0, at - longestDictionary), at)).toString('latin1');
		const [, object, dictionary = ''] = /(\d{1,10}\s{1,10}\d{1,5})\s{1,10}obj((?:(?!\sobj\b)[^])*)$/.exec(head) ?? [];
		const text = object !== undefined && end - at < mostMapBytes ? textOf(bytes.slice(at + 'stream'.length, end), dictionary) : undefined;
		if (object !== undefined && text?.includes('beginbf')) {
			length += text.length;
			yield { object, text };
		}
		at = indexIn(bytes, 'stream', end + 'endstream'.length);
	}
}

/** The text of a stream if it may be a map. */
function textOf(data: Uint8Array, dictionary: string): string | undefined {
	if (!dictionary.includes('/Filter')) {
		return Buffer.from(data).toString('latin1');
	}
	if (!/\/Filter\s*\[?\s*\/(FlateDecode|Fl)\b/.test(dictionary) || dictionary.includes('/DecodeParms')) {
		return undefined;
	}
	try {
		// The keyword is followed by a line end of one or two bytes.
		const stream = Buffer.from(data).subarray(data[0] === 0x0d ? 2 : 1);
		const options = { maxOutputLength: 10 * mostMapBytes, finishFlush: constants.Z_SYNC_FLUSH };
		const start = inflateSync(stream.subarray(0, peeked), options).toString('latin1');
		return /begincmap|CIDInit|beginbf/.test(start) ? inflateSync(stream, options).toString('latin1') : undefined;
	} catch {
		return undefined;
	}
}

/** A map as PDFium accepts it; undefined if it accepts it as it is. */
function acceptedMap(text: string): string | undefined {
	const entries: Entry[] = [];
	let isRefused = false;
	const sections = text.split('beginbf');
	for (const [i, section] of sections.entries()) {
		const kind = /^(char|range)/.exec(section)?.[0];
		if (i === 0 || !kind) {
			continue;
		}
		const found = entriesOf(section.slice(kind.length).split(/endbf|begin/, 1)[0]!, kind === 'range');
		const declared = /(?:^|\s)(\d+)\s*$/.exec(sections[i - 1]!.slice(-20))?.[1];
		isRefused ||= Number(declared) !== found.length || found.some(isRefusedEntry);
		entries.push(...found);
	}
	return isRefused ? written(withinOneByte(entries)) : undefined;
}

function entriesOf(section: string, isRange: boolean): Entry[] {
	const tokens = (section.match(/<[\da-fA-F\s]*>|[[\]]/g) ?? []).map((token) => token.replace(/[<>\s]/g, ''));
	const entries: Entry[] = [];
	for (let i = 0; i < tokens.length;) {
		const first = tokens[i++]!;
		const last = isRange ? (tokens[i++] ?? '') : first;
		const isList = tokens[i] === '[';
		const end = isList ? tokens.indexOf(']', i) : i;
		const characters = isList ? tokens.slice(i + 1, end < 0 ? tokens.length : end) : tokens.slice(i, i + 1);
		entries.push({ first, last, characters, isList });
		i = end < 0 ? tokens.length : end + 1;
	}
	return entries;
}

/** Whether PDFium refuses a map with this entry. */
function isRefusedEntry({ first, last, characters, isList }: Entry): boolean {
	const count = parseInt(last, 16) - parseInt(first, 16) + 1;
	return first.slice(0, -2) !== last.slice(0, -2) || count < 1 || (isList && characters.length !== count);
}

/** Entries in pieces whose codes differ in their last byte only, without those that say nothing, and as many as there are codes at the most. */
function withinOneByte(entries: readonly Entry[]): Entry[] {
	const pieces: Entry[] = [];
	for (const { first, last, characters, isList } of entries) {
		const add = (from: number, to: number, one: string) =>
			pieces.push({ first: moved(first, from), last: moved(first, to), characters: [one], isList: false });
		const [start = ''] = characters;
		const code = parseInt(first, 16);
		const most = Math.min(isList ? characters.length - 1 : parseInt(last, 16) - code, mostCodes - 1);
		for (
			let from = 0;
			from <= most && start !== '' && first.length === last.length && first.length <= mostDigits && pieces.length < mostCodes;
		) {
			const to = isList ? from : Math.min(((code + from) | 0xff) - code, most);
			add(from, to, isList ? characters[from]! : moved(start, from));
			from = to + 1;
		}
	}
	return pieces;
}

/** A number in hexadecimal, increased in its last four digits at the most. */
function moved(hexadecimal: string, by: number): string {
	const last = hexadecimal.slice(-4);
	const sum = (parseInt(last, 16) + by) % 16 ** last.length;
	return hexadecimal.slice(0, -4) + sum.toString(16).padStart(last.length, '0');
}

function written(entries: readonly Entry[]): string {
	let map = '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Accepted def\n/CMapType 2 def\n';
	for (const digits of new Set(entries.map(({ first }) => first.length))) {
		map += `1 begincodespacerange\n<${'0'.repeat(digits)}> <${'F'.repeat(digits)}>\nendcodespacerange\n`;
	}
	for (let i = 0; i < entries.length; i += mostEntries) {
		const section = entries.slice(i, i + mostEntries);
		const lines = section.map(({ first, last, characters }) => `<${first}> <${last}> <${characters.join('')}>\n`);
		map += `${section.length} beginbfrange\n${lines.join('')}endbfrange\n`;
	}
	return `${map}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n`;
}
