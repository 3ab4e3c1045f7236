import type { JoinedRun } from './character.ts';
import type { Box } from './pageLayout.ts';
import { objectType, pageObjects } from './pageObjects.ts';
import type { PageSpace, UserBox } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { type Matrix, apply, boundsOf, matrixOf, multiply } from './pdfMatrix.ts';
import type { TextObject } from './repeatedText.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';

/** The most areas that are examined: a page with more is a drawing, not a sheet with something covered. */
const mostAreas = 400;

/** The most objects that are examined: a map may have millions. */
const mostObjects = 50_000;

/** Smaller areas, in square points, cover no word. */
const smallArea = 16;

/** The least part of a text object that must be covered for words to be hidden. */
const covered = 0.3;

/** The least difference, of 255, between the colours of a letter and its background. */
const otherColour = 16;

/** The least opacity, of 255, of opaque ink. */
const opaque = 200;

/** The least difference, of 255, of a pixel that a letter changes, and the least share of such pixels in a visible word. */
const seen = 12;
const seenShare = 0.004;

/** The resolution of the comparison, in dots per inch, and its most pixels. */
const lookDpi = 100;
const lookPixels = 3_000_000;

/** A letter of another script than Latin. */
const beyondLatin = /[^\P{L}\p{Script=Latin}]/u;

type Colour = readonly [red: number, green: number, blue: number];

/** The least part of a text object's box that shows through what it is clipped by. */
const unclipped = 0.9;

/** Parts of a clip, and points of one, from which on it is not examined. */
const mostClips = 8;
const mostClipPoints = 60;

/** A picture or a fill, in the order of painting. */
interface Area extends UserBox {
	readonly object: number;
	readonly order: number;
	/** Undefined for a picture. */
	readonly colour: Colour | undefined;
}

interface PlacedText extends UserBox {
	readonly order: number;
	readonly outer: Matrix;
	readonly inForm: boolean;
}

/**
 * Finds text that is not visible on the page: on a layer that is off, in the colour of its background, covered by a picture or a fill, clipped away.
 * Colours and positions show which text is doubtful. Then the page is rendered with and without that text: text that makes no difference is
 * invisible.
 */
export class Visibility {
	private readonly areas: Area[] = [];
	private readonly texts = new Map<number, PlacedText>();

	/**
	 * @param hasLayers whether the document has layers; only called when needed
	 * @param hasFields whether the page has text fields: what does not fit into one can be scrolled to
	 */
	constructor(
		private readonly pdfium: Pdfium,
		page: number,
		private readonly hasLayers: () => boolean,
		private readonly hasFields: boolean,
	) {
		this.collect(page);
	}

	/** The text objects of the page in the order of painting. */
	objects(): readonly TextObject[] {
		return [...this.texts].map(([object, { left, top, right, bottom }]) => ({ object, left, top, right, bottom }));
	}

	/** Whether a text object that is drawn in a visible mode may be invisible anyway. */
	isDoubtful(object: number): boolean {
		const text = this.texts.get(object);
		if (!text) {
			return false;
		}
		return this.isOnLayer(object, text) || this.isCovered(text) || this.isLikeGround(object, text) || this.isClipped(object, text);
	}

