import assert from 'node:assert/strict';
import { isLoopback } from '../../../../../src/core/net/loopback.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../../../../../src/core/ocr/mistral/endpoint.ts';

suite('azureOcrEndpoint understands what people paste', () => {
	const foundry = 'https://r.services.ai.azure.com/providers/mistral/azure/ocr';
	const serverless = 'https://ocr.eastus2.models.ai.azure.com/v1/ocr';
	const cases: readonly (readonly [pasted: string, endpoint: string])[] = [
		['r.services.ai.azure.com', foundry],
		['https://r.services.ai.azure.com', foundry],
		['  https://r.services.ai.azure.com/  ', foundry],
		['https://r.services.ai.azure.com/providers/mistral/azure/ocr', foundry],
		['https://r.services.ai.azure.com/providers/mistral/azure/ocr/', foundry],
		['https://r.services.ai.azure.com/providers/mistral/azure', foundry],
		[
			'https://r.services.ai.azure.com/providers/mistral/azure/ocr?api-version=2024-05-01-preview',
			`${foundry}?api-version=2024-05-01-preview`,
		],
		['https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview', foundry],
		['https://r.services.ai.azure.com/api/projects/p', foundry],
		['https://r.cognitiveservices.azure.com/', 'https://r.cognitiveservices.azure.com/providers/mistral/azure/ocr'],
		['https://ocr.eastus2.models.ai.azure.com', serverless],
		['https://ocr.eastus2.models.ai.azure.com/v1', serverless],
		['https://ocr.eastus2.models.ai.azure.com/v1/ocr', serverless],
		['https://ocr.eastus2.models.ai.azure.com/v1/chat/completions', serverless],
		['https://gateway.contoso.com/ai/ocr', 'https://gateway.contoso.com/ai/ocr'],
		['https://gateway.contoso.com/ai/v1/', 'https://gateway.contoso.com/ai/v1/ocr'],
		['https://gateway.contoso.com/ai', 'https://gateway.contoso.com/ai/providers/mistral/azure/ocr'],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/providers/mistral/azure/ocr'],
	];
	for (const [pasted, endpoint] of cases) {
		test(pasted, () => assert.equal(azureOcrEndpoint(pasted).href, endpoint));
	}
});

suite('mistralOcrEndpoint', () => {
	for (const pasted of ['https://api.mistral.ai', 'api.mistral.ai/', 'https://api.mistral.ai/v1', 'https://api.mistral.ai/v1/ocr']) {
		test(pasted, () => assert.equal(mistralOcrEndpoint(pasted).href, 'https://api.mistral.ai/v1/ocr'));
	}

	test('keeps the path of a gateway', () =>
		assert.equal(mistralOcrEndpoint('https://g.test/mistral/v1').href, 'https://g.test/mistral/v1/ocr'));
});

suite('an endpoint that would show the key to others is refused', () => {
	for (const pasted of ['', 'http://r.services.ai.azure.com', 'ftp://x.test', 'https://', 'https://user:secret@x.test', 'not a host']) {
		test(JSON.stringify(pasted), () => {
			assert.throws(() => azureOcrEndpoint(pasted), { code: 'invalidEndpoint' });
			assert.throws(() => mistralOcrEndpoint(pasted), { code: 'invalidEndpoint' });
		});
	}
});

test('isLoopback knows this machine from a host that looks like it', () => {
	const hosts = ['localhost', '127.0.0.1', '[::1]', 'localhost.evil.test', '127.0.0.1.evil.test'];

	assert.deepEqual(
		hosts.map((host) => isLoopback(new URL(`http://${host}/`))),
		[true, true, true, false, false],
	);
});

suite('an address of any operation is understood', () => {
	const operations = [
		'',
		'/ocr',
		'/ocr/process',
		'/ocr/',
		'/chat/completions',
		'/models',
		'/models/mistral-ocr-latest',
		'/files',
		'/files/',
		'/files/123/url',
		'/batch/jobs',
		'/embeddings',
		'/fim/completions',
		'/audio/transcriptions',
		'/anything/new',
	];
	for (const operation of operations) {
		for (const rest of ['', '/', '?x=1', '#curl', '/?api-version=1#x']) {
			const pasted = `https://api.mistral.ai/v1${operation}${rest}`;
			test(pasted, () => assert.equal(mistralOcrEndpoint(pasted).href.replace(/\?api-version=1$/, ''), 'https://api.mistral.ai/v1/ocr'));
		}
	}

	for (const [pasted, endpoint] of [
		['https://api.mistral.ai//v1//ocr/process', 'https://api.mistral.ai/v1/ocr'],
		['https://api.mistral.ai/ocr', 'https://api.mistral.ai/v1/ocr'],
		['https://api.mistral.ai/chat/completions', 'https://api.mistral.ai/v1/ocr'],
		['https://g.test/mistral/v1/chat/completions', 'https://g.test/mistral/v1/ocr'],
		['https://g.test/mistral/ocr/process', 'https://g.test/mistral/ocr'],
		['https://g.test/mistral/models', 'https://g.test/mistral/v1/ocr'],
		['https://g.test/mistral/chat/completions#x', 'https://g.test/mistral/v1/ocr'],
		['http://localhost:8080/files?limit=1', 'http://localhost:8080/v1/ocr'],
	] as const) {
		test(`Mistral: ${pasted}`, () => assert.equal(mistralOcrEndpoint(pasted).href, endpoint));
	}

	const foundry = '/providers/mistral/azure/ocr';
	for (const [pasted, endpoint] of [
		['https://r.services.ai.azure.com/providers/mistral/azure/ocr/process', `https://r.services.ai.azure.com${foundry}`],
		['https://r.services.ai.azure.com/openai/v1/files', `https://r.services.ai.azure.com${foundry}`],
		['https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2', `https://r.openai.azure.com${foundry}`],
		['https://r.cognitiveservices.azure.us/models', `https://r.cognitiveservices.azure.us${foundry}`],
		['https://d.eastus.models.ai.azure.com/v1/ocr/process#x', 'https://d.eastus.models.ai.azure.com/v1/ocr'],
		['https://d.eastus.inference.ai.azure.com/chat/completions', 'https://d.eastus.inference.ai.azure.com/v1/ocr'],
		['https://g.test/ai/providers/mistral/azure/ocr/process', `https://g.test/ai${foundry}`],
		['https://g.test/ai/providers/mistral/azure/chat/completions', `https://g.test/ai${foundry}`],
		['https://g.test/ai/openai/deployments/d/chat/completions', `https://g.test/ai${foundry}`],
		['https://g.test/ai/models/chat/completions?api-version=1', `https://g.test/ai${foundry}`],
		['https://g.test/ai/v1/chat/completions', 'https://g.test/ai/v1/ocr'],
		['https://g.test/ai/ocr/process/', 'https://g.test/ai/ocr'],
	] as const) {
		test(`Azure: ${pasted}`, () => assert.equal(azureOcrEndpoint(pasted).href, endpoint));
	}
});
