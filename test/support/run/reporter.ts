import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { failureNotes } from './failureNotes.ts';
import type { Results, Time } from './results.ts';
import { sourceStack } from './sourceStack.ts';

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END, EVENT_TEST_FAIL } = Mocha.Runner.constants;

/** Prints each test as it ends and, when all have, writes `Results` to the file in `reporterOptions.results`: the proof that the suite ended. */
export class Reporter extends Mocha.reporters.Spec {
	constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
		super(runner, options);
		const { results } = options.reporterOptions as { readonly results: string };
		runner.prependListener(EVENT_TEST_FAIL, (_test, error: Error) => {
			error.stack = [sourceStack(error.stack ?? error.message), ...failureNotes()].join('\n\n');
		});
		const times: Time[] = [];
		const note = (ended: Mocha.Runnable) => times.push({ title: ended.fullTitle(), milliseconds: ended.duration ?? 0 });
		runner.on(EVENT_TEST_END, note);
		runner.on(EVENT_HOOK_END, note);
		runner.once(EVENT_RUN_END, () => {
			mkdirSync(path.dirname(results), { recursive: true });
			writeFileSync(results, JSON.stringify(summarize(runner.stats!, this.failures, times), undefined, '\t'));
		});
	}
}

function summarize({ passes, failures }: Mocha.Stats, failed: readonly Mocha.Test[], times: readonly Time[]): Results {
	return {
		passed: passes,
		failed: failures,
		failures: failed.map((test) => ({ title: test.fullTitle(), error: test.err?.stack ?? test.err?.message ?? '' })),
		times: [...times].sort((a, b) => b.milliseconds - a.milliseconds),
	};
}
