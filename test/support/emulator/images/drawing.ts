import type { ImageTask } from './imageRequest.ts';
import { encodeImage, idComment } from './imageFile.ts';
import { type Box, drawPicture } from './picture.ts';
import { decodePng } from './pngFile.ts';
import { drawSvg } from './svgFile.ts';
import { type Raster, pixelated, resized, words } from './raster.ts';

/**
 * Draws what was asked for, with what was asked for written on it. An edit shows the first image, as far as it is a PNG; a masked one changes it
 * only where the mask is transparent.
 */
export function draw(task: ImageTask, index: number, id: string): Raster {
	const { width, height, prompt, images, mask, transparent } = task;
	const original = images[0] && decodePng(images[0]);
	const source = original && resized(original, width, height);
	const options = {
		width,
		height,
		seed: `${prompt}\n${index}`,
		title: prompt,
		notes: notes(task, index),
		code: id.slice(0, 8),
		transparent,
	};
	const painted = mask && decodePng(mask);
	if (!source || !painted) {
		return drawPicture({ ...options, ...(source ? { background: source } : {}) });
	}
	const holes = resized(painted, width, height);
	const picture = drawPicture({ ...options, transparent: false, box: withinHoles(holes) });
	const [from, to] = [words(source), words(picture)];
	for (let i = 0; i < to.length; i++) {
		if (holes.data[i * 4 + 3]! > 0) {
			to[i] = from[i]!;
		}
	}
	return picture;
}

/** A preview: coarse squares, finer the later it comes; `share` is how much is done, from 0 to 1. */
export function drawPartial(picture: Raster, share: number): Raster {
	const block = Math.max(4, Math.round((Math.min(picture.width, picture.height) / 12) * (1 - share)));
	return pixelated(picture, block);
}

/** The whole image, as a file. */
export function drawFile(task: ImageTask, index: number, id: string): Buffer {
	const { width, height, prompt, transparent, format, compression } = task;
	return format === 'svg'
		? drawSvg({ width, height, title: prompt, notes: notes(task, index), transparent }, idComment(id))
		: encodeImage(draw(task, index, id), format, compression, id);
}

function notes(
	{ model, width, height, quality, format, compression, transparent, style, n, images, mask, stream, partials }: ImageTask,
	index: number,
): string[] {
	const first = [
		model,
		`${width}x${height}`,
		quality,
		...(style === undefined ? [] : [style]),
		compression < 100 ? `${format} ${compression}%` : format,
		...(transparent ? ['transparent'] : []),
	];
	const edited =
		images.length === 0 ? [] : [`edited from ${images.length} image${images.length > 1 ? 's' : ''}`, `mask: ${mask ? 'yes' : 'no'}`];
	const second = [`image ${index + 1} of ${n}`, ...edited, ...(stream ? [`streamed, ${partials} previews`] : []), 'emulated'];
	return [first.join(' | '), second.join(' | ')];
}

/** Well within the smallest box around all transparent pixels, as most of them are round; the whole picture when there are none. */
function withinHoles({ width, height, data }: Raster): Box {
	let [left, top, right, bottom] = [width, height, 0, 0];
	for (let y = 0, at = 3; y < height; y++) {
		for (let x = 0; x < width; x++, at += 4) {
			if (data[at] === 0) {
				left = Math.min(left, x);
				top = Math.min(top, y);
				right = Math.max(right, x + 1);
				bottom = y + 1;
			}
		}
	}
	const [x, y] = [Math.floor((right - left) / 7), Math.floor((bottom - top) / 7)];
	return right === 0
		? { left: 0, top: 0, right: width, bottom: height }
		: { left: left + x, top: top + y, right: right - x, bottom: bottom - y };
}
