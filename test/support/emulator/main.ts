/** `npm run emulator -- [images] [--port <number>]`: the three services, of OCR or of images, on three ports from that one on, until Ctrl+C. */
import { readOptions } from '../readOptions.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { serveImages } from './images/serveImages.ts';
import type { ProfileName } from './profiles.ts';
import type { EmulatorRequest } from './requests.ts';

const key = 'emulator-key';
const usage = `npm run emulator -- [images] [--port <number>]

The services of OCR (from port 48410 on), or those of images (from 48420 on), until Ctrl+C.`;
const { values, positionals } = readOptions(usage, { allowPositionals: true, options: { port: { type: 'string' } } });
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

The key is ${key}. Run "Fovea: Connect a Service…", or set these:

  "fovea.connections": [
    ${connection('Mistral API', 'mistral', mistral.origin, 'mistral-ocr-latest')},
    ${connection('Azure AI Foundry', 'azure', foundry.endpoint, 'mistral-document-ai-2512')},
    ${connection('Azure serverless endpoint', 'azure', serverless.endpoint, 'mistral-ocr-2503')}
  ],
  "fovea.ocr.connection": "Mistral API"
`);
	return emulators;
}

function connection(name: string, service: string, endpoint: string, model: string): string {
	return JSON.stringify({ name, for: 'documents', service, endpoint, model });
}

function line(profile: ProfileName, { method, path, model, byteLength, recognized, status, aborted }: EmulatorRequest): string {
	const document = byteLength === undefined ? '' : `, ${byteLength} bytes`;
	const pages = recognized ? `, ${recognized.length} pages` : '';
	return `${profile} ${method} ${path}: ${aborted ? 'client went away' : String(status ?? 'cut')}, ${model ?? 'no model'}${document}${pages}`;
}
