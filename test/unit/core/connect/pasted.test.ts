import assert from 'node:assert/strict';
import { type PasteContext, type Service, type Understood, type Use, understandPasted } from '../../../../src/core/connect/pasted.ts';
import { imageEndpoint, imageUrl } from '../../../../src/core/image/endpoint.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../../../../src/core/ocr/mistral/endpoint.ts';
import { processorTime } from '../../../support/processorTime.ts';

const azureDocuments: PasteContext = { use: 'documents', service: 'azure' };
const mistralDocuments: PasteContext = { use: 'documents', service: 'mistral' };
const azureImages: PasteContext = { use: 'images', service: 'azure' };
const openaiImages: PasteContext = { use: 'images', service: 'openai' };
const compatibleImages: PasteContext = { use: 'images', service: 'compatible' };

/** Where a request goes in the end. */
function urlOf(use: Use, { service, endpoint, model }: Understood): string {
	if (use === 'documents') {
		return (service === 'azure' ? azureOcrEndpoint(endpoint) : mistralOcrEndpoint(endpoint)).href;
	}
	const place = imageEndpoint(endpoint, service as Exclude<Service, 'mistral'>);
	return imageUrl(place, 'generations', model ?? 'M')!.href;
}

const foundry = 'https://r.services.ai.azure.com/providers/mistral/azure/ocr';
const deployments = 'https://r.openai.azure.com/openai/deployments';
const version = '?api-version=2025-04-01-preview';

type Right = readonly [
	what: string,
	context: PasteContext,
	pasted: string,
	url: string,
	more?: { readonly service?: Service; readonly key?: string; readonly model?: string },
];

