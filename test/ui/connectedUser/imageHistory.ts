import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ImageStore } from '../../../src/core/image/store.ts';
import type { ImageEmulator } from '../../support/emulator/images/imageEmulator.ts';
import { emulatedImageId, encodeImage } from '../../support/emulator/images/imageFile.ts';
import { drawPicture } from '../../support/emulator/images/picture.ts';
import { filesIn } from '../../support/filesIn.ts';
import { ImagePanel } from '../../support/imagePanel.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { until } from '../../support/until.ts';

const count = 40;

/** Puts images that have no small version into the extension's global storage. */
export async function fillHistory(storage: string): Promise<void> {
	const store = new ImageStore(path.join(storage, 'images'));
	const look = { width: 1024, height: 1024, title: 'of before', notes: [], code: '00000000', transparent: false };
	const image = encodeImage(drawPicture({ ...look, seed: '1' }), 'png', 100, '1');
	const about = { provider: 'openai', host: 'h', model: 'gpt-image-2', asked: {}, actual: {}, references: 0 } as const;
	for (let n = 0; n < count; n++) {
		await store.add(image, { ...about, prompt: `picture ${n}`, createdAt: Date.UTC(2026, 0, 1, 0, n) });
	}
}

/** Tests of the image panel with the history that `fillHistory` makes, and over a reload. */
export function testImageHistory(vscode: UiSession, emulator: () => ImageEmulator): void {
	const panel = () => new ImagePanel(vscode.workbench);

	test('pictures without a small version get one as they come into view, and are shown by it from then on', async () => {
		const small = () => filesIn(path.join(vscode.storage, 'images')).filter((name) => name.endsWith('.thumb.webp'));
		await panel().open();
		await panel().showHistory();
		await panel().view.getByText(`${count} images`).waitFor();
		const cells = panel().view.locator('.cell');
		await panel().view.locator('.cell > canvas').first().waitFor();
		assert.equal(
			await panel()
				.view.locator('.cell > canvas')
				.first()
				.evaluate((canvas: HTMLCanvasElement) => canvas.width),
			512,
		);
		const shown = await cells.count();
		// More than is in view get one: those around it are drawn, too.
		await until('small versions of all that is in view', () => small().length >= shown);
		await vscode.screenshot('images of before');

		await vscode.workbench.closeEditors();
		await panel().open();
		await panel().showHistory();
		await panel()
			.view.locator('.cell > img')
			.nth(shown - 1)
			.waitFor();
		const sources = await panel()
			.view.locator('.cell > img')
			.evaluateAll((all: HTMLImageElement[]) => all.map(({ src }) => src));
		assert.deepEqual(
			sources.filter((src) => !src.includes('.thumb.webp')),
			[],
		);
	});

	test('every image that was sent is kept, and none is asked for twice, whatever goes wrong', async function () {
		await panel().open();
		const faults: ImageEmulator['faults'] = [
			{ kind: 'promptFiltered' },
			{ kind: 'outputFiltered' },
			{ kind: 'rateLimited', retryAfterMs: 50 },
			{ kind: 'quotaExhausted' },
			{ kind: 'blocked' },
			{ kind: 'status', status: 500 },
			{ kind: 'html', status: 503 },
			{ kind: 'cut', at: 'headers' },
			{ kind: 'cut', at: 'body' },
			{ kind: 'cut', at: 'end' },
			{ kind: 'streamError', after: 1 },
			{ kind: 'malformed' },
			{ kind: 'noImage' },
		];
		for (let n = 0; n < 20; n++) {
			const fault = n % 3 === 0 ? undefined : faults[Math.floor((n * faults.length) / 20)];
			if (fault) {
				emulator().faults.push(fault);
			}
			const before = emulator().requests.length;
			await panel().generate(`picture ${n}`);
			await until('the request', () => emulator().requests.length > before);
			if (n === 10) {
				await vscode.page.reload();
				await vscode.workbench.ready();
				await panel().prompt.waitFor();
				await until('the prompt as it was', async () => (await panel().prompt.inputValue()) === 'picture 10');
			} else {
				await panel().view.locator('.generation-card[aria-busy=true]').waitFor({ state: 'detached' });
			}
		}

		const sent = emulator()
			.sent.map(({ id }) => id)
			.sort();
		const kept = () =>
			filesIn(path.join(vscode.storage, 'images'))
				.filter((name) => /\.(png|jpe?g|webp)$/.test(name) && !name.includes('.thumb.'))
				.map((name) => emulatedImageId(readFileSync(path.join(vscode.storage, 'images', name))))
				.sort();
		/** Beside the last previews of images that did not come. */
		const whole = () => kept().filter((id) => id !== undefined && sent.includes(id));
		await until('all images', () => whole().length >= sent.length);
		assert.deepEqual(whole(), sent);
		assert.deepEqual(emulator().drawnTwice, []);
		assert.ok(sent.length >= 7);
		await panel().showHistory();
		await panel()
			.view.getByText(new RegExp(`^${kept().length} images`))
			.waitFor();
		await vscode.screenshot('images after faults');
	});

	test('an image that a gateway draws in the background comes for one request, and one that it does not draw has a reason', async () => {
		await panel().open();
		const before = { sent: emulator().sent.length, asked: emulator().requests.length };
		emulator().faults.push({ kind: 'task', form: 'object', pending: 1 });
		emulator().hold(({ kind }) => kind === 'task');
		await panel().generate('a heron at dawn');
		await until('a question about the task', () => emulator().held.length === 1);
		await panel().view.locator('.generation-card[aria-busy=true]', { hasText: 'a heron at dawn' }).waitFor();
		emulator().release();
		await panel().images.filter({ hasText: 'a heron at dawn' }).waitFor();
		const kinds = emulator()
			.requests.slice(before.asked)
			.map(({ kind }) => kind);
		assert.deepEqual([kinds, emulator().sent.length - before.sent], [['generations', 'task', 'task'], 1]);

		emulator().faults.push({ kind: 'task', form: 'data', pending: 0, end: 'failed' });
		await panel().generate('two knights fight');
		await panel().view.locator('.generation-card', { hasText: 'two knights fight' }).getByText('The content filter of').waitFor();
		assert.deepEqual(emulator().drawnTwice, []);
	});
}
