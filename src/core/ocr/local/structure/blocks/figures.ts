import { AlongAxis, middleY } from '../../../../pdf/alongAxis.ts';
import type { Box, PageLayout, Shape } from '../../../../pdf/pageLayout.ts';
import { isNumber } from '../tables/table.ts';
import { findPlots } from './plots.ts';
import { type Line, around, height, overlapX, overlapY, shareWithin, width } from '../lines/line.ts';

/** A picture or drawing, and the lines of text that are part of it. */
export interface Figure extends Box {
	readonly labels: readonly Line[];
}

/** The least width and height of a figure in points; 0.4 inches. */
const smallest = 28.8;

/** A range of whole numbers on an axis, such as a group of ages. */
const range = /^\d+\s?[-–]\s?\d+$/;

/** The share of a page above which a picture is its background. */
const background = 0.8;

/** The most letters of a page that is a picture. */
const fewLetters = 80;

/** The most shapes that are examined; drawings are found with fewer. */
const mostShapes = 6000;

/** The largest gap between parts of one drawing, in points. */
const nearby = 6;

/** The fewest strokes of a drawing (straight lines count half); fewer are decoration. */
const fewestStrokes = 3;

/** The share of text above which a drawing is the frame of a text. */
const mostText = 0.25;

/** Words of a text in a frame, of more than a node of a diagram has, and the size of a drawing beside it, as a part of the frame's width. */
const framedWords = 8;
const framedDrawing = 0.12;

/** The most points that a side of a frame takes up with its round corners. */
const thickestSide = 16;

/** The fewest lines in each direction, and the fewest words between them, of a table. */
const tableLines = 5;
const tableWords = 30;

/** The part of a table's height up to which a drawing that touches it is beside its heading. */
const mostOfTable = 0.6;

const longestLabel = 60;
const caption = /^(?:fig|figure|abb|abbildung|table|tab|tabelle|figura|tableau|рис|табл|図|表|그림|표)\b|^\(?[a-z]\)/i;

/** A drawing without its text. */
export interface Drawing extends Box {
	/** Curves and slopes, straight lines counting half. */
	readonly strokes: number;
}

/** Groups the shapes of a page that are close together. */
export function findDrawings(page: PageLayout): Drawing[] {
	const isBehind = (shape: Box) => page.runs.length > 0 && isBackground(shape, page);
	const shown = page.shapes.filter((shape) => shape.curved && !isBehind(shape)).slice(0, mostShapes);
	const frames = framesIn(shown, page.runs);
	const curves = shown.filter((shape) => !frames.has(shape));
	const straight = [...page.shapes.filter((shape) => !shape.curved), ...page.rules].slice(0, mostShapes);
	const groups = clusters(curves, nearby).filter((parts) => !areSidesOfFrames(parts, page.runs) && !areCards(parts, page.runs, straight));
	return [...groups.map((parts) => withStraightParts(parts, straight, page)), ...findPlots(page)];
}

/** Whether these are the sides of frames around text, each drawn with its round corners. */
function areSidesOfFrames(parts: readonly Shape[], runs: readonly Box[]): boolean {
	const isLevel = (part: Shape) => width(part) > height(part);
	const isSide = (part: Shape) => {
		const across = parts.filter((other) => isLevel(other) !== isLevel(part) && overlapX(other, part) > 0 && overlapY(other, part) > 0);
		return Math.min(width(part), height(part)) <= thickestSide && across.length >= 2;
	};
	return parts.every(isSide) && runs.some((run) => shareWithin(run, around(parts)) > 0.5);
}

/** Shapes around a text with no other drawing than small symbols in it: a card, a speech bubble, a table with round corners. */
function framesIn(curves: readonly Shape[], runs: readonly Box[]): ReadonlySet<Shape> {
	const words = new AlongAxis(runs, middleY);
	const isFrame = (shape: Shape): boolean => {
		const isDrawing = (other: Shape) =>
			shareWithin(other, shape) > 0.5 && width(other) > framedDrawing * width(shape) && shareWithin(shape, other) < 0.8;
		return (
			words.between(shape.top, shape.bottom).filter((run) => shareWithin(run, shape) > 0.5).length >= framedWords &&
			!curves.some((other) => other !== shape && isDrawing(other))
		);
	};
	return new Set(curves.filter((shape) => shape.simple && width(shape) > smallest && height(shape) > smallest).filter(isFrame));
}

/** Whether these are nothing but frames with text in each; lines between them would make a diagram of them. */
function areCards(parts: readonly Shape[], runs: readonly Box[], straight: readonly Box[]): boolean {
	const isIn = (box: Box, whole: Box) => overlapX(box, whole) >= 0.9 * width(box) && overlapY(box, whole) >= 0.9 * height(box);
	return (
		parts.every((part) => part.simple && runs.some((run) => isIn(run, part))) &&
		straight.filter((line) => isIn(line, around(parts))).every((line) => parts.some((part) => isIn(line, part)))
	);
}

/** Adds the straight lines and the areas of a drawing: axes, arrows, bars; but not a table that a drawing touches. */
function withStraightParts(parts: readonly Box[], straight: readonly Box[], page: Pick<PageLayout, 'width' | 'runs'>): Drawing {
	const widest = 0.6 * page.width;
	const own = around(parts);
	let box = own;
	let strokes = parts.length;
	let left = straight;
	for (let grew = true; grew;) {
		const core = grown(box, 2);
		const longest = 3 * Math.max(width(box), height(box));
		const joining = left.filter(
			(part) =>
				overlapX(part, core) >= 0 && overlapY(part, core) >= 0 && Math.max(width(part), height(part)) < longest && width(part) < widest,
		);
		left = left.filter((part) => !joining.includes(part));
		strokes += joining.length / 2;
		grew = joining.length > 0;
		box = around([box, ...joining]);
	}
	const others = page.runs.filter((run) => shareWithin(run, own) < 0.5);
	return height(own) < mostOfTable * height(box) && isTable(straight, box, others)
		? { ...own, strokes: parts.length }
		: { ...box, strokes };
}

