/** An action on an image that cannot be done as things are. The message is a whole sentence in the user's language, to be shown as it is. */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	constructor(
		sentence: string,
		/** The id of the setting that it is about. */
		readonly setting?: string,
	) {
		super(sentence);
	}
}

/** By name: a class may be in several bundles. */
export function isRefusal(error: unknown): error is Refusal {
	return error instanceof Error && error.name === 'Refusal';
}
