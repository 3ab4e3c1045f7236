import assert from 'node:assert/strict';
import {
	matches,
	maxResults,
	noFilter,
	reduce,
	type Draft,
	type PanelImage,
	type Generation,
	type PanelEvent,
	type PanelState,
} from '../../../src/shared/panelState.ts';

const draft: Draft = { provider: 'openai', model: 'gpt-image-2', prompt: 'a fox', values: { n: 1 } };
const state: PanelState = {
	providers: [],
	models: [],
	draft,
	revision: 3,
	form: {
		fields: [],
		maxPromptLength: 1000,
		maxReferences: 16,
		maxReferenceBytes: 1,
		referenceTypes: [],
		mask: 'exact',
		streaming: true,
		notes: [],
	},
	repairs: [{ label: 'Quality', from: 'hd', to: 'high' }],
	estimate: '$0.04',
	references: [],
	generations: [],
	results: [],
	history: { query: '', filter: noFilter, models: [], days: [], total: 0, images: [], loading: false },
	notices: [],
};
const image = (id: string, prompt = 'a fox'): PanelImage => ({
	id,
	src: `${id}.png`,
	thumbnail: `${id}.small.png`,
	width: 1024,
	height: 1024,
	prompt,
	provider: 'OpenAI',
	model: 'gpt-image-2',
	parameters: [],
	createdAt: 0,
});
const generation = (id: string, change: Partial<Generation> = {}): Generation => ({
	id,
	prompt: 'a fox',
	provider: 'OpenAI',
	model: 'gpt-image-2',
	count: 2,
	received: 0,
	startedAt: 0,
	status: 'Sending',
	partials: {},
	cancelling: false,
	...change,
});
const failure = { severity: 'error', text: 'No.', remedies: [] } as const;
const after = (from: PanelState, ...events: PanelEvent[]): PanelState => events.reduce(reduce, from);
const ids = (items: readonly { readonly id: string }[]): string => items.map(({ id }) => id).join(' ');
const formChanged = (revision: number, repairs: PanelState['repairs'] = []): PanelEvent => ({
	type: 'formChanged',
	revision,
	models: [{ id: 'x' }],
	form: state.form,
	values: { n: 4 },
	repairs,
});
const withHistory = (total: number, ...images: string[]): PanelState => ({
	...state,
	history: { query: '', filter: noFilter, models: [], days: [], total, images: images.map((id) => image(id)), loading: false },
});

suite('panel state: draft', () => {
	test('a newer draft is taken', () => {
		const next = reduce(state, { type: 'draftChanged', draft: { ...draft, prompt: 'a hare' }, revision: 4 });
		assert.deepEqual([next.draft.prompt, next.revision], ['a hare', 4]);
	});

	test('a draft as old or older is not: the host meets the one it has again after a reload', () => {
		assert.equal(reduce(state, { type: 'draftChanged', draft: { ...draft, prompt: 'a hare' }, revision: 3 }), state);
	});

	test('an answer about an older draft does not touch a newer one', () => {
		assert.equal(reduce(state, formChanged(2)), state);
	});

	test('an answer sets values and form and leaves the prompt', () => {
		const next = reduce(state, formChanged(3));
		assert.deepEqual([next.draft.values, next.draft.prompt, next.models[0]?.id, next.estimate], [{ n: 4 }, 'a fox', 'x', undefined]);
	});

	test('repairs stay while the model stays, and go with it', () => {
		const same = after(state, { type: 'draftChanged', draft: { ...draft, prompt: 'a hare' }, revision: 4 }, formChanged(4));
		assert.equal(same.repairs.length, 1);
		const other = after(state, { type: 'draftChanged', draft: { ...draft, model: 'dall-e-3' }, revision: 4 }, formChanged(4));
		assert.equal(other.repairs.length, 0);
	});
});

