type Value = string | number | boolean | undefined | ((event: never) => void);
type Child = Node | string | undefined | false;

/**
 * Makes an element. Functions become listeners (`onclick`), `true` an empty attribute, `undefined` and `false` nothing, the rest attributes; strings
 * among the children become text, never markup.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	attributes: Readonly<Record<string, Value>> = {},
	...children: readonly Child[]
): HTMLElementTagNameMap[K] {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') {
			element.addEventListener(name.slice(2), value as EventListener);
		} else if (typeof value === 'boolean') {
			element.toggleAttribute(name, value);
		} else if (value !== undefined) {
			element.setAttribute(name, String(value));
		}
	}
	element.append(...children.filter((child) => child !== undefined && child !== false));
	return element;
}

/** Sets the text only if it differs, so that a selection in it and a screen reader's position stay. */
export function setText(element: HTMLElement, text: string): void {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/** Makes `parent` contain exactly these elements in this order. It moves as few as possible, because an element that is moved loses the focus. */
export function setChildren(parent: HTMLElement, children: readonly HTMLElement[]): void {
	const wanted = new Set<Element>(children);
	for (const child of [...parent.children]) {
		if (!wanted.has(child)) {
			child.remove();
		}
	}
	children.forEach((child, index) => {
		if (parent.children[index] !== child) {
			parent.insertBefore(child, parent.children[index] ?? null);
		}
	});
}

/**
 * Like `setChildren`; if the element with the focus is removed, the one now in its place gets the focus.
 * @param otherwise gets the focus if nothing is left
 * @returns the element that got the focus
 */
export function setChildrenWithFocus(
	parent: HTMLElement,
	children: readonly HTMLElement[],
	otherwise: () => HTMLElement | null | undefined,
): HTMLElement | undefined {
	const index = [...parent.children].findIndex((child) => child.contains(document.activeElement));
	setChildren(parent, children);
	if (index < 0 || parent.contains(document.activeElement)) {
		return undefined;
	}
	const neighbour = children[Math.min(index, children.length - 1)];
	const next = neighbour?.querySelector<HTMLElement>('button:not([disabled])') ?? otherwise() ?? undefined;
	next?.focus();
	return next;
}

/** The element of an item, which can be updated. */
export interface View<T> {
	readonly element: HTMLElement;
	update(item: T): void;
}

/** Keeps a view for each item of a list, by the item's id. */
export function keyed<T extends { readonly id: string }>(create: (item: T) => View<T>): (items: readonly T[]) => readonly HTMLElement[] {
	const views = new Map<string, { readonly view: View<T>; item: T }>();
	return (items) => {
		const ids = new Set(items.map((item) => item.id));
		for (const id of views.keys()) {
			if (!ids.has(id)) {
				views.delete(id);
			}
		}
		return items.map((item) => {
			const known = views.get(item.id);
			if (!known) {
				const view = create(item);
				views.set(item.id, { view, item });
				return view.element;
			}
			if (known.item !== item) {
				known.item = item;
				known.view.update(item);
			}
			return known.view.element;
		});
	};
}

/** A new id for an element that another one refers to. */
export function newId(): string {
	return `fovea-${crypto.randomUUID()}`;
}
