import { createHash, randomUUID } from 'node:crypto';
import { type Answer, Refusal } from './answer.ts';
import { fileNotFound, invalidFields, invalidFileFormat, methodNotAllowed, notEmulated, pathNotFound, tooLarge } from './errors.ts';
import type { ProfileName } from './profiles.ts';
import { type Problem, integer, literal, object, uuid } from './schema.ts';
import type { SentDocument } from './sentDocument.ts';

/** A file as its owner uploaded it. */
export interface StoredFile {
	readonly id: string;
	readonly name: string;
	readonly bytes: Buffer;
	readonly mediaType: string;
	readonly purpose: string;
	readonly visibility: string;
	/** In milliseconds since 1970, as is `expiresMs`, which is missing for files that stay. */
	readonly createdMs: number;
	readonly expiresMs?: number;
}

/** A request to the files API, its key found right. */
export interface FilesRequest {
	readonly method: string;
	readonly url: URL;
	readonly contentType: string;
	/** Undefined when it was longer than a file may be. */
	readonly content: Buffer | undefined;
}

/** What Mistral's list of MIME types has of those that the emulator reads (mistralai/client-python#217). */
const mediaTypes =
	/^(application\/pdf|image\/.*|application\/vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|presentationml\.presentation))$/;

const root = '/v1/files';

/** Mistral's files API by its OpenAPI document of 2026-08, for files to recognise. */
export class FileStore {
	private readonly files = new Map<string, StoredFile>();

	constructor(
		private readonly profile: ProfileName,
		/** The largest file that is taken. */
		private readonly maxBytes: number,
	) {}

	static isFor({ pathname }: URL): boolean {
		return pathname === root || pathname.startsWith(`${root}/`);
	}

	/** Files that were uploaded and neither deleted nor have expired, oldest first. */
	get alive(): readonly StoredFile[] {
		return [...this.files.values()].filter(({ expiresMs = Infinity }) => expiresMs > Date.now());
	}

	/** Puts a file there that a program which is gone has left. */
	add(file: Partial<StoredFile> & Pick<StoredFile, 'name'>): StoredFile {
		const stored = {
			id: randomUUID(),
			bytes: Buffer.alloc(0),
			mediaType: 'application/pdf',
			purpose: 'ocr',
			visibility: 'workspace',
			createdMs: Date.now(),
			...file,
		};
		this.files.set(stored.id, stored);
		return stored;
	}

	/** A document that was sent by its file's id with the file's content; others as they are, and those whose file is not there. */
	resolve(document: SentDocument | undefined): SentDocument | undefined {
		const file = document?.chunk === 'file_id' ? this.file(document.reference) : undefined;
		if (!document || !file) {
			return document;
		}
		const { bytes, mediaType } = file;
		return { ...document, bytes, mediaType, sha256: createHash('sha256').update(bytes).digest('hex') };
	}

	/** @throws {Refusal} */
	async answer({ method, url, contentType, content }: FilesRequest): Promise<Answer> {
		const [id, ...rest] = url.pathname.slice(root.length + 1).split('/');
		if (!id) {
			switch (method) {
				case 'POST':
					return this.upload(contentType, content);
				case 'GET':
					return this.list(url.searchParams);
				default:
					throw new Refusal(methodNotAllowed(this.profile));
			}
		}
		if (rest.length > 0) {
			throw new Refusal(
				['content', 'url'].includes(rest.join('/')) ? notEmulated('Downloads of files and signed URLs') : pathNotFound(this.profile),
			);
		}
		this.check(uuid(id, ['path', 'file_id']));
		const file = this.file(id);
		if (!file) {
			throw new Refusal(fileNotFound(this.profile));
		}
		switch (method) {
			case 'GET':
				return { status: 200, body: { ...describe(file), deleted: false } };
			case 'DELETE':
				this.files.delete(id);
				return { status: 200, body: { id, object: 'file', deleted: true } };
			default:
				throw new Refusal(methodNotAllowed(this.profile));
		}
	}

