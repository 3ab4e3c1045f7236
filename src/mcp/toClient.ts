/* oxlint-disable typescript/no-deprecated -- Logs are how clients of 2025 work. */
import type { ContentBlock, ServerContext } from '@modelcontextprotocol/server';
import type { ConvertEvent } from '../core/worker/api.ts';
import type { Picture } from '../core/worker/readerApi.ts';

/** Reports the progress of a reading to the client, and passes on log lines. */
export function following(context: ServerContext): (event: ConvertEvent) => void {
	const progressToken = context.mcpReq._meta?.progressToken;
	let told = -1;
	return (event) => {
		if (event.type === 'log') {
			void log(context, 'info', event.line);
		} else if (event.type === 'pages' && progressToken !== undefined && event.done > told) {
			told = event.done;
			const params = { progressToken, progress: event.done, total: event.total, message: `${event.done} of ${event.total} pages` };
			void context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
		}
	};
}

/** Sends a line of the log; a client that takes none gets none. */
export async function log(context: ServerContext, level: 'info' | 'error', line: string): Promise<void> {
	await context.mcpReq.log(level, line, 'fovea').catch(() => undefined);
}

/** A picture as a part of an answer. */
export function image(picture: Picture): ContentBlock {
	return { type: 'image', mimeType: picture.mediaType, data: base64(picture) };
}

/** The bytes of a picture as a client takes them. */
export function base64({ bytes }: Picture): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