const right: readonly Right[] = [
	// Mistral OCR on Azure
	['a Target URI', azureDocuments, foundry, foundry],
	['a Target URI with a version', azureDocuments, `${foundry}?api-version=2024-05-01-preview`, `${foundry}?api-version=2024-05-01-preview`],
	['a Target URI with a slash and spaces', azureDocuments, `  ${foundry}/ \n`, foundry],
	['a Target URI in quotes', azureDocuments, `"${foundry}"`, foundry],
	['a Target URI in angle brackets', azureDocuments, `<${foundry}>`, foundry],
	['a link of markdown', azureDocuments, `[Target URI](${foundry})`, foundry],
	['with invisible characters', azureDocuments, `\u200b${foundry}\ufeff`, foundry],
	['a host with a scheme', azureDocuments, 'https://r.services.ai.azure.com/', foundry],
	['a bare host', azureDocuments, 'r.services.ai.azure.com', foundry],
	['a host in capitals', azureDocuments, 'HTTPS://R.Services.AI.Azure.com', foundry],
	[
		'the other host of a resource',
		azureDocuments,
		'https://r.cognitiveservices.azure.com',
		foundry.replace('services.ai', 'cognitiveservices'),
	],
	['the OpenAI host of a resource', azureDocuments, 'https://r.openai.azure.com/', foundry.replace('services.ai', 'openai')],
	[
		'the address of a chat deployment',
		azureDocuments,
		`https://r.services.ai.azure.com/openai/deployments/gpt-5/chat/completions${version}`,
		foundry,
	],
	['the v1 route', azureDocuments, 'https://r.services.ai.azure.com/openai/v1/', foundry],
	[
		'the model inference route',
		azureDocuments,
		'https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview',
		foundry,
	],
	['a project', azureDocuments, 'https://r.services.ai.azure.com/api/projects/p', foundry],
	['a serverless endpoint', azureDocuments, 'https://d.eastus2.models.ai.azure.com', 'https://d.eastus2.models.ai.azure.com/v1/ocr'],
	[
		'a serverless endpoint with its operation',
		azureDocuments,
		'https://d.eastus2.models.ai.azure.com/v1/chat/completions',
		'https://d.eastus2.models.ai.azure.com/v1/ocr',
	],
	[
		'a serverless endpoint, complete',
		azureDocuments,
		'https://d.eastus2.models.ai.azure.com/v1/ocr',
		'https://d.eastus2.models.ai.azure.com/v1/ocr',
	],
	['the name of a resource', azureDocuments, 'contoso-ai', 'https://contoso-ai.services.ai.azure.com/providers/mistral/azure/ocr'],
	['a gateway', azureDocuments, 'https://gw.corp.example/ai', 'https://gw.corp.example/ai/providers/mistral/azure/ocr'],
	['a gateway, complete', azureDocuments, 'https://gw.azure-api.net/ocr', 'https://gw.azure-api.net/ocr'],
	['this machine', azureDocuments, 'localhost:8080', 'http://localhost:8080/providers/mistral/azure/ocr'],
	['a key in the URL', azureDocuments, `${foundry}?api-key=0123456789abcdef0123`, foundry, { key: '0123456789abcdef0123' }],
	[
		'a subscription key in the URL',
		azureDocuments,
		`${foundry}?subscription-key=0123456789abcdef0123`,
		foundry,
		{ key: '0123456789abcdef0123' },
	],
	[
		'a page of the Azure portal about a resource',
		azureDocuments,
		'https://portal.azure.com/#@contoso.com/resource/subscriptions/1-2/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/my-res/overview',
		foundry.replace('//r.', '//my-res.'),
	],
	[
		'a page of Foundry about a resource',
		azureDocuments,
		'https://ai.azure.com/foundryResource/overview?wsid=%2Fsubscriptions%2F1%2FresourceGroups%2Frg%2Fproviders%2FMicrosoft.CognitiveServices%2Faccounts%2Fmy-res%2Fprojects%2Fp&tid=2',
		foundry.replace('//r.', '//my-res.'),
	],
	[
		'curl',
		azureDocuments,
		`curl -X POST "${foundry}" \\\n  -H "Content-Type: application/json" \\\n  -H "Authorization: Bearer abcdef0123456789" \\\n  -d '{"model": "my-ocr", "document": {"type": "document_url"}}'`,
		foundry,
		{ key: 'abcdef0123456789', model: 'my-ocr' },
	],
	[
		'curl with a variable for the key',
		azureDocuments,
		`curl ${foundry} -H "api-key: $AZURE_API_KEY" -d '{"model":"mistral-ocr-4-0"}'`,
		foundry,
		{ model: 'mistral-ocr-4-0' },
	],
	[
		'curl on Windows',
		azureDocuments,
		`curl.exe ${foundry} ^\r\n -H "api-key: abcdef0123456789" ^\r\n -d "{}"`,
		foundry,
		{ key: 'abcdef0123456789' },
	],
	[
		'curl with --url',
		azureDocuments,
		`curl --request POST --url ${foundry} --header 'api-key: abcdef0123456789'`,
		foundry,
		{ key: 'abcdef0123456789' },
	],
	[
		'.env',
		azureDocuments,
		`# Azure\nexport AZURE_MISTRAL_ENDPOINT="${foundry}"\nAZURE_API_KEY=abcdef0123456789\nAZURE_MISTRAL_DEPLOYMENT=my-ocr`,
		foundry,
		{ key: 'abcdef0123456789', model: 'my-ocr' },
	],
	[
		'.env with a host alone',
		azureDocuments,
		'AZURE_AI_ENDPOINT=r.services.ai.azure.com\nAZURE_AI_KEY=abcdef0123456789',
		foundry,
		{ key: 'abcdef0123456789' },
	],
	['.env with the key of another maker', azureDocuments, `AZURE_ENDPOINT=${foundry}\nMISTRAL_API_KEY=abcdef0123456789`, foundry],
	[
		'PowerShell',
		azureDocuments,
		`$env:AZURE_ENDPOINT = "${foundry}"\n$env:AZURE_API_KEY = "abcdef0123456789"`,
		foundry,
		{ key: 'abcdef0123456789' },
	],
	['JSON', azureDocuments, `{"endpoint": "${foundry}", "api_key": "abcdef0123456789"}`, foundry, { key: 'abcdef0123456789' }],
	['Python', azureDocuments, `client = Mistral(endpoint="${foundry}", api_key="abcdef0123456789")`, foundry, { key: 'abcdef0123456789' }],
	['the fields of the portal', azureDocuments, `Target URI\n${foundry}\nKey\nabcdef0123456789`, foundry, { key: 'abcdef0123456789' }],
	['a label before the address', azureDocuments, `Target URI: ${foundry}`, foundry],
	// Mistral's own API
	['the address of Mistral’s API', mistralDocuments, 'https://api.mistral.ai', 'https://api.mistral.ai/v1/ocr'],
	['with /v1', mistralDocuments, 'api.mistral.ai/v1/', 'https://api.mistral.ai/v1/ocr'],
	['with /v1/ocr', mistralDocuments, 'https://api.mistral.ai/v1/ocr', 'https://api.mistral.ai/v1/ocr'],
	['with /v1/ocr/process', mistralDocuments, 'https://api.mistral.ai/v1/ocr/process', 'https://api.mistral.ai/v1/ocr'],
	['with another operation', mistralDocuments, 'https://api.mistral.ai/v1/chat/completions', 'https://api.mistral.ai/v1/ocr'],
	[
		'Mistral’s API where Azure was chosen',
		azureDocuments,
		'https://api.mistral.ai/v1',
		'https://api.mistral.ai/v1/ocr',
		{ service: 'mistral' },
	],
	['Azure where Mistral was chosen', mistralDocuments, foundry, foundry, { service: 'azure' }],
	[
		'a key of Mistral alone',
		mistralDocuments,
		'abcdefgh0123456789ABCDEFGH012345',
		'https://api.mistral.ai/v1/ocr',
		{ key: 'abcdefgh0123456789ABCDEFGH012345' },
	],
	['a model of Mistral alone', mistralDocuments, 'mistral-ocr-4-1', 'https://api.mistral.ai/v1/ocr', { model: 'mistral-ocr-4-1' }],
	[
		'.env of Mistral',
		mistralDocuments,
		'MISTRAL_API_KEY=abcdefgh0123456789ABCDEFGH012345',
		'https://api.mistral.ai/v1/ocr',
		{ key: 'abcdefgh0123456789ABCDEFGH012345' },
	],
	['a server that speaks it', mistralDocuments, 'https://ocr.corp.example/mistral/v1', 'https://ocr.corp.example/mistral/v1/ocr'],
	['a server with another operation', mistralDocuments, 'https://ocr.corp.example/v1/chat/completions', 'https://ocr.corp.example/v1/ocr'],
	['a server with /v1/ocr/process', mistralDocuments, 'https://ocr.corp.example/v1/ocr/process', 'https://ocr.corp.example/v1/ocr'],
	[
		'the curl of Mistral’s documentation',
		mistralDocuments,
		'curl https://api.mistral.ai/v1/ocr \\\n -H "Content-Type: application/json" \\\n -H "Authorization: Bearer ${MISTRAL_API_KEY}" \\\n -d \'{"model": "mistral-ocr-latest", "document": {"type": "document_url", "document_url": "https://arxiv.org/pdf/2201.04234"}}\' -o out.json',
		'https://api.mistral.ai/v1/ocr',
		{ model: 'mistral-ocr-latest' },
	],
	// Images
	[
		'Azure OpenAI’s Target URI',
		azureImages,
		`${deployments}/my-images/images/generations${version}`,
		`${deployments}/my-images/images/generations${version}`,
		{ model: 'my-images' },
	],
	[
		'Azure OpenAI’s Target URI of edits',
		azureImages,
		`${deployments}/my-images/images/edits${version}`,
		`${deployments}/my-images/images/generations${version}`,
		{ model: 'my-images' },
	],
	['Azure OpenAI’s host', azureImages, 'r.openai.azure.com', `${deployments}/M/images/generations${version}`],
	['the name of an Azure OpenAI resource', azureImages, 'r2', `${deployments.replace('//r.', '//r2.')}/M/images/generations${version}`],
	['Azure’s v1 route', azureImages, 'https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1/images/generations'],
	['Azure in China', azureImages, 'https://r.openai.azure.cn', `${deployments.replace('.com', '.cn')}/M/images/generations${version}`],
	[
		'Azure where OpenAI was chosen',
		openaiImages,
		`${deployments}/d/images/generations${version}`,
		`${deployments}/d/images/generations${version}`,
		{ service: 'azure', model: 'd' },
	],
	['OpenAI’s API', openaiImages, 'https://api.openai.com', 'https://api.openai.com/v1/images/generations'],
	[
		'OpenAI’s API with an operation',
		compatibleImages,
		'https://api.openai.com/v1/chat/completions',
		'https://api.openai.com/v1/images/generations',
		{ service: 'openai' },
	],
	[
		'a key of OpenAI alone',
		openaiImages,
		'sk-proj-abcdefghijklmnopqrstuvwx',
		'https://api.openai.com/v1/images/generations',
		{ key: 'sk-proj-abcdefghijklmnopqrstuvwx' },
	],
	['a server of one’s own', compatibleImages, 'http://localhost:8000/v1', 'http://localhost:8000/v1/images/generations'],
	[
		'a server with an operation',
		compatibleImages,
		'http://localhost:8000/v1/images/generations',
		'http://localhost:8000/v1/images/generations',
	],
	['a server with its list of models', compatibleImages, 'http://localhost:8000/v1/models', 'http://localhost:8000/v1/images/generations'],
	['a host and port of a network', compatibleImages, 'http://gpu-box:8000/v1', 'http://gpu-box:8000/v1/images/generations'],
	['an address of IPv6', compatibleImages, 'http://[::1]:8000/v1', 'http://[::1]:8000/v1/images/generations'],
	[
		'.env of a server',
		compatibleImages,
		'OPENAI_BASE_URL=http://localhost:8000/v1\nOPENAI_API_KEY=sk-local-0123456789',
		'http://localhost:8000/v1/images/generations',
		{ key: 'sk-local-0123456789' },
	],
	[
		'the curl of OpenAI’s documentation',
		openaiImages,
		'curl https://api.openai.com/v1/images/generations -H "Authorization: Bearer $OPENAI_API_KEY" -d \'{"model": "gpt-image-2", "prompt": "A cute baby sea otter"}\'',
		'https://api.openai.com/v1/images/generations',
		{ model: 'gpt-image-2' },
	],
];

