import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ErrorCode, type ErrorFacts, FoveaError } from '../../src/core/errors.ts';
import { messageFor } from '../../src/platform/messages.ts';
import { describeFailure, isCancellation } from '../../src/platform/notify.ts';

const host = 'r.services.ai.azure.com';
const name = 'report.pdf';

/** One example of every failure; a code without one does not compile. */
const examples: { readonly [C in ErrorCode]: ErrorFacts[C] } = {
	noEndpoint: { provider: 'Azure AI Foundry' },
	unknownConnection: { connection: 'Contoso' },
	signInUnavailable: { host: 'r.services.ai.azure.com' },
	signedOut: { host },
	signInRefused: { host, account: 'me@example.com' },
	invalidEndpoint: { endpoint: 'htp:/x' },
	missingKey: { host },
	secretsUnavailable: {},
	unauthorized: { host },
	forbidden: { host },
	notFound: { host, model: 'my-ocr' },
	redirected: { host },
	badRequest: { host, status: 400 },
	rejectedDocument: { host },
	rejectedFields: { host, fields: ['pages'] },
	payloadTooLarge: { host, bytes: 31_500_000 },
	rateLimited: { host, seconds: 12.2 },
	serviceFailed: { host, status: 503 },
	emptyAnswer: { host },
	malformedAnswer: { host },
	connectionRefused: { host },
	hostNotFound: { host },
	tls: { host, fault: 'untrusted' },
	connectionLost: { host },
	timeout: { host, seconds: 300, limit: 'total' },
	contentFiltered: { host, categories: ['violence', 'self_harm'], stage: 'input', revisedPrompt: 'a fight' },
	resourceBlocked: { host },
	organizationUnverified: { host, model: 'gpt-image-2' },
	modelNotFound: { host, model: 'dall-e-3', retired: '2026-03-04', alternatives: ['gpt-image-2', 'gpt-image-1.5'] },
	modelUnsuitable: { host, model: 'gpt-4o' },
	unknownParameter: { host, field: 'style' },
	rejectedSetting: { host, field: 'size' },
	quotaExhausted: { host },
	noImage: { host, words: 'I cannot draw that.' },
	damagedImage: { host },
	unfinishedImage: { host },
	downloadRefused: { host },
	downloadFailed: { host, status: 403 },
	editsUnsupported: { host, model: 'dall-e-3' },
	emptyFile: { name },
	notADocument: { name, what: 'webPage' },
	errorAnswer: { host },
	pageMissing: { engine: 'mistral' },
	malformedPage: { host },
	invalidProxy: { proxy: 'ftp://proxy.test' },
	proxyUnreachable: { host, proxy: 'proxy.test:8080' },
	proxyAuthentication: { host, proxy: 'proxy.test:8080', schemes: ['basic'] },
	proxyRefused: { host, proxy: 'proxy.test:8080', status: 403 },
	unsupportedType: { name, type: 'zip', engine: 'local' },
	passwordRequired: { name },
	unsupportedEncryption: { name },
	corruptDocument: { name },
	portfolio: { name, documents: ['contract.pdf', 'annex.pdf'] },
	xfaForm: { name },
	tooManyBytes: { name, bytes: 51_000_000, limit: 50_000_000, engine: 'mistral' },
	invalidPages: { pages: '9-', pageCount: 3 },
	tooManyPages: { name, pageCount: 1200, limit: 200 },
	invalidPattern: { pattern: '(' },
	nothingRecognized: { name },
	missingLanguage: { language: 'deu' },
	engineFailed: { name },
	fileNotFound: { name },
	brokenLink: { name },
	documentChanged: { name },
	notReadable: { name },
	notWritable: { name: 'report.md' },
	folderGone: { name: 'report.md' },
	diskFull: { name: 'report.md' },
	folderNotSearchable: { name },
	folderNotWritable: { name },
	readerChanged: { host },
};

