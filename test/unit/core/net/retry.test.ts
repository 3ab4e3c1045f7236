import assert from 'node:assert/strict';
import { FoveaError } from '../../../../src/core/errors.ts';
import { retryAfterSeconds, retryDelay, secondsIn, withRetries } from '../../../../src/core/net/retry.ts';

suite('withRetries', () => {
	const limited = () => new FoveaError('rateLimited', { host: 'h', seconds: 0 });
	const run = (
		outcomes: unknown[],
		mayRepeat = (error: FoveaError) => error.code === 'rateLimited',
		signal = new AbortController().signal,
	) => {
		let attempts = 0;
		const result = withRetries(
			async () => {
				const outcome = outcomes[attempts++];
				if (outcome instanceof Error) {
					throw outcome;
				}
				return outcome;
			},
			{ attempts: 3, mayRepeat, signal },
		);
		return { result, attempts: () => attempts };
	};

	test('asks again until it succeeds', async () => {
		assert.equal(await run([limited(), limited(), 'done']).result, 'done');
	});

	test('gives up after the last attempt with the last failure', async () => {
		const { result, attempts } = run([limited(), limited(), limited(), 'never']);

		await assert.rejects(result, { code: 'rateLimited' });
		assert.equal(attempts(), 3);
	});

	test('does not repeat what may not be repeated, nor what it does not know', async () => {
		await assert.rejects(run([new FoveaError('forbidden', { host: 'h' }), 'never']).result, { code: 'forbidden' });
		await assert.rejects(run([new TypeError('bug'), 'never'], () => true).result, { name: 'TypeError' });
	});

	test('an abort ends the wait', async () => {
		const { result } = run([new FoveaError('rateLimited', { host: 'h', seconds: 60 })], () => true, AbortSignal.timeout(20));

		await assert.rejects(result, { name: 'AbortError' });
	});
});

test('retryDelay is what the service asked, else doubles to a limit', () => {
	const failed = new FoveaError('serviceFailed', { host: 'h', status: 503 });
	const asked = new FoveaError('rateLimited', { host: 'h', seconds: 7 });

	assert.deepEqual(
		[retryDelay(asked, 3, () => 0), retryDelay(failed, 1, () => 0), retryDelay(failed, 2, () => 1), retryDelay(failed, 9, () => 0)],
		[7000, 500, 1250, 16_000],
	);
});

test('retryAfterSeconds reads milliseconds, seconds, durations and dates, and nothing else', () => {
	const now = Date.parse('Sun, 22 Nov 2026 10:00:00 GMT');
	const read = (headers: Record<string, string>) => retryAfterSeconds(headers, now);

	assert.deepEqual(
		[
			read({ 'retry-after-ms': '1500', 'retry-after': '9' }),
			read({ 'retry-after': '9' }),
			read({ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }),
			read({ 'retry-after': '86400' }),
			read({ 'retry-after': '-1' }),
			read({ 'retry-after': 'soon' }),
			read({ 'retry-after': '2m59.5s' }),
			read({ 'retry-after': '480ms' }),
			read({}),
		],
		[1.5, 9, 30, 600, undefined, undefined, 179.5, 0.48, undefined],
	);
});

test('secondsIn reads how long a sentence asks to wait', () => {
	const waits = {
		'Please retry after 26 seconds.': 26,
		'Please try again in 1m12.5s.': 72.5,
		'Please try again in 480ms.': 0.48,
		'Try again in 2 minutes.': 120,
		'Your quota will reset after 4h59m12s.': 600,
		'Please wait for 30 seconds.': 30,
		'Try again in 5 months.': undefined,
		'Try again in a while.': undefined,
	};

	assert.deepEqual(Object.fromEntries(Object.keys(waits).map((words) => [words, secondsIn(words)])), waits);
});
