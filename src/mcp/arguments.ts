import path from 'node:path';
import { parseArgs } from 'node:util';
import { isFoveaError } from '../core/errors.ts';
import { imageEndpoint } from '../core/image/endpoint.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../core/ocr/mistral/endpoint.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import type { ImageSpec } from '../core/worker/imageApi.ts';
import type { McpOptions } from './session.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Arguments that cannot be followed; the message says which and why. */
export class ArgumentError extends Error {}

/** The arguments beside the folders, as `node:util` takes them. README lists each. */
export const serverOptions = {
	ocr: { type: 'string', default: 'local' },
	endpoint: { type: 'string' },
	model: { type: 'string' },
	languages: { type: 'string', default: 'eng' },
	'language-folder': { type: 'string' },
	images: { type: 'string' },
	'images-endpoint': { type: 'string' },
	'images-model': { type: 'string', default: 'gpt-image-2' },
	cache: { type: 'string' },
} as const;

const network = { strictSsl: true, systemCertificates: true };

/**
 * The options of the server from its arguments, and keys from the environment alone.
 * @throws {ArgumentError} rather than do something else than was asked for, such as reading on this machine
 */
export function readArguments(args: readonly string[], environment: Environment): Omit<McpOptions, 'background'> {
	try {
		return optionsFrom(args, environment);
	} catch (error) {
		if (isFoveaError(error) && error.code === 'invalidEndpoint') {
			throw new ArgumentError(
				'The address of the service is missing or wrong: give it with --endpoint (or --images-endpoint), with https://.',
			);
		}
		throw error instanceof TypeError ? new ArgumentError(error.message) : error;
	}
}

function optionsFrom(args: readonly string[], environment: Environment): Omit<McpOptions, 'background'> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: serverOptions,
	});
	return {
		engine: engine(),
		images: images(),
		folders: (positionals.length > 0 ? positionals : ['.']).map((folder) => path.resolve(folder)),
		cache: values.cache === undefined ? undefined : { folder: path.resolve(values.cache), maxBytes: 512_000_000 },
	};

	function engine(): EngineSpec {
		const { AZURE_API_KEY = '', MISTRAL_API_KEY = '' } = environment;
		const hosted = { timeoutMs: 300_000, htmlTables: false, withoutRunningText: true, network };
		const azure = { provider: 'azure', model: values.model ?? 'mistral-document-ai-2512', key: AZURE_API_KEY } as const;
		const mistral = { provider: 'mistral', model: values.model ?? 'mistral-ocr-latest', key: MISTRAL_API_KEY } as const;
		switch (values.ocr) {
			case 'azure':
				return { ...hosted, ...azure, endpoint: azureOcrEndpoint(values.endpoint ?? '').href };
			case 'mistral':
				return { ...hosted, ...mistral, endpoint: mistralOcrEndpoint(values.endpoint ?? 'https://api.mistral.ai').href };
			case 'local':
				return {
					provider: 'local',
					languages: values.languages,
					withoutRunningText: true,
					...(values['language-folder'] ? { languageFolder: path.resolve(values['language-folder']) } : {}),
				};
			default:
				throw new ArgumentError(`--ocr is "local", "azure" or "mistral", not "${values.ocr}".`);
		}
	}

	function images(): ImageSpec | undefined {
		const { images: provider, 'images-endpoint': endpoint = 'https://api.openai.com/v1', 'images-model': model } = values;
		if (provider === undefined) {
			return undefined;
		}
		if (provider !== 'openai' && provider !== 'azure' && provider !== 'compatible') {
			throw new ArgumentError(`--images is "openai", "azure" or "compatible", not "${provider}".`);
		}
		if (provider !== 'openai' && values['images-endpoint'] === undefined) {
			throw new ArgumentError(`--images ${provider} needs --images-endpoint with the address of the service.`);
		}
		imageEndpoint(endpoint, provider);
		const { OPENAI_API_KEY = '', AZURE_OPENAI_API_KEY = '' } = environment;
		const key = provider === 'azure' ? AZURE_OPENAI_API_KEY : provider === 'openai' ? OPENAI_API_KEY : '';
		return { provider, endpoint, model, key, timeoutMs: 600_000, network };
	}
}
