import { imagesOf } from '../ocr/markdown/imagesOf.ts';
import { inSyntax } from '../ocr/markdown/otherSyntax.ts';
import type { Handlers } from '../rpc.ts';
import type { TextApi } from './textApi.ts';

/** The worker's handlers for `TextApi`. */
export const textHandlers: Handlers<TextApi> = {
	inSyntax: ({ markdown, syntax }) => inSyntax(markdown, syntax),
	imagesOf: ({ markdown }) => imagesOf(markdown),
};
