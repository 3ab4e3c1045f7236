import type { Answer } from './answer.ts';
import type { ProfileName } from './profiles.ts';
import type { Problem } from './schema.ts';

/*
 * Bodies of refusals. "Real": quoted in the place named. "Chosen": no body was found; this one has the shape that the service uses elsewhere.
 */

/** `{object:"error", …}`, the shape that Mistral documents. */
function mistralError(status: number, type: string, code: string | null, message: string): Answer {
	return { status, body: { object: 'error', message, type, param: null, code, raw_status_code: status } };
}

function azureError(status: number, code: string, message: string): Answer {
	return { status, body: { error: { code, message } } };
}

/**
 * How a refusal by the model's own server leaves each service. Foundry puts the body as a JSON string into an envelope of its own: real for 422
 * (Microsoft Q&A 5890356), chosen for other statuses.
 */
function fromModelServer(profile: ProfileName, answer: Answer): Answer {
	const { status, body } = answer;
	return profile === 'foundry' ? { status, body: { error: { code: 'Invalid input', message: JSON.stringify(body), status } } } : answer;
}

/** Real: Mistral mistralai/cookbook#144, Foundry mistralai/client-ts#157. Serverless chosen. */
export function pathNotFound(profile: ProfileName): Answer {
	return profile === 'foundry' ? azureError(404, '404', 'Resource not found') : { status: 404, body: { detail: 'Not Found' } };
}

/** Chosen: what FastAPI, which the bodies of 422 show to be behind it, answers; Foundry as for a wrong path. */
export function methodNotAllowed(profile: ProfileName): Answer {
	return profile === 'foundry' ? pathNotFound(profile) : { status: 405, body: { detail: 'Method Not Allowed' } };
}

/**
 * Real: Mistral nextcloud/integration_openai#332; Foundry's for a bearer token danny-avila/LibreChat#4767, for `api-key` SciSharp/BotSharp#386.
 * Serverless without an Authorization header: 400 with this body, enricoros/big-AGI#608 and microsoft/semantic-kernel#8624;
 * with a wrong one: chosen.
 */
export function unauthorized(profile: ProfileName, sent: { readonly authorization: boolean; readonly apiKey: boolean }): Answer {
	switch (profile) {
		case 'mistral':
			return { status: 401, body: { detail: 'Unauthorized' } };
		case 'foundry':
			return sent.apiKey && !sent.authorization
				? azureError(
						401,
						'401',
						'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
					)
				: {
						status: 401,
						body: {
							statusCode: 401,
							message:
								'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
						},
					};
		case 'serverless':
			return sent.authorization
				? { status: 401, body: { status: 'Invalid auth token' } }
				: { status: 400, body: { status: 'Auth token must be passed as a header called Authorization' } };
	}
}

/** Chosen: what the name of the status says; no body was found. */
export function paymentRequired(profile: ProfileName): Answer {
	return profile === 'mistral'
		? mistralError(402, 'payment_required', null, 'Payment Required')
		: azureError(402, '402', 'Payment Required');
}

/** In the form of the service's other refusals; the message is the caller's. */
export function badRequest(profile: ProfileName, message: string): Answer {
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, message));
}

/** Chosen for Mistral and serverless. Foundry's is what Azure AI services say behind a firewall (Azure-Samples/azure-sql-db-chatbot#3). */
export function forbidden(profile: ProfileName): Answer {
	return profile === 'foundry'
		? azureError(403, '403', 'Access denied due to Virtual Network/Firewall rules.')
		: { status: 403, body: { detail: 'Forbidden' } };
}

/**
 * Real: Mistral mistralai/client-python#441, Foundry as on its other routes (Azure-Samples/azure-search-openai-demo-csharp#379), serverless
 * microsoft/semantic-kernel#10339.
 */
export function modelNotFound(profile: ProfileName, model: string): Answer {
	switch (profile) {
		case 'mistral':
			return mistralError(404, 'model_not_found', '3040', `The model \`${model}\` does not exist for router \`ocr\`.`);
		case 'foundry':
			return azureError(
				404,
				'DeploymentNotFound',
				'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
			);
		case 'serverless':
			return { status: 404, body: { status: 'Serverless endpoint not found' } };
	}
}

/** Real: mistralai/platform-docs-public#263 and Microsoft Q&A 5890356; serverless as its OpenAPI document says (danny-avila/LibreChat#6814). */
export function invalidFields(profile: ProfileName, problems: readonly Problem[]): Answer {
	return fromModelServer(profile, { status: 422, body: { detail: problems } });
}

/** The whole request is repeated in the answer, as in mistralai/client-ts#119 (real). */
export function invalidDocumentUrl(profile: ProfileName, url: string, request: unknown): Answer {
	const shown = url.length > 80 ? `${url.slice(0, 60)}...${url.slice(-20)}` : url;
	const msg = `Value error, Document content must be a URL (starting with 'https') or base64 encoded document (starting with 'data:application/<format>;base64,<document-base64>')Received: ${shown}`;
	return invalidFields(profile, [{ type: 'value_error', loc: ['body'], msg, input: request }]);
}