const wrong: readonly (readonly [what: string, context: PasteContext, pasted: string, problem: string])[] = [
	['nothing', azureDocuments, '  \n', 'empty'],
	['a sample’s placeholder', azureDocuments, 'https://<resource>.services.ai.azure.com', 'placeholder'],
	['a placeholder in braces', azureDocuments, 'https://{your-resource}.openai.azure.com', 'placeholder'],
	['a placeholder in words', azureDocuments, 'https://your-resource-name.services.ai.azure.com', 'placeholder'],
	['Foundry’s page', azureDocuments, 'https://ai.azure.com/build/overview', 'portal'],
	['the old page of Azure OpenAI', azureImages, 'https://oai.azure.com/portal/x', 'portal'],
	['the Azure portal', azureDocuments, 'https://portal.azure.com/#home', 'portal'],
	['Mistral’s page of keys', mistralDocuments, 'https://console.mistral.ai/api-keys', 'portal'],
	['Mistral’s administration', mistralDocuments, 'admin.mistral.ai/organization/api-keys', 'portal'],
	['OpenAI’s page of keys', openaiImages, 'https://platform.openai.com/api-keys', 'portal'],
	['a chat', openaiImages, 'https://chatgpt.com/', 'portal'],
	['documentation', azureDocuments, 'https://learn.microsoft.com/azure/ai-foundry/', 'portal'],
	['a region’s address', azureDocuments, 'https://eastus.api.cognitive.microsoft.com/', 'regional'],
	['no encryption on Azure', azureDocuments, 'http://r.services.ai.azure.com', 'unencrypted'],
	['no encryption of documents', mistralDocuments, 'http://ocr.corp.example/v1', 'unencrypted'],
	['a password in the address', azureDocuments, 'https://me:secret@r.services.ai.azure.com', 'password'],
	['a key where an address belongs', azureDocuments, '0123456789abcdef0123456789abcdef', 'keyOnly'],
	['a long key of Azure', azureDocuments, 'A'.repeat(40) + '1JQQJ99BAACYeBjFXJ3w3AAAAACOGabcd', 'keyOnly'],
	['a model where an address belongs', azureDocuments, 'mistral-document-ai-2512', 'modelOnly'],
	['an image model where an address belongs', azureImages, 'gpt-image-2', 'modelOnly'],
	['OpenAI for documents', azureDocuments, 'https://api.openai.com/v1', 'otherUse'],
	['Mistral for images', openaiImages, 'https://api.mistral.ai/v1', 'otherUse'],
	['a word where Mistral was chosen', mistralDocuments, 'foo', 'notAnAddress'],
	['a word with a scheme', azureDocuments, 'https://foo', 'notAnAddress'],
	['another scheme', azureDocuments, 'ftp://r.services.ai.azure.com', 'notAnAddress'],
	['a script', azureDocuments, 'javascript:alert(1)', 'notAnAddress'],
	['a file', azureDocuments, 'file:///etc/passwd', 'notAnAddress'],
	['a sentence', azureDocuments, 'please convert my documents', 'notAnAddress'],
	['curl without an address', azureDocuments, 'curl -H "Content-Type: application/json"', 'notAnAddress'],
];

