import * as vscode from 'vscode';

/**
 * What a person does with an input: a text or an item's label, the labels to be ticked in a list of many (none: as they are), the Back button, or Escape.
 */
export type Answer = string | readonly string[] | typeof back | typeof secondButton | undefined;

/** Presses the Back button. */
export const back = Symbol('back');

/** Presses the button beside it. */
export const secondButton = Symbol('second button');

/** Who answers, and who hears what the input shows. */
export interface Person {
	/** The next answer; undefined when there is none, which closes the input. */
	readonly next: () => Answer;
	/** Told of every input when it is ready for an answer. */
	readonly sees: (input: Seen) => void;
}

/** What an input shows. */
export interface Seen {
	readonly title: string;
	/** The prompt of a box, the placeholder of a list. */
	readonly text: string;
	readonly value: string;
	readonly step: string;
	readonly items: readonly vscode.QuickPickItem[];
	/** What the box says about the text that is in it. */
	readonly problem: string | undefined;
}

/** Stands in for an input box or a quick pick, which a person answers at once. */
export class FakeInput {
	title = '';
	prompt = '';
	placeholder = '';
	value = '';
	step?: number;
	totalSteps?: number;
	ignoreFocusOut = false;
	enabled = true;
	password = false;
	buttons: readonly vscode.QuickInputButton[] = [];
	validationMessage: string | undefined;
	activeItems: readonly vscode.QuickPickItem[] = [];
	selectedItems: readonly vscode.QuickPickItem[] = [];
	canSelectMany = false;
	matchOnDescription = false;
	private listed: readonly vscode.QuickPickItem[] = [];
	private waits = false;
	private shown = false;
	private asked = false;
	private readonly listeners = new Map<string, (value: never) => void>();

	constructor(
		private readonly kind: 'box' | 'list',
		private readonly person: Person,
	) {}

	get items(): readonly vscode.QuickPickItem[] {
		return this.listed;
	}

	set items(items: readonly vscode.QuickPickItem[]) {
		this.listed = items;
		this.ask();
	}

	get busy(): boolean {
		return this.waits;
	}

	set busy(busy: boolean) {
		this.waits = busy;
		// A list that is filled anew is a new question.
		this.asked &&= !(busy && this.kind === 'list');
		if (!busy && this.kind === 'box' && this.asked && this.shown && this.validationMessage !== undefined) {
			// What was entered was looked at, and will not do.
			setTimeout(() => this.answer());
		}
		this.ask();
	}

	readonly onDidChangeSelection = (listener: (items: readonly vscode.QuickPickItem[]) => void) => this.listen('selection', listener);
	readonly onDidAccept = (listener: () => void) => this.listen('accept', listener);
	readonly onDidHide = (listener: () => void) => this.listen('hide', listener);
	readonly onDidChangeValue = (listener: (value: string) => void) => this.listen('change', listener);
	readonly onDidTriggerButton = (listener: (button: vscode.QuickInputButton) => void) => this.listen('button', listener);

	show(): void {
		this.shown = true;
		this.ask();
	}

	dispose(): void {
		this.shown = false;
	}

	/** Once it is open and has something to choose from. */
	private ask(): void {
		if (this.shown && !this.asked && !this.waits && (this.kind === 'box' || this.listed.length > 0)) {
			this.asked = true;
			// After whatever opens it has said all.
			setTimeout(() => this.answer());
		}
	}

	private isOpen(): boolean {
		return this.shown;
	}

	private answer(): void {
		if (!this.isOpen()) {
			return;
		}
		const { title, value, items, step, totalSteps } = this;
		const text = this.kind === 'box' ? this.prompt : this.placeholder;
		this.person.sees({ title, text, value, items, step: step ? `${step}/${totalSteps}` : '', problem: this.validationMessage });
		const answer = this.person.next();
		if (answer === undefined) {
			this.fire('hide');
		} else if (answer === back) {
			this.fire('button', this.buttons[0]!);
		} else if (answer === secondButton) {
			this.fire('button', this.buttons.at(-1)!);
		} else if (typeof answer === 'object') {
			if (answer.length > 0) {
				this.selectedItems = this.listed.filter(({ label }) => answer.includes(label));
				this.fire('selection', this.selectedItems);
			}
			this.fire('accept');
			if (this.shown && this.selectedItems.length === 0) {
				this.fire('hide');
			}
		} else if (this.kind === 'box') {
			this.type(answer);
			this.fire('accept');
			if (this.validationMessage !== undefined && !this.busy) {
				this.answer();
			}
		} else {
			this.choose(answer);
		}
	}

	private choose(answer: string): void {
		const find = () => this.listed.find(({ label }) => label === answer);
		if (!find()) {
			this.type(answer);
		}
		const item = find();
		if (!item) {
			throw new Error(`"${this.title}" offers no ${answer}, but ${this.listed.map(({ label }) => label).join(', ')}`);
		}
		this.activeItems = [item];
		this.fire('accept');
	}

	private type(text: string): void {
		this.value = text;
		this.fire('change', text);
	}

	private listen(event: string, listener: (value: never) => void): vscode.Disposable {
		this.listeners.set(event, listener);
		return new vscode.Disposable(() => this.listeners.delete(event));
	}

	private fire(event: string, value?: unknown): void {
		this.listeners.get(event)?.(value as never);
	}
}
