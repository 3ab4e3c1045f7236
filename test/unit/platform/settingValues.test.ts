import assert from 'node:assert/strict';
import type { GenericSchema } from 'valibot';
import manifest from '../../../package.json' with { type: 'json' };
import {
	agentSettings,
	firstSound,
	httpSettings,
	imageSettings,
	networkSettings,
	ocrSettings,
	soundConnections,
} from '../../../src/platform/settingValues.ts';

const one = { name: 'One', for: 'documents', service: 'azure', endpoint: 'https://r.services.ai.azure.com', model: '' };

suite('connections in settings.json', () => {
	test('are taken as they stand, trimmed', () => {
		assert.deepEqual(soundConnections([{ ...one, name: ' One ', endpoint: ` ${one.endpoint}\n`, model: undefined }]), [one]);
	});

	test('of documents and of images may share a name; of two for one use the first counts', () => {
		const image = { ...one, for: 'images' };

		assert.deepEqual(soundConnections([one, image, { ...one, name: 'ONE', endpoint: 'https://bad.invalid' }]), [one, image]);
	});

	for (const entry of [
		null,
		7,
		'One',
		[],
		{},
		{ ...one, name: '' },
		{ ...one, name: 'auto' },
		{ ...one, name: 'Local' },
		{ ...one, name: 'x'.repeat(81) },
		{ ...one, name: null },
		{ ...one, endpoint: '  ' },
		{ ...one, endpoint: ['https://x'] },
		{ ...one, service: 'openai' },
		{ ...one, for: 'images', service: 'mistral' },
		{ ...one, for: 'everything' },
		{ ...one, signIn: 'github' },
		JSON.parse('{"__proto__": {"name": "One"}}'),
	] as const) {
		test(`${JSON.stringify(entry).slice(0, 80)} is none`, () => {
			assert.deepEqual(soundConnections([entry, { ...one, name: 'Two' }]), [{ ...one, name: 'Two' }]);
		});
	}

	for (const value of [null, undefined, 7, 'x', {}]) {
		test(`${JSON.stringify(value)} in the place of the list is an empty one`, () => {
			assert.deepEqual(soundConnections(value), []);
		});
	}
});

suite('the value of a setting', () => {
	test('is the first one that makes sense', () => {
		assert.equal(firstSound(ocrSettings.timeoutSeconds, [undefined, null, '9', 4, Number.NaN, 3601, 60, 300]), 60);
		assert.equal(firstSound(ocrSettings.tables, ['xml', 'html', 'markdown']), 'html');
		assert.equal(firstSound(ocrSettings.connection, ['  ', null]), undefined);
	});

	interface Property {
		readonly type: string;
		readonly enum?: readonly unknown[];
		readonly minimum?: number;
		readonly maximum?: number;
	}
	/** Whether a value is one that the manifest allows. */
	const isAllowed = ({ type, enum: choices, minimum = -Infinity, maximum = Infinity }: Property, value: unknown): boolean =>
		typeof value === 'number'
			? (type === 'number' || type === 'integer') && value >= minimum && value <= maximum
			: typeof value === type && (choices?.includes(value) ?? true);
	const sections: Readonly<Record<string, Readonly<Record<string, GenericSchema>>>> = {
		'fovea.ocr': ocrSettings,
		'fovea.images': imageSettings,
		'fovea.network': networkSettings,
		'fovea.agents': agentSettings,
	};
	const properties = Object.entries(
		Object.assign({}, ...manifest.contributes.configuration.map(({ properties }) => properties)) as Record<string, Property>,
	).filter(([name]) => name !== 'fovea.connections');

	for (const value of [null, 7, -1, 'x', [], [null], {}, { name: null }]) {
		test(`${JSON.stringify(value)} is taken for none, but where the manifest allows it`, () => {
			for (const [name, property] of properties) {
				const [, section = '', key = ''] = /^(.+)\.(\w+)$/.exec(name)!;

				assert.equal(firstSound(sections[section]![key]!, [value, value]) !== undefined, isAllowed(property, value), name);
			}
		});
	}

	for (const value of [null, 7, -1, [null], {}, { name: null }]) {
		test(`${JSON.stringify(value)} is none of VS Code’s network settings`, () => {
			for (const [name, schema] of Object.entries(httpSettings)) {
				assert.equal(firstSound(schema, [value, value]), undefined, name);
			}
		});
	}
});
