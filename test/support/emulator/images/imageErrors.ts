import type { Answer } from '../answer.ts';

/*
 * Bodies of refusals. "Real": quoted in the place named. "Chosen": no body was found; this one has the shape that the service uses elsewhere.
 * Azure passes the checks of fields on from OpenAI's own server (real: pollinations/pollinations#5037), so those are the same at both.
 */

/** The three services; `compatible` is any server that speaks OpenAI's API. */
export type ImageProfile = 'openai' | 'azure' | 'compatible';

/** OpenAI's shape, `ErrorResponse` in its OpenAPI document. */
export function openAiError(
	status: number,
	code: string | null,
	message: string,
	param: string | null = null,
	type = 'invalid_request_error',
): Answer {
	return { status, body: { error: { message, type, param, code } } };
}

function azureError(status: number, code: string, message: string): Answer {
	return { status, body: { error: { code, message } } };
}

/** FastAPI's shape, which vLLM and others answer with. */
export function fastApiError(status: number, detail: unknown): Answer {
	return { status, body: { detail } };
}

/** Real: openai/openai-python#692 (Azure). OpenAI chosen after its other routes, compatible servers after FastAPI. */
export function pathNotFound(profile: ImageProfile, method: string, path: string): Answer {
	return profile === 'azure'
		? azureError(404, '404', 'Resource not found')
		: profile === 'openai'
			? openAiError(404, null, `Invalid URL (${method} ${path})`)
			: fastApiError(404, 'Not Found');
}

/**
 * Chosen after what OpenAI's other routes say, and vLLM's server with `--api-key` for the compatible one. Azure's are those of its OCR emulation,
 * taken from there.
 */
export function unauthorized(profile: 'openai' | 'compatible', key: string | undefined): Answer {
	if (profile === 'compatible') {
		return { status: 401, body: { error: 'Unauthorized' } };
	}
	const message =
		key === undefined
			? "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
			: `Incorrect API key provided: ${key.slice(0, 4)}****. You can find your API key at https://platform.openai.com/account/api-keys.`;
	return openAiError(401, key === undefined ? null : 'invalid_api_key', message);
}

/** Chosen: the words are those that Azure's OpenAI routes answer other versions with. */
export function unsupportedVersion(): Answer {
	return azureError(400, 'BadRequest', 'API version not supported');
}

/** Chosen: the words in which OpenAI refuses other values. */
export function unknownModel(model: string, models: readonly string[]): Answer {
	return invalidValue('model', model, models);
}

/** Chosen: "404/model_not_found expected, body not confirmed"; the words are those for retired text models. */
export function retiredModel(model: string): Answer {
	return openAiError(
		404,
		'model_not_found',
		`The model \`${model}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`,
	);
}

/** Azure's words for a deployment that is not there; status and code as documented (dall-e-rest.md, `DeploymentNotFound`). */
export function deploymentNotFound(): Answer {
	return azureError(
		404,
		'DeploymentNotFound',
		'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
	);
}

/** Chosen: "existing deployments are non-functional" (Microsoft on dall-e-3); code and status as for other retired models. */
export function retiredDeployment(model: string): Answer {
	return azureError(410, 'ModelDeprecated', `The model '${model}' has been deprecated and is no longer available.`);
}

/** Chosen after Azure's words for chat on the wrong model. */
export function operationNotSupported(model: string): Answer {
	return azureError(
		400,
		'OperationNotSupported',
		`The imageGeneration operation does not work with the specified model, ${model}. Please choose different model and try again.`,
	);
}

/** Real: vercel/ai#6102. */
export function unknownParameter(field: string): Answer {
	return openAiError(400, 'unknown_parameter', `Unknown parameter: '${field}'.`, field);
}

/** Chosen after OpenAI's other routes. */
export function missingParameter(field: string): Answer {
	return openAiError(400, 'missing_required_parameter', `Missing required parameter: '${field}'.`, field);
}

/** Chosen after OpenAI's other routes. */
export function invalidType(field: string, expected: string, value: unknown): Answer {
	const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return openAiError(400, 'invalid_type', `Invalid type for '${field}': expected ${expected}, but got ${got} instead.`, field);
}