	/** Whether something is painted through the letters of a text object that only clips. */
	isPaintedThrough(object: number): boolean {
		const text = this.texts.get(object);
		const { raw } = this.pdfium;
		return (
			text !== undefined &&
			this.areas.some(
				(area) =>
					area.order > text.order &&
					shareOf(text, area) > covered &&
					raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(area.object)) >= 0,
			)
		);
	}

	/**
	 * The runs of doubtful text that are not seen.
	 * @param sheet the page's size in points
	 * @param draw draws a part of the page, which is turned as the runs' boxes are meant
	 */
	hidden(
		runs: readonly JoinedRun[],
		sheet: Pick<PageSpace, 'width' | 'height'>,
		draw: (dpi: number, maxPixels: number, region: Box) => RenderedPage,
	): Set<JoinedRun['run']> {
		const doubtful = runs.filter(({ setting }) => setting.doubtful);
		if (doubtful.length === 0) {
			return new Set();
		}
		const { raw } = this.pdfium;
		const objects = new Set(doubtful.map(({ setting }) => setting.object));
		const region = pixelsAround(
			doubtful.map(({ run }) => run),
			sheet,
		);
		const withThem = draw(lookDpi, lookPixels, region);
		objects.forEach((object) => raw.FPDFPageObj_SetIsActive(object, 0));
		const without = draw(lookDpi, lookPixels, region);
		objects.forEach((object) => raw.FPDFPageObj_SetIsActive(object, 1));
		const isHidden = (joined: JoinedRun) =>
			this.isUndrawable(joined) ? this.isHiddenByPlace(joined.setting.object) : !differs(withThem, without, movedTo(joined.run, region));
		return new Set(doubtful.filter(isHidden).map(({ run }) => run));
	}

	/**
	 * Whether PDFium draws nothing of a text, even if it is visible: the fonts that it has for those that are not in the document have
	 * Latin letters and a few symbols only.
	 */
	private isUndrawable({ run: { text }, setting: { object, special } }: JoinedRun): boolean {
		const { raw } = this.pdfium;
		return !special && beyondLatin.test(text) && !raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(object));
	}

	private isHiddenByPlace(object: number): boolean {
		const text = this.texts.get(object);
		return text !== undefined && (this.isCovered(text) || this.isLikeGround(object, text));
	}

	private collect(page: number): void {
		let order = 0;
		for (const { object, type, outer, depth } of pageObjects(this.pdfium, page)) {
			if (order === mostObjects) {
				return;
			}
			switch (type) {
				case objectType.text:
					this.texts.set(object, this.textAt(object, outer, order, depth > 0));
					break;
				case objectType.path:
					this.addFill(object, outer, order);
					break;
				case objectType.image:
				case objectType.shading:
					this.addArea(object, outer, order, undefined);
			}
			order++;
		}
	}

	private addFill(object: number, outer: Matrix, order: number): void {
		const { raw } = this.pdfium;
		const { scratch } = this.pdfium;
		raw.FPDFPath_GetDrawMode(object, scratch, scratch + 4);
		if (this.pdfium.integer(scratch) !== 0) {
			const ink = this.colourOf(object);
			if (!ink || ink.alpha >= opaque) {
				this.addArea(object, outer, order, ink?.colour);
			}
		}
	}

	private textAt(object: number, outer: Matrix, order: number, inForm: boolean): PlacedText {
		const { left, top, right, bottom } = boundsOf(this.pdfium, object, outer);
		if (right > left && top > bottom) {
			return { left, top, right, bottom, order, outer, inForm };
		}
		// None of its letters has a glyph: it is where it begins.
		const [x, y] = apply(multiply(matrixOf(this.pdfium, object), outer), 0, 0);
		return { left: x, bottom: y, right: x + 1, top: y + 1, order, outer, inForm };
	}

	private addArea(object: number, outer: Matrix, order: number, colour: Colour | undefined): void {
		const { left, top, right, bottom } = boundsOf(this.pdfium, object, outer);
		if (this.areas.length < mostAreas && (right - left) * (top - bottom) > smallArea) {
			this.areas.push({ left, top, right, bottom, object, order, colour });
		}
	}

	private isOnLayer(object: number, { inForm }: PlacedText): boolean {
		const { raw } = this.pdfium;
		// PDFium does not tell whether a form belongs to a layer.
		let possible = inForm;
		for (let i = raw.FPDFPageObj_CountMarks(object) - 1; i >= 0 && !possible; i--) {
			const mark = raw.FPDFPageObj_GetMark(object, i);
			possible = this.pdfium.withMemory(16, (memory) => {
				raw.FPDFPageObjMark_GetName(mark, memory + 4, 12, memory);
				return Buffer.from(this.pdfium.bytes(memory + 4, 4)).toString('utf16le') === 'OC';
			});
		}
		return possible && this.hasLayers();
	}

	private isCovered(text: PlacedText): boolean {
		return this.areas.some((area) => area.order > text.order && shareOf(text, area) > covered);
	}

	/** Whether the paths that clip a text object leave out a part of it, as far as their bounds tell. */
	private isClipped(object: number, text: PlacedText): boolean {
		const { raw, scratch } = this.pdfium;
		if (text.inForm && this.hasFields) {
			return false;
		}
		const clip = raw.FPDFPageObj_GetClipPath(object);
		const count = raw.FPDFClipPath_CountPaths(clip);
		if (count > mostClips) {
			return false;
		}
		for (let path = 0; path < count; path++) {
			const points = raw.FPDFClipPath_CountPathSegments(clip, path);
			let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
			for (let i = 0; i < points && points <= mostClipPoints; i++) {
				raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, i), scratch, scratch + 4);
				const [x, y] = apply(text.outer, this.pdfium.float(scratch), this.pdfium.float(scratch + 4));
				[left, bottom, right, top] = [Math.min(left, x), Math.min(bottom, y), Math.max(right, x), Math.max(top, y)];
			}
			if (points > 0 && points <= mostClipPoints && shareOf(text, { left, bottom, right, top }) < unclipped) {
				return true;
			}
		}
		return false;
	}

	private isLikeGround(object: number, text: PlacedText): boolean {
		const ink = this.colourOf(object);
		if (!ink) {
			return false;
		}
		const ground = this.areas.findLast((area) => area.order < text.order && shareOf(text, area) > 0.5);
		if (ground && !ground.colour) {
			return ink.alpha < seen;
		}
		const [red, green, blue] = ground?.colour ?? [255, 255, 255];
		const [r, g, b] = ink.colour;
		return ink.alpha < seen || Math.max(Math.abs(red - r), Math.abs(green - g), Math.abs(blue - b)) < otherColour;
	}

	/** The fill colour of an object, if it has one. */
	private colourOf(object: number): { readonly colour: Colour; readonly alpha: number } | undefined {
		const { raw, scratch } = this.pdfium;
		if (!raw.FPDFPageObj_GetFillColor(object, scratch, scratch + 4, scratch + 8, scratch + 12)) {
			return undefined;
		}
		const { pdfium } = this;
		return {
			colour: [pdfium.integer(scratch), pdfium.integer(scratch + 4), pdfium.integer(scratch + 8)],
			alpha: pdfium.integer(scratch + 12),
		};
	}
}

