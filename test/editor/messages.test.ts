import assert from 'node:assert/strict';
import { type ErrorCode, type ErrorFacts, FoveaError } from '../../src/core/errors.ts';
import { messageFor } from '../../src/platform/messages.ts';

const host = 'r.services.ai.azure.com';
const name = 'report.pdf';

/** One example of every failure; a code without one does not compile. */
const examples: { readonly [C in ErrorCode]: ErrorFacts[C] } = {
	noEndpoint: { provider: 'Azure AI Foundry' },
	invalidEndpoint: { endpoint: 'htp:/x' },
	missingKey: { host },
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
	tls: { host },
	connectionLost: { host },
	timeout: { host, seconds: 300 },
	emptyFile: { name },
	unsupportedType: { name, type: 'zip', engine: 'local' },
	passwordRequired: { name },
	corruptDocument: { name },
	tooManyBytes: { name, bytes: 51_000_000, limit: 50_000_000, engine: 'mistral' },
	invalidPages: { pages: '9-', pageCount: 3 },
	nothingRecognized: { name },
	engineFailed: { name },
	fileNotFound: { name },
	notReadable: { name },
	notWritable: { name: 'report.md' },
	diskFull: { name: 'report.md' },
};

suite('the words of failures', () => {
	for (const [code, facts] of Object.entries(examples)) {
		test(code, () => {
			const { text } = messageFor(new FoveaError(code as ErrorCode, facts));

			assert.match(text, /^[\p{L}\d"].*\.$/u, 'is a sentence');
			assert.doesNotMatch(text, /undefined|null\b|\{\d\}|\[object/);
			for (const fact of Object.values(facts) as unknown[]) {
				if (typeof fact === 'string' && !['local', 'azure', 'mistral'].includes(fact)) {
					assert.ok(text.includes(fact), `says ${fact}`);
				}
			}
		});
	}

	test('a wait is said in whole seconds, and only when it is known', () => {
		assert.match(messageFor(new FoveaError('rateLimited', { host, seconds: 12.2 })).text, / 13 seconds/);
		assert.doesNotMatch(messageFor(new FoveaError('rateLimited', { host })).text, /\d seconds/);
	});

	test('a file name cannot become a link that runs a command', () => {
		const { text } = messageFor(new FoveaError('emptyFile', { name: '[click](command:workbench.action.quit).pdf' }));

		assert.doesNotMatch(text, /\]\(/);
	});
});
