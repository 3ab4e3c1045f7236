import type { IncomingHttpHeaders } from 'node:http';

/** How a key is sent: `Authorization: Bearer …`, `api-key: …`, or alone in `Authorization`. */
export type AuthScheme = 'bearer' | 'api-key' | 'raw';

/** Whether one of `schemes` brought the right key. */
export function isAuthorized(headers: IncomingHttpHeaders, key: string, schemes: readonly AuthScheme[]): boolean {
	return schemes.some((scheme) => {
		switch (scheme) {
			case 'bearer':
				return /^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1] === key;
			case 'api-key':
				return headers['api-key'] === key;
			case 'raw':
				return headers.authorization === key;
		}
	});
}
