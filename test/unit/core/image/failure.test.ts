import assert from 'node:assert/strict';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import { failure, filteredImage } from '../../../../src/core/image/failure.ts';

const azure = imageEndpoint('https://r.openai.azure.com', 'azure');
const openai = imageEndpoint('https://api.openai.com', 'openai');
const host = 'api.openai.com';

function read(status: number, body: unknown, { endpoint = openai, headers = {}, model = 'gpt-image-2' } = {}) {
	const { code, facts, message } = failure(status, headers, body, { endpoint, model, bytes: 123, redact: (text) => text });
	assert.ok(!message.includes('secret'));
	return { code, facts };
}

const error = (fields: Record<string, unknown>) => ({ error: { message: 'secret words of the service', ...fields } });

test('402 is an account without money, whatever its body', () =>
	assert.deepEqual(read(402, undefined), { code: 'quotaExhausted', facts: { host } }));

suite('a refused prompt in all its forms', () => {
	const filtered = (facts: Record<string, unknown>, at = host) => ({
		code: 'contentFiltered',
		facts: { host: at, categories: [], ...facts },
	});

	test('as seen from Azure (litellm#16072)', () =>
		assert.deepEqual(
			read(
				400,
				{
					error: {
						code: 'content_policy_violation',
						inner_error: {
							code: 'ResponsibleAIPolicyViolation',
							content_filter_results: { jailbreak: { detected: false, filtered: false } },
						},
						message:
							'Your request was rejected as a result of our safety system. Your prompt may contain text that is not allowed by our safety system.',
						type: 'invalid_request_error',
					},
				},
				{ endpoint: azure },
			),
			filtered({ stage: 'input' }, 'r.openai.azure.com'),
		));

	test("with Azure's categories and rewritten prompt", () =>
		assert.deepEqual(
			read(
				400,
				error({
					code: 'contentFilter',
					inner_error: {
						code: 'ResponsibleAIPolicyViolation',
						revised_prompt: 'A fox.',
						content_filter_results: {
							violence: { filtered: true, severity: 'high' },
							self_harm: { filtered: false, severity: 'safe' },
							custom_blocklists: { filtered: true, details: [] },
							secret_category: { filtered: true },
						},
					},
				}),
			),
			filtered({ categories: ['violence', 'custom_blocklists'], revisedPrompt: 'A fox.' }),
		));

	test("in Azure's documented form, for the image", () =>
		assert.deepEqual(
			read(400, {
				created: 1,
				error: { code: 'contentFilter', message: 'Generated image was filtered as a result of our safety system.' },
			}),
			filtered({ stage: 'output' }),
		));

	test('in the form of text models', () =>
		assert.deepEqual(
			read(400, error({ code: 'content_filter', innererror: { content_filter_result: { hate: { filtered: true } } } })),
			filtered({ categories: ['hate'] }),
		));

	test("as OpenAI's moderation_blocked, categories in fields", () =>
		assert.deepEqual(
			read(
				400,
				error({
					type: 'image_generation_user_error',
					code: 'moderation_blocked',
					moderation_details: { moderation_stage: 'output', categories: ['violence', 'self-harm', 'private_label', 'violence', 3] },
				}),
			),
			filtered({ categories: ['violence', 'self_harm'], stage: 'output' }),
		));

	test("as OpenAI's moderation_blocked, categories in the sentence", () =>
		assert.deepEqual(
			read(400, {
				error: {
					code: 'moderation_blocked',
					message: 'Your request was rejected by the safety system. safety_violations=[sexual, sexual/minors].',
				},
			}),
			filtered({ categories: ['sexual', 'sexual_minors'], stage: 'input' }),
		));

	test('as a drawn image that was held back', () =>
		assert.deepEqual(filteredImage({ violence: { filtered: true } }, 'A fox.', host).facts, {
			host,
			categories: ['violence'],
			stage: 'output',
			revisedPrompt: 'A fox.',
		}));
});

