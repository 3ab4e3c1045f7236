import assert from 'node:assert/strict';
import type { ModelForm } from '../../../src/shared/modelForm.ts';
import { englishStrings } from '../../../src/shared/strings.ts';
import { differs, parametersBeside } from '../../../src/webview/imageFacts.ts';
import { acceptReferences } from '../../../src/webview/referenceFiles.ts';
import { nextIndex } from '../../../src/webview/roving.ts';
import { parseSaved } from '../../../src/webview/savedState.ts';

const form: ModelForm = {
	fields: [],
	maxPromptLength: 1000,
	maxReferences: 3,
	maxReferenceBytes: 2_000_000,
	referenceTypes: ['image/png'],
	mask: 'exact',
	streaming: true,
	notes: [],
};
const file = (name: string, type = 'image/png', size = 1000) => ({ name, type, size });
const accept = (files: ReturnType<typeof file>[], present = 0, change: Partial<ModelForm> = {}) => {
	const { accepted, problems } = acceptReferences(files, { ...form, ...change }, present, englishStrings);
	return { names: accepted.map(({ name }) => name), problems };
};

suite('reference files', () => {
	test('images that fit are taken', () => {
		assert.deepEqual(accept([file('a'), file('b')]), { names: ['a', 'b'], problems: [] });
	});

	test('what the model does not read, or is too large, is named', () => {
		assert.deepEqual(accept([file('a.txt', 'text/plain'), file('b.png', 'image/png', 2_000_001), file('c.png')]), {
			names: ['c.png'],
			problems: ['a.txt is not an image that this model accepts.', 'b.png is larger than 2 MB.'],
		});
	});

	test('as many are taken as there is room for', () => {
		assert.deepEqual(accept([file('a'), file('b')], 2), { names: ['a'], problems: ['This model takes at most 3 reference images.'] });
	});

	test('a model of text alone takes none, and says so once', () => {
		assert.deepEqual(accept([file('a'), file('b')], 0, { maxReferences: 0 }), {
			names: [],
			problems: ['This model takes no reference images.'],
		});
	});
});

suite('asked and actual', () => {
	test('the size that was asked for and came is told once, as the dimensions', () => {
		const size = { label: 'Size', asked: '1536 × 1024', actual: '1536 × 1024' };
		const other = { label: 'Size', asked: '1024 × 1024', actual: '1536 × 1024' };
		const quality = { label: 'Quality', actual: 'Low' };
		assert.deepEqual(parametersBeside('1536 × 1024', [size, quality]), [quality]);
		assert.deepEqual(parametersBeside('1536 × 1024', [other]), [other]);
		assert.deepEqual(parametersBeside('1000 × 1000', [size]), [size]);
	});

	test('a value differs when both are known and neither is left to the service', () => {
		assert.equal(differs({ label: 'Size', asked: '1024x1024', actual: '1536x1024' }), true);
		assert.equal(differs({ label: 'Quality', asked: 'High', actual: 'high' }), false);
		assert.equal(differs({ label: 'Quality', asked: 'auto', actual: 'high' }), false);
		assert.equal(differs({ label: 'Quality', asked: 'high' }), false);
		assert.equal(differs({ label: 'Quality', actual: 'high' }), false);
	});
});

suite('arrow keys in a group', () => {
	test('they go round, along the group only', () => {
		assert.equal(nextIndex('ArrowRight', 2, 3, 'horizontal'), 0);
		assert.equal(nextIndex('ArrowLeft', 0, 3, 'horizontal'), 2);
		assert.equal(nextIndex('ArrowDown', 0, 3, 'horizontal'), undefined);
		assert.equal(nextIndex('ArrowDown', 0, 3, 'vertical'), 1);
		assert.equal(nextIndex('End', 0, 3, 'vertical'), 2);
	});
});

suite('what is kept over a reload', () => {
	test('nothing, and nonsense, is an empty state', () => {
		for (const value of [undefined, null, 7, 'x', { tab: 'other', outputTop: 'far', draft: 'text', masks: {} }]) {
			assert.deepEqual(parseSaved(value), {});
		}
	});

	test('what was kept comes back', () => {
		const saved = {
			page: 'p',
			draft: { provider: 'azure', model: 'm', prompt: 'p', values: {} },
			revision: 7,
			tab: 'history',
			composerTop: 10,
			outputTop: 20,
			moreOptions: true,
			masks: [
				{ reference: 'r', steps: [{ kind: 'invert' }], undone: [] },
				{ reference: 's', steps: [], undone: [{ kind: 'clear' }] },
			],
			painting: 'r',
		};
		assert.deepEqual(parseSaved(JSON.parse(JSON.stringify(saved))), saved);
	});

	test('a mask that is none takes no other with it', () => {
		const sound = { reference: 'r', steps: [], undone: [] };
		assert.deepEqual(parseSaved({ masks: [{ reference: 7 }, sound], painting: true }), { masks: [sound] });
	});
});
