import type { Box, PageLayout, Rule } from '../../../../pdf/pageLayout.ts';
import { around, height, overlapX, overlapY, width } from '../lines/line.ts';

/** The least length of an axis, and the largest gap between two axes that meet, in points. */
const shortestAxis = 50;
const corner = 3;

/** The most axes that are examined; a page with more is a plan or a form. */
const mostAxes = 80;

/** The fewest marks of a plot, and the most words per mark within its axes: a table with symbols in its cells has more. */
const fewestMarks = 3;
const wordsPerMark = 0.25;
const fewWords = 2;

/** The fewest cells of a heat map. */
const fewestCells = 24;

/** Finds plots: axes that meet, with points or bars between them, and heat maps without words. */
export function findPlots(page: PageLayout): (Box & { readonly strokes: number })[] {
	return [...framedPlots(page), ...colourMaps(page)];
}

function framedPlots({ rules, shapes, runs }: PageLayout): (Box & { readonly strokes: number })[] {
	const axes = rules.filter((rule) => Math.max(width(rule), height(rule)) >= shortestAxis);
	if (axes.length > mostAxes || shapes.length < fewestMarks) {
		return [];
	}
	const frames = new Map<string, Box>();
	for (const vertical of axes.filter((rule) => rule.vertical)) {
		for (const horizontal of axes.filter((rule) => !rule.vertical && meet(vertical, rule))) {
			const box = around([vertical, horizontal]);
			frames.set([box.left, box.top, box.right, box.bottom].map((edge) => Math.round(edge / corner)).join(' '), box);
		}
	}
	return [...frames.values()].flatMap((frame) => {
		const marks = shapes.filter(
			(shape) => isInside(shape, frame) && width(shape) < 0.9 * width(frame) && !runs.some((run) => isInside(run, shape)),
		);
		const words = runs.filter((run) => isInside(run, frame)).length;
		return marks.length >= fewestMarks && words <= Math.max(fewWords, wordsPerMark * marks.length)
			? [{ ...frame, strokes: marks.length }]
			: [];
	});
}

/** Whether two axes meet at a corner. */
function meet(vertical: Rule, horizontal: Rule): boolean {
	const near = (a: number, b: number) => Math.abs(a - b) < corner;
	return (
		(near(vertical.left, horizontal.left) || near(vertical.right, horizontal.right)) &&
		(near(vertical.top, horizontal.top) || near(vertical.bottom, horizontal.bottom))
	);
}

function colourMaps({ shapes, runs }: PageLayout): (Box & { readonly strokes: number })[] {
	const groups: { box: Box; cells: number }[] = [];
	for (const cell of shapes.filter(({ curved }) => !curved)) {
		// Cells are drawn one after another: each beside one of the last groups.
		const group = groups.findLast(({ box }) => overlapX(box, cell) > -1 && overlapY(box, cell) > -1);
		if (group) {
			group.box = around([group.box, cell]);
			group.cells++;
		} else {
			groups.push({ box: cell, cells: 1 });
		}
	}
	return groups
		.filter(({ box, cells }) => cells >= fewestCells && !runs.some((run) => isInside(run, box)))
		.map(({ box, cells }) => ({ ...box, strokes: cells }));
}

function isInside(box: Box, { left, top, right, bottom }: Box): boolean {
	const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
	return x > left && x < right && y > top && y < bottom;
}
