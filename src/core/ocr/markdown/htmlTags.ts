import { Tokenizer } from 'parse5';
import { escapeAttribute } from './escapeAttribute.ts';
import { isRemote, isSafeUrl } from './safeUrl.ts';

/** An HTML tag of a page, and what to do with it. */
export type HtmlTag =
	| {
			readonly kind: 'element';
			readonly name: string;
			readonly end: boolean;
			/** Whether a closing tag belongs to it. */
			readonly closes: boolean;
			/** The replacement of the tag; undefined if it stays unchanged. */
			readonly rewritten?: string;
	  }
	| { readonly kind: 'picture'; readonly src: string; readonly alt: string };

/** Elements without content. */
const empty = new Set(['br', 'hr', 'wbr', 'col']);

/** Elements whose closing tag is optional in HTML. */
const closingOptional = new Set([
	...['p', 'li', 'dt', 'dd', 'rb', 'rt', 'rtc', 'rp'],
	...['tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'caption', 'colgroup'],
]);

/**
 * The elements that text and tables need. None of them runs or loads anything, takes input, hides what follows, or parses its content differently.
 */
const elements = new Set([
	...empty,
	...closingOptional,
	...['a', 'abbr', 'b', 'bdi', 'big', 'blockquote', 'center', 'cite', 'code', 'del', 'dfn', 'div', 'dl', 'em', 'figcaption', 'figure'],
	...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'i', 'ins', 'kbd', 'mark', 'ol', 'q', 'ruby', 's', 'samp', 'small', 'span', 'strike', 'strong'],
	...['sub', 'sup', 'table', 'tt', 'u', 'ul', 'var'],
]);

const isCount = (value: string) => /^\d{1,4}$/.test(value);
const oneOf =
	(...values: readonly string[]) =>
	(value: string) =>
		values.includes(value.toLowerCase());

/** The allowed attributes with a check of their value, and the elements that have them; all elements if none is named. */
const attributes: Readonly<Record<string, readonly [isAllowed: (value: string) => boolean, elements?: readonly string[]]>> = {
	align: [oneOf('left', 'center', 'right', 'justify')],
	dir: [oneOf('ltr', 'rtl', 'auto')],
	lang: [(value) => /^[A-Za-z\d-]{1,35}$/.test(value)],
	valign: [oneOf('top', 'middle', 'bottom', 'baseline'), ['td', 'th', 'tr', 'thead', 'tbody', 'tfoot', 'col', 'colgroup']],
	border: [isCount, ['table']],
	colspan: [isCount, ['td', 'th']],
	rowspan: [isCount, ['td', 'th']],
	scope: [oneOf('row', 'col', 'rowgroup', 'colgroup'), ['td', 'th']],
	span: [isCount, ['col', 'colgroup']],
	start: [isCount, ['ol']],
	type: [oneOf('1', 'a', 'i'), ['ol']],
	value: [isCount, ['li']],
	href: [isSafeUrl, ['a']],
};