suite('panel state: generations', () => {
	test('partial images fill their places and give way to the image', () => {
		const running = after(
			state,
			{ type: 'generationStarted', generation: generation('g') },
			{ type: 'partialArrived', id: 'g', index: 0, src: 'a' },
			{ type: 'partialArrived', id: 'g', index: 1, src: 'b' },
			{ type: 'partialArrived', id: 'g', index: 0, src: 'c' },
		);
		assert.deepEqual(running.generations[0]?.partials, { 0: 'c', 1: 'b' });
		const next = reduce(running, { type: 'imageArrived', id: 'g', index: 0, image: image('i') });
		assert.deepEqual([next.generations[0]?.partials, next.generations[0]?.received, ids(next.results)], [{ 1: 'b' }, 1, 'i']);
	});

	test('an image that arrives twice counts once', () => {
		const arrived: PanelEvent = { type: 'imageArrived', id: 'g', index: 0, image: image('i') };
		const next = after(state, { type: 'generationStarted', generation: generation('g') }, arrived, arrived);
		assert.deepEqual([next.generations[0]?.received, next.results.length, next.history.total], [1, 1, 1]);
	});

	test('an image of a request that has ended is kept all the same', () => {
		const next = reduce(state, { type: 'imageArrived', id: 'gone', index: 0, image: image('i') });
		assert.deepEqual([ids(next.results), ids(next.history.images)], ['i', 'i']);
	});

	test('a failed request stays until it is dismissed, one that runs cannot be', () => {
		const both = after(
			state,
			{ type: 'generationStarted', generation: generation('runs') },
			{ type: 'generationStarted', generation: generation('fails', { partials: { 0: 'a' } }) },
			{ type: 'generationFailed', id: 'fails', failure },
		);
		assert.deepEqual([ids(both.generations), both.generations[0]?.partials], ['fails runs', {}]);
		assert.equal(ids(after(both, { type: 'dismissed', id: 'fails' }, { type: 'dismissed', id: 'runs' }).generations), 'runs');
	});

	test('clearing the results leaves what runs, and the history', () => {
		const next = after(
			state,
			{ type: 'generationStarted', generation: generation('g') },
			{ type: 'imageArrived', id: 'g', index: 0, image: image('i') },
			{ type: 'resultsCleared' },
		);
		assert.deepEqual([ids(next.generations), next.results.length, ids(next.history.images)], ['g', 0, 'i']);
	});

	test('results are bounded', () => {
		const events = Array.from({ length: maxResults + 5 }, (_, n): PanelEvent => ({
			type: 'imageArrived',
			id: 'g',
			index: n,
			image: image(`i${n}`),
		}));
		const next = after(state, ...events);
		assert.deepEqual([next.results.length, next.results[0]?.id], [maxResults, `i${maxResults + 4}`]);
	});
});

