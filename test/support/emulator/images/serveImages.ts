import { type ImageEmulator, startImageEmulator } from './imageEmulator.ts';
import type { ImageProfile } from './imageErrors.ts';
import type { ImageRequest } from './imageRecords.ts';

const key = 'image-key';

/** The three image services on three ports from this one on, for trials by hand, with the settings that lead to them printed. */
export async function serveImages(firstPort: number): Promise<readonly ImageEmulator[]> {
	const start = (profile: ImageProfile, port: number) =>
		startImageEmulator({
			profile,
			key: profile === 'compatible' ? '' : key,
			port,
			latencySeconds: 1,
			partialSeconds: 1,
			onEnd: (request) => console.log(line(profile, request)),
		});
	const [openai, azure, compatible] = await Promise.all([
		start('openai', firstPort),
		start('azure', firstPort + 1),
		start('compatible', firstPort + 2),
	]);
	console.log(`Image services, emulated: they draw a landscape with what was asked for written on it. Ctrl+C ends them. The key is ${key}.

  "fovea.connections": [
    ${connection('OpenAI, emulated', 'openai', openai.endpoint, 'gpt-image-2')},
    ${connection('Azure, emulated', 'azure', azure.endpoint, 'gpt-image-2')},
    ${connection('Server, emulated, no key', 'compatible', compatible.endpoint, 'dall-e-3')}
  ]

Azure's other routes: ${azure.azureEndpoint('v1')}
                      ${azure.azureEndpoint('inference')}
`);
	return [openai, azure, compatible];
}

function connection(name: string, service: string, endpoint: string, model: string): string {
	return JSON.stringify({ name, for: 'images', service, endpoint, model });
}

function line(profile: ImageProfile, { method, path, model, fields, images, status, aborted }: ImageRequest): string {
	const settings = Object.entries(fields).filter(([name]) => !['model', 'prompt'].includes(name));
	const asked = settings.map(([name, value]) => `${name} ${String(value)}`).join(', ');
	const outcome = aborted ? 'client went away' : String(status ?? 'cut');
	return `${profile} ${method} ${path}: ${outcome}, ${model ?? 'no model'}${asked && `, ${asked}`}, ${images.length} images sent`;
}