/** Without a code that says so, or with one of theirs. */
const emptyAccounts: readonly (readonly [where: string, status: number, body: unknown])[] = [
	[
		'xAI (continuedev/continue#10373)',
		429,
		{ code: 'x', error: 'Your team 1 has either used all available credits or reached its monthly spending limit.' },
	],
	['DashScope (1Panel-dev/MaxKB#5297)', 400, error({ code: 'Arrearage' })],
	['a gateway (Tongyi-MAI/Z-Image#44)', 400, { code: 400, message: 'Insufficient credits. Please top up.' }],
	['another gateway (Anil-matcha/Open-Generative-AI#72)', 403, { detail: 'Insufficient credits. A credit balance > 0 is required.' }],
	[
		'a third one (Wei-Shaw/sub2api#7436)',
		502,
		error({ message: 'Upstream failed: {"errorKey":"insufficient_balance","errorMessage":"x"}' }),
	],
	[
		'API Management (MicrosoftDocs/azure-docs#16282)',
		403,
		{ statusCode: 403, message: 'Out of call volume quota. Quota will be replenished.' },
	],
];

suite('what else services answer', () => {
	const cases: readonly (readonly [name: string, status: number, body: unknown, code: string, facts: Record<string, unknown>])[] = [
		[
			'a blocked Azure resource',
			403,
			{ error: { code: 'Forbidden', message: 'Your resource has been temporarily blocked because we detected behavior that' } },
			'resourceBlocked',
			{ host },
		],
		[
			'an unverified organization',
			403,
			{ error: { message: 'Your organization must be verified to use the model `gpt-image-1`.' } },
			'organizationUnverified',
			{ host, model: 'gpt-image-2' },
		],
		[
			'an unverified organization, through a gateway with a status of its own',
			500,
			{ error: { message: 'Your organization must be verified to use the model `gpt-image-2`. (request id: 1)', type: 'upstream_error' } },
			'organizationUnverified',
			{ host, model: 'gpt-image-2' },
		],
		[
			"a key that is not Google's (cliouo/aistudio-build-proxy-all#7)",
			400,
			error({ code: 400, status: 'INVALID_ARGUMENT', details: [{ '@type': 'ErrorInfo', reason: 'API_KEY_INVALID' }] }),
			'unauthorized',
			{ host },
		],
		[
			"Google's refusal in words (CherryHQ/cherry-studio#3876)",
			400,
			{ message: 'Gemini API error: IMAGE_SAFETY' },
			'contentFiltered',
			{ host, categories: [] },
		],
		[
			"Google's refusal as a reason, with a status of success",
			200,
			{ candidates: [{ finishReason: 'IMAGE_PROHIBITED_CONTENT' }] },
			'contentFiltered',
			{ host, categories: [] },
		],
		[
			'a refusal of the responses API (Wei-Shaw/sub2api#3381)',
			200,
			{ type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'content_filter' } } },
			'contentFiltered',
			{ host, categories: [] },
		],
		[
			'a file that is no image (lofcz/LLMTornado#105)',
			400,
			{
				error: {
					message: 'Invalid image file or mode for image 1, please check your image file.',
					type: 'image_generation_user_error',
					param: null,
					code: 'invalid_image_file',
				},
			},
			'rejectedSetting',
			{ host, field: 'image' },
		],
		[
			'a size, where a gateway leaves out the name of the field',
			400,
			{
				error: { message: "Invalid value: '1254x836'. Supported values are: '1024x1024' and 'auto'.", param: null, code: 'invalid_value' },
			},
			'rejectedSetting',
			{ host, field: 'size' },
		],
		[
			'a side that is too short (BerriAI/litellm#40074)',
			400,
			{
				error: {
					code: 'unsupported_request_value',
					message: "Model does not support request parameter value supplied: 'width' must be at least 768 pixels.",
				},
			},
			'rejectedSetting',
			{ host, field: 'size' },
		],
		['a key without the right', 403, error({}), 'forbidden', { host }],
		['an unknown key', 401, error({ code: 'invalid_api_key' }), 'unauthorized', { host }],
		['a wrong path', 404, 'not json', 'notFound', { host, model: 'gpt-image-2' }],
		['an empty account', 429, error({ type: 'insufficient_quota', code: 'insufficient_quota' }), 'quotaExhausted', { host }],
		['a billing limit', 400, error({ type: 'invalid_request_error', code: 'billing_hard_limit_reached' }), 'quotaExhausted', { host }],
		['a rejected value', 400, error({ code: 'invalid_value', param: 'size' }), 'rejectedSetting', { host, field: 'size' }],
		['a rejected image of several', 400, error({ code: 'invalid_image', param: 'image[0]' }), 'rejectedSetting', { host, field: 'image' }],
		['a parameter that is not ours', 400, error({ code: 'invalid_value', param: 'secret' }), 'badRequest', { host, status: 400 }],
		['an unknown model as a value', 400, error({ code: 'invalid_value', param: 'model' }), 'modelNotFound', {}],
		['a model that is gone', 410, undefined, 'modelNotFound', {}],
		['a text model', 400, error({ code: 'OperationNotSupported' }), 'modelUnsuitable', { host, model: 'gpt-image-2' }],
		[
			'an unknown parameter (vercel/ai#6102)',
			400,
			{
				error: {
					message: "Unknown parameter: 'response_format'.",
					type: 'invalid_request_error',
					param: 'response_format',
					code: 'unknown_parameter',
				},
			},
			'unknownParameter',
			{ host, field: 'response_format' },
		],
		['an unknown parameter that is not ours', 400, error({ code: 'unknown_parameter', param: 'secret' }), 'unknownParameter', { host }],
		[
			'an unknown parameter in older words',
			400,
			{ error: { message: 'Unrecognized request argument supplied: partial_images', param: null, code: null } },
			'unknownParameter',
			{ host, field: 'partial_images' },
		],
		[
			'an extra field on FastAPI',
			422,
			{ detail: [{ type: 'extra_forbidden', loc: ['body', 'quality'], msg: 'secret', input: 'secret' }] },
			'unknownParameter',
			{ host, field: 'quality' },
		],
		['a body too large', 413, undefined, 'payloadTooLarge', { host, bytes: 123 }],
		['a redirect', 307, undefined, 'redirected', { host }],
		['a failing service', 503, '<html>', 'serviceFailed', { host, status: 503 }],
		['a slow service', 408, undefined, 'serviceFailed', { host, status: 408 }],
		['an error within a stream', 200, { type: 'error', error: { code: 'server_error' } }, 'errorAnswer', { host }],
		['a refusal within a stream', 200, { type: 'error', code: 'moderation_blocked' }, 'contentFiltered', { host, categories: [] }],
		['anything else', 400, null, 'badRequest', { host, status: 400 }],
		[
			'a blocked resource that a gateway takes for a refused prompt (pollinations/pollinations#12067)',
			422,
			{
				error: {
					message: `Rejected by content moderation. (Reason: ${JSON.stringify({ error: { code: 'Forbidden', message: 'Your resource has been temporarily blocked' } })})`,
					code: 'content_policy_violation',
				},
			},
			'resourceBlocked',
			{ host },
		],
		[
			'a rejected value that a gateway repeats as its own failure (pollinations/pollinations#6465)',
			500,
			{ error: { message: JSON.stringify({ error: { type: 'invalid_request_error', param: 'size', code: 'invalid_value' } }), code: 'X' } },
			'rejectedSetting',
			{ host, field: 'size' },
		],
		[
			'a rejected value in words (Wei-Shaw/sub2api#7150)',
			400,
			error({ code: 'invalid_value', param: null, message: 'Transparent background is not supported for this model.' }),
			'rejectedSetting',
			{ host, field: 'background' },
		],
		[
			'a rejected file in words (chatanywhere/GPT_API_free#388)',
			400,
			error({ type: 'invalid_request_error', message: "Invalid file 'image': unsupported mimetype ('image/jpeg')." }),
			'rejectedSetting',
			{ host, field: 'image' },
		],
		[
			'words that name two fields',
			400,
			error({ code: 'invalid_value', message: 'size and quality do not go together' }),
			'badRequest',
			{ host, status: 400 },
		],
		[
			'an unknown parameter at xAI (rikkahub/rikkahub#1602)',
			400,
			{ code: '400', error: 'Argument not supported: size' },
			'unknownParameter',
			{ host, field: 'size' },
		],
		[
			'an unknown parameter at Google (yym68686/uni-api#129)',
			400,
			error({ code: 400, message: 'Invalid JSON payload received. Unknown name "size": Cannot find field.' }),
			'unknownParameter',
			{ host, field: 'size' },
		],
		[
			'a filter of Google (epam/ai-dial-adapter-vertexai#48)',
			400,
			error({ code: 400, message: 'The response is blocked, as it may violate our policies.' }),
			'contentFiltered',
			{ host, categories: [] },
		],
		[
			'a filter of Stability AI (ZHO-ZHO-ZHO/ComfyUI-StableDiffusion3-API#2)',
			403,
			{ errors: ['Your request was flagged by our content moderation system'], name: 'content_moderation' },
			'contentFiltered',
			{ host, categories: [], stage: 'input' },
		],
		[
			'a model that makes no images at OpenRouter (HKUDS/DeepTutor#1348)',
			404,
			error({ code: 404, message: 'No endpoints found that support the requested output modalities: image, text' }),
			'modelUnsuitable',
			{ host, model: 'gpt-image-2' },
		],
		...emptyAccounts.map(([where, status, body]) => [`an empty account at ${where}`, status, body, 'quotaExhausted', { host }] as const),
	];
	for (const [name, status, body, code, facts] of cases) {
		test(name, () => {
			const answer = read(status, body);
			assert.equal(answer.code, code);
			if (code !== 'modelNotFound') {
				assert.deepEqual(answer.facts, facts);
			}
		});
	}
});

