/** US dollars in a display language: to the cent, amounts under a dollar to a tenth of a cent where they have one. */
export function dollars(amount: number, language: string): string {
	return amount.toLocaleString(language, {
		style: 'currency',
		currency: 'USD',
		minimumFractionDigits: 2,
		maximumFractionDigits: amount < 1 ? 3 : 2,
	});
}
