import assert from 'node:assert/strict';
import { imageEndpoint, imageUrl, keyHeaders, mayDownload } from '../../../../src/core/image/endpoint.ts';
import type { ImageProvider } from '../../../../src/core/image/models.ts';

/** Pasted, provider, route, and the two addresses for a model named `m`, or for the pasted deployment. */
type Case = readonly [pasted: string, provider: ImageProvider, route: string, generations: string, edits: string | undefined];

/** Older versions have no edits. */
const deployments = (host: string, name: string, version = '2025-04-01-preview') =>
	[
		`https://${host}/openai/deployments/${name}/images/generations?api-version=${version}`,
		`https://${host}/openai/deployments/${name}/images/edits?api-version=${version < '2025-04-01' ? '2025-04-01-preview' : version}`,
	] as const;
const v1 = (host: string, query = '') =>
	(['generations', 'edits'] as const).map((task) => `https://${host}/openai/v1/images/${task}${query}`) as unknown as readonly [
		string,
		string,
	];
const openai = (base: string) => [`${base}/images/generations`, `${base}/images/edits`] as const;

const cases: readonly Case[] = [
	['r.openai.azure.com', 'azure', 'azureDeployment', ...deployments('r.openai.azure.com', 'm')],
	[' https://r.openai.azure.com/ ', 'azure', 'azureDeployment', ...deployments('r.openai.azure.com', 'm')],
	['https://r.openai.azure.com/openai', 'azure', 'azureDeployment', ...deployments('r.openai.azure.com', 'm')],
	['https://r.cognitiveservices.azure.com', 'azure', 'azureDeployment', ...deployments('r.cognitiveservices.azure.com', 'm')],
	[
		'https://r.openai.azure.com/openai/deployments/my%20image/images/generations?api-version=2025-03-01-preview',
		'azure',
		'azureDeployment',
		...deployments('r.openai.azure.com', 'my%20image', '2025-03-01-preview'),
	],
	[
		'https://r.openai.azure.com/openai/deployments/painter/images/edits?api-version=2025-04-01-preview',
		'azure',
		'azureDeployment',
		...deployments('r.openai.azure.com', 'painter'),
	],
	['https://r.openai.azure.com/openai/deployments/painter', 'azure', 'azureDeployment', ...deployments('r.openai.azure.com', 'painter')],
	[
		'https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-02-01',
		'azure',
		'azureDeployment',
		...deployments('r.openai.azure.com', 'm'),
	],
	[
		'https://r.openai.azure.com/openai/responses?api-version=2025-03-01',
		'azure',
		'azureDeployment',
		...deployments('r.openai.azure.com', 'm'),
	],
	['https://r.openai.azure.com/openai/v1', 'azure', 'azureV1', ...v1('r.openai.azure.com')],
	['https://r.openai.azure.com/openai/v1/', 'azure', 'azureV1', ...v1('r.openai.azure.com')],
	[
		'https://r.openai.azure.com/openai/v1/images/generations?api-version=preview',
		'azure',
		'azureV1',
		...v1('r.openai.azure.com', '?api-version=preview'),
	],
	['https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview', 'azure', 'azureV1', ...v1('r.openai.azure.com')],
	['https://r.services.ai.azure.com', 'azure', 'azureV1', ...v1('r.services.ai.azure.com')],
	['https://r.services.ai.azure.com/api/projects/p', 'azure', 'azureV1', ...v1('r.services.ai.azure.com')],
	['https://r.services.ai.azure.com/models/chat/completions', 'azure', 'azureV1', ...v1('r.services.ai.azure.com')],
	['https://r.services.ai.azure.com/providers/mistral/azure/ocr', 'azure', 'azureV1', ...v1('r.services.ai.azure.com')],
	[
		'https://r.services.ai.azure.com/models/images/generations?api-version=2024-05-01-preview',
		'azure',
		'azureInference',
		'https://r.services.ai.azure.com/models/images/generations?api-version=2024-05-01-preview',
		undefined,
	],
	[
		'https://r.services.ai.azure.com/models',
		'azure',
		'azureInference',
		'https://r.services.ai.azure.com/models/images/generations?api-version=2025-05-15-preview',
		undefined,
	],
	[
		'https://flux.eastus2.models.ai.azure.com/images/generations',
		'azure',
		'azureInference',
		'https://flux.eastus2.models.ai.azure.com/images/generations?api-version=2025-05-15-preview',
		undefined,
	],
	[
		'https://gateway.contoso.com/ai/openai/deployments/d/images/generations?api-version=2024-10-21',
		'azure',
		'azureDeployment',
		'https://gateway.contoso.com/ai/openai/deployments/d/images/generations?api-version=2024-10-21',
		'https://gateway.contoso.com/ai/openai/deployments/d/images/edits?api-version=2025-04-01-preview',
	],
	[
		'https://gateway.contoso.com/ai',
		'azure',
		'azureDeployment',
		'https://gateway.contoso.com/ai/openai/deployments/m/images/generations?api-version=2025-04-01-preview',
		'https://gateway.contoso.com/ai/openai/deployments/m/images/edits?api-version=2025-04-01-preview',
	],
	['https://gateway.contoso.com/openai/v1', 'azure', 'azureV1', ...v1('gateway.contoso.com')],
	['https://r.openai.azure.com/openai/v1', 'openai', 'azureV1', ...v1('r.openai.azure.com')],
	['https://r.openai.azure.com', 'compatible', 'azureDeployment', ...deployments('r.openai.azure.com', 'm')],
	['api.openai.com', 'openai', 'openai', ...openai('https://api.openai.com/v1')],
	['https://api.openai.com/v1', 'openai', 'openai', ...openai('https://api.openai.com/v1')],
	['https://api.openai.com/v1/images/generations', 'openai', 'openai', ...openai('https://api.openai.com/v1')],
	['https://api.openai.com/v1/images/edits/', 'openai', 'openai', ...openai('https://api.openai.com/v1')],
	['https://api.openai.com/v1/chat/completions', 'openai', 'openai', ...openai('https://api.openai.com/v1')],
	['http://localhost:8080', 'compatible', 'openai', ...openai('http://localhost:8080/v1')],
	['localhost:8080', 'compatible', 'openai', ...openai('http://localhost:8080/v1')],
	['127.0.0.1:1234/v1', 'compatible', 'openai', ...openai('http://127.0.0.1:1234/v1')],
	['https://openrouter.test/api/v1', 'compatible', 'openai', ...openai('https://openrouter.test/api/v1')],
	['https://g.test/v1beta/openai/', 'compatible', 'openai', ...openai('https://g.test/v1beta/openai')],
];