/** Whether lines that a drawing touches are those of a table with many words. */
function isTable(straight: readonly Box[], box: Box, runs: readonly Box[]): boolean {
	const lines = straight.filter((line) => overlapX(line, box) >= 0 && overlapY(line, box) >= 0);
	const level = lines.filter((line) => width(line) > height(line)).length;
	return Math.min(level, lines.length - level) >= tableLines && runs.filter((run) => shareWithin(run, box) > 0.5).length >= tableWords;
}

/** The parts of a page in which figures are found. */
export interface FigureSources extends Pick<PageLayout, 'width' | 'height' | 'images'> {
	readonly drawings: readonly Drawing[];
}

/** The figures of a page. `logos` are keys of pictures that are on most pages. */
export function findFigures(page: FigureSources, lines: readonly Line[], logos: ReadonlySet<string>, bodySize: number): Figure[] {
	// On a page with hardly any text, a picture that covers all of it is not a background.
	const letters = lines.reduce((sum, { text }) => sum + text.length, 0);
	const isBehind = (box: Box) => letters > fewLetters && isBackground(box, page);
	const pictures = page.images.filter((image) => !logos.has(image.key) && !isBehind(image));
	const found = clusters<Box>([...page.drawings, ...pictures], 2)
		.filter((parts) => parts.some(isPicture) || parts.reduce((sum, part) => sum + strokesOf(part), 0) >= fewestStrokes)
		.map((parts) => ({ box: around(parts), drawn: !parts.some(isPicture) }))
		.filter(({ box }) => width(box) >= smallest && height(box) >= smallest && !isBehind(box))
		.sort((a, b) => area(b.box) - area(a.box));
	const figures: Figure[] = [];
	for (const { box, drawn } of found) {
		// A line labels only one figure, and a figure within another is part of it.
		const taken = new Set(figures.flatMap(({ labels }) => labels));
		const free = lines.filter((line) => !taken.has(line));
		const figure = figures.some((other) => shareWithin(box, other) > 0.9) ? undefined : withLabels(box, drawn, free, bodySize);
		figures.push(...(figure ? [figure] : []));
	}
	return figures;
}

function strokesOf(part: Box): number {
	return 'strokes' in part ? (part as Drawing).strokes : 0;
}

/** A figure with its labels; undefined when the drawing is the frame of a text. */
function withLabels(box: Box, drawn: boolean, lines: readonly Line[], bodySize: number): Figure | undefined {
	const over = lines.filter((line) => shareWithin(line, box) > 0.6);
	const isLabel = (line: Line) => line.text.length <= longestLabel && !caption.test(line.text);
	const filled = over.reduce((sum, line) => sum + width(line) * line.size, 0) / area(box);
	// Around what somebody has filled in, it is the ground of a form: all of its text is told, also that on pictures.
	const isGround = over.some((line) => line.filled);
	if (drawn && (isGround || filled > mostText || over.some((line) => line.text.length > longestLabel))) {
		return undefined;
	}
	if (isGround) {
		return { ...box, labels: [] };
	}
	// Text in the usual size may be on top of a picture; in a drawing, it is part of it.
	const within = over.filter((line) => isLabel(line) && (drawn || (line.size < 0.9 * bodySize && filled <= mostText)));
	const beside = drawn
		? lines.filter((line) => !over.includes(line) && isLabel(line) && /^(?:\S{1,16}|.{1,6})$/u.test(line.text) && touchesSide(line, box))
		: [];
	const labels = [...within, ...beside];
	return { ...around([box, ...labels]), labels };
}

function isPicture(part: Box): boolean {
	return 'key' in part;
}

function isBackground(box: Box, page: Pick<PageLayout, 'width' | 'height'>): boolean {
	return area(box) > background * page.width * page.height;
}

function area(box: Box): number {
	return width(box) * height(box);
}

function grown({ left, top, right, bottom }: Box, by: number): Box {
	return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}

/** Whether a line labels an axis or a slice: beside the drawing or just below it, and not part of running text. */
function touchesSide(line: Line, box: Box): boolean {
	const beside = overlapY(line, box) > 0.5 * height(line) && overlapX(line, box) > -12;
	// Numbers of an axis are at a distance from it.
	const off = isNumber(line.text) || range.test(line.text) ? 1.2 : 0.4;
	const under = overlapX(line, box) > 0.9 * width(line) && overlapY(line, box) > -line.size * off;
	return beside || under;
}

/** Groups boxes that are close together. Drawings have thousands, so a group grows in place. */
function clusters<T extends Box>(boxes: readonly T[], gap: number): T[][] {
	let groups: { box: Box; readonly parts: T[] }[] = [];
	for (const part of boxes) {
		const near = groups.filter(({ box }) => overlapX(box, part) > -gap && overlapY(box, part) > -gap);
		const [first, ...others] = near;
		if (!first) {
			groups.push({ box: part, parts: [part] });
			continue;
		}
		first.box = around([part, ...near.map(({ box }) => box)]);
		first.parts.push(...others.flatMap(({ parts }) => parts), part);
		if (others.length > 0 || groups.at(-1) !== first) {
			groups = [...groups.filter((group) => !near.includes(group)), first];
		}
	}
	return groups.map(({ parts }) => parts);
}
