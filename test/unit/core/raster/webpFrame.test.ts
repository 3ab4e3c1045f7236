import assert from 'node:assert/strict';
import { avifOrientation } from '../../../../src/core/raster/avifOrientation.ts';
import { firstFrame, webpOrientation } from '../../../../src/core/raster/webpFrame.ts';
import { animatedWebp, makeTiffOf, riff } from '../ocr/local/makeImages.ts';

const still = riff('RIFF', Buffer.from('WEBP'), riff('VP8 ', Buffer.from('pixels!')));

suite('firstFrame', () => {
	test('is the first picture of an animation, with its opacity', () => {
		const frame = firstFrame(animatedWebp(still, [300, 200]));
		const text = Buffer.from(frame).toString('latin1');

		assert.equal(text.slice(8, 16), 'WEBPVP8X');
		assert.deepEqual([...frame.subarray(24, 30)], [299 & 255, 1, 0, 199, 0, 0]);
		assert.equal(text.split('pixels!').length, 2);
		assert.doesNotMatch(text, /ANMF|ANIM/);
	});

	test('leaves still pictures, and what is none or cut off, as they are', () => {
		for (const bytes of [still, Buffer.from('no picture'), new Uint8Array(), animatedWebp(still, [9, 9]).subarray(0, 60)]) {
			assert.equal(firstFrame(bytes), bytes);
		}
	});
});

suite('webpOrientation', () => {
	const note = makeTiffOf([], { 274: [6] });

	test('is what the camera noted, with or without the name of the note', () => {
		for (const data of [note, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), note])]) {
			assert.deepEqual(webpOrientation(riff('RIFF', Buffer.from('WEBP'), riff('VP8 ', Buffer.from('pixels')), riff('EXIF', data))), {
				turns: 1,
				mirrored: false,
			});
		}
	});

	test('is nothing without a note', () => assert.deepEqual(webpOrientation(still), { turns: 0, mirrored: false }));
});

suite('avifOrientation', () => {
	const box = (type: string, ...content: readonly Uint8Array[]) => {
		const data = Buffer.concat(content);
		const head = Buffer.alloc(8);
		head.writeUInt32BE(8 + data.length);
		head.write(type, 4, 'latin1');
		return Buffer.concat([head, data]);
	};
	const file = (...properties: readonly Uint8Array[]) =>
		Buffer.concat([
			box('ftyp', Buffer.from('avif')),
			box('meta', Buffer.alloc(4), box('hdlr', Buffer.alloc(20)), box('iprp', box('ipco', ...properties))),
		]);

	for (const [what, properties, turns, mirrored] of [
		['nothing without a note', [], 0, false],
		['a turn to the right for one of three quarters to the left', [box('irot', Buffer.from([3]))], 1, false],
		['a mirroring', [box('imir', Buffer.from([1]))], 0, true],
		['a mirroring from top to bottom', [box('imir', Buffer.from([0]))], 2, true],
		['a turn, then a mirroring', [box('irot', Buffer.from([1])), box('imir', Buffer.from([1]))], 3, true],
	] as const) {
		test(`is ${what}`, () => assert.deepEqual(avifOrientation(file(...properties)), { turns, mirrored }));
	}

	test('ends on boxes that are damaged', () => {
		const damaged = file(box('irot', Buffer.from([3])));
		damaged.writeUInt32BE(3, 12);

		assert.deepEqual(avifOrientation(damaged), { turns: 0, mirrored: false });
		assert.deepEqual(avifOrientation(Buffer.alloc(100)), { turns: 0, mirrored: false });
	});
});
