/** A body and its kind, detected by the first bytes: servers label streams as JSON and JSON as a stream, or give no label. */
export interface AnswerBody {
	readonly kind: 'events' | 'json';
	/** The whole body, without leading white space. */
	readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Detects the kind of a body that is labelled `contentType`. Leading white space, which gateways send to keep a connection open, is skipped. Throws
 * what reading throws.
 */
export async function answerBody(body: AsyncIterable<Uint8Array>, contentType: string): Promise<AnswerBody> {
	const chunks = body[Symbol.asyncIterator]();
	const labelled = /^\s*text\/event-stream\b/i.test(contentType);
	for (;;) {
		const next = await chunks.next();
		if (next.done) {
			return { kind: labelled ? 'events' : 'json', body: following(new Uint8Array(), chunks) };
		}
		const start = next.value.findIndex((byte) => !isBlank(byte));
		if (start !== -1) {
			const rest = next.value.subarray(start);
			return { kind: isEvents(rest[0]!, labelled) ? 'events' : 'json', body: following(rest, chunks) };
		}
	}
}

/** White space of JSON, and the bytes of a byte order mark. */
function isBlank(byte: number): boolean {
	return [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte);
}

/** A stream begins with a comment or one of its four fields, JSON of an answer with a bracket. */
function isEvents(first: number, labelled: boolean): boolean {
	const character = String.fromCharCode(first);
	return labelled ? !'{["<'.includes(character) : ':deir'.includes(character);
}

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	try {
		if (first.length > 0) {
			yield first;
		}
		for (let next = await rest.next(); !next.done; next = await rest.next()) {
			yield next.value;
		}
	} finally {
		// A reader that stops early closes the connection.
		await rest.return?.();
	}
}
