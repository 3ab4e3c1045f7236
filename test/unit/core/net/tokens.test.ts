import assert from 'node:assert/strict';
import { FoveaError } from '../../../../src/core/errors.ts';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import { OpenAiImageGenerator } from '../../../../src/core/image/openaiGenerator.ts';
import { probeImages } from '../../../../src/core/image/probe.ts';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import type { SignedIn, TokenSource } from '../../../../src/core/net/tokens.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import { ScriptedServer } from '../../../support/scriptedServer.ts';

const page = { index: 0, markdown: '# Hi', images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } };
const recognized = { body: { pages: [page], model: 'mistral-ocr-2512', usage_info: { pages_processed: 1 } } };
const drawn = { body: { data: [{ b64_json: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64') }] } };
/** The error of Azure's gateway for a token of another audience, as its reference shows it. */
const refused = {
	status: 401,
	body: { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
};

/** Tokens in turn: those to start with, and those in the place of refused ones. */
class Tokens implements TokenSource {
	readonly refused: string[] = [];

	constructor(
		private readonly first: readonly string[],
		private readonly others: readonly string[] = [],
	) {}

	private asked = 0;

	current(): Promise<SignedIn> {
		return Promise.resolve(signedIn(this.first[Math.min(this.asked++, this.first.length - 1)]!));
	}

	renewed(refusedToken: string): Promise<SignedIn | undefined> {
		this.refused.push(refusedToken);
		const other = this.others[this.refused.length - 1];
		return Promise.resolve(other === undefined ? undefined : signedIn(other));
	}
}
const signedIn = (token: string): SignedIn => ({ token, account: 'me@example.com' });

suite('A token in the place of a key', () => {
	let server: ScriptedServer;
	let http: HttpClient;
	setup(async () => {
		server = await ScriptedServer.start();
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
	});
	teardown(async () => {
		await http.close();
		await server.close();
	});
	const sent = () => server.requests.map(({ headers }) => headers.authorization);
	const { signal } = new AbortController();

	const services: readonly (readonly [name: string, success: object, ask: (tokens: TokenSource) => () => Promise<unknown>])[] = [
		[
			'Mistral OCR on Azure',
			recognized,
			(tokens) => {
				const engine = mistralEngine(http, {
					endpoint: new URL('/v1/ocr', server.origin),
					key: '',
					tokens,
				});
				const document = { name: 'a.png', mediaType: 'image/png', bytes: Uint8Array.of(1), pageCount: 1 } as const;
				return () => engine.recognize(document, { signal });
			},
		],
		[
			'Azure OpenAI',
			drawn,
			(tokens) => {
				const generator = new OpenAiImageGenerator(
					{
						stream: (post) => http.stream(post),
						get: (where) => http.get(where),
						send: (method, request) => http.send(method, request),
						getWithin: () => http,
					},
					{
						endpoint: imageEndpoint(server.origin, 'azure'),
						model: 'gpt-image-2',
						authHeaders: {},
						tokens,
						timeoutMs: 60_000,
						limiter: new Limiter({ start: 2, max: 2 }),
						attempts: 3,
						log: () => undefined,
					},
				);
				return () => generator.generate({ prompt: 'a fox', settings: {} }, { signal });
			},
		],
		[
			'the test of a connection for images',
			{ status: 400, body: { error: { code: 'missing_required_parameter', message: 'prompt' } } },
			(tokens) => () =>
				probeImages(http, imageEndpoint(server.origin, 'azure'), { model: 'gpt-image-2', headers: {}, tokens, signal, timeoutMs: 60_000 }),
		],
	];
	for (const [name, success, askWith] of services) {
		suite(name, () => {
			test('is asked for before each request', async () => {
				server.script(success, success);
				const ask = askWith(new Tokens(['one', 'two']));

				await ask();
				await ask();

				assert.deepEqual(sent(), ['Bearer one', 'Bearer two']);
			});

			test('is taken anew when it was refused, and the request goes on', async () => {
				server.script(refused, success);
				const tokens = new Tokens(['expired'], ['fresh']);

				await askWith(tokens)();

				assert.deepEqual([sent(), tokens.refused], [['Bearer expired', 'Bearer fresh'], ['expired']]);
			});

			test('that is refused for good says whose it is, and not that a key is wrong', async () => {
				server.script(refused, refused);

				await assert.rejects(askWith(new Tokens(['a'], ['b']))(), {
					code: 'signInRefused',
					facts: { host: new URL(server.origin).host, account: 'me@example.com' },
				});
				assert.equal(server.requests.length, 2);
			});

			test('that may not do this says the same', async () => {
				server.script({ status: 403, body: { error: { code: 'PermissionDenied', message: 'no' } } });

				await assert.rejects(askWith(new Tokens(['a'], ['b']))(), { code: 'signInRefused' });
				assert.equal(server.requests.length, 1);
			});

			test('is not asked for without end', async () => {
				server.script(...Array.from({ length: 50 }, () => refused));

				await assert.rejects(
					askWith(
						new Tokens(
							['a'],
							Array.from({ length: 50 }, (_, number) => `t${number}`),
						),
					)(),
					{
						code: 'signInRefused',
					},
				);
				assert.equal(server.requests.length, 4);
			});
		});
	}

	test('of nobody is said before anything is sent', async () => {
		const tokens: TokenSource = {
			current: () => Promise.reject(new FoveaError('signedOut', { host: 'h' })),
			renewed: () => Promise.resolve(undefined),
		};

		await assert.rejects(services[0]![2](tokens)(), { code: 'signedOut' });
		assert.equal(server.requests.length, 0);
	});
});
