import * as v from 'valibot';
import type * as vscode from 'vscode';
import { isRecord } from '../core/json.ts';

/**
 * Reads a value of the editor's storage or of a `FileMemento`. An earlier version of Fovea, or a damaged file, may have left something else under the
 * key; that counts as nothing.
 * @returns undefined when nothing is stored, or nothing of the schema's shape
 */
export function storedValue<const Schema extends v.GenericSchema>(
	state: Pick<vscode.Memento, 'get'>,
	key: string,
	schema: Schema,
): v.InferOutput<Schema> | undefined {
	const result = v.safeParse(schema, state.get<unknown>(key));
	return result.success ? result.output : undefined;
}

/** A list without its invalid entries; a value that is not a list counts as an empty one. */
export function soundEntries<const Entry extends v.GenericSchema>(entry: Entry): v.GenericSchema<unknown, readonly v.InferOutput<Entry>[]> {
	return v.pipe(
		v.unknown(),
		v.transform((value): readonly v.InferOutput<Entry>[] =>
			(Array.isArray(value) ? value : []).flatMap((each: unknown) => {
				const result = v.safeParse(entry, each);
				return result.success ? [result.output] : [];
			}),
		),
	);
}

/** An object without its invalid members; a value that is not an object has none. */
export function soundMembers<const Member extends v.GenericSchema>(
	member: Member,
): v.GenericSchema<unknown, Readonly<Record<string, v.InferOutput<Member>>>> {
	return v.pipe(
		v.unknown(),
		v.transform((value): Readonly<Record<string, v.InferOutput<Member>>> =>
			Object.fromEntries(Object.entries(isRecord(value) ? value : {}).filter(([, each]) => v.is(member, each))),
		),
	);
}
