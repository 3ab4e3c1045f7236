import type * as vscode from 'vscode';
import type { ParameterName } from '../shared/modelForm.ts';

/** The editor's translations, passed as a parameter so that code that only makes texts runs without an editor. */
export type Translations = Pick<typeof vscode.l10n, 't'>;

/** What the panel calls a field of the services' API; other names stay as they are. */
export function fieldLabel(name: string, l10n: Translations): string {
	const labels: Record<ParameterName, string> = {
		size: l10n.t('Size'),
		quality: l10n.t('Quality'),
		n: l10n.t('Count'),
		background: l10n.t('Background'),
		output_format: l10n.t('Format'),
		output_compression: l10n.t('Compression'),
		moderation: l10n.t('Moderation'),
		style: l10n.t('Style'),
		input_fidelity: l10n.t('Fidelity to References'),
		partial_images: l10n.t('Partial Images'),
		complexity: l10n.t('Complexity'),
		seed: l10n.t('Seed'),
	};
	return Object.hasOwn(labels, name) ? labels[name as ParameterName] : name;
}

/** The label of a field's value. Values without a label of their own are shown as they are, abbreviations in upper case. */
export function valueLabel(name: string, value: string, l10n: Translations): string {
	if (name === 'size') {
		return value === 'auto' ? l10n.t('Automatic') : value.replace('x', ' × ');
	}
	if (name === 'output_format') {
		return value === 'jpeg' || value === 'png' || value === 'gif' || value === 'svg'
			? value.toUpperCase()
			: value === 'webp'
				? 'WebP'
				: value;
	}
	const words: Readonly<Record<string, string>> = {
		auto: l10n.t('Automatic'),
		low: l10n.t('Low'),
		medium: l10n.t('Medium'),
		high: l10n.t('High'),
		xhigh: l10n.t('Extra High'),
		max: l10n.t('Maximum'),
		standard: l10n.t('Standard'),
		hd: l10n.t('HD'),
		vivid: l10n.t('Vivid'),
		natural: l10n.t('Natural'),
		opaque: l10n.t('Opaque'),
		transparent: l10n.t('Transparent'),
	};
	return Object.hasOwn(words, value) ? words[value]! : value;
}
