import assert from 'node:assert/strict';
import type { ImageRecord } from '../../../src/core/image/imageRecord.ts';
import { estimateText, presentImage, storageSizeText } from '../../../src/panel/presentImage.ts';
import { l10n } from './plainText.ts';

const record: ImageRecord = {
	id: 'i',
	file: 'i.png',
	bytes: 10,
	width: 1024,
	height: 1024,
	prompt: 'a fox',
	provider: 'compatible',
	host: 'attic.example:8000',
	model: 'flux',
	asked: { size: '1024x1024', quality: 'auto', n: 2, stream: true },
	actual: { size: '1024x1536', quality: 'high' },
	references: 2,
	createdAt: 5,
};
const present = (change: Partial<ImageRecord> = {}) =>
	presentImage(
		{ ...record, ...change },
		{ uriOf: (file) => `uri:${file}`, placeOf: (uri) => uri.replace('file:///ws/', ''), l10n, language: 'en-US' },
	);

suite('an image in the panel', () => {
	test('stands for its small version until there is one', () => {
		assert.deepEqual([present().thumbnail, present({ thumbnail: 'i.thumb.webp' }).thumbnail], ['uri:i.png', 'uri:i.thumb.webp']);
	});

	test('shows asked and actual parameters in words, not how it was delivered; what was left to the service is no difference', () => {
		assert.deepEqual(present().parameters, [
			{ label: 'Size', asked: '1024 × 1024', actual: '1024 × 1536' },
			{ label: 'Quality', actual: 'High' },
			{ label: 'Reference Images', actual: '2' },
		]);
	});

	test('a preview whose image never came says so', () => {
		assert.deepEqual(present({ unfinished: true }).parameters[0], { label: 'State', actual: 'unfinished: only a preview came' });
	});

	test('names the service, a compatible server by its host', () => {
		assert.deepEqual([present().provider, present({ provider: 'azure' }).provider], ['attic.example:8000', 'Azure OpenAI']);
	});

	test('says what it cost and where it was saved, if that is known', () => {
		const { cost, savedAs } = present({ cost: 0.0421, savedAs: 'file:///ws/images/fox.png' });

		assert.deepEqual([cost, savedAs, 'cost' in present(), 'savedAs' in present()], ['$0.042', 'images/fox.png', false, false]);
	});
});

suite('amounts', () => {
	test('an estimate says how sure it is', () => {
		const text = (change: object) => estimateText({ from: 0.04, to: 0.04, atLeast: false, approximate: false, ...change }, l10n, 'en-US');

		assert.deepEqual(
			[text({}), text({ to: 0.2 }), text({ approximate: true }), text({ atLeast: true })],
			['$0.04', '$0.04 to $0.20', '≈ $0.04', '$0.04 or more'],
		);
	});

	test('room on the disk has the unit that fits', () => {
		assert.deepEqual(
			[0, 999, 143_000, 1_440_000, 1_440_000_000].map((bytes) => storageSizeText(bytes, 'en-US')),
			['0 bytes', '999 bytes', '143 kB', '1.4 MB', '1.4 GB'],
		);
	});
});
