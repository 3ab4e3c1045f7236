import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

interface Point {
	readonly x: number;
	readonly y: number;
}

/** How long what is dragged over may take to show that it takes a drop, in milliseconds, before the pointer moves again. */
const noticeMs = 1000;

/** How often the pointer moves before a drag counts as lost. */
const moves = 10;

/** Bit of DevTools' `Input.dispatchDragEvent` for the Shift key. */
const shift = 8;

/**
 * Drags by the mouse, holds Shift on the way, and lets go once `taker` is there, which is what shows that a drop is taken: a busy editor notices late
 * what is over it. A drag that was lost begins anew.
 * @param from where it begins, looked up anew for each drag, as rows of lists move
 */
export async function dragWithShift(page: Page, from: () => Promise<Point>, to: () => Promise<Point>, taker: Locator): Promise<void> {
	const { mouse, keyboard } = page;
	await until('a drag that is taken', async () => {
		const [start, end] = [await from(), await to()];
		await mouse.move(start.x, start.y);
		await mouse.down();
		await mouse.move(start.x + 20, start.y + 20, { steps: 5 });
		await keyboard.down('Shift');
		const isTaken = await moveUntilTaken(taker, async (move) => {
			await mouse.move(end.x + (move % 2) * 5, end.y + (move % 2) * 5, { steps: 8 });
		});
		if (!isTaken) {
			await keyboard.press('Escape');
		}
		await mouse.up();
		await keyboard.up('Shift');
		return isTaken;
	});
}

/** Drags a file of the machine in front of the browser to a place, as a file manager does, and lets go once `taker` is there. */
export async function dragFile(page: Page, file: string, { x, y }: Point, taker: Locator, withShift: boolean): Promise<void> {
	const browser = await page.context().newCDPSession(page);
	const data = { items: [], files: [file], dragOperationsMask: 1 };
	const send = async (type: 'dragEnter' | 'dragOver' | 'drop') => {
		await browser.send('Input.dispatchDragEvent', { type, x, y, data, modifiers: withShift ? shift : 0 });
	};
	await send('dragEnter');
	await until('a drag that is taken', async () => moveUntilTaken(taker, () => send('dragOver')));
	await send('drop');
	await browser.detach();
}

async function moveUntilTaken(taker: Locator, move: (count: number) => Promise<void>): Promise<boolean> {
	for (let count = 0; count < moves; count++) {
		await move(count);
		const isTaken = await taker.waitFor({ state: 'attached', timeout: noticeMs }).then(
			() => true,
			() => false,
		);
		if (isTaken) {
			return true;
		}
	}
	return false;
}
