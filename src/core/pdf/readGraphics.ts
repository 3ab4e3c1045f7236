import type { Box, PlacedImage, Rule, Shape } from './pageLayout.ts';
import { objectType, pageObjects } from './pageObjects.ts';
import type { PageSpace } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { type Matrix, apply, boundsOf, matrixOf, multiply } from './pdfMatrix.ts';

/** The drawings and pictures of a page. */
export interface PageGraphics {
	readonly rules: readonly Rule[];
	/** Level lines that are shorter than rules, as in small fractions. */
	readonly dashes: readonly Rule[];
	readonly shapes: readonly Shape[];
	readonly images: readonly PlacedImage[];
}

/** `FPDF_SEGMENT_*` of fpdf_edit.h. */
const lineSegment = 0;
const curveSegment = 1;

/** Maps can have millions of segments; far fewer show a page's structure. */
const mostSegments = 60_000;

/** The greatest thickness of a filled rectangle that counts as a line, in points. */
const thin = 2.5;

/** The shortest line in points; shorter ones are dots. */
const shortest = 4;

/** The same of lines in formulas, how thick those are at most, and how many a page has. */
const shortestDash = 1.5;
const thinDash = 0.7;
const mostDashes = 500;

/** The range of a tick box's width and height, in points. */
export const boxSize = { least: 5, most: 22 } as const;

/** The least width of a ring's hole, relative to the ring. */
const leastHole = 0.6;

/** The most path segments of a frame around text, unless all are at its edges, and the tolerance for that in points. */
const fewPieces = 24;
const mostPieces = 400;
const alongEdge = 14;

/** The most path segments of a border with sloped ends, and how thick it is at most, in points. */
const borderPieces = 6;
const thinBorder = 1.6;

/** Half of the widest pen in points. */
const pen = 8;

/** Reads the drawings and pictures of a loaded page, except curves within `marks`, which annotations have drawn over its text. */
export function readGraphics(pdfium: Pdfium, page: number, space: PageSpace, marks: readonly Box[]): PageGraphics {
	const reader = new GraphicsReader(pdfium, space, marks);
	reader.read(page);
	// Plain data without the reader's state, because it is sent to another thread.
	const { rules, dashes, shapes, images } = reader;
	return { rules, dashes, shapes, images };
}

class GraphicsReader implements PageGraphics {
	readonly rules: Rule[] = [];
	readonly dashes: Rule[] = [];
	readonly shapes: Shape[] = [];
	readonly images: PlacedImage[] = [];
	private segments = 0;

	constructor(
		private readonly pdfium: Pdfium,
		private readonly space: PageSpace,
		private readonly marks: readonly Box[],
	) {}

	read(page: number): void {
		for (const { object, type, outer, depth } of pageObjects(this.pdfium, page)) {
			if (this.segments >= mostSegments) {
				return;
			}
			switch (type) {
				case objectType.path:
					this.readPath(object, outer, depth > 0);
					break;
				case objectType.image:
					this.readImage(object, outer);
					break;
				case objectType.shading:
					this.addShape(this.boundsOf(object, outer), true);
			}
		}
	}

