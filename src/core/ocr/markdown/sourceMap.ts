import type { HtmlTag } from './htmlTags.ts';

/** A stretch of the source: the offsets of its first character and of the one behind its last. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** Something in a page's source that a viewer does not show literally. */
export type Found = Stretch &
	(
		| { readonly kind: 'link'; readonly labelTo: number; readonly url: string }
		| { readonly kind: 'autolink'; readonly url: string }
		| { readonly kind: 'image'; readonly labelTo: number; readonly url: string }
		/** HTML that may stay in one way or another. `inBlock`: where markdown is not read. */
		| { readonly kind: 'tag'; readonly tag: HtmlTag; readonly inBlock: boolean }
		/** The `<` of HTML that may not stay. */
		| { readonly kind: 'markup' }
		/** Markdown of an image where markdown is not read. */
		| { readonly kind: 'imageInHtml'; readonly url: string }
		/** The `[` of what a viewer reads as the definition of a link. */
		| { readonly kind: 'definition' }
		/** Text that some viewers make a link of: `//host`, `ftp://host`. */
		| { readonly kind: 'address' }
		/** A backslash and the character that it escapes, or a character reference. */
		| { readonly kind: 'escape'; readonly sign: string }
		| { readonly kind: 'code' }
		| { readonly kind: 'math' }
		/** Where the language of a listing is that viewers draw as a diagram, or a container that is one. */
		| { readonly kind: 'diagram'; readonly insert: string }
	);

/** The findings in a page's source, in order. */
export interface SourceMap {
	readonly found: readonly Found[];
	/** Stretches that are parsed as HTML. */
	readonly html: readonly Stretch[];
	/** The text that closes a block that the page leaves open and that would otherwise continue over the next page. */
	readonly unclosed?: string;
}

/** Thrown if a text is nested deeper than any page. */
export class TooDeep extends Error {}
