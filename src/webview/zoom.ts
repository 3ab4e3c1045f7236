import type { PanelStrings } from '../shared/strings.ts';
import { fill } from '../shared/strings.ts';
import { iconButton } from './controls.ts';
import { h, setText } from './dom.ts';
import { type Point, zoomByPointer } from './zoomPointer.ts';
import { fitScale, nextStep, within } from './zoomScale.ts';

/** Options of `createZoom`. */
export interface ZoomOptions {
	/** The scrolling frame around the zoomed element. */
	readonly frame: HTMLElement;
	/** The largest scale at which an image is enlarged to fill the frame. */
	readonly largestFit: number;
	/** The mouse button that pans: 0, or 1 if the first one paints. */
	readonly panButton: 0 | 1;
	/** Called when the size on screen has changed. */
	readonly scaled?: (scale: number) => void;
	/** Called when a second finger touches, so that the first one's stroke is dropped. */
	readonly pinched?: () => void;
}

/** Zooming and panning of an image. */
export interface Zoom {
	/** Buttons to zoom in and out, for the actual size and to fit. */
	readonly controls: HTMLElement;
	/** Starts zooming this element, whose image has the given pixels; at first, it fits the frame. */
	show(content: HTMLElement, width: number, height: number): void;
	/** @returns whether the key was a zoom key */
	key(event: KeyboardEvent): boolean;
	/** Whether the content is larger than the frame. */
	readonly overflows: boolean;
	dispose(): void;
}

/** Zooms and pans an element in a frame, with buttons, keys, Ctrl or Cmd and the wheel, pinch, and dragging. */
export function createZoom(strings: PanelStrings, { frame, largestFit, panButton, scaled, pinched }: ZoomOptions): Zoom {
	let content: HTMLElement | undefined;
	let size = { width: 1, height: 1 };
	let scale = 1;
	let fits = true;

	const resize = (to: number): void => {
		scale = to;
		if (content) {
			content.style.width = `${size.width * scale}px`;
			content.style.height = `${size.height * scale}px`;
		}
		setText(percent, fill(strings.percent, Math.round(scale * 100).toLocaleString()));
		// A frame that scrolls must be reachable with the keyboard.
		frame.toggleAttribute('data-overflows', overflows());
		scaled?.(scale);
	};
	const overflows = (): boolean => frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight;
	const refit = (): void => {
		if (content && frame.clientWidth > 0) {
			resize(fits ? fitScale({ width: frame.clientWidth, height: frame.clientHeight }, size, largestFit) : scale);
		}
	};
	/** Zooms so that the content at the point stays there. */
	const zoomTo = (to: number, at: Point = middleOf(frame)): void => {
		if (!content) {
			return;
		}
		const before = content.getBoundingClientRect();
		const [x, y] = [(at.x - before.left) / scale, (at.y - before.top) / scale];
		fits = false;
		resize(within(to));
		const after = content.getBoundingClientRect();
		frame.scrollBy({ left: after.left + x * scale - at.x, top: after.top + y * scale - at.y, behavior: 'instant' });
	};
	const fit = (): void => {
		fits = true;
		refit();
	};
	const step = (direction: 1 | -1) => (): void => zoomTo(nextStep(scale, direction));
	const keys: Partial<Record<string, () => void>> = { '+': step(1), '=': step(1), '-': step(-1), '0': fit, '1': () => zoomTo(1) };
	const percent = h('button', { type: 'button', class: 'zoom-percent', title: strings.zoomActual, onclick: () => zoomTo(1) });
	const controls = h(
		'div',
		{ class: 'zoom-controls', role: 'group', 'aria-label': strings.zoom },
		iconButton('zoomOut', strings.zoomOut, step(-1)),
		percent,
		iconButton('zoomIn', strings.zoomIn, step(1)),
		iconButton('zoom', strings.zoomFit, fit),
	);

	zoomByPointer({ frame, panButton, scale: () => scale, overflows, zoomTo, pinched });
	const observer = new ResizeObserver(refit);
	observer.observe(frame);

	return {
		controls,
		show: (next, width, height) => {
			content = next;
			size = { width, height };
			fits = true;
			refit();
		},
		key: (event) => {
			const found = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
			if (found) {
				event.preventDefault();
				found();
			}
			return found !== undefined;
		},
		get overflows() {
			return overflows();
		},
		dispose: () => observer.disconnect(),
	};
}

function middleOf(element: HTMLElement): Point {
	const { left, top, width, height } = element.getBoundingClientRect();
	return { x: left + width / 2, y: top + height / 2 };
}