suite('imageEndpoint understands what people paste', () => {
	for (const [pasted, provider, route, generations, edits] of cases) {
		test(`${provider}: ${pasted}`, () => {
			const endpoint = imageEndpoint(pasted, provider);
			const url = (task: 'generations' | 'edits') => imageUrl(endpoint, task, endpoint.deployment ?? 'm')?.href;
			assert.deepEqual([endpoint.route, url('generations'), url('edits')], [route, generations, edits]);
		});
	}

	test('another model than the pasted deployment can be asked', () => {
		const endpoint = imageEndpoint('https://r.openai.azure.com/openai/deployments/painter/images/generations', 'azure');
		assert.equal(imageUrl(endpoint, 'generations', 'other')?.pathname, '/openai/deployments/other/images/generations');
	});

	test('a name cannot leave its place in the path', () => {
		const endpoint = imageEndpoint('https://r.openai.azure.com', 'azure');
		assert.equal(imageUrl(endpoint, 'generations', '../x?y#z')?.pathname, '/openai/deployments/..%2Fx%3Fy%23z/images/generations');
	});
});

suite('plain http', () => {
	test('is flagged for a compatible server elsewhere', () => {
		const flags = ['http://nas.local:8080/v1', 'http://127.0.0.1:8080', 'http://[::1]:80', 'https://nas.local'].map(
			(pasted) => imageEndpoint(pasted, 'compatible').unencrypted,
		);
		assert.deepEqual(flags, [true, false, false, false]);
	});

	for (const [pasted, provider] of [
		['http://api.openai.com', 'openai'],
		['http://r.openai.azure.com', 'azure'],
		['http://r.openai.azure.com', 'compatible'],
	] as const) {
		test(`is refused for ${provider}: ${pasted}`, () => assert.throws(() => imageEndpoint(pasted, provider), { code: 'invalidEndpoint' }));
	}
});

suite('an address that is none is refused', () => {
	for (const pasted of ['', 'https://', 'ftp://x.test', 'https://user:secret@x.test', 'not a host', 'file:///etc/passwd']) {
		test(JSON.stringify(pasted), () => assert.throws(() => imageEndpoint(pasted, 'compatible'), { code: 'invalidEndpoint' }));
	}
});

test('the key goes as each service takes it', () => {
	const headers = (pasted: string, provider: ImageProvider, key: string) => keyHeaders(imageEndpoint(pasted, provider), key);
	assert.deepEqual(
		[
			headers('r.openai.azure.com', 'azure', 'k'),
			headers('api.openai.com', 'openai', 'k'),
			headers('localhost:1', 'compatible', 'k'),
			headers('localhost:1', 'compatible', ''),
		],
		[{ 'api-key': 'k' }, { authorization: 'Bearer k' }, { authorization: 'Bearer k' }, {}],
	);
});

suite('mayDownload', () => {
	const cases: readonly (readonly [endpoint: string, provider: ImageProvider, url: string, may: boolean])[] = [
		['api.openai.com', 'openai', 'https://oaidalleapiprodscus.blob.core.windows.net/private/x.png?sig=1', true],
		['api.openai.com', 'openai', 'http://oaidalleapiprodscus.blob.core.windows.net/x.png', false],
		['api.openai.com', 'openai', 'https://oaidalleapiprodscus.blob.core.windows.net.evil.test/x.png', false],
		['api.openai.com', 'openai', 'https://other.blob.core.windows.net/x.png', false],
		['api.openai.com', 'openai', 'https://oaidalleapiprodscus.blob.core.windows.net:8443/x.png', false],
		['api.openai.com', 'openai', 'https://api.openai.com/x.png', true],
		['r.openai.azure.com', 'azure', 'https://dalletipusw2.blob.core.windows.net/private/images/x/generated_00.png', true],
		['r.openai.azure.com', 'azure', 'https://evil.test/dalletipusw2.blob.core.windows.net', false],
		['http://localhost:8080', 'compatible', 'http://localhost:8080/generated/x.png', true],
		['http://localhost:8080', 'compatible', 'http://localhost:9999/x.png', true],
		['http://localhost:8080', 'compatible', 'http://169.254.169.254/latest', false],
		['https://g.test', 'compatible', 'http://g.test/x.png', false],
		['https://g.test', 'compatible', 'https://oaidalleapiprodscus.blob.core.windows.net/x.png', false],
		['https://g.test', 'compatible', 'https://u:p@g.test/x.png', false],
		['https://g.test', 'compatible', 'file:///etc/passwd', false],
	];
	for (const [endpoint, provider, url, may] of cases) {
		test(`${endpoint} ${may ? 'opens' : 'does not open'} ${url}`, () =>
			assert.equal(mayDownload(new URL(url), imageEndpoint(endpoint, provider)), may));
	}
});
