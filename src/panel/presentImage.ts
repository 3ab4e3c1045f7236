import type { CostEstimate } from '../core/image/cost.ts';
import { dollars } from '../core/dollars.ts';
import { plain } from '../core/plain.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { PanelImage, UsedParameter } from '../shared/panelState.ts';
import { type Translations, fieldLabel, valueLabel } from './fieldLabels.ts';

/** What is needed to show a record in the panel. */
export interface Presentation {
	/** The webview URI of a file in the store. */
	readonly uriOf: (file: string) => string;
	/** The place of a saved copy, given its URI, for display. */
	readonly placeOf: (uri: string) => string;
	readonly l10n: Translations;
	/** The editor's display language, for numbers. */
	readonly language: string;
}

/** A stored image as the panel shows it. */
export function presentImage(record: ImageRecord, { uriOf, placeOf, l10n, language }: Presentation): PanelImage {
	const { id, file, thumbnail, width, height, prompt, revisedPrompt, provider, host, model, createdAt, duration, cost, savedAs } = record;
	const { remote, favourite } = record;
	const src = remote ? '' : uriOf(file);
	const expires = remote?.expires === undefined ? {} : { expires: remote.expires };
	return {
		id,
		src,
		thumbnail: thumbnail === undefined ? src : uriOf(thumbnail),
		width,
		height,
		prompt,
		...(remote ? { remote: { host: new URL(remote.url).host, ...expires } } : {}),
		...(revisedPrompt === undefined ? {} : { revisedPrompt }),
		provider: { azure: l10n.t('Azure OpenAI'), openai: l10n.t('OpenAI'), compatible: host }[provider],
		model,
		parameters: usedParameters(record, l10n),
		createdAt,
		...(duration === undefined ? {} : { duration }),
		...(cost === undefined ? {} : { cost: dollars(cost, language) }),
		...(favourite ? { favourite } : {}),
		...(savedAs === undefined ? {} : { savedAs: placeOf(savedAs) }),
	};
}

/** Parameters about delivery, not about the image. */
const unshown = new Set(['n', 'stream', 'partial_images']);

function usedParameters({ asked, actual, references, unfinished }: ImageRecord, l10n: Translations): UsedParameter[] {
	const names = [...new Set([...Object.keys(asked), ...Object.keys(actual)])].filter((name) => !unshown.has(name));
	const value = (from: object, name: string) => {
		const found: unknown = from[name as keyof typeof from];
		return typeof found === 'string' || typeof found === 'number' ? valueLabel(name, String(found), l10n) : undefined;
	};
	const used = names.map((name): UsedParameter => {
		const wanted = value(asked, name);
		// `auto` is not a difference: the service reports what it chose.
		const left = asked[name as keyof typeof asked] === 'auto' && name in actual;
		const was = value(actual, name);
		return {
			label: fieldLabel(name, l10n),
			...(wanted === undefined || left ? {} : { asked: wanted }),
			...(was === undefined ? {} : { actual: was }),
		};
	});
	return [
		...(unfinished ? [{ label: l10n.t('State'), actual: l10n.t('unfinished: only a preview came') }] : []),
		...used,
		...(references > 0 ? [{ label: l10n.t('Reference Images'), actual: String(references) }] : []),
	];
}

/** The estimated cost of a request as short text. */
export function estimateText({ from, to, atLeast, approximate }: CostEstimate, l10n: Translations, language: string): string {
	const amount = from === to ? dollars(from, language) : l10n.t('{0} to {1}', plain(dollars(from, language)), plain(dollars(to, language)));
	return atLeast ? l10n.t('{0} or more', plain(amount)) : approximate ? `≈ ${amount}` : amount;
}

/** A size on disk, written as file managers do. */
export function storageSizeText(bytes: number, language: string): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
	const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)), units.length - 1);
	return (bytes / 1000 ** power).toLocaleString(language, {
		style: 'unit',
		unit: units[power]!,
		unitDisplay: power === 0 ? 'long' : 'short',
		maximumFractionDigits: power > 1 ? 1 : 0,
	});
}
