import assert from 'node:assert/strict';
import { azureOcrEndpoint, isLoopback, mistralOcrEndpoint } from '../../../../src/core/ocr/endpoint.ts';

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