suite('what is pasted as a connection', () => {
	test(`is tried in ${right.length + wrong.length} forms`, () => {
		assert.ok(right.length + wrong.length >= 60);
	});

	for (const [what, context, pasted, url, { service = context.service, key, model } = {}] of right) {
		test(`${what} leads to ${url}`, () => {
			const understood = understandPasted(pasted, context);

			assert.ok(!('problem' in understood), JSON.stringify(understood));
			assert.equal(urlOf(context.use, understood), url);
			assert.deepEqual([understood.service, understood.key, understood.model], [service, key, model]);
			assert.doesNotMatch(understood.endpoint, /key=|Bearer|@/i);
			// What is kept is understood again as the same.
			const again = understandPasted(understood.endpoint, { ...context, service });
			assert.ok(!('problem' in again) && again.endpoint === understood.endpoint, JSON.stringify(again));
		});
	}

	for (const [what, context, pasted, problem] of wrong) {
		test(`${what} is told as ${problem}`, () => {
			const found = understandPasted(pasted, context);

			assert.equal('problem' in found ? found.problem : found.endpoint, problem);
		});
	}

	test('however long or odd, it takes no time', () => {
		for (const text of [
			'a'.repeat(1e6),
			'='.repeat(1e6),
			'key='.repeat(3e5),
			'https://'.repeat(2e5),
			`curl ${'-H "a: b" '.repeat(1e5)}`,
			'"'.repeat(1e6),
			' :'.repeat(5e5),
			'\n'.repeat(1e6),
			'endpoint\n'.repeat(1e5),
			'[](('.repeat(2e5),
		]) {
			const spent = processorTime();
			for (const context of [azureDocuments, compatibleImages]) {
				understandPasted(text, context);
			}
			const took = spent();
			assert.ok(took < 1000, `${text.slice(0, 10)}: ${took} ms`);
		}
	});
});
