import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { until } from './until.ts';
import type { ImageEmulator } from './emulator/images/imageEmulator.ts';
import type { Workbench } from './workbench.ts';

/** The settings of a user whose images are made by an emulated service. */
export function panelSettings(emulator: ImageEmulator) {
	return {
		'fovea.connections': [{ name: 'Emulator', for: 'images', service: 'compatible', endpoint: emulator.endpoint, model: 'gpt-image-2' }],
		'fovea.images.connection': 'Emulator',
	};
}

/** The image panel in a workbench, as a person uses it. */
export class ImagePanel {
	constructor(private readonly workbench: Workbench) {}

	/** The panel's page. */
	get view(): FrameLocator {
		return this.workbench.webview();
	}

	get prompt(): Locator {
		return this.view.getByRole('textbox', { name: 'Prompt', exact: true });
	}

	/** Finished images among the results, newest first. */
	get images(): Locator {
		return this.view.locator('.image-card');
	}

	/** Requests under way, and those that failed. */
	get generations(): Locator {
		return this.view.locator('.generation-card');
	}

	async open(): Promise<void> {
		await this.workbench.command('Fovea: Generate Image');
		await this.prompt.waitFor();
	}

	/** Types a prompt and generates by the keyboard. */
	async generate(prompt: string): Promise<void> {
		await this.prompt.fill(prompt);
		await this.prompt.press('ControlOrMeta+Enter');
	}

	/** Presses a button of an image's toolbar, or chooses it from the toolbar's menu where it has no room. */
	async act(action: string, image = this.images.first()): Promise<void> {
		await image.waitFor();
		const button = image.getByRole('button', { name: action, exact: true });
		if (await button.isVisible()) {
			await button.click();
			return;
		}
		await image.getByRole('button', { name: 'More Actions…' }).click();
		await this.view.getByRole('menuitem', { name: action, exact: true }).click();
	}

	/** Presses Tab until a control has the focus whose name begins so. */
	async tabTo(name: string): Promise<void> {
		const frame = await this.frame();
		await until(`${name} in reach of Tab`, async () => {
			await this.workbench.page.keyboard.press('Tab');
			return frame.evaluate((begin) => {
				const { activeElement: focused } = document;
				return (focused?.getAttribute('aria-label') ?? focused?.textContent ?? '').trim().startsWith(begin);
			}, name);
		});
	}

	async showHistory(): Promise<void> {
		await this.view.getByRole('tab', { name: /^History/ }).click();
	}

	/** The page itself, for scripts to run in. */
	async frame(): Promise<Frame> {
		const inner = await this.workbench.page.frameLocator('iframe.webview.ready').locator('iframe#active-frame').elementHandle();
		const frame = await inner.contentFrame();
		if (!frame) {
			throw new Error('The panel has no page');
		}
		return frame;
	}
}
