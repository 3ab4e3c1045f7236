import * as vscode from 'vscode';

/** An amount of US dollars, to the cent, or to a tenth of one where it is less than that. */
export function dollars(usd: number): string {
	const digits = usd > 0 && usd < 0.01 ? 3 : 2;
	return usd.toLocaleString(vscode.env.language, {
		style: 'currency',
		currency: 'USD',
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