/** Real: griptape-ai/griptape-nodes-engine#1031 (quality), pollinations/pollinations#5037 (size, on Azure). */
export function invalidValue(field: string, value: string, supported: readonly string[]): Answer {
	const quoted = supported.map((word) => `'${word}'`);
	const list =
		quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')}${quoted.length > 2 ? ',' : ''} and ${quoted.at(-1)!}` : quoted.join('');
	return openAiError(400, 'invalid_value', `Invalid value: '${value}'. Supported values are: ${list}.`, field);
}

/** Real: redevrx/chat_gpt_sdk#93 (dall-e-3). */
export function invalidDallESize(): Answer {
	return openAiError(400, 'invalid_size', 'The size is not supported by this model.');
}

/** Real for the multiple of 16: jezweb/claude-skills#91. The other rules chosen in its words, type and code after the refusal of transparency. */
export function invalidFlexibleSize(size: string, problem: string): Answer {
	return openAiError(400, 'invalid_value', `Invalid size '${size}'. ${problem}`, 'size', 'image_generation_user_error');
}

/** Chosen after OpenAI's other routes. */
export function outOfRange(field: string, value: number, least: number, most: number): Answer {
	const isLow = value < least;
	const [what, expected] = isLow ? ['below minimum', `>= ${least}`] : ['above maximum', `<= ${most}`];
	const message = `Invalid '${field}': integer ${what} value. Expected a value ${expected}, but got ${value} instead.`;
	return openAiError(400, isLow ? 'integer_below_min_value' : 'integer_above_max_value', message, field);
}

/** Real for dall-e: griptape-ai/ComfyUI-Griptape#164. GPT Image chosen after OpenAI's other routes. */
export function promptTooLong(length: number, limit: number, isDallE: boolean): Answer {
	return isDallE
		? openAiError(400, null, `Prompt must be length ${limit} or less. Your prompt length is ${length}. Please reduce your prompt length.`)
		: openAiError(
				400,
				'string_above_max_length',
				`Invalid 'prompt': string too long. Expected a string with maximum length ${limit}, but got a string with length ${length} instead.`,
				'prompt',
			);
}

/** Real message for transparency, with type and code: gaoren002/GPT2Image-Pro#2. For formats chosen in its words. */
export function transparencyNotSupported(by: 'this model' | 'JPEG output format'): Answer {
	return openAiError(
		400,
		'invalid_value',
		`Transparent background is not supported for ${by}.`,
		'background',
		'image_generation_user_error',
	);
}

/** Chosen: the restriction is in OpenAI's document. */
export function compressionNotSupported(): Answer {
	const message = 'Compression less than 100 is not supported for PNG output format.';
	return openAiError(400, 'invalid_value', message, 'output_compression', 'image_generation_user_error');
}

/** Chosen. */
export function fidelityNotSupported(model: string): Answer {
	const message = `The model '${model}' does not support the 'input_fidelity' parameter.`;
	return openAiError(400, 'invalid_input_fidelity_model', message, 'input_fidelity', 'image_generation_user_error');
}

/** Chosen: the limits are documented, the words for them are not. */
export function invalidImage(field: string, message: string): Answer {
	return openAiError(400, 'invalid_image_file', message, field, 'image_generation_user_error');
}

/** Real words (langgenius/dify-official-plugins#2881), for the wrong one of JSON and a form. */
export function unsupportedContentType(type: string): Answer {
	const plain = type.split(';')[0] ?? '';
	return openAiError(
		400,
		'unsupported_content_type',
		`Unsupported content type: '${plain}'. This API method only accepts '${plain === 'application/json' ? 'multipart/form-data' : 'application/json'}' requests, but you specified the header 'Content-Type: ${plain}'.`,
	);
}

/** Chosen after OpenAI's other routes. */
export function invalidBody(what: string): Answer {
	return openAiError(400, null, `We could not parse the ${what} of your request.`);
}