/** A tag as the HTML standard reads it. */
export interface RawTag {
	readonly name: string;
	readonly end: boolean;
	readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** The longest tag in characters. */
export const longestTag = 2000;

/** Reads one tag, from `<` to `>`; undefined if the text is anything else, or more than one tag. */
function readTag(source: string): RawTag | undefined {
	if (source.length > longestTag) {
		return undefined;
	}
	const tags: RawTag[] = [];
	const others: unknown[] = [];
	const seen = (end: boolean) => (tag: { tagName: string; attrs: { name: string; value: string }[] }) =>
		void tags.push({ name: tag.tagName, end, attributes: tag.attrs });
	const isOther = (token: unknown) => void others.push(token);
	const tokenizer = new Tokenizer(
		{},
		{
			onStartTag: seen(false),
			onEndTag: seen(true),
			onEof: () => undefined,
			...{ onComment: isOther, onDoctype: isOther, onCharacter: isOther, onNullCharacter: isOther, onWhitespaceCharacter: isOther },
		},
	);
	tokenizer.write(source, true);
	return others.length > 0 || tags.length !== 1 ? undefined : tags[0];
}

/** The place of an attribute in a tag's source, from its name to the end of its value; undefined if the tag does not have it. */
export function placeOfAttribute(source: string, name: string): { readonly from: number; readonly to: number } | undefined {
	let place: { readonly from: number; readonly to: number } | undefined;
	const nothing = () => undefined;
	const tokenizer = new Tokenizer(
		{ sourceCodeLocationInfo: true },
		{
			onStartTag: ({ location }) => {
				const found = location?.attrs?.[name];
				place ??= found && { from: found.startOffset, to: found.endOffset };
			},
			...{ onEndTag: nothing, onEof: nothing, onComment: nothing, onDoctype: nothing },
			...{ onCharacter: nothing, onNullCharacter: nothing, onWhitespaceCharacter: nothing },
		},
	);
	tokenizer.write(source, true);
	return place;
}

/** A tag with its place in a text. */
export interface PlacedTag extends RawTag {
	readonly from: number;
	readonly to: number;
}

/** The tags of an HTML text in order, without comments and the like. Takes linear time. */
export function tagsIn(text: string): PlacedTag[] {
	const known = new Map<string, RawTag | undefined>();
	const tags: PlacedTag[] = [];
	for (let from = text.indexOf('<'); from >= 0;) {
		const next = text.indexOf('<', from + 1);
		const end = text.slice(from, Math.min(next < 0 ? text.length : next, from + longestTag)).indexOf('>');
		const source = text.slice(from, from + end + 1);
		if (end >= 0 && !known.has(source)) {
			known.set(source, readTag(source));
		}
		const tag = end < 0 ? undefined : known.get(source);
		if (tag) {
			tags.push({ ...tag, from, to: from + end + 1 });
		}
		from = next;
	}
	return tags;
}

/** The allowed form of a tag; undefined if it must be shown as text. */
export function judgeTag(source: string): HtmlTag | undefined {
	const tag = readTag(source);
	if (!tag) {
		return undefined;
	}
	const { name, end } = tag;
	if (name === 'img' && !end) {
		const value = (attribute: string) => tag.attributes.find((each) => each.name === attribute)?.value.trim() ?? '';
		return { kind: 'picture', src: value('src'), alt: value('alt') };
	}
	const isClosingOfEmpty = end && empty.has(name);
	if (!elements.has(name) || isClosingOfEmpty) {
		return undefined;
	}
	const kept = tag.attributes.filter((attribute) => {
		const [isAllowed, on] = (Object.hasOwn(attributes, attribute.name) ? attributes[attribute.name] : undefined) ?? [];
		return !end && isAllowed?.(attribute.value) && (on?.includes(name) ?? true);
	});
	const canonical = `<${end ? '/' : ''}${name}${kept.map(({ name: key, value }) => ` ${key}="${escapeAttribute(value)}"`).join('')}>`;
	const closes = !empty.has(name) && !closingOptional.has(name);
	return { kind: 'element', name, end, closes, ...(isWritten(source, canonical) ? {} : { rewritten: canonical }) };
}

/** An HTML link to a picture. */
export function pictureLink(src: string, alt: string): string | undefined {
	return isRemote(src) ? `<a href="${escapeAttribute(src)}">${escapeAttribute(alt || src)}</a>` : undefined;
}

/** Whether a tag is written in a common form that all viewers read alike; case, quotes and a slash at the end do not matter. */
function isWritten(source: string, canonical: string): boolean {
	const inside = source.slice(1, -1).trimEnd();
	const usual = (inside.endsWith('/') ? inside.slice(0, -1).trimEnd() : inside).split(/\s+/).join(' ').replaceAll("'", '"').toLowerCase();
	const expected = canonical.slice(1, -1).toLowerCase();
	return usual === expected || usual === expected.replaceAll('"', '');
}
