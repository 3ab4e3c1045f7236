/** One thing that is wrong with a request, in the words of pydantic, which checks requests on the real services. */
export interface Problem {
	readonly type: string;
	readonly loc: readonly (string | number)[];
	readonly msg: string;
	readonly input: unknown;
	readonly ctx?: Readonly<Record<string, unknown>>;
}

/** Finds what is wrong with a value of a request; `loc` is where it stands. */
export type Check = (value: unknown, loc: Problem['loc']) => Problem[];

/*
 * Stricter than pydantic in one way: a number or boolean written as text is refused, as a client that sends such a thing has a fault.
 */

export const string: Check = (input, loc) =>
	typeof input === 'string' ? [] : [{ type: 'string_type', loc, msg: 'Input should be a valid string', input }];

export const integer: Check = (input, loc) =>
	Number.isInteger(input) ? [] : [{ type: 'int_type', loc, msg: 'Input should be a valid integer', input }];

export const boolean: Check = (input, loc) =>
	typeof input === 'boolean' ? [] : [{ type: 'bool_type', loc, msg: 'Input should be a valid boolean', input }];

/** Any object. */
export const dictionary: Check = (input, loc) =>
	isObject(input) ? [] : [{ type: 'dict_type', loc, msg: 'Input should be a valid dictionary', input }];

export const uuid: Check = (input, loc) =>
	typeof input === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(input)
		? []
		: [{ type: 'uuid_parsing', loc, msg: 'Input should be a valid UUID', input }];

export function literal(...values: readonly string[]): Check {
	const expected = values.map((value) => `'${value}'`).join(' or ');
	return (input, loc) =>
		values.includes(input as string) ? [] : [{ type: 'literal_error', loc, msg: `Input should be ${expected}`, input, ctx: { expected } }];
}

export function nullable(check: Check): Check {
	return (input, loc) => (input === null ? [] : check(input, loc));
}

export function list(check: Check): Check {
	return (input, loc) =>
		Array.isArray(input)
			? input.flatMap((item, index) => check(item, [...loc, index]))
			: [{ type: 'list_type', loc, msg: 'Input should be a valid list', input }];
}

/** One of several types; when none fits, the problems with each are told under its name. */
export function union(members: Readonly<Record<string, Check>>): Check {
	return (input, loc) => {
		const problems = Object.entries(members).map(([name, check]) => check(input, [...loc, name]));
		return problems.some((found) => found.length === 0) ? [] : problems.flat();
	};
}

/** An object with these fields and no others. */
export function object(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check {
	return (input, loc) => {
		if (!isObject(input)) {
			const msg = 'Input should be a valid dictionary or object to extract fields from';
			return [{ type: 'model_attributes_type', loc, msg, input }];
		}
		const known = { ...required, ...optional };
		return [
			...Object.entries(known).flatMap(([name, check]) => {
				if (name in input) {
					return check(input[name], [...loc, name]);
				}
				return name in required ? [{ type: 'missing', loc: [...loc, name], msg: 'Field required', input }] : [];
			}),
			...Object.entries(input)
				.filter(([name]) => !(name in known))
				.map(([name, value]) => ({
					type: 'extra_forbidden',
					loc: [...loc, name],
					msg: 'Extra inputs are not permitted',
					input: value,
				})),
		];
	};
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
