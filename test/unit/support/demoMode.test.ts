import assert from 'node:assert/strict';
import { demoMode } from '../../support/run/demoMode.ts';

suite('the demo', () => {
	const somebody = { headless: false, display: true, terminal: true, desktop: true };

	test('opens a desktop VS Code where there is one and a display', () => {
		assert.equal(demoMode(somebody), 'desktop');
		assert.equal(demoMode({ ...somebody, terminal: false }), 'desktop');
	});

	test('is at an address where there is no desktop VS Code, or no display to show it on', () => {
		assert.equal(demoMode({ ...somebody, desktop: false }), 'browser');
		assert.equal(demoMode({ ...somebody, display: false }), 'browser');
	});

	test('drives itself where there is neither a display nor a terminal', () => {
		assert.equal(demoMode({ ...somebody, display: false, terminal: false }), 'headless');
	});

	test('drives itself when it is asked to', () => {
		assert.equal(demoMode({ ...somebody, headless: true }), 'headless');
	});
});
