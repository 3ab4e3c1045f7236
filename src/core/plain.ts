/** Text that the editor shows literally, without links or icons; only `plain` makes it. */
export type PlainText = string & { readonly plain: unique symbol };

/** In characters. A longer name would push the rest of a message out of sight; its beginning and end are kept. */
const longestName = 100;
const endingLength = 35;

/** What starts a line of its own or turns text around it: control characters, line ends, marks of writing direction, halves of characters. */
const unruly = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Where `[text](command:…)` becomes a link, and `$(name)` an icon. */
const markup = /([\]$])(?=\()/g;

/**
 * A name of a file, a folder, a host, a model or the like, for a message, a title, a list or the status bar. It runs no command, is one line, does
 * not turn the sentence around it, and has at most `longest` characters.
 */
export function plain(name: string, longest = longestName): PlainText {
	const text = name.replace(unruly, '\ufffd').replace(markup, '$1\u200b');
	const characters = Array.from(text.slice(0, 10_000));
	const shown =
		text.length > 10_000 || characters.length > longest
			? `${characters.slice(0, longest - endingLength - 1).join('')}…${Array.from(text.slice(-2 * endingLength))
					.slice(-endingLength)
					.join('')}`
			: text;
	return shown as PlainText;
}

/** A phrase that is made of our own words and of plain names, as a part of a larger sentence: as it is. */
export function phrase(words: string): PlainText {
	return words as PlainText;
}
