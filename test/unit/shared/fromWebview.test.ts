import assert from 'node:assert/strict';
import { noFilter } from '../../../src/shared/panelState.ts';
import { type FromWebview, messageLimits, parseFromWebview } from '../../../src/shared/fromWebview.ts';

const draft = { provider: 'azure', model: 'gpt-image-2', prompt: 'a fox', values: { size: '1024x1024', n: 2 } };
const bytes = new Uint8Array([1, 2, 3]);

/** One of each: the compiler sees to it that none is missing. */
const messages: { readonly [T in FromWebview['type']]: Extract<FromWebview, { type: T }> } = {
	ready: { type: 'ready', draft, revision: 4 },
	draftChanged: { type: 'draftChanged', draft, revision: 4 },
	generate: { type: 'generate', draft, revision: 0 },
	cancel: { type: 'cancel', id: 'g' },
	dismiss: { type: 'dismiss', id: 'g' },
	remedy: { type: 'remedy', id: 'g', remedy: 'retry' },
	setUp: { type: 'setUp', provider: 'azure' },
	modelBehind: { type: 'modelBehind', provider: 'connection:Azure', name: 'pictures', model: 'gpt-image-1.5' },
	addReference: { type: 'addReference', name: 'a.png', mediaType: 'image/png', bytes },
	addReferenceFiles: { type: 'addReferenceFiles', uris: ['file:///a.png'] },
	pickReferences: { type: 'pickReferences' },
	removeReference: { type: 'removeReference', id: 'r' },
	setMask: { type: 'setMask', reference: 'r', png: bytes },
	clearMask: { type: 'clearMask' },
	image: { type: 'image', action: 'saveAs', id: 'i' },
	thumbnail: { type: 'thumbnail', id: 'i', bytes },
	clearResults: { type: 'clearResults' },
	search: { type: 'search', query: '', filter: noFilter },
	findFilters: { type: 'findFilters' },
	images: { type: 'images', action: 'delete', ids: ['i', 'j'] },
	loadMore: { type: 'loadMore', query: 'fox', filter: noFilter, after: 'i' },
};

suite('messages from the webview', () => {
	for (const message of Object.values(messages)) {
		test(`${message.type} passes as it is, without what does not belong to it`, () => {
			assert.deepEqual(parseFromWebview({ ...message, surplus: true }), message);
		});

		test(`${message.type} without any one of its fields does not pass as it was`, () => {
			for (const field of Object.keys(message)) {
				assert.notDeepEqual(parseFromWebview({ ...message, [field]: undefined }), message, field);
			}
		});
	}

	test('what is no message is none', () => {
		for (const value of [undefined, null, 1, 'ready', [], [{ type: 'ready' }], {}, { type: 'other' }, { type: 7 }, { type: ['ready'] }]) {
			assert.equal(parseFromWebview(value), undefined, JSON.stringify(value));
		}
	});

	test('names that every object has are no types', () => {
		for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
			assert.equal(parseFromWebview({ type }), undefined, type);
		}
	});

	test('an unusable draft in ready is left out: the panel must open all the same', () => {
		assert.deepEqual(parseFromWebview({ type: 'ready', draft: { ...draft, model: 7 }, revision: 4 }), { type: 'ready' });
		assert.deepEqual(parseFromWebview({ type: 'ready', draft, revision: -1 }), { type: 'ready' });
	});

	const refused: readonly (readonly [why: string, message: unknown])[] = [
		['an id that is empty', { type: 'cancel', id: '' }],
		['an id that is too long', { type: 'cancel', id: 'x'.repeat(messageLimits.id + 1) }],
		['an id that is no text', { type: 'cancel', id: { toString: () => 'g' } }],
		['an unknown action', { type: 'image', action: 'format', id: 'i' }],
		['a prompt that is too long', { ...messages.generate, draft: { ...draft, prompt: 'x'.repeat(messageLimits.prompt + 1) } }],
		['a revision that is no count', { ...messages.draftChanged, revision: 1.5 }],
		['a value of another kind', { ...messages.generate, draft: { ...draft, values: { size: ['1024x1024'] } } }],
		['a number that is none', { ...messages.generate, draft: { ...draft, values: { n: Number.NaN } } }],
		['too many files', { type: 'addReferenceFiles', uris: Array.from({ length: messageLimits.uris + 1 }, () => 'file:///a') }],
		['a file that is no text', { type: 'addReferenceFiles', uris: ['file:///a', 1] }],
		['an image without bytes', { ...messages.addReference, bytes: new Uint8Array() }],
		['an image as text', { ...messages.addReference, bytes: 'AAAA' }],
		['a mask that is too large', { ...messages.setMask, png: new Uint8Array(messageLimits.maskBytes + 1) }],
		['a thumbnail that is too large', { ...messages.thumbnail, bytes: new Uint8Array(messageLimits.thumbnailBytes + 1) }],
		['a search that is too long', { type: 'search', query: 'x'.repeat(messageLimits.text + 1), filter: noFilter }],
	];
	for (const [why, message] of refused) {
		test(`${why} is refused`, () => {
			assert.equal(parseFromWebview(message), undefined);
		});
	}

	test('bytes may come as a bare buffer', () => {
		assert.deepEqual(parseFromWebview({ ...messages.setMask, png: bytes.buffer }), messages.setMask);
	});

	test('parameters that Fovea does not know are dropped, known ones stay', () => {
		const values = { ...draft.values, response_format: 'url', constructor: 'x' };
		assert.deepEqual(parseFromWebview({ type: 'draftChanged', draft: { ...draft, values }, revision: 1 }), {
			type: 'draftChanged',
			draft,
			revision: 1,
		});
	});
});