/** Chosen: the model inference API documents the envelope and that what a model does not take is 422. */
export function inferenceError(message: string): Answer {
	return azureError(422, 'Invalid input', message);
}

/** Real for an edge that is too short: pollinations/pollinations#14469 (MAI-Image). Others, and FLUX, chosen after it. */
export function unsupportedRequestValue(message: string): Answer {
	return {
		...azureError(400, 'unsupported_request_value', message),
		headers: { 'x-ms-request-id': '5f3c2b1e-4a86-4d0e-9f0b-8f1f6f0f5a11' },
	};
}

/** The code is real: a developer's log of FLUX.2-pro on Foundry (2026-08). The words are chosen. */
export function noContentLength(): Answer {
	return azureError(400, 'no_content_length_header', 'The request has no Content-Length header.');
}

/** Chosen: no body was found. */
export function tooLarge(profile: ImageProfile): Answer {
	return profile === 'azure'
		? azureError(413, '413', 'Request Entity Too Large')
		: openAiError(413, null, 'Maximum content size limit exceeded.');
}

/** Real: receptron/mulmocast-cli#477 for GPT Image in words, chatboxai/chatbox#1361 for code and the limit's name. Azure after jasonacox/TinyLLM#17. */
export function rateLimited(profile: ImageProfile, seconds: number | undefined): Answer {
	if (profile === 'azure') {
		const wait = seconds === undefined ? 'Please retry later.' : `Please retry after ${seconds} seconds.`;
		const message = `Requests to the ImageGenerations_Create Operation under Azure OpenAI API version 2025-04-01-preview have exceeded call rate limit of your current AIServices S0 pricing tier. ${wait}`;
		return azureError(429, '429', message);
	}
	const message =
		seconds === undefined
			? 'Rate limit exceeded for images per minute in organization org-emulated. Limit: 5/1min. Current: 6/1min.'
			: `You've exceeded the rate limit, please slow down and try again after ${seconds} seconds.`;
	return openAiError(429, 'rate_limit_exceeded', message, null, 'requests');
}

/** Real: Pythagora-io/gpt-pilot#340, dfinke/PowerShellAI#127. */
export function quotaExhausted(form: 'insufficientQuota' | 'billingHardLimit'): Answer {
	return form === 'insufficientQuota'
		? openAiError(
				429,
				'insufficient_quota',
				'You exceeded your current quota, please check your plan and billing details.',
				null,
				'insufficient_quota',
			)
		: openAiError(400, 'billing_hard_limit_reached', 'Billing hard limit has been reached');
}

/** Real: pollinations/pollinations#8837 (Azure). */
export function resourceBlocked(): Answer {
	return azureError(
		403,
		'Forbidden',
		'Your resource has been temporarily blocked because we detected behavior that may violate our content policy. For more details on Azure OpenAI service content policy, please visit https://aka.ms/aoaicodeofconduct',
	);
}

/** Real: openai-php/client#565. */
export function organizationUnverified(model: string): Answer {
	return openAiError(
		403,
		null,
		`Your organization must be verified to use the model \`${model}\`. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization. If you just verified, it can take up to 15 minutes for access to propagate.`,
	);
}

/** How a refusal for its content looks. */
export type FilterForm =
	/** GPT Image, both services. Real: ucx0204/CarrotMangaTranslator#122, on Azure jeffstric/ZJT#480 (without the details). */
	| 'moderation'
	/** dall-e on Azure. Real: BerriAI/litellm#16072; more of it in Azure's contract (`dalleError`). */
	| 'innerError'
	/** dall-e on OpenAI. Real message: TheoKanning/openai-java#446 and others. */
	| 'contentPolicy'
	/** Microsoft's image how-to, which may be a leftover. */
	| 'documented'
	/** MAI-Image and FLUX. Real: pollinations/pollinations#14469 (the code), vercel/ai's Azure provider (the words). */
	| 'foundry'
	/** Azure's text models: chosen for images, since gateways put it before them. */
	| 'text';

/** What was refused: the request, or the image that was drawn. */
export interface Refused {
	readonly stage: 'input' | 'output';
	readonly categories: readonly string[];
	readonly revisedPrompt?: string;
}

