/** One part of a form. */
export interface FormPart {
	readonly name: string;
	/** Present for a file. */
	readonly fileName?: string;
	/** As declared; empty when it is not. */
	readonly mediaType: string;
	readonly data: Buffer;
}

/**
 * The parts of a `multipart/form-data` body (RFC 7578), taken strictly: every part begins with its boundary on a line of its own and a
 * `Content-Disposition` with a quoted name, and the last boundary ends the body. Undefined when it is not so.
 */
export function parseForm(contentType: string, body: Buffer): FormPart[] | undefined {
	const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))\s*$/i.exec(contentType)?.slice(1).find(Boolean);
	if (boundary === undefined || !body.subarray(0, boundary.length + 4).equals(Buffer.from(`--${boundary}\r\n`))) {
		return undefined;
	}
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	const parts: FormPart[] = [];
	for (let start = boundary.length + 4; ;) {
		const end = body.indexOf(delimiter, start);
		const part = end === -1 ? undefined : parsePart(body.subarray(start, end));
		if (!part) {
			return undefined;
		}
		parts.push(part);
		const after = body.toString('latin1', end + delimiter.length, end + delimiter.length + 4);
		if (after.startsWith('--')) {
			return after === '--' || after === '--\r\n' ? parts : undefined;
		}
		if (!after.startsWith('\r\n')) {
			return undefined;
		}
		start = end + delimiter.length + 2;
	}
}

function parsePart(part: Buffer): FormPart | undefined {
	const blank = part.indexOf('\r\n\r\n');
	const headers = part.toString('utf8', 0, Math.max(blank, 0));
	const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(headers)?.[1]?.trim();
	const disposition = header('content-disposition') ?? '';
	const name = /^form-data;(?:.*;)?\s*name="([^"]+)"/i.exec(disposition)?.[1];
	const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1];
	return blank === -1 || name === undefined
		? undefined
		: { name, ...(fileName === undefined ? {} : { fileName }), mediaType: header('content-type') ?? '', data: part.subarray(blank + 4) };
}
