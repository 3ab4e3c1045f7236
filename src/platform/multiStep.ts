import * as vscode from 'vscode';

/** What every step of a sequence also shows. */
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
	/** A sentence about what is wrong with a text; undefined when it is valid. */
	readonly validate: (text: string) => string | undefined;
}

/** A choice from a list. */
export interface PickOptions {
	readonly placeHolder: string;
	/** Whether the user may type a text that is not in the list; it becomes an item. */
	readonly free?: boolean;
	readonly active?: string | undefined;
	/** A button in the title that fetches other items to choose from. */
	readonly refresh?: { readonly tooltip: string; readonly run: (signal: AbortSignal) => Promise<Found<vscode.QuickPickItem>> } | undefined;
}

/** The inputs that a step can show. */
export interface StepUi {
	text(options: TextOptions): Promise<string>;
	pick<T extends vscode.QuickPickItem>(items: readonly T[], options: PickOptions): Promise<T | { readonly label: string }>;
	/** Chooses at least one item of a list; `picked` says which are ticked at the start. */
	pickMany<T extends vscode.QuickPickItem>(items: readonly T[], options: { readonly placeHolder: string }): Promise<readonly T[]>;
	/** Shows progress, which Back and Escape cancel, and then offers the results. */
	wait<T extends vscode.QuickPickItem>(placeHolder: string, run: (signal: AbortSignal) => Promise<Found<T>>): Promise<T>;
}

/** The results of `wait`, and what can be done with them. */
export interface Found<T> {
	readonly text: string;
	readonly items: readonly T[];
}

/** One question of a sequence. */
export interface Step {
	/** Whether the step is asked at this point; always when absent. */
	readonly applies?: () => boolean;
	readonly run: (ui: StepUi) => Promise<void>;
}

/** Thrown by the Back button. */
class Back extends Error {}

/** Thrown by a step to go back to an earlier one. */
export class BackTo extends Error {
	constructor(readonly step: Step) {
		super();
	}
}

/**
 * Asks a sequence of questions in VS Code's own style: with title, step, number of steps and a Back button. Nothing is done before the last is
 * answered; answers are kept after Back. `numbered`: whether the title shows the number of steps.
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
