import type { PanelImage, UsedParameter } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** Whether the service used another value than requested; `auto` leaves the choice to it. */
export function differs({ asked, actual }: UsedParameter): boolean {
	return asked !== undefined && actual !== undefined && asked.toLowerCase() !== 'auto' && asked.toLowerCase() !== actual.toLowerCase();
}

/** The parameters, without a size that only repeats the dimensions. A size that differs from the requested one stays. */
export function parametersBeside(dimensions: string, parameters: readonly UsedParameter[]): readonly UsedParameter[] {
	return parameters.filter((used) => differs(used) || (used.actual ?? used.asked) !== dimensions);
}

/** Milliseconds as `12.3` seconds. */
function secondsText(milliseconds: number): string {
	return (milliseconds / 1000).toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** One line with model, size, time and cost. */
export function imageSummary({ model, width, height, duration, cost }: PanelImage, strings: PanelStrings): string {
	return [
		model,
		width > 0 && fill(strings.customSize, width, height),
		duration !== undefined && fill(strings.seconds, secondsText(duration)),
		cost,
	]
		.filter((part) => typeof part === 'string')
		.join(' · ');
}

/** Everything known about how an image was made. Values that differ from the requested ones are marked, in words too. */
export function imageFacts(image: PanelImage, strings: PanelStrings): HTMLElement {
	const dimensions = fill(strings.customSize, image.width, image.height);
	const row = (label: string, value: string): HTMLElement[] => [h('dt', {}, label), h('dd', {}, value)];
	const parameter = (used: UsedParameter): HTMLElement[] => {
		const { label, asked, actual } = used;
		return differs(used)
			? [h('dt', {}, label), h('dd', { class: 'differs' }, icon('warning'), fill(strings.askedActual, asked ?? '', actual ?? ''))]
			: row(label, actual ?? asked ?? '');
	};
	return h(
		'dl',
		{ class: 'facts' },
		...row(strings.provider, image.provider),
		...row(strings.model, image.model),
		// SVG has no size of its own, and the size of an image that was not fetched is not known.
		...(image.width > 0 ? row(strings.dimensions, dimensions) : []),
		...parametersBeside(dimensions, image.parameters).flatMap(parameter),
		...(image.duration === undefined ? [] : row(strings.time, fill(strings.seconds, secondsText(image.duration)))),
		...(image.cost === undefined ? [] : row(strings.cost, image.cost)),
		...row(strings.created, new Date(image.createdAt).toLocaleString()),
	);
}
