import { FoveaError } from '../errors.ts';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
	/** Empty when the stream did not name it. */
	readonly event: string;
	readonly data: string;
}

const lf = 0x0a;
const cr = 0x0d;

/**
 * The events of a `text/event-stream` (WHATWG HTML, 9.2.6) however its bytes are cut: lines are found in the bytes and decoded whole, so that
 * neither a character nor a line break can fall apart. What stands at the end without its blank line is an event too: some servers leave the
 * line out. Ends at `[DONE]`.
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
	for await (const line of lines(body, (bytes) => {
		if (size + bytes > maxEventBytes) {
			throw new FoveaError('malformedAnswer', { host }, `An event from ${host} is longer than ${maxEventBytes} bytes`);
		}
	})) {
		if (line !== '') {
			size += line.length;
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
			if (data.join('\n') === '[DONE]') {
				return;
			}
			yield { event, data: data.join('\n') };
		}
		event = '';
		data = [];
		size = 0;
	}
}

/** Lines of UTF-8 text, ended by LF, CR or CRLF, and an empty one at the end; `check` is told how long the line under way is. */
async function* lines(body: AsyncIterable<Uint8Array>, check: (bytes: number) => void): AsyncGenerator<string> {
	let parts: Uint8Array[] = [];
	let length = 0;
	let afterCr = false;
	let first = true;
	const line = (end: Uint8Array) => {
		const text = Buffer.concat([...parts, end]).toString('utf8');
		parts = [];
		length = 0;
		const whole = first ? text.replace(/^\uFEFF/, '') : text;
		first = false;
		return whole;
	};
	for await (const chunk of body) {
		let start = afterCr && chunk[0] === lf ? 1 : 0;
		afterCr = chunk.length === 0 ? afterCr : false;
		for (;;) {
			const end = lineEnd(chunk, start);
			if (end === -1) {
				break;
			}
			check(length + end - start);
			yield line(chunk.subarray(start, end));
			afterCr = chunk[end] === cr && end + 1 === chunk.length;
			start = end + (chunk[end] === cr && chunk[end + 1] === lf ? 2 : 1);
		}
		if (start < chunk.length) {
			parts.push(chunk.subarray(start));
			length += chunk.length - start;
			check(length);
		}
	}
	if (length > 0) {
		yield line(new Uint8Array());
	}
	yield '';
}

function lineEnd(chunk: Uint8Array, start: number): number {
	const newline = chunk.indexOf(lf, start);
	const carriage = chunk.indexOf(cr, start);
	return newline === -1 || (carriage !== -1 && carriage < newline) ? carriage : newline;
}