suite('the words of failures', () => {
	for (const [code, facts] of Object.entries(examples)) {
		for (const about of ['documents', 'images'] as const) {
			test(`${code}, ${about}`, () => {
				const { text } = messageFor(new FoveaError(code as ErrorCode, facts), about);

				assert.match(text, /^[\p{L}\d"].*\.$/u, 'is a sentence');
				assert.doesNotMatch(text, /undefined|null\b|\{\d\}|\[object/);
			});
		}

		test(`${code} says what it is about`, () => {
			const { text } = messageFor(new FoveaError(code as ErrorCode, facts));

			for (const [name, fact] of Object.entries(facts) as [string, unknown][]) {
				// A proxy is named in the place of the host behind it.
				const isTold =
					!['engine', 'stage', 'revisedPrompt', 'words', 'what', 'fault', 'limit'].includes(name) && !(name === 'host' && 'proxy' in facts);
				if (typeof fact === 'string' && isTold) {
					assert.ok(text.includes(fact), `says ${fact}`);
				}
			}
		});
	}

	test('what a service refuses of a request is told in the words of the panel', () => {
		const textOf = (field: string) => messageFor(new FoveaError('rejectedSetting', { host, field }), 'images').text;

		assert.match(textOf('image'), / does not accept a reference image /);
		assert.match(textOf('mask'), / does not accept the mask\. /);
		assert.match(textOf('prompt'), / does not accept this prompt\. /);
		assert.match(textOf('size'), / value of "size" /);
	});

	test('the words of a service are in no sentence', () => {
		const { text } = messageFor(new FoveaError('contentFiltered', { ...examples.contentFiltered, revisedPrompt: 'a fight' }));

		assert.doesNotMatch(text, /a fight/);
	});

	test('each limit in time names itself and its setting, and a proxy that was on the way', () => {
		const settings = {
			connect: 'fovea.network.connectTimeoutSeconds',
			uploadStalled: 'fovea.network.uploadStalledTimeoutSeconds',
			firstByte: 'fovea.network.firstByteTimeoutSeconds',
			total: 'fovea.images.timeoutSeconds',
		} as const;
		const messages = Object.entries(settings).map(([limit, setting]) => {
			const message = messageFor(new FoveaError('timeout', { host, seconds: 30, limit: limit as keyof typeof settings }), 'images');
			assert.ok(message.setting === setting && message.text.includes(`"${setting}"`), message.text);
			return message.text.replace(setting, '');
		});
		const proxied = messageFor(new FoveaError('timeout', { host, seconds: 30, limit: 'connect', proxy: 'proxy.test:8080' }));

		assert.equal(new Set(messages).size, 4);
		assert.match(proxied.text, /^The proxy proxy\.test:8080 made no connection to /);
		assert.deepEqual([proxied.setting, proxied.remedies.includes('checkConnection')], ['http.proxy', true]);
	});

	test('a wait is said in whole seconds, and only when it is known @api', () => {
		assert.match(messageFor(new FoveaError('rateLimited', { host, seconds: 12.2 })).text, / 13 s\./);
		assert.doesNotMatch(messageFor(new FoveaError('rateLimited', { host })).text, /\d seconds/);
	});

	test('a file name cannot become a link that runs a command', () => {
		const { text } = messageFor(new FoveaError('emptyFile', { name: '[click](command:workbench.action.quit).pdf' }));

		assert.doesNotMatch(text, /\]\(/);
	});

	suite('a failure that calls itself an abort', () => {
		const abort = new DOMException('Proxy response (407) !== 200 when HTTP Tunneling', 'AbortError');

		test('is the user’s cancel only when the command’s own signal has aborted @api', () => {
			const { signal } = new AbortController();

			assert.deepEqual(
				[isCancellation(abort), isCancellation(abort, signal), isCancellation(abort, AbortSignal.abort())],
				[false, false, true],
			);
			assert.ok(isCancellation(new vscode.CancellationError()), 'a question that was left');
			assert.equal(isCancellation(new Error('no'), AbortSignal.abort()), false);
		});

		test('has words', () => {
			assert.match(describeFailure(abort).text, /Something unexpected went wrong/);
		});
	});
});