/** Chosen. */
export function invalidJson(profile: ProfileName): Answer {
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, 'The request body is not valid JSON.'));
}

/**
 * Real for base64 that cannot be decoded: Mistral mistralai/platform-docs-public#269; serverless answers `null` (danny-avila/LibreChat#6814).
 * Chosen for a URL that cannot be fetched, and for Foundry.
 */
export function documentNotFetched(profile: ProfileName): Answer {
	const body = { object: 'error', message: 'Failed to fetch document', type: 'invalid_request_error' };
	return profile === 'serverless' ? { status: 200, body: null } : fromModelServer(profile, { status: 400, body });
}

/** The restriction is documented (Microsoft, use-image-models.md); a user quotes these words (danny-avila/LibreChat#6814). The body is chosen. */
export function urlsNotSupported(profile: ProfileName): Answer {
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, 'document url or image url not supported'));
}

/** Chosen: the message is what the files API's framework says of a missing row. */
export function fileNotFound(profile: ProfileName): Answer {
	return fromModelServer(profile, mistralError(404, 'invalid_request_error', null, 'No file matches the given query.'));
}

/** Real, its list of types shortened: mistralai/client-python#217. */
export function invalidFileFormat(mediaType: string): Answer {
	const message = `Received file with mimetype ${mediaType}, only application/pdf, image/.* are currently supported`;
	return { status: 422, body: { detail: 'Invalid file format.', message } };
}

/** Real message (mistralai/client-python#212, platform-docs-public#211, spring 2025), chosen envelope. */
export function typeNotSupported(profile: ProfileName, mediaType: string): Answer {
	const message = `Invalid document type. ${mediaType} is not supported.`;
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, message));
}

/** Real: mistralai/client-python#485. */
export function invalidPdf(profile: ProfileName): Answer {
	return fromModelServer(profile, mistralError(400, 'document_parser_invalid_file', '3740', 'Document is not a valid PDF.'));
}

/** Chosen, after the one for PDF. */
export function invalidOfficeFile(profile: ProfileName): Answer {
	return fromModelServer(profile, mistralError(400, 'document_parser_invalid_file', '3740', 'Document is not a valid file.'));
}

/** Real message (danny-avila/LibreChat#7667), chosen envelope. */
export function officeImagesNeedBase64(profile: ProfileName, extension: string): Answer {
	const message = `For .${extension} files, extracted images can only be returned in base64. If you don't want images, try setting \`image_limit=0\` instead.`;
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, message));
}

/** Chosen: the limits are documented, what happens beyond them is not. */
export function tooManyPages(profile: ProfileName, pages: number, limit: number): Answer {
	const message = `The document has ${pages} pages, the limit is ${limit}.`;
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, message));
}

/** Chosen: not documented. */
export function pageOutOfRange(profile: ProfileName, page: number, pageCount: number): Answer {
	const message = `Page ${page} is out of range: the document has ${pageCount} pages.`;
	return fromModelServer(profile, mistralError(400, 'invalid_request_error', null, message));
}

/** Chosen: the status follows from the limit; no body was found. */
export function tooLarge(profile: ProfileName): Answer {
	return profile === 'mistral'
		? mistralError(413, 'invalid_request_error', null, 'Request Entity Too Large')
		: azureError(413, '413', 'Request Entity Too Large');
}

/** Real for Mistral: earendil-works/pi#9815. Azure: the sentence is that of its OpenAI route (microsoft/action-python#12), the code chosen. */
export function rateLimited(profile: ProfileName): Answer {
	return profile === 'mistral'
		? mistralError(429, 'rate_limited', '1300', 'Rate limit exceeded')
		: azureError(429, '429', 'Requests have exceeded the call rate limit of your current pricing tier. Please retry later.');
}

/**
 * Real: Mistral's 500 (a traceback of its OCR client quoted in public), Azure's 408 and 503 (Microsoft Q&A 5881208), both plain text.
 * Others chosen.
 */
export function serviceFailed(profile: ProfileName, status: 408 | 500 | 502 | 503 | 504): Answer {
	switch (status) {
		case 408:
		case 504:
			return { status, body: 'upstream request timeout' };
		case 500:
			return profile === 'mistral'
				? { status, body: { object: 'error', message: 'Service unavailable.', type: 'internal_server_error', param: null, code: '1000' } }
				: azureError(500, 'InternalServerError', 'The server had an error while processing your request.');
		case 502:
			return { status, body: 'bad gateway' };
		case 503:
			return { status, body: 'service unavailable' };
	}
}

/** Not a service's words: what was asked for is valid and the emulator cannot do it. */
export function notEmulated(what: string): Answer {
	return { status: 501, body: { emulator: `${what}: the real service does this, the emulator does not.` } };
}

/** A proxy's own page, in front of any service: nginx writes it so. */
export function gatewayPage(status: 502 | 503): Answer {
	return {
		status,
		headers: { 'content-type': 'text/html' },
		body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center><hr>nginx</body></html>`,
	};
}
