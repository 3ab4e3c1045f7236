import type { ShownImage } from '../ocr/markdown/imagesOf.ts';
import type { Syntax } from '../ocr/markdown/otherSyntax.ts';
import type { Method } from '../rpc.ts';

/** The worker's methods for markdown text. */
export type TextApi = {
	/** Translates markdown to another syntax. */
	readonly inSyntax: Method<{ readonly markdown: string; readonly syntax: Syntax }, string, never>;
	/** Finds the images of a markdown document. */
	readonly imagesOf: Method<{ readonly markdown: string }, readonly ShownImage[], never>;
};