	private readPath(object: number, outer: Matrix, inForm: boolean): void {
		const { raw } = this.pdfium;
		const { fill, stroke } = this.drawing(object);
		if (!fill && !stroke) {
			return;
		}
		const matrix = multiply(matrixOf(this.pdfium, object), outer);
		const count = raw.FPDFPath_CountSegments(object);
		let sloped = false;
		let curved = false;
		let start: readonly [number, number] = [0, 0];
		let last = start;
		const lines: Box[] = [];
		const outline = count <= mostPieces ? new Outline() : undefined;
		const lineTo = (point: readonly [number, number]) => {
			const box = boxOf(last, point);
			const width = box.right - box.left;
			const height = box.bottom - box.top;
			const short = Math.min(width, height);
			const long = Math.max(width, height);
			// Plots are drawn in steps of less than a point.
			if (short > 0.5 || (short > 0.02 && short > 0.1 * long)) {
				sloped = true;
			} else {
				lines.push(box);
			}
			last = point;
		};
		for (let i = 0; i < count && this.segments < mostSegments; i++, this.segments++) {
			const segment = raw.FPDFPath_GetPathSegment(object, i);
			const point = this.pointOf(segment, matrix);
			switch (raw.FPDFPathSegment_GetType(segment)) {
				case lineSegment:
					outline?.add(point, 'line');
					lineTo(point);
					break;
				case curveSegment:
					outline?.add(point, 'curve');
					[sloped, curved] = [true, true];
					last = point;
					break;
				default:
					outline?.add(point, 'start');
					start = point;
					last = point;
			}
			if (raw.FPDFPathSegment_GetClose(segment)) {
				lineTo(start);
			}
		}
		const bounds = this.boundsOf(object, outer);
		if (sloped && inForm && this.marks.some((mark) => isWithin(bounds, mark))) {
			return;
		}
		const short = Math.min(bounds.right - bounds.left, bounds.bottom - bounds.top);
		const long = Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top);
		if (fill && !stroke && sloped && !curved && count <= borderPieces && short <= thinBorder && long >= shortest) {
			// The border of a cell or a box in a page from HTML, whose ends are cut at a slope where the next border begins.
			this.addRule(bounds);
		} else if (sloped) {
			const closed = fill || Math.hypot(last[0] - start[0], last[1] - start[1]) < 1;
			const simple = closed && (count <= fewPieces || outline?.keepsTo(bounds) === true);
			this.addShape(bounds, true, outline?.of(bounds, fill), simple);
		} else if (fill && !stroke && short > thin) {
			// The background of a table row or a text box: its edges are not lines, but it may also be a bar of a chart.
			this.addShape(bounds, false);
		} else if (stroke) {
			lines.forEach((line) => this.addRule(line));
		} else {
			this.addRule(bounds);
		}
	}

	private readImage(object: number, outer: Matrix): void {
		const box = this.boundsOf(object, outer);
		if (this.space.shows(box)) {
			const clipped = this.clip(box);
			const pixels = this.pdfium.withMemory(8, (memory) => {
				this.pdfium.raw.FPDFImageObj_GetImagePixelSize(object, memory, memory + 4);
				return [...this.pdfium.integers(memory, 2)];
			});
			const place = [clipped.left, clipped.top, clipped.right, clipped.bottom].map(Math.round);
			this.images.push({ ...clipped, key: [...pixels, ...place].join(' ') });
		}
	}

	private addRule(box: Box): void {
		const width = box.right - box.left;
		const height = box.bottom - box.top;
		if (this.space.shows(box) && Math.max(width, height) >= shortest && Math.min(width, height) <= thin) {
			this.rules.push(this.rule(box, height > width));
		} else if (this.space.shows(box) && width >= shortestDash && height < thinDash && this.dashes.length < mostDashes) {
			this.dashes.push(this.rule(box, false));
		}
	}

	private rule(box: Box, vertical: boolean): Rule {
		const { left, top, right, bottom } = this.clip(box);
		return { left, top, right, bottom, vertical };
	}

	private addShape(box: Box, curved: boolean, outline?: Shape['outline'], simple?: boolean): void {
		if (this.space.shows(box)) {
			const { left, top, right, bottom } = this.clip(box);
			this.shapes.push({ left, top, right, bottom, curved, outline, simple });
		}
	}

	private clip({ left, top, right, bottom }: Box): Box {
		const { width, height } = this.space;
		return { left: Math.max(0, left), top: Math.max(0, top), right: Math.min(width, right), bottom: Math.min(height, bottom) };
	}

	/** Whether a path is filled or stroked in a color other than white. */
	private drawing(object: number): { fill: boolean; stroke: boolean } {
		const { raw, scratch } = this.pdfium;
		raw.FPDFPath_GetDrawMode(object, scratch, scratch + 4);
		const fill = this.pdfium.integer(scratch) !== 0;
		const stroke = this.pdfium.integer(scratch + 4) !== 0;
		return {
			fill: fill && this.isInk(raw.FPDFPageObj_GetFillColor(object, scratch, scratch + 4, scratch + 8, scratch + 12)),
			stroke: stroke && this.isInk(raw.FPDFPageObj_GetStrokeColor(object, scratch, scratch + 4, scratch + 8, scratch + 12)),
		};
	}

	/** Whether the colour that was read, if one is `known`, differs from white. */
	private isInk(known: number): boolean {
		const { pdfium } = this;
		const { scratch } = pdfium;
		const isDark = pdfium.integer(scratch) < 250 || pdfium.integer(scratch + 4) < 250 || pdfium.integer(scratch + 8) < 250;
		return known !== 0 && isDark && pdfium.integer(scratch + 12) > 8;
	}

	private boundsOf(object: number, outer: Matrix): Box {
		return this.space.box(boundsOf(this.pdfium, object, outer));
	}

	private pointOf(segment: number, matrix: Matrix): readonly [number, number] {
		const { raw, scratch } = this.pdfium;
		raw.FPDFPathSegment_GetPoint(segment, scratch, scratch + 4);
		return this.space.point(...apply(matrix, this.pdfium.float(scratch), this.pdfium.float(scratch + 4)));
	}
}

