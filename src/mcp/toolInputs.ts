import * as v from 'valibot';
import { plain } from '../core/plain.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const filled = v.pipe(v.string(), v.nonEmpty());
const maxTokens = v.optional(whole(300, 50_000));

/** Schemas of the tools' inputs; their descriptions are in the manifest. */
export const inputs = {
	read_document: v.object({
		path: filled,
		pages: v.optional(filled),
		line: v.optional(whole(1, 10_000_000)),
		include_figures: v.optional(v.boolean()),
		max_tokens: maxTokens,
	}),
	search_document: v.object({
		path: filled,
		query: v.pipe(filled, v.maxLength(500)),
		regex: v.optional(v.boolean()),
		pages: v.optional(filled),
		max_tokens: maxTokens,
	}),
	view_page: v.object({ path: filled, page: whole(1, 1_000_000), box: v.optional(v.tuple([share, share, share, share])) }),
	generate_image: v.object({
		prompt: filled,
		size: v.optional(filled),
		quality: v.optional(filled),
		count: v.optional(whole(1, 4)),
		references: v.optional(v.pipe(v.array(filled), v.maxLength(16))),
		path: filled,
	}),
} as const;

/** The names of the tools. */
export type ToolName = keyof typeof inputs;

/** What the library has no words for. */
const expected: Readonly<Record<string, string>> = { non_empty: 'a text that is not empty', integer: 'a whole number' };

/** Validates an input. @throws {AgentRefusal} with what is wrong, in words for the model */
export function checked<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
	const result = v.safeParse(schema, input);
	if (!result.success) {
		const [issue] = result.issues;
		throw new AgentRefusal(
			`The input is wrong at "${plain(v.getDotPath(issue) ?? 'input')}": expected ${plain(expected[issue.type] ?? issue.expected ?? 'another value')}.`,
		);
	}
	return result.output;
}
