/** `npm run emulator -- [images] [--port <number>]`: the three services, of OCR or of images, on three ports from that one on, until Ctrl+C. */
import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from './emulator.ts';
import { serveImages } from './images/serveImages.ts';
import type { ProfileName } from './profiles.ts';
import type { EmulatorRequest } from './requests.ts';

const key = 'emulator-key';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } });
const emulators = await (positionals[0] === 'images' ? serveImages(Number(values.port ?? 48420)) : serveOcr(Number(values.port ?? 48410)));
process.once('SIGINT', () => void Promise.all(emulators.map((emulator) => emulator.close())));

async function serveOcr(firstPort: number): Promise<readonly Emulator[]> {
	const start = (profile: ProfileName, port: number) =>
		startEmulator({
			profile,
			key,
			port,
			latencySeconds: 0.5,
			pageSeconds: 0.1,
			onEnd: (request) => console.log(line(profile, request)),
			// Nothing else was ever on offer there, and it is retired.
			...(profile === 'serverless' ? { models: { 'mistral-ocr-2503': 'mistral-ocr-2503' } } : {}),
		});

	const emulators = await Promise.all([start('mistral', firstPort), start('foundry', firstPort + 1), start('serverless', firstPort + 2)]);
	const [mistral, foundry, serverless] = emulators;

	console.log(`Mistral OCR, emulated: text comes from a PDF's own text layer, so a scan gives figures only. Ctrl+C ends it.

${settings('Mistral API', mistral, { provider: 'mistral', mistralEndpoint: mistral.origin, mistralModel: 'mistral-ocr-latest' })}
${settings('Azure AI Foundry', foundry, { provider: 'azure', azureEndpoint: foundry.endpoint, azureModel: 'mistral-document-ai-2512' })}
${settings('Azure serverless endpoint', serverless, { provider: 'azure', azureEndpoint: serverless.endpoint, azureModel: 'mistral-ocr-2503' })}`);
	return emulators;
}

function settings(name: string, { endpoint }: Emulator, values: Readonly<Record<string, string>>): string {
	const entries = Object.entries(values).map(([setting, value]) => `  "fovea.ocr.${setting}": "${value}",\n`);
	return `${name}: ${endpoint}, key ${key}\n${entries.join('')}`;
}

function line(profile: ProfileName, { method, path, model, byteLength, recognized, status, aborted }: EmulatorRequest): string {
	const document = byteLength === undefined ? '' : `, ${byteLength} bytes`;
	const pages = recognized ? `, ${recognized.length} pages` : '';
	return `${profile} ${method} ${path}: ${aborted ? 'client went away' : String(status ?? 'cut')}, ${model ?? 'no model'}${document}${pages}`;
}
