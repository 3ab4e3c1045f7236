/** The position among earlier prompts: the draft, and how many prompts back. */
export interface PromptWalk {
	readonly draft: string;
	/** 0 for the draft, 1 for the last prompt. */
	readonly back: number;
}

/** Earlier prompts without repetition, the last first. */
export function earlierPrompts(...sources: readonly (readonly { readonly prompt: string }[])[]): readonly string[] {
	return [...new Set(sources.flatMap((source) => source.map(({ prompt }) => prompt.trim())))].filter((prompt) => prompt !== '');
}

/**
 * A step to an older (`1`) or newer (`-1`) prompt, as terminals and chats take it: from the first line on up, from the last line on down.
 * @param text what the field holds: other words than the walk left there begin a new walk
 * @returns the walk and the words to show; undefined where there is no further prompt
 */
export function stepPrompt(
	prompts: readonly string[],
	text: string,
	walk: PromptWalk | undefined,
	step: 1 | -1,
): { readonly walk: PromptWalk; readonly text: string } | undefined {
	const shown = walk && (walk.back === 0 ? walk.draft : prompts[walk.back - 1]);
	const from = walk && shown === text ? walk : { draft: text, back: 0 };
	// Skips the prompt that is already in the field.
	const at = (back: number): string | undefined => (back === 0 ? from.draft : prompts[back - 1]);
	for (let back = from.back + step; back >= 0 && back <= prompts.length; back += step) {
		const found = at(back);
		if (found !== undefined && found.trim() !== text.trim()) {
			return { walk: { ...from, back }, text: found };
		}
	}
	return undefined;
}
