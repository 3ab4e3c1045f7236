import { type HttpClient, createHttpClient } from '../../../../../src/core/net/http.ts';
import { imageEndpoint, keyHeaders } from '../../../../../src/core/image/endpoint.ts';
import type { GenerateOptions, GeneratedImage, GenerationResult } from '../../../../../src/core/image/generator.ts';
import type { ImageProvider } from '../../../../../src/core/image/models.ts';
import { OpenAiImageGenerator } from '../../../../../src/core/image/openaiGenerator.ts';
import { type GeneratorOptions } from '../../../../../src/core/image/generatorOptions.ts';
import { type ImageTransport } from '../../../../../src/core/image/generatorOptions.ts';
import { Limiter } from '../../../../../src/core/net/limiter.ts';
import type { ImageEmulator, ImageEmulatorOptions } from '../../../../support/emulator/images/imageEmulator.ts';
import { emulatedImageId } from '../../../../support/emulator/images/imageFile.ts';
import { key, useImageEmulator } from './askImages.ts';
import { requestLimitMs } from '../../../../support/run/limits.ts';

/** The real client at an emulator, with what it was given. */
export interface GeneratorStage {
	readonly started: ImageEmulator;
	readonly generator: OpenAiImageGenerator;
	readonly given: GenerateOptions;
	readonly arrived: readonly GeneratedImage[];
	readonly partials: readonly Buffer[];
}

/** To be called in a suite. @returns starts an emulator and a client of it, until the test's end */
export function useImageGenerator() {
	const start = useImageEmulator();
	let http: HttpClient;
	suiteSetup(() => {
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
	});
	suiteTeardown(() => http.close());
	const transport: ImageTransport = {
		stream: (post) => http.stream(post),
		get: (where) => http.get(where),
		send: (method, request) => http.send(method, request),
		getWithin: () => http,
	};
	return async (options: Partial<ImageEmulatorOptions> = {}, overrides: Partial<GeneratorOptions> = {}): Promise<GeneratorStage> => {
		const started = await start(options);
		const endpoint = imageEndpoint(started.endpoint, (options.profile ?? 'openai') satisfies ImageProvider);
		const arrived: GeneratedImage[] = [];
		const partials: Buffer[] = [];
		const generator = new OpenAiImageGenerator(transport, {
			endpoint,
			model: 'gpt-image-2',
			authHeaders: keyHeaders(endpoint, key),
			timeoutMs: requestLimitMs,
			limiter: new Limiter({ start: 2, max: 2 }),
			attempts: 3,
			log: () => undefined,
			...overrides,
		});
		const given: GenerateOptions = {
			signal: new AbortController().signal,
			onPartial: ({ bytes }) => partials.push(bytes),
			onImage: (image) => void arrived.push(image),
		};
		return { started, generator, given, arrived, partials };
	};
}

/** Ids of the images that arrived. */
export function ids({ images }: GenerationResult): readonly (string | undefined)[] {
	return images.map(({ bytes }) => emulatedImageId(bytes));
}

/** Ids of the images that an emulator has sent. */
export function sent({ sent }: ImageEmulator): readonly string[] {
	return sent.map(({ id }) => id);
}