suite('a model that is not there', () => {
	test('names what is', () => {
		assert.equal(read(404, error({ code: 'unknown_model' })).code, 'modelNotFound');
		const { code, facts } = read(404, error({ code: 'model_not_found' }), { model: 'gpt-image-9' });
		assert.equal(code, 'modelNotFound');
		assert.ok('alternatives' in facts && facts.alternatives.includes('gpt-image-2') && !('retired' in facts));
	});

	for (const [where, status, body] of [
		['openai/codex#25966', 400, error({ code: 'invalid_value', param: 'tools', message: "The model 'gpt-image-9' does not exist." })],
		['nearai/ironclaw#2450', 404, error({ code: null, message: "Model 'gpt-image-9' not found" })],
	] as const) {
		test(`is told in words alone (${where})`, () => assert.equal(read(status, body, { model: 'gpt-image-9' }).code, 'modelNotFound'));
	}

	test('is not offered in its own place', () => {
		const { facts } = read(403, error({ code: 'model_not_found' }), { model: 'gpt-image-2' });
		assert.ok('alternatives' in facts && !facts.alternatives.includes('gpt-image-2'));
	});

	test('and since when it is gone', () => {
		const { facts } = read(404, error({ code: 'DeploymentNotFound' }), { model: 'dall-e-3', endpoint: azure });
		assert.ok('retired' in facts && facts.retired === '2026-03-04');
	});
});

suite('429', () => {
	const wait = (headers: Record<string, string>, message = '') => {
		const { code, facts } = read(429, { error: { code: 'rate_limit_exceeded', message } }, { headers });
		assert.equal(code, 'rateLimited');
		return 'seconds' in facts ? facts.seconds : undefined;
	};

	test('takes the wait from the headers', () => assert.equal(wait({ 'retry-after': '7' }, 'retry after 30 seconds'), 7));
	test('takes it from the sentence', () =>
		assert.deepEqual(
			[
				'Please retry after 26 seconds.',
				'Please try again in 12s.',
				'try again in 1m2.5s. Visit',
				'try again in 480ms.',
				'Please slow down and try again after 51.84 seconds.',
				'Please slow down and try again after 51.81557421875 seconds.',
				'Your quota will reset after 3s.',
				'Please wait 42 seconds before retrying.',
				'retry after 99999 seconds',
				'soon',
			].map((message) => wait({}, message)),
			[26, 12, 62.5, 0.48, 51.84, 51.81557421875, 3, 42, 600, undefined],
		));
});
