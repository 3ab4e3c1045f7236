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

const key = '0123456789abcdef0123456789abcdef';
const mistral = 'https://api.mistral.ai/v1/ocr';
const contoso = 'https://contoso.services.ai.azure.com/providers/mistral/azure/ocr';
const drawing = (deployment: string, host = 'https://contoso.openai.azure.com') =>
	`${host}/openai/deployments/${deployment}/images/generations?api-version=2025-04-01-preview`;

/** Forms that people show when they ask in public why it does not work, each with what is theirs replaced. */
const asked: readonly Right[] = [
	// mistralai/client-python#237, #292, client-ts#157
	['a keyword of Python', azureDocuments, 'server_url="https://contoso.services.ai.azure.com/providers/mistral/azure"', contoso],
	['Mistral’s path on Azure’s host', azureDocuments, 'https://contoso.services.ai.azure.com/v1/ocr', contoso],
	// BerriAI/litellm#7275, #11478
	[
		'a list of models of LiteLLM',
		azureDocuments,
		`model_list:\n  - model_name: mistral-ocr\n    litellm_params:\n      model: azure_ai/ocr-prod\n      api_base: "https://contoso.services.ai.azure.com/"\n      api_key: "${key}"\n      api_version: "2024-05-01-preview"`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	// danny-avila/LibreChat#6814
	[
		'the configuration of LibreChat',
		azureDocuments,
		'ocr:\n  mistralModel: "ocr-prod"\n  apiKey: "${AZURE_MISTRAL_OCR_API_KEY}"\n  baseURL: "https://contoso.services.ai.azure.com/models/mistral-ocr-2503"\n  strategy: "azure_mistral_ocr"',
		contoso,
		{ model: 'ocr-prod' },
	],
	['the variables of LibreChat', mistralDocuments, `OCR_BASEURL=https://api.mistral.ai/v1\nOCR_API_KEY=${key}`, mistral, { key }],
	// open-webui/open-webui#14134, #12307
	[
		'the variables of Open WebUI for OCR',
		mistralDocuments,
		`MISTRAL_OCR_API_BASE_URL=https://api.mistral.ai/v1\nMISTRAL_OCR_API_KEY=${key}`,
		mistral,
		{ key },
	],
	['an address of a project', azureDocuments, 'https://contoso.services.ai.azure.com/api/projects/firstProject', contoso],
	[
		'a connection string of Foundry',
		azureDocuments,
		`Endpoint=https://contoso.services.ai.azure.com/models;Key=${key};DeploymentId=ocr-prod`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	[
		'a client of Azure’s library for Python',
		azureDocuments,
		`client = ChatCompletionsClient(endpoint="https://contoso.services.ai.azure.com/models", credential=AzureKeyCredential("${key}"))`,
		contoso,
		{ key },
	],
	[
		'a request of JavaScript with a document in it',
		azureDocuments,
		`await fetch("${contoso}", { method: "POST", headers: { Authorization: \`Bearer \${process.env.KEY}\` }, body: JSON.stringify({ model: "ocr-prod", document: { type: "document_url", document_url: "https://example.com/a.pdf" } }) })`,
		contoso,
		{ model: 'ocr-prod' },
	],
	[
		'a file of HTTP requests',
		azureDocuments,
		`POST ${contoso} HTTP/1.1\nContent-Type: application/json\nAuthorization: Bearer ${key}\n\n{"model": "ocr-prod"}`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	[
		'a command of HTTPie, without a scheme',
		azureDocuments,
		`http POST contoso.services.ai.azure.com/providers/mistral/azure/ocr api-key:${key} model=ocr-prod`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	[
		'a curl of the portal in one line',
		azureDocuments,
		`curl --location '${contoso}' --header 'Authorization: Bearer ${key}' --data '{"model":"ocr-prod"}'`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	// Azure-Samples/openai-apim-lb#31
	[
		'a gateway of API Management',
		azureImages,
		`curl "https://gw.azure-api.net/contoso/openai/deployments/draw/images/generations?api-version=2025-04-01-preview" \\\n -H "Ocp-Apim-Subscription-Key: ${key}" -d "{\\"prompt\\":\\"x\\"}"`,
		drawing('draw', 'https://gw.azure-api.net/contoso'),
		{ key, model: 'draw' },
	],
	// open-webui/open-webui#16267
	['a list of deployments', azureImages, 'https://contoso.openai.azure.com/openai/deployments/', drawing('M')],
	['the route without a deployment', azureImages, 'https://contoso.openai.azure.com/openai/', drawing('M')],
	// RageAgainstThePixel/OpenAI-DotNet#152
	[
		'the operation of the first DALL-E',
		azureImages,
		'https://contoso.openai.azure.com/openai/images/generations:submit?api-version=2023-06-01-preview',
		drawing('M'),
	],
	[
		'a script of PowerShell',
		azureImages,
		`$headers = @{ "api-key" = "${key}" }\nInvoke-RestMethod -Uri "${drawing('draw')}" -Method Post -Headers $headers`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'variables of PowerShell',
		azureImages,
		`$Env:AZURE_OPENAI_ENDPOINT = 'https://contoso.openai.azure.com/'\n$Env:AZURE_OPENAI_API_KEY = '${key}'`,
		drawing('M'),
		{ key },
	],
	[
		'a curl of the Windows command line',
		azureImages,
		`curl -X POST "${drawing('draw')}" ^\n -H "api-key: ${key}" ^\n -d "{^\\"model^\\":^\\"draw^\\"}"`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'variables of the Windows command line',
		azureImages,
		`set AZURE_OPENAI_ENDPOINT=https://contoso.openai.azure.com\nset AZURE_OPENAI_API_KEY=${key}\nset AZURE_OPENAI_DEPLOYMENT_NAME=draw`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'a client of Python with typographic quotes',
		azureImages,
		`client = AzureOpenAI(\n azure_endpoint=“https://contoso.openai.azure.com”,\n api_key=“${key}”,\n azure_deployment=“draw”)`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'a client of C#',
		azureImages,
		`AzureOpenAIClient c = new(new Uri("https://contoso.openai.azure.com/"), new AzureKeyCredential("${key}"));\nvar image = c.GetImageClient("draw");`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'the settings of .NET',
		azureImages,
		`{ "AzureOpenAI": { "Endpoint": "https://contoso.openai.azure.com/", "ApiKey": "${key}", "DeploymentName": "draw" } }`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'the variables of LangChain, which name the resource',
		azureImages,
		`AZURE_OPENAI_API_INSTANCE_NAME=contoso\nAZURE_OPENAI_API_KEY=${key}\nAZURE_OPENAI_API_DEPLOYMENT_NAME=draw`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'the variables of Open WebUI for images, with Azure in the place of OpenAI',
		openaiImages,
		`IMAGES_OPENAI_API_BASE_URL=https://contoso.openai.azure.com/openai/deployments/draw/\nIMAGES_OPENAI_API_KEY=${key}`,
		drawing('draw'),
		{ service: 'azure', key, model: 'draw' },
	],
	[
		'the environment of a container',
		compatibleImages,
		'environment:\n  - OPENAI_API_BASE_URL=http://host.docker.internal:4000/v1\n  - OPENAI_API_KEY=sk-1234567890abcdef',
		'http://host.docker.internal:4000/v1/images/generations',
		{ key: 'sk-1234567890abcdef' },
	],
	[
		'another operation of a router',
		compatibleImages,
		'https://openrouter.ai/api/v1/chat/completions',
		'https://openrouter.ai/api/v1/images',
	],
	// egoist/chatwise-releases#943
	[
		'a deployment with a version of the path between',
		azureImages,
		'https://contoso.openai.azure.com/openai/deployments/gpt-image-1/v1/images/generations',
		drawing('gpt-image-1'),
		{ model: 'gpt-image-1' },
	],
	// openai/openai-go#476
	[
		'the operation of edits without a deployment',
		azureImages,
		'https://contoso.openai.azure.com/openai/images/edits?api-version=2025-04-15',
		drawing('M'),
	],
	// BerriAI/litellm#2247
	[
		'the variables of LiteLLM for Mistral on Azure',
		azureDocuments,
		`MISTRAL_AZURE_API_KEY = "${key}"\nMISTRAL_AZURE_API_BASE = "https://Mistral-ocr-nmefg-serverless.eastus2.inference.ai.azure.com"`,
		'https://mistral-ocr-nmefg-serverless.eastus2.inference.ai.azure.com/v1/ocr',
		{ key },
	],
	[
		'a call of LiteLLM',
		azureDocuments,
		`response = ocr(\n    model="mistral/ocr-prod",\n    api_base="https://contoso-serverless.eastus2.inference.ai.azure.com/v1",\n    api_key = "${key}"\n)`,
		'https://contoso-serverless.eastus2.inference.ai.azure.com/v1/ocr',
		{ key, model: 'ocr-prod' },
	],
	// BerriAI/litellm#11660
	[
		'a form sent to a proxy, whose models have names with a maker',
		compatibleImages,
		`curl -X POST "https://litellm.example.com/v1/images/edits" \\\n  -H "Authorization: Bearer sk-${key}" \\\n  -F "model=azure/gpt-image-1" \\\n  -F "image=@otter.png" \\\n  -F "prompt=change it"`,
		'https://litellm.example.com/v1/images/generations',
		{ key: `sk-${key}`, model: 'azure/gpt-image-1' },
	],
	// openinterpreter/openinterpreter#788
	[
		'the profile of Open Interpreter',
		azureImages,
		`AZURE_API_BASE: https://contoso.openai.azure.com/\nAZURE_API_KEY: "${key}"\nAPI_TYPE: "azure"\nMODEL: "azure/draw"\nAZURE_API_VERSION: "2023-08-01-preview"`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	// continuedev/continue#1803, #2835
	[
		'the configuration of Continue, where the deployment is the engine',
		azureImages,
		`{ "title": "Azure OpenAI", "provider": "azure", "model": "gpt-image-2", "engine": "draw", "apiBase": "https://contoso.openai.azure.com/", "apiType": "azure", "apiKey": "${key}" }`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	// continuedev/continue#3735
	[
		'the configuration of Continue with a deployment and a model',
		azureDocuments,
		`"provider": "mistral",\n"apiKey": "${key}",\n"deployment": "ocr-prod",\n"apiBase": "https://contoso.eastus2.models.ai.azure.com/v1",\n"model": "Codestral-2501",`,
		'https://contoso.eastus2.models.ai.azure.com/v1/ocr',
		{ key, model: 'ocr-prod' },
	],
	// trypear/pearai-app#122
	[
		'the variables of a chat',
		azureImages,
		`API_KEY = "${key}"\nENDPOINT = "https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-02-15-preview"`,
		drawing('M'),
		{ key },
	],
	// onyx-dot-app/onyx#293
	[
		'variables with the maker at the end',
		azureImages,
		`API_BASE_OPENAI=https://contoso.openai.azure.com\nAPI_TYPE_OPENAI=azure\nAPI_VERSION_OPENAI=2023-05-15\nAZURE_DEPLOYMENT_ID=draw`,
		drawing('draw'),
		{ model: 'draw' },
	],
	// OpenBMB/ChatDev#191
	[
		'variables before a command, with the version of a chat',
		azureImages,
		`OPENAI_API_BASE="https://contoso.openai.azure.com/openai/deployments/draw?api-version=2023-05-15" OPENAI_API_KEY=${key} python3 run.py --task "Snake game"`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	// zhayujie/CowAgent#1848
	[
		'an address that Python puts together',
		azureImages,
		`url = "{}openai/deployments/dall-e-3/images/generations?api-version={}".format("https://contoso.openai.azure.com/", api_version)`,
		drawing('M'),
	],
	// granawkins/rawdog#29
	[
		'the configuration of a tool of the command line',
		azureImages,
		`llm_api_key: ${key}\nllm_base_url: https://contoso.openai.azure.com/\nllm_custom_provider: azure\nllm_model: draw`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	// x2ansible/x2a-convertor#202
	[
		'variables with remarks behind them',
		azureImages,
		`LLM_MODEL=draw # your deployment name\nOPENAI_API_KEY=${key} # your API key\nOPENAI_API_BASE=https://contoso.openai.azure.com/openai/v1`,
		'https://contoso.openai.azure.com/openai/v1/images/generations',
		{ key, model: 'draw' },
	],
	// bagofwords1/bagofwords#990
	[
		'a list of markdown',
		azureImages,
		`- **Provider:** Custom\n- **Base URL:** \`https://contoso.services.ai.azure.com/openai/v1\`\n- **API key:** \`${key}\`\n- **Model ID:** \`draw\``,
		'https://contoso.services.ai.azure.com/openai/v1/images/generations',
		{ key, model: 'draw' },
	],
	// owndev/Open-WebUI-Functions#97, trycua/cua#654
	[
		'the route of another maker on the same resource',
		azureImages,
		'https://contoso.services.ai.azure.com/anthropic/v1/messages',
		'https://contoso.services.ai.azure.com/openai/v1/images/generations',
	],
	[
		'the route of FLUX on the same resource',
		azureImages,
		'https://contoso.services.ai.azure.com/providers/blackforestlabs/v1/flux-2-pro?api-version=preview',
		'https://contoso.services.ai.azure.com/providers/blackforestlabs/v1/flux-2-pro?api-version=preview',
	],
	[
		'the route of MAI-Image on the same resource',
		azureImages,
		'https://contoso.services.ai.azure.com/mai/v1/images/edits',
		'https://contoso.services.ai.azure.com/mai/v1/images/generations',
	],
	['the base of another maker', azureDocuments, 'ANTHROPIC_API_BASE=https://contoso.services.ai.azure.com/anthropic', contoso],
	// langchain-ai/langchainjs
	[
		'a client of LangChain in JavaScript',
		azureImages,
		`new DallEAPIWrapper({ azureOpenAIApiKey: "${key}", azureOpenAIApiInstanceName: "contoso", azureOpenAIApiDeploymentName: "draw" })`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	// spring-projects/spring-ai#2078
	[
		'the properties of Spring',
		azureImages,
		`spring.ai.azure.openai.endpoint=https://contoso.openai.azure.com/\nspring.ai.azure.openai.api-key=${key}\nspring.ai.azure.openai.image.options.deployment-name=draw`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'the settings of an app on Azure',
		azureImages,
		`[{ "name": "AZURE_OPENAI_ENDPOINT", "value": "https://contoso.openai.azure.com/", "slotSetting": false },\n { "name": "AZURE_OPENAI_API_KEY", "value": "${key}", "slotSetting": false },\n { "name": "AZURE_OPENAI_DEPLOYMENT", "value": "draw", "slotSetting": false }]`,
		drawing('draw'),
		{ key, model: 'draw' },
	],
	[
		'the environment of Kubernetes',
		azureDocuments,
		`env:\n  - name: AZURE_AI_ENDPOINT\n    value: ${contoso}\n  - name: AZURE_AI_KEY\n    value: "${key}"`,
		contoso,
		{ key },
	],
	[
		'a command that starts a container',
		compatibleImages,
		'docker run -d -e OPENAI_API_BASE_URL=http://host.docker.internal:4000/v1 -e OPENAI_API_KEY=sk-1234567890abcdef ghcr.io/open-webui/open-webui:main',
		'http://host.docker.internal:4000/v1/images/generations',
		{ key: 'sk-1234567890abcdef' },
	],
	[
		'the sample of the portal, with a deployment and the model behind it',
		azureImages,
		`endpoint = "https://contoso.cognitiveservices.azure.com/"\nmodel_name = "gpt-image-2"\ndeployment = "draw"\n\nsubscription_key = "${key}"\napi_version = "2025-04-01-preview"`,
		drawing('draw', 'https://contoso.cognitiveservices.azure.com'),
		{ key, model: 'draw' },
	],
	[
		'the commands of Microsoft’s pages for Windows',
		azureImages,
		`setx AZURE_OPENAI_API_KEY "${key}"\nsetx AZURE_OPENAI_ENDPOINT "https://contoso.openai.azure.com/"`,
		drawing('M'),
		{ key },
	],
	[
		'a client of Go',
		azureImages,
		`client, err := azopenai.NewClientWithKeyCredential("https://contoso.openai.azure.com", azcore.NewKeyCredential("${key}"), nil)`,
		drawing('M'),
		{ key },
	],
	[
		'a file of requests with variables',
		azureDocuments,
		`@endpoint = ${contoso}\n@apiKey = ${key}\n\nPOST {{endpoint}}\nAuthorization: Bearer {{apiKey}}`,
		contoso,
		{ key },
	],
	[
		'the settings of Cline',
		openaiImages,
		`"openAiBaseUrl": "https://contoso.openai.azure.com/openai/deployments/draw",\n"openAiApiKey": "${key}",\n"azureApiVersion": "2025-04-01-preview"`,
		drawing('draw'),
		{ service: 'azure', key, model: 'draw' },
	],
	[
		'a line of a chat',
		azureDocuments,
		`Endpoint: https://contoso.services.ai.azure.com/ Key: ${key} Deployment: ocr-prod`,
		contoso,
		{ key, model: 'ocr-prod' },
	],
	[
		'a model of a router, which has a maker in its name',
		compatibleImages,
		`{ "baseURL": "https://openrouter.ai/api/v1", "apiKey": "sk-or-v1-${key}", "model": "openai/gpt-image-1" }`,
		'https://openrouter.ai/api/v1/images',
		{ key: `sk-or-v1-${key}`, model: 'openai/gpt-image-1' },
	],
	[
		'the account as the command line of Azure shows it',
		azureDocuments,
		'{ "customSubDomainName": "contoso", "endpoint": "https://contoso.cognitiveservices.azure.com/", "endpoints": { "OpenAI Language Model Instance API": "https://contoso.openai.azure.com/", "Token": "https://contoso.cognitiveservices.azure.com/" } }',
		contoso.replace('services.ai', 'cognitiveservices'),
	],
];

const wrong: readonly (readonly [what: string, context: PasteContext, pasted: string, problem: string])[] = [
	['nothing', azureDocuments, '  \n', 'empty'],
	['a sample’s placeholder', azureDocuments, 'https://<resource>.services.ai.azure.com', 'placeholder'],
	['a placeholder in braces', azureDocuments, 'https://{your-resource}.openai.azure.com', 'placeholder'],
	['a placeholder in words', azureDocuments, 'https://your-resource-name.services.ai.azure.com', 'placeholder'],
	// BerriAI/litellm#8572, andrewyng/aisuite#194, cline/cline#444
	['a placeholder in square brackets', azureImages, 'https://[Azure OpenAI Service Resource Name].openai.azure.com', 'placeholder'],
	['a placeholder within a name', azureImages, 'https://azure-openai-[XXXXXX].openai.azure.com/openai/deployments/[NAME]', 'placeholder'],
	['a placeholder in double braces', azureImages, 'https://{{ressource_id}}.openai.azure.com/', 'placeholder'],
	['a variable of LiteLLM', azureDocuments, 'api_base: os.environ/AZURE_AI_API_BASE\napi_key: os.environ/AZURE_AI_API_KEY', 'placeholder'],
	// synth-inc/onit#58, continuedev/continue#3735, Azure-Samples/openai#146, BerriAI/litellm#2237
	[
		'an address with the variables of Python',
		azureImages,
		'url = f"https://{AZURE_OPENAI_ENDPOINT}/openai/deployments/{AZURE_OPENAI_MODEL}/chat/completions?api-version={VERSION}"',
		'placeholder',
	],
	['a name that was made unreadable', azureImages, '"apiBase": "https://***.openai.azure.com"', 'placeholder'],
	[
		'a name that was made unreadable in part',
		azureImages,
		'https://**-westus3.cognitiveservices.azure.com/openai/deployments/gpt-image-1',
		'placeholder',
	],
	['a name that was taken out', azureDocuments, 'api_base="https://[REDACTED].eastus2.inference.ai.azure.com"', 'placeholder'],
	['the keys as the command line of Azure shows them', azureDocuments, `{ "key1": "${key}", "key2": "${key}" }`, 'keyOnly'],
	[
		'a page of the catalogue',
		azureDocuments,
		'https://ai.azure.com/explore/models/mistral-ocr-2503/version/1/registry/azureml-mistral',
		'portal',
	],
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
	['Mistral’s host for code', mistralDocuments, 'https://codestral.mistral.ai/v1/fim/completions', 'otherUse'],
	['the same for Azure', azureDocuments, 'codestral.mistral.ai', 'otherUse'],
	['a model with a dot', azureImages, 'gpt-image-1.5', 'modelOnly'],
	['a model of FLUX', azureImages, 'FLUX.2-pro', 'modelOnly'],
	['a model of MAI-Image', azureImages, 'MAI-Image-2.6', 'modelOnly'],
	['a sentence', azureDocuments, 'please convert my documents', 'notAnAddress'],
	['curl without an address', azureDocuments, 'curl -H "Content-Type: application/json"', 'notAnAddress'],
];

suite('what is pasted as a connection', () => {
	test(`is tried in ${right.length + asked.length + wrong.length} forms`, () => {
		assert.ok(right.length + asked.length + wrong.length >= 60);
	});

	for (const [what, context, pasted, url, { service = context.service, key, model } = {}] of [...right, ...asked]) {
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