export function contentFiltered(profile: ImageProfile, form: FilterForm, refused: Refused): Answer {
	const { stage, categories, revisedPrompt } = refused;
	const legacy = 'Your request was rejected as a result of our safety system.';
	const what = stage === 'input' ? 'Your prompt may contain text' : 'Image descriptions generated from your prompt may contain text';
	switch (form) {
		case 'moderation': {
			const contact = profile === 'azure' ? 'Azure support ticket' : 'help.openai.com';
			const message = `Your request was rejected by the safety system. If you believe this is an error, contact us at ${contact} and include the request ID 063f708f-f4c2-4465-9de1-452fb65d34ec. safety_violations=[${categories.join(', ')}].`;
			const details = profile === 'azure' ? {} : { moderation_details: { moderation_stage: stage, categories } };
			return {
				status: 400,
				body: { error: { message, type: 'image_generation_user_error', param: null, code: 'moderation_blocked', ...details } },
			};
		}
		case 'innerError': {
			const inner = {
				code: 'ResponsibleAIPolicyViolation',
				content_filter_results: filterResults(categories, true),
				...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
			};
			const message = `${legacy} ${what} that is not allowed by our safety system.`;
			return {
				status: 400,
				body: { error: { code: 'content_policy_violation', inner_error: inner, message, type: 'invalid_request_error' } },
			};
		}
		case 'contentPolicy':
			return openAiError(400, 'content_policy_violation', `${legacy} ${what} that is not allowed by our safety system.`);
		case 'documented': {
			const message = stage === 'input' ? 'Your task failed' : 'Generated image was filtered';
			const error = { code: 'contentFilter', message: `${message} as a result of our safety system.` };
			return { status: 400, body: { created: Math.floor(Date.now() / 1000), error } };
		}
		case 'foundry': {
			const message =
				stage === 'output'
					? `Response content blocked by label '${categories.join(', ')}'`
					: `Your prompt was refused by our RAI policy: ${categories.join(', ')}`;
			return { status: 400, body: { error: { code: 'content_safety_violation', message, details: [] } } };
		}
		case 'text': {
			const innererror = { code: 'ResponsibleAIPolicyViolation', content_filter_result: filterResults(categories, true) };
			const message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
			return { status: 400, body: { error: { message, type: null, param: 'prompt', code: 'content_filter', status: 400, innererror } } };
		}
	}
}

type Named = readonly [name: string, result: object];

/** Azure's `dalleFilterResults`, with these categories as the reason. */
export function filterResults(categories: readonly string[], isPrompt: boolean): Record<string, object> {
	const severities: readonly Named[] = ['sexual', 'violence', 'hate', 'self_harm'].map((name) => {
		const filtered = categories.includes(name);
		return [name, { severity: filtered ? 'high' : 'safe', filtered }];
	});
	const detected: readonly Named[] = (isPrompt ? ['profanity', 'jailbreak'] : []).map((name) => {
		const filtered = categories.includes(name);
		return [name, { detected: filtered, filtered }];
	});
	const lists: readonly Named[] = isPrompt
		? [['custom_blocklists', { filtered: categories.includes('custom_blocklists'), details: [] }]]
		: [];
	return Object.fromEntries([...severities, ...detected, ...lists]);
}

/** Chosen: plain text of gateways, and OpenAI's words on its other routes. */
export function serviceFailed(profile: ImageProfile, status: 404 | 408 | 500 | 502 | 503 | 504): Answer {
	switch (status) {
		case 404:
			return pathNotFound(profile, 'POST', '/');
		case 500:
			return profile === 'azure'
				? azureError(500, 'InternalServerError', 'The server had an error while processing your request. Sorry about that!')
				: openAiError(500, null, 'The server had an error while processing your request. Sorry about that!', null, 'server_error');
		case 503:
			return openAiError(503, null, 'The engine is currently overloaded, please try again later.', null, 'server_error');
		case 502:
			return { status, body: 'bad gateway' };
		case 408:
		case 504:
			return { status, body: 'upstream request timeout' };
	}
}