	private file(id: string): StoredFile | undefined {
		return this.alive.find((file) => file.id === id);
	}

	private async upload(contentType: string, content: Buffer | undefined): Promise<Answer> {
		if (!content) {
			throw new Refusal(tooLarge(this.profile));
		}
		const form = await new Response(new Uint8Array(content), { headers: { 'content-type': contentType } })
			.formData()
			.catch(() => new FormData());
		const fields: Record<string, unknown> = Object.fromEntries(form);
		const { file, purpose = 'fine-tune', visibility = 'workspace', expiry } = fields;
		this.check([
			// Form fields are text; which texts are numbers is pydantic's affair on the real service.
			...object(
				{ file: isFile },
				{ purpose: literal('fine-tune', 'batch', 'ocr'), visibility: literal('workspace', 'user'), expiry: integer },
			)(typeof expiry === 'string' && /^\d+$/.test(expiry) ? { ...fields, expiry: Number(expiry) } : fields, ['body']),
		]);
		const { name, type } = file as File;
		if (purpose !== 'ocr') {
			throw new Refusal(notEmulated(`Files for ${String(purpose)}`));
		}
		if (!mediaTypes.test(type)) {
			throw new Refusal(invalidFileFormat(type));
		}
		const bytes = Buffer.from(await (file as File).arrayBuffer());
		if (bytes.length > this.maxBytes) {
			throw new Refusal(tooLarge(this.profile));
		}
		// The unit is not in the OpenAPI document; the `expiry` of a signed URL, which is there, counts hours.
		const expires = expiry === undefined ? {} : { expiresMs: Date.now() + Number(expiry) * 3_600_000 };
		const stored = this.add({ name, bytes, mediaType: type, purpose, visibility: String(visibility), ...expires });
		return { status: 200, body: describe(stored) };
	}

	/** The order is not documented: newest first. */
	private list(query: URLSearchParams): Answer {
		const { page = '0', page_size: size = '100', include_total: total = 'true', purpose, search, ...others } = Object.fromEntries(query);
		const count = (text: string, name: string) => integer(/^\d+$/.test(text) ? Number(text) : text, ['query', name]);
		this.check([
			...count(page, 'page'),
			...count(size, 'page_size'),
			...(purpose === undefined ? [] : literal('fine-tune', 'batch', 'ocr')(purpose, ['query', 'purpose'])),
		]);
		if (Object.keys(others).length > 0 || search !== undefined) {
			throw new Refusal(notEmulated('Lists of files by anything but their purpose'));
		}
		const files = this.alive.filter((file) => purpose === undefined || file.purpose === purpose).toReversed();
		const data = files.slice(Number(page) * Number(size), (Number(page) + 1) * Number(size)).map(describe);
		return { status: 200, body: { data, object: 'list', ...(total === 'true' ? { total: files.length } : {}) } };
	}

	private check(problems: readonly Problem[]): void {
		if (problems.length > 0) {
			throw new Refusal(invalidFields(this.profile, problems));
		}
	}
}

function isFile(input: unknown, loc: Problem['loc']): Problem[] {
	return input instanceof File ? [] : [{ type: 'value_error', loc, msg: 'Value error, Expected UploadFile', input: String(input) }];
}

function describe({ id, name, bytes, mediaType, purpose, visibility, createdMs, expiresMs }: StoredFile): object {
	return {
		id,
		object: 'file',
		bytes: bytes.length,
		created_at: Math.floor(createdMs / 1000),
		filename: name,
		purpose,
		sample_type: 'ocr_input',
		num_lines: 0,
		mimetype: mediaType,
		source: 'upload',
		signature: createHash('md5').update(bytes).digest('hex'),
		expires_at: expiresMs === undefined ? null : Math.floor(expiresMs / 1000),
		visibility,
	};
}
