/** Outlines on a 16 by 16 grid, one path each, with the stroke width of the editor's own icons. */
const paths = {
	add: 'M8 3v10M3 8h10',
	brush: 'M13.5 2.5 7 9M7 9c-1.6-.4-3 .6-3.2 2.2-.1 1-.7 1.7-1.6 2 2.6.9 5.8.3 6.3-2.2C8.7 10 8.1 9.2 7 9Z',
	check: 'm3 8.5 3 3L13 4.5',
	chevronDown: 'm4 6 4 4 4-4',
	chevronLeft: 'M10 4 6 8l4 4',
	chevronRight: 'm6 4 4 4-4 4',
	close: 'm4 4 8 8M12 4l-8 8',
	copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
	delete: 'M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4M6.7 6.5v4.5M9.3 6.5v4.5',
	edit: 'm3 10.5-.5 3 3-.5 8-8L11 2.5l-8 8ZM9.5 4l2.5 2.5',
	eraser: 'm6 13.5-3.5-3.5 7-7L14 7.5l-6 6H6ZM6 6.5l4.5 4.5M6 13.5h8',
	error: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
	image: 'M2.5 3.5h11v9h-11zM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.5 6.5h.01',
	info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM8 7.5V11M8 5h.01',
	insert: 'M3.5 2.5h6l3 3v8h-9zM8 6.5v5M5.5 9H10.5',
	invert: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM8 2v12M8 4.5h3.5M8 7h5M8 9.5h4.5M8 12h3',
	key: 'M10.5 2.5a3 3 0 1 1-2.4 4.8L3 12.5V14h2v-1.5h1.5V11L9 8.5M11.2 4.8h.01',
	mask: 'M2.5 2.5h11v11h-11zM8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z',
	more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
	open: 'M9 2.5h4.5V7M13.5 2.5 8 8M6.5 3.5h-4v10h10v-4',
	redo: 'M10 2.5 13 5.5l-3 3M13 5.5H6.5a3.5 3.5 0 1 0 0 7H10',
	reference: 'M13.5 8v4.5h-11v-9H8M2.5 11l3-3 4 4M12 2v5M9.5 4.5h5',
	reveal: 'M2 12.5v-9h4l1.5 2H14v7zM2 7h12',
	save: 'M8 2v8M4.5 6.5 8 10l3.5-3.5M2.5 13.5h11',
	saveAs: 'M6 2v7M3 6l3 3 3-3M2 13.5h4.5M8.5 13.5l.3-1.8 4-4 1.5 1.5-4 4-1.8.3Z',
	search: 'M6.8 2.5a4.3 4.3 0 1 1 0 8.6 4.3 4.3 0 0 1 0-8.6ZM10 10l3.5 3.5',
	sparkle: 'M7 2.5 8.3 6l3.7 1.5L8.3 9 7 12.5 5.7 9 2 7.5 5.7 6 7 2.5ZM12.5 10.5v3M11 12h3',
	star: 'm8 2.2 1.8 3.7 4 .5-3 2.8.8 4L8 11.2l-3.6 2 .8-4-3-2.8 4-.5Z',
	stop: 'M4 4h8v8H4z',
	swap: 'M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13',
	undo: 'm6 2.5-3 3 3 3M3 5.5h6.5a3.5 3.5 0 1 1 0 7H6',
	vary: 'M13 6.5A5.2 5.2 0 0 0 3.2 6M3 2.5V6h3.5M3 9.5a5.2 5.2 0 0 0 9.8.5M13 13.5V10H9.5',
	warning: 'M8 2.5 14 13.5H2L8 2.5ZM8 6.5V10M8 11.8h.01',
	zoomIn: 'M6.8 2.5a4.3 4.3 0 1 1 0 8.6 4.3 4.3 0 0 1 0-8.6ZM10 10l3.5 3.5M4.8 6.8h4M6.8 4.8v4',
	zoomOut: 'M6.8 2.5a4.3 4.3 0 1 1 0 8.6 4.3 4.3 0 0 1 0-8.6ZM10 10l3.5 3.5M4.8 6.8h4',
	zoom: 'M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** A decorative icon in the colour of the text. */
export function icon(name: IconName): SVGSVGElement {
	const namespace = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(namespace, 'svg');
	svg.setAttribute('viewBox', '0 0 16 16');
	svg.setAttribute('class', `icon icon-${name}`);
	svg.setAttribute('aria-hidden', 'true');
	const path = document.createElementNS(namespace, 'path');
	path.setAttribute('d', paths[name]);
	svg.append(path);
	return svg;
}
