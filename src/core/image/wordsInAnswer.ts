import { isRecord } from '../json.ts';

/** The most values of an answer that are looked at, how deep, and the most characters that are kept. */
const most = { values: 1000, depth: 10, characters: 4000 };

/** Where chats, OpenAI's responses API and Google's models have a list of what was said, or a part of it. */
const places = ['response', 'choices', 'message', 'output', 'candidates', 'content', 'parts', 'data'] as const;
/** The names of the sentences themselves. */
const sentences = ['content', 'text', 'output_text', 'refusal'] as const;

/**
 * What a model said instead of drawing, as gateways pass it on (james-6-23/codex2api#632, Wei-Shaw/sub2api#3429); undefined if an answer has no such
 * sentences. One line, which may contain anything, also the key.
 */
export function wordsInAnswer(answer: unknown): string | undefined {
	const found = new Set<string>();
	const pending = [{ value: answer, depth: 0 }];
	for (let read = 0; pending.length > 0 && read < most.values; read++) {
		const { value, depth } = pending.pop()!;
		if (depth > most.depth) {
			continue;
		}
		if (isRecord(value)) {
			for (const name of sentences) {
				const said = value[name];
				if (typeof said === 'string' && said.trim() !== '') {
					found.add(said.slice(0, most.characters).replace(/\s+/g, ' ').trim());
				}
			}
		}
		const inner: readonly unknown[] = isRecord(value)
			? places.map((place) => value[place])
			: Array.isArray(value)
				? value.slice(0, most.values)
				: [];
		pending.push(
			...inner
				.filter((each) => typeof each === 'object')
				.map((each) => ({ value: each, depth: depth + 1 }))
				.reverse(),
		);
	}
	return found.size > 0 ? [...found].join(' ').slice(0, most.characters) : undefined;
}
