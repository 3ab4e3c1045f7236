import * as vscode from 'vscode';

/** What every step of a sequence shows in addition. */
interface Frame {
	readonly title: string;
	readonly step: number | undefined;
	readonly totalSteps: number | undefined;
	readonly canGoBack: boolean;
}

/** A text to be typed. */
export interface TextOptions {
	readonly prompt: string;
	readonly value?: string;
	readonly placeHolder?: string;
	readonly password?: boolean;
	/** What is wrong with a text, in a sentence; undefined when it will do. */
	readonly validate: (text: string) => string | undefined;
}

/** A choice from a list. */
export interface PickOptions {
	readonly placeHolder: string;
	/** Whether a text that is not in the list may be typed: it becomes an item of its own. */
	readonly free?: boolean;
	readonly active?: string | undefined;
	/** A button in the title that fetches other items to choose from. */
	readonly refresh?: { readonly tooltip: string; readonly run: (signal: AbortSignal) => Promise<Found<vscode.QuickPickItem>> } | undefined;
}

/** What a step asks by. */
export interface StepUi {
	text(options: TextOptions): Promise<string>;
	pick<T extends vscode.QuickPickItem>(items: readonly T[], options: PickOptions): Promise<T | { readonly label: string }>;
	/** Some of a list, at least one; `picked` says which are ticked at the start. */
	pickMany<T extends vscode.QuickPickItem>(items: readonly T[], options: { readonly placeHolder: string }): Promise<readonly T[]>;
	/** Shows that something runs, which Back and Escape end, and then offers what it has found. */
	wait<T extends vscode.QuickPickItem>(placeHolder: string, run: (signal: AbortSignal) => Promise<Found<T>>): Promise<T>;
}

/** What a step that waits has found, and what can be done about it. */
export interface Found<T> {
	readonly text: string;
	readonly items: readonly T[];
}

/** One question of a sequence. */
export interface Step {
	/** Whether it is asked, as things stand; always when absent. */
	readonly applies?: () => boolean;
	readonly run: (ui: StepUi) => Promise<void>;
}

/** Thrown by the buttons of a sequence. */
class Back extends Error {}

/** Thrown by a step that has the user answer an earlier one again. */
export class BackTo extends Error {
	constructor(readonly step: Step) {
		super();
	}
}

/**
 * Asks a sequence of questions in VS Code's own way: title, step and number of steps, a Back button. Nothing is done before the last is
 * answered; what was answered is still there after Back. `numbered`: whether the title says how many there are.
 * @throws {vscode.CancellationError} when the user closes one
 */
export async function runSteps(title: string, steps: readonly Step[], { numbered = true } = {}): Promise<void> {
	const asked: Step[] = [];
	let next = steps.find(applies);
	while (next) {
		const now = next;
		const places = steps.filter(applies);
		const numbers = numbered ? { step: places.indexOf(now) + 1, totalSteps: places.length } : { step: undefined, totalSteps: undefined };
		const frame = { title, ...numbers, canGoBack: asked.length > 0 };
		try {
			await now.run(uiOf(frame));
			asked.push(now);
			next = steps.slice(steps.indexOf(now) + 1).find(applies);
		} catch (error) {
			if (error instanceof BackTo) {
				asked.splice(Math.max(0, asked.indexOf(error.step)));
				next = error.step;
			} else if (error instanceof Back) {
				next = asked.pop()!;
			} else {
				throw error;
			}
		}
	}
}

function applies({ applies = () => true }: Step): boolean {
	return applies();
}

function uiOf(frame: Frame): StepUi {
	return {
		text: (options) => askText(frame, options),
		pick: (items, options) => askPick(frame, items, options),
		pickMany: (items, { placeHolder }) => askPickMany(frame, items, placeHolder),
		wait: (placeHolder, run) => waitFor(frame, placeHolder, run),
	};
}

function show<I extends vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] }>(
	input: I & { onDidTriggerButton: vscode.Event<vscode.QuickInputButton> },
	{ title, step, totalSteps, canGoBack }: Frame,
	reject: (error: Error) => void,
	press?: { readonly button: vscode.QuickInputButton; readonly run: () => void },
): void {
	input.title = title;
	input.step = step;
	input.totalSteps = totalSteps;
	input.ignoreFocusOut = true;
	input.buttons = [...(canGoBack ? [vscode.QuickInputButtons.Back] : []), ...(press ? [press.button] : [])];
	input.onDidTriggerButton((button) => (button === press?.button ? press.run() : reject(new Back())));
	input.onDidHide(() => reject(new vscode.CancellationError()));
	input.show();
}