/** Whether a mark has drawn a path; the width of its pen may reach beyond it. */
function isWithin(path: Box, { left, top, right, bottom }: Box): boolean {
	return path.left > left - pen && path.right < right + pen && path.top > top - pen && path.bottom < bottom + pen;
}

function boxOf(from: readonly [number, number], to: readonly [number, number]): Box {
	return {
		left: Math.min(from[0], to[0]),
		top: Math.min(from[1], to[1]),
		right: Math.max(from[0], to[0]),
		bottom: Math.max(from[1], to[1]),
	};
}

/** Distinguishes outlines of boxes and circles from other curved paths by the extents of their parts. */
class Outline {
	private readonly parts: [left: number, right: number][] = [];
	private readonly points: (readonly [number, number])[] = [];
	private curves = 0;
	private lines = 0;

	add(point: readonly [number, number], kind: 'start' | 'line' | 'curve'): void {
		const [x] = point;
		this.points.push(point);
		const part = this.parts.at(-1);
		if (kind === 'start' || !part) {
			this.parts.push([x, x]);
		} else {
			[part[0], part[1]] = [Math.min(part[0], x), Math.max(part[1], x)];
			this.curves += kind === 'curve' ? 1 : 0;
			this.lines += kind === 'line' ? 1 : 0;
		}
	}

	/** Whether the middle of the path's bounds is empty. */
	keepsTo({ left, top, right, bottom }: Box): boolean {
		return this.points.every(([x, y]) => Math.min(x - left, right - x, y - top, bottom - y) < alongEdge);
	}

	/** Undefined for what is not square, too small or large for a tick box, or filled without a hole. */
	of({ left, top, right, bottom }: Box, filled: boolean): Shape['outline'] {
		const [width, height] = [right - left, bottom - top];
		const isSquare =
			Math.min(width, height) >= boxSize.least && Math.max(width, height) <= boxSize.most && Math.abs(width - height) < 0.2 * width;
		const widths = this.parts.map(([from, to]) => to - from).filter((one) => one > 0);
		const isRing = widths.length === 2 && Math.min(...widths) > leastHole * Math.max(...widths);
		if (!isSquare || this.curves < 4 || (filled ? !isRing : widths.length !== 1)) {
			return undefined;
		}
		return this.lines >= 4 ? 'box' : 'circle';
	}
}