/** The part of a text's box that an area covers. */
function shareOf(text: UserBox, area: UserBox): number {
	const across = Math.min(text.right, area.right) - Math.max(text.left, area.left);
	const up = Math.min(text.top, area.top) - Math.max(text.bottom, area.bottom);
	const size = (text.right - text.left) * (text.top - text.bottom);
	return across > 0 && up > 0 && size > 0 ? (across * up) / size : 0;
}

/** The part of a page that these are on, in whole pixels. */
function pixelsAround(boxes: readonly Box[], { width, height }: Pick<PageSpace, 'width' | 'height'>): Box {
	const pixel = 72 / lookDpi;
	let [left, top, right, bottom] = [width, height, 0, 0];
	for (const box of boxes) {
		[left, top] = [Math.min(left, box.left), Math.min(top, box.top)];
		[right, bottom] = [Math.max(right, box.right), Math.max(bottom, box.bottom)];
	}
	const before = (edge: number) => (Math.floor(Math.max(edge, 0) / pixel) - 1) * pixel;
	const behind = (edge: number, last: number) => (Math.ceil(Math.min(edge, last) / pixel) + 1) * pixel;
	return { left: before(left), top: before(top), right: behind(right, width), bottom: behind(bottom, height) };
}

/** A box of the page in the coordinates of a part of it. */
function movedTo(box: Box, { left, top }: Box): Box {
	return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top };
}

/** Whether two pictures differ in a box of what they show. */
function differs(a: RenderedPage, b: RenderedPage, box: Box): boolean {
	const { width, height, scale } = a;
	const [left, right] = [Math.max(0, Math.floor(box.left * scale)), Math.min(width, Math.ceil(box.right * scale))];
	const [top, bottom] = [Math.max(0, Math.floor(box.top * scale)), Math.min(height, Math.ceil(box.bottom * scale))];
	const enough = Math.max(2, (right - left) * (bottom - top) * seenShare);
	let count = 0;
	for (let y = top; y < bottom; y++) {
		for (let i = (y * width + left) * 4, end = (y * width + right) * 4; i < end; i += 4) {
			const difference = Math.max(
				Math.abs(a.rgba[i]! - b.rgba[i]!),
				Math.abs(a.rgba[i + 1]! - b.rgba[i + 1]!),
				Math.abs(a.rgba[i + 2]! - b.rgba[i + 2]!),
			);
			if (difference >= seen && ++count >= enough) {
				return true;
			}
		}
	}
	return false;
}
