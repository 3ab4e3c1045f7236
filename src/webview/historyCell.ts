import { imageMenu } from '../shared/imageMenu.ts';
import type { PanelImage } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h } from './dom.ts';
import { cellPosition, type Grid } from './gridWindow.ts';
import { icon } from './icons.ts';
import { lacksThumbnail } from './thumbnails.ts';

/**
 * Creates the cell of an image in the history.
 * @param wanted whether the image still has a cell
 */
export function createCell({ strings, thumbnails }: Context, image: PanelImage, wanted: () => boolean): HTMLElement {
	const when = new Date(image.createdAt).toLocaleString();
	const cell = h('div', {
		class: 'cell',
		role: 'option',
		title: image.prompt,
		draggable: 'true',
		'aria-label': [image.prompt, image.model, when, ...(image.favourite ? [strings.favourite] : [])].join(', '),
		'data-image': image.id,
		'data-picture': image.id,
		'data-vscode-context': imageMenu(image.id, !image.remote),
		'data-src': image.src,
	});
	const put = (picture: HTMLElement): void =>
		cell.replaceChildren(
			picture,
			h('span', { class: 'pick', 'aria-hidden': 'true' }, icon('check')),
			...(image.favourite ? [h('span', { class: 'mark', title: strings.favourite }, icon('star'))] : []),
		);
	const show = (src: string): void => {
		const picture = h('img', { src, alt: '', decoding: 'async', draggable: 'false' });
		picture.addEventListener('error', () => put(h('span', { class: 'gone', title: strings.imageGone }, icon('image'))));
		put(picture);
	};
	cell.classList.toggle('favourite', image.favourite === true);
	if (image.remote) {
		put(h('span', { class: 'gone', title: fill(strings.imageElsewhere, image.remote.host) }, icon('open')));
	} else if (lacksThumbnail(image)) {
		// Reading and decoding a full-size image for every cell would take a second.
		put(h('span', {}));
		void thumbnails(image, wanted).then((small) => (small ? put(small) : wanted() && show(image.src)));
	} else {
		show(image.thumbnail);
	}
	return cell;
}

/** Whether a cell still shows the image as it is. */
export function isCellOf(cell: HTMLElement, image: PanelImage): boolean {
	return cell.dataset['src'] === image.src && cell.classList.contains('favourite') === (image.favourite === true);
}

/** Positions a cell; `active` is the one in the tab order. */
export function placeCell(cell: HTMLElement, grid: Grid, index: number, active: boolean, total: number): void {
	const { x, y } = cellPosition(grid, index);
	cell.style.transform = `translate(${x}px, ${y}px)`;
	cell.style.width = `${grid.cell}px`;
	cell.style.height = `${grid.cell}px`;
	cell.tabIndex = active ? 0 : -1;
	cell.setAttribute('aria-posinset', String(index + 1));
	cell.setAttribute('aria-setsize', String(total));
}
