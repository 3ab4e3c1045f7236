import type { ShownImage } from '../ocr/markdown/imagesOf.ts';
import type { Syntax } from '../ocr/markdown/otherSyntax.ts';
import type { Method } from '../rpc.ts';

/** The worker's part in what is done with text that an editor shows. */
export type TextApi = {
	/** Markdown in another syntax. */
	readonly inSyntax: Method<{ readonly markdown: string; readonly syntax: Syntax }, string, never>;
	/** The images of a markdown document. */
	readonly imagesOf: Method<{ readonly markdown: string }, readonly ShownImage[], never>;
};
