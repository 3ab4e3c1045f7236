/** An action on an image that is not possible now. The message is a complete sentence in the user's language. */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	constructor(
		sentence: string,
		/** The id of the setting that caused it. */
		readonly setting?: string,
	) {
		super(sentence);
	}
}

/** Compares by name, because several bundles can contain the class. */
export function isRefusal(error: unknown): error is Refusal {
	return error instanceof Error && error.name === 'Refusal';
}
