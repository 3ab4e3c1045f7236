import { FoveaError } from '../errors.ts';
import { GrowingBytes } from '../growingBytes.ts';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
	/** Empty when the stream did not name it. */
	readonly event: string;
	readonly data: string;
}

/** Lines of one event: each costs memory beside its characters. */
const maxEventLines = 1_000_000;

const lf = 0x0a;
const cr = 0x0d;

/**
 * Reads the events of a `text/event-stream` (WHATWG HTML, 9.2.6), however its bytes are chunked: lines are found in the bytes and decoded whole, so
 * that neither a character nor a line break is split. Text at the end without its blank line is an event too: some servers leave the line out.
 * @param maxEventBytes of one event; images come as base64 in one line
 * @throws {FoveaError} `malformedAnswer` when an event is longer
 */
export async function* serverSentEvents(
	body: AsyncIterable<Uint8Array>,
	{ host, maxEventBytes }: { readonly host: string; readonly maxEventBytes: number },
): AsyncGenerator<ServerSentEvent> {
	let event = '';
	let data: string[] = [];
	let size = 0;
	let count = 0;
	for await (const line of lines(body, (bytes) => {
		if (size + bytes > maxEventBytes || count > maxEventLines) {
			throw new FoveaError('malformedAnswer', { host }, `An event from ${host} is longer than ${maxEventBytes} bytes`);
		}
	})) {
		if (line !== '') {
			size += line.length;
			count++;
			const colon = line.indexOf(':');
			const field = colon === -1 ? line : line.slice(0, colon);
			const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
			if (field === 'data') {
				data.push(value);
			} else if (field === 'event') {
				event = value;
			}
			continue;
		}
		if (data.length > 0) {
			yield { event, data: data.join('\n') };
		}
		event = '';
		data = [];
		size = 0;
		count = 0;
	}
}

/** Lines of UTF-8 text, ended by LF, CR or CRLF, and an empty one at the end; `check` gets the length of the current line. */
async function* lines(body: AsyncIterable<Uint8Array>, check: (bytes: number) => void): AsyncGenerator<string> {
	const open = new GrowingBytes();
	let afterCr = false;
	let first = true;
	const lineUpTo = (end: Uint8Array) => {
		if (open.length > 0) {
			open.append(end);
		}
		const whole = open.length > 0 ? open.take() : Buffer.from(end.buffer, end.byteOffset, end.length);
		const text = whole.toString('utf8');
		const line = first ? text.replace(/^\uFEFF/, '') : text;
		first = false;
		return line;
	};
	for await (const chunk of body) {
		let start = afterCr && chunk[0] === lf ? 1 : 0;
		afterCr = chunk.length === 0 ? afterCr : false;
		const lineEnd = lineEnds(chunk);
		for (;;) {
			const end = lineEnd(start);
			if (end === -1) {
				break;
			}
			check(open.length + end - start);
			yield lineUpTo(chunk.subarray(start, end));
			afterCr = chunk[end] === cr && end + 1 === chunk.length;
			start = end + (chunk[end] === cr && chunk[end + 1] === lf ? 2 : 1);
		}
		if (start < chunk.length) {
			check(open.length + chunk.length - start);
			open.append(chunk.subarray(start));
		}
	}
	if (open.length > 0) {
		yield lineUpTo(new Uint8Array());
	}
	yield '';
}

/** Finds the next line break from a place on; places only grow. Either kind is searched again only when its last one is passed: a chunk may have none. */
function lineEnds(chunk: Uint8Array): (start: number) => number {
	const from = (byte: number, start: number) => {
		const found = chunk.indexOf(byte, start);
		return found === -1 ? Infinity : found;
	};
	let newline = -1;
	let carriage = -1;
	return (start) => {
		newline = newline < start ? from(lf, start) : newline;
		carriage = carriage < start ? from(cr, start) : carriage;
		const next = Math.min(newline, carriage);
		return next === Infinity ? -1 : next;
	};
}
