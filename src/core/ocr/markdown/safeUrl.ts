/**
 * Whether a link of a recognised page may stay: it leads to the web, a mailbox, or a place in the same document. Schemes that make a program do
 * something (`command:`, `javascript:`, `file:`), addresses without a scheme (`//host`, `\\host`, files beside the markdown) and ambiguous ones may
 * not.
 * @param url as a viewer gets it: with character references and markdown's escapes resolved
 */
export function isSafeUrl(url: string): boolean {
	if (hasBlankOrControl(url)) {
		return false;
	}
	if (url.startsWith('#')) {
		return true;
	}
	const [scheme = ''] = url.split(':', 1);
	switch (scheme.toLowerCase()) {
		case 'mailto':
			return true;
		case 'http':
		case 'https':
			return url.startsWith('//', scheme.length + 1) && !/^[/\\]/.test(url.slice(scheme.length + 3)) && URL.canParse(url);
		default:
			return false;
	}
}

/** Whether an address leads to another machine. */
export function isRemote(url: string): boolean {
	return !url.startsWith('#') && !url.toLowerCase().startsWith('mailto:') && isSafeUrl(url);
}

function hasBlankOrControl(text: string): boolean {
	return /[\u0000-\u0020\u007f-\u00a0]/.test(text);
}
