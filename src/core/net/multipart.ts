import type { RequestBody } from './requestBody.ts';

/** A file of a form. Its name is chosen by Fovea and never contains the user's path. */
export interface FormFile {
	readonly field: string;
	/** ASCII, without quotes. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array;
}

/** A `multipart/form-data` body (RFC 7578) of known length. The files' bytes are not copied. */
export function multipartBody(fields: readonly (readonly [name: string, value: string])[], files: readonly FormFile[]): RequestBody {
	const boundary = `fovea-${crypto.randomUUID()}`;
	const disposition = `Content-Disposition: form-data; name=`;
	const parts: Uint8Array[] = [];
	for (const [name, value] of fields) {
		parts.push(Buffer.from(`--${boundary}\r\n${disposition}"${name}"\r\n\r\n${value}\r\n`));
	}
	for (const { field, name, mediaType, bytes } of files) {
		parts.push(
			Buffer.from(`--${boundary}\r\n${disposition}"${field}"; filename="${name}"\r\nContent-Type: ${mediaType}\r\n\r\n`),
			bytes,
			Buffer.from('\r\n'),
		);
	}
	parts.push(Buffer.from(`--${boundary}--\r\n`));
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		length: parts.reduce((total, part) => total + part.length, 0),
		chunks: () => parts,
	};
}
