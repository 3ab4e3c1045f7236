import assert from 'node:assert/strict';
import { isFoveaError } from '../../../../src/core/errors.ts';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { imageEndpoint, keyHeaders } from '../../../../src/core/image/endpoint.ts';
import { probeImages } from '../../../../src/core/image/probe.ts';
import { type ImageEmulator, startImageEmulator } from '../../../support/emulator/images/imageEmulator.ts';
import { requestLimitMs } from '../../../support/run/limits.ts';

suite('finding out whether a service draws', () => {
	const client: HttpClient = createHttpClient({ strictSsl: true, systemCertificates: false });
	let emulator: ImageEmulator | undefined;

	teardown(async () => {
		await emulator?.close();
		emulator = undefined;
	});
	suiteTeardown(() => client.close());

	/** What a probe says: undefined when all is well, else the code of the failure. */
	async function probe(
		profile: 'openai' | 'azure' | 'compatible',
		key: string,
		model: string,
		address?: string,
	): Promise<string | undefined> {
		emulator ??= await startImageEmulator({ profile, key: profile === 'compatible' ? '' : 'right-key' });
		const endpoint = imageEndpoint(address ?? emulator.endpoint, profile);
		const options = { model, headers: keyHeaders(endpoint, key), signal: new AbortController().signal, timeoutMs: requestLimitMs };
		try {
			await probeImages(client, endpoint, options);
			return undefined;
		} catch (error) {
			return isFoveaError(error) ? error.code : String(error);
		}
	}

	for (const [profile, key] of [
		['openai', 'right-key'],
		['azure', 'right-key'],
		['compatible', ''],
	] as const) {
		test(`${profile}: what is right is found right, and nothing is drawn`, async () => {
			assert.equal(await probe(profile, key, 'gpt-image-2'), undefined);
			assert.deepEqual(
				emulator!.requests.filter(({ images }) => images.length > 0),
				[],
			);
			assert.ok(emulator!.requests.every(({ status, kind }) => status !== 200 || kind === 'models'));
		});
	}

	for (const profile of ['openai', 'azure'] as const) {
		test(`${profile}: a wrong key is found`, async () => {
			assert.equal(await probe(profile, 'wrong-key', 'gpt-image-2'), 'unauthorized');
		});

		test(`${profile}: a model or deployment that is not there is found`, async () => {
			assert.match((await probe(profile, 'right-key', 'no-such-model')) ?? '', /^(modelNotFound|notFound)$/);
		});
	}

	test('a host that does not answer is found', async () => {
		assert.equal(await probe('compatible', '', 'm', 'http://127.0.0.1:9/v1'), 'connectionRefused');
	});
});