async function askText(frame: Frame, { prompt, value = '', placeHolder, password = false, validate }: TextOptions): Promise<string> {
	const input = vscode.window.createInputBox();
	try {
		return await new Promise<string>((resolve, reject) => {
			input.prompt = prompt;
			input.value = value;
			input.placeholder = placeHolder;
			input.password = password;
			input.onDidChangeValue((text) => {
				// No error before the user has typed anything.
				input.validationMessage = text.trim() ? validate(text) : undefined;
			});
			input.onDidAccept(() => {
				const problem = validate(input.value);
				input.validationMessage = problem;
				if (problem === undefined) {
					resolve(input.value.trim());
				}
			});
			show(input, frame, reject);
		});
	} finally {
		input.dispose();
	}
}

async function askPick<T extends vscode.QuickPickItem>(
	frame: Frame,
	items: readonly T[],
	{ placeHolder, free = false, active, refresh }: PickOptions,
): Promise<T | { readonly label: string }> {
	const pick = vscode.window.createQuickPick<T | { readonly label: string }>();
	let offered: readonly (T | { readonly label: string })[] = items;
	const offer = () => {
		const typed = free ? pick.value.trim() : '';
		pick.items = typed && !offered.some(({ label }) => label === typed) ? [{ label: typed }, ...offered] : offered;
	};
	const controller = new AbortController();
	const fetchItems = async (fetch: NonNullable<PickOptions['refresh']>): Promise<void> => {
		pick.busy = true;
		const { text, items: fetched } = await fetch.run(controller.signal);
		offered = fetched.length > 0 ? fetched : offered;
		pick.placeholder = text;
		offer();
		pick.busy = false;
	};
	try {
		return await new Promise((resolve, reject) => {
			pick.placeholder = placeHolder;
			offer();
			pick.activeItems = items.filter(({ label }) => label === active);
			pick.onDidChangeValue(offer);
			pick.onDidAccept(() => {
				const [chosen] = pick.activeItems;
				if (chosen) {
					resolve(chosen);
				}
			});
			const press = refresh && {
				button: { iconPath: new vscode.ThemeIcon('refresh'), tooltip: refresh.tooltip },
				run: () => void fetchItems(refresh).catch(reject),
			};
			show(pick, frame, reject, press);
		});
	} finally {
		controller.abort();
		pick.dispose();
	}
}

async function askPickMany<T extends vscode.QuickPickItem>(frame: Frame, items: readonly T[], placeHolder: string): Promise<readonly T[]> {
	const pick = vscode.window.createQuickPick<T>();
	try {
		return await new Promise((resolve, reject) => {
			pick.placeholder = placeHolder;
			pick.canSelectMany = true;
			pick.matchOnDescription = true;
			pick.items = items;
			pick.selectedItems = items.filter(({ picked }) => picked);
			pick.onDidAccept(() => {
				if (pick.selectedItems.length > 0) {
					resolve(pick.selectedItems);
				}
			});
			show(pick, frame, reject);
		});
	} finally {
		pick.dispose();
	}
}

async function waitFor<T extends vscode.QuickPickItem>(
	frame: Frame,
	placeHolder: string,
	run: (signal: AbortSignal) => Promise<Found<T>>,
): Promise<T> {
	const pick = vscode.window.createQuickPick<T>();
	const controller = new AbortController();
	try {
		return await new Promise((resolve, reject) => {
			pick.placeholder = placeHolder;
			pick.busy = true;
			pick.enabled = true;
			pick.onDidAccept(() => {
				const [chosen] = pick.activeItems;
				if (chosen) {
					resolve(chosen);
				}
			});
			show(pick, frame, reject);
			run(controller.signal).then(({ text, items }) => {
				pick.busy = false;
				pick.placeholder = text;
				pick.items = items;
			}, reject);
		});
	} finally {
		controller.abort();
		pick.dispose();
	}
}
