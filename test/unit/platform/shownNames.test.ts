import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { plain } from '../../../src/core/plain.ts';
import '../../../src/platform/shownNames.ts';

suite('names in messages', () => {
	const l10n: Pick<typeof vscode.l10n, 't'> = { t: (message: unknown, ...args: unknown[]) => [message, ...args].join('|') };
	const name = 'a name'.slice();

	test('are plain, else the linter reports them', () => {
		// If the linter did not report this line, it would report the comment.
		// oxlint-disable-next-line typescript/no-deprecated -- asserts the rule
		assert.equal(l10n.t('{0}', name), '{0}|a name');
		// oxlint-disable-next-line typescript/no-deprecated -- asserts the rule
		assert.equal(l10n.t('{0} {1}', 1, name), '{0} {1}|1|a name');
		// oxlint-disable-next-line typescript/no-deprecated -- asserts the rule
		assert.equal(l10n.t('{0}', `of ${name}`), '{0}|of a name');
	});

	test('may stand beside numbers and our own words', () => {
		assert.equal(l10n.t('{0} {1} {2}', plain(name), 1, name ? 'x' : 'y'), '{0} {1} {2}|a name|1|x');
		assert.equal(l10n.t('no arguments'), 'no arguments');
	});
});
