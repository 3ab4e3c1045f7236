import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fromRoot } from '../../support/host/repository.ts';

/** A process that registers two cleanups, says `ready` and then does what `then` says. */
function start(then: string): ChildProcess {
	const script = `
		import { onExit } from ${JSON.stringify(fromRoot('test/support/host/onExit.ts'))};
		onExit(() => console.log('first'));
		const early = onExit(() => console.log('early'));
		onExit(() => console.log('second'));
		early();
		console.log('ready');
		${then}`;
	return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** What a process prints, line by line, and how it ends. */
async function outcome(child: ChildProcess, signal?: NodeJS.Signals): Promise<{ lines: string[]; code: unknown }> {
	let output = '';
	child.stdout!.on('data', (data) => {
		output += String(data);
		if (signal && output.includes('ready')) {
			child.kill(signal);
		}
	});
	const [code] = (await once(child, 'close')) as unknown[];
	return { lines: output.trim().split('\n'), code };
}

suite('what must be gone when a run ends', () => {
	const lines = ['early', 'ready', 'second', 'first'];
	const wait = 'setInterval(() => undefined, 1000);';

	test('is taken away at the end, the last first, and nothing twice', async () => {
		assert.deepEqual(await outcome(start('')), { lines, code: 0 });
	});

	test('is taken away after an uncaught error', async () => {
		assert.deepEqual(await outcome(start('throw new Error()')), { lines, code: 1 });
	});

	for (const [signal, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const) {
		test(`is taken away after ${signal}`, async () => {
			assert.deepEqual(await outcome(start(wait), signal), { lines, code });
		});
	}
});