suite('panel state: history', () => {
	test('a page is appended where it continues', () => {
		const next = reduce(withHistory(4, 'a', 'b'), {
			type: 'historyLoaded',
			query: '',
			filter: noFilter,
			after: 'b',
			total: 4,
			images: [image('c'), image('d')],
		});
		assert.equal(ids(next.history.images), 'a b c d');
	});

	test('a page that continues an image no longer last is left out, and can be asked for again', () => {
		const next = after(
			withHistory(4, 'a', 'b'),
			{ type: 'moreAsked' },
			{ type: 'imageDeleted', id: 'b' },
			{ type: 'historyLoaded', query: '', filter: noFilter, after: 'b', total: 3, images: [image('c')] },
		);
		assert.deepEqual([ids(next.history.images), next.history.total, next.history.loading], ['a', 3, false]);
	});

	test('a page without anything new is the end, whatever was counted', () => {
		const next = reduce(withHistory(4, 'a', 'b'), { type: 'historyLoaded', query: '', filter: noFilter, after: 'b', total: 4, images: [] });
		assert.deepEqual([ids(next.history.images), next.history.total], ['a b', 2]);
	});

	test('an answer to an earlier search is dropped', () => {
		const searching = reduce(withHistory(2, 'a', 'b'), { type: 'searchStarted', query: 'hare', filter: noFilter });
		assert.equal(
			reduce(searching, { type: 'historyLoaded', query: 'fox', filter: noFilter, total: 9, images: [] }).history,
			searching.history,
		);
	});

	test('a first page replaces what was there', () => {
		const next = after(
			withHistory(2, 'a', 'b'),
			{ type: 'searchStarted', query: 'hare', filter: noFilter },
			{ type: 'historyLoaded', query: 'hare', filter: noFilter, total: 1, images: [image('c')] },
		);
		assert.deepEqual([ids(next.history.images), next.history.total], ['c', 1]);
	});

	test('a new image joins a search only if it belongs there', () => {
		const searching = after(withHistory(1, 'a'), { type: 'searchStarted', query: 'fox', filter: noFilter });
		const next = after(
			searching,
			{ type: 'imageArrived', id: 'g', index: 0, image: image('b', 'a red FOX') },
			{ type: 'imageArrived', id: 'g', index: 1, image: image('c', 'a hare') },
		);
		assert.deepEqual([ids(next.history.images), next.history.total], ['b a', 2]);
	});

	test('a deleted image leaves results and history, and the count', () => {
		const next = reduce({ ...withHistory(2, 'a', 'b'), results: [image('a')] }, { type: 'imageDeleted', id: 'a' });
		assert.deepEqual([next.results.length, ids(next.history.images), next.history.total], [0, 'b', 1]);
	});

	test('every word of a search must be found, in prompt, revised prompt or model', () => {
		const it = { prompt: 'A red fox', revisedPrompt: 'in snow', model: 'gpt-image-2', createdAt: 0 };
		assert.equal(matches(it, 'SNOW fox image-2', noFilter), true);
		assert.equal(matches(it, 'fox hare', noFilter), false);
		assert.equal(matches(it, '', noFilter), true);
	});

	test('a filter lets through one model, one day where the person is, favourites', () => {
		const createdAt = new Date(2026, 10, 26, 0, 5).getTime();
		const it = { prompt: 'A red fox', model: 'gpt-image-2', createdAt };
		const through = (change: object, image: Parameters<typeof matches>[0] = it) => matches(image, 'fox', { ...noFilter, ...change });
		assert.deepEqual([through({ model: 'gpt-image-2' }), through({ model: 'gpt-image' })], [true, false]);
		assert.deepEqual([through({ day: '2026-11-26' }), through({ day: '2026-11-25' })], [true, false]);
		assert.deepEqual([through({ favourites: true }), through({ favourites: true }, { ...it, favourite: true })], [false, true]);
	});

	test('an answer to another filter is none, and an image that a filter keeps out does not come in', () => {
		const filter = { ...noFilter, model: 'other' };
		const filtered = reduce(withHistory(1, 'a'), { type: 'searchStarted', query: '', filter });
		const late = { type: 'historyLoaded' as const, query: '', total: 1, images: [image('z')] };
		assert.equal(reduce(filtered, { ...late, filter: noFilter }).history.images.length, 1);
		assert.deepEqual(ids(reduce(filtered, { ...late, filter }).history.images), 'z');
		assert.equal(reduce(filtered, { type: 'imageArrived', id: 'g', index: 0, image: image('new') }).history.total, 1);
	});
});

suite('panel state: the size of the history', () => {
	test('is counted anew where no search narrows it', () => {
		const counted = (query: string) =>
			reduce({ ...state, history: { ...state.history, query, total: 7 } }, { type: 'historyMeasured', count: 5, size: '3 MB' }).history;

		assert.deepEqual([counted('').total, counted('fox').total, counted('').size], [5, 7, '3 MB']);
	});
});

suite('panel state: the rest', () => {
	test('a mask goes when the references change without it', () => {
		const masked = reduce(state, { type: 'referencesChanged', references: [], mask: { reference: 'r', src: 'm' } });
		assert.equal(reduce(masked, { type: 'referencesChanged', references: [] }).mask, undefined);
	});

	test('a notice of the same id takes the place of the one before', () => {
		const notice = { id: 'n', ...failure };
		const next = after(state, { type: 'noticeShown', notice }, { type: 'noticeShown', notice: { ...notice, text: 'Still no.' } });
		assert.deepEqual(
			next.notices.map(({ text }) => text),
			['Still no.'],
		);
	});

	test('nothing that is given is changed', () => {
		const frozen = deepFreeze(structuredClone({ ...withHistory(1, 'a'), generations: [generation('g')] }));
		const events: PanelEvent[] = [
			{ type: 'imageArrived', id: 'g', index: 0, image: image('b') },
			{ type: 'partialArrived', id: 'g', index: 0, src: 'x' },
			{ type: 'imageDeleted', id: 'a' },
			formChanged(9),
			{ type: 'historyLoaded', query: '', filter: noFilter, after: 'a', total: 2, images: [image('z')] },
		];
		for (const event of events) {
			assert.doesNotThrow(() => reduce(frozen, deepFreeze(event)), event.type);
		}
	});
});

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		Object.values(value).forEach(deepFreeze);
		Object.freeze(value);
	}
	return value;
}
