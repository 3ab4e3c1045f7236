const harmlessSchemes = new Set(['http', 'https', 'mailto', 'tel', 'doi']);

/** Elements that run, load or ask for something, or style what is around them; text and tables need none of them. */
const activeElements =
	'a|applet|audio|base|button|embed|form|frame|frameset|iframe|image|img|input|link|math|meta|object|script|source|style|svg|template|textarea|video';

const activeTag = new RegExp(`(?<!\\\\)<(?=/?(?:${activeElements})(?:[\\s/>]|$)|[a-z][^<>]{0,2000}\\son[a-z]+\\s*=)`, 'gi');

/**
 * A markdown link from a recognised document, or its text alone. Such a link leads to the web or to a mailbox; a scheme that makes a program do
 * something (`command:`, `javascript:`, `file:`) is nothing a page can mean.
 */
export function safeLink(whole: string, text: string, target: string): string {
	const scheme = /^([a-z][a-z\d+.-]*):/i.exec(target.replace(/[\s\u0000-\u001f]/g, ''))?.[1];
	return scheme === undefined || harmlessSchemes.has(scheme.toLowerCase()) ? whole : text;
}

/** The same text with HTML that would do something shown as text. Tables and the like stay. */
export function inertHtml(text: string): string {
	return text.replace(activeTag, '\\<');
}
