/** Characters that a file system forbids, that have a meaning in paths, or that change the writing direction. */
const forbidden = /[\u0000-\u001f\u007f"*/:<>?\\|#%\u202a-\u202e\u2066-\u2069]+/g;

/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$/i;

/** The longest name on the usual disks: bytes of UTF-8 on Linux; Windows and macOS allow 255 units of UTF-16, which are never more. */
export const longestFileName = 255;

/** Whether Windows reserves a file's name for a device, as it does with `aux` and `aux.md`. */
export function isReservedName(name: string): boolean {
	return reserved.test(name.split('.')[0]!.trimEnd());
}

/** Joins `stem` and `ending`; the end of the stem is cut if the name would exceed `longest` bytes of UTF-8. */
export function fittedName(stem: string, ending: string, longest = longestFileName): string {
	let bytes = Buffer.byteLength(stem + ending);
	if (bytes <= longest) {
		return stem + ending;
	}
	const characters = Array.from(stem);
	while (bytes > longest && characters.length > 1) {
		bytes -= Buffer.byteLength(characters.pop()!);
	}
	return characters.join('').trimEnd() + ending;
}

/** A name as compared by disks that ignore case and the composition of accents. */
export function foldedName(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

/** Part of a file name, made from text that may come from a service. It cannot leave the folder, hide the file, or be invalid on a file system. */
export function fileSlug(text: string, fallback: string): string {
	// Longer than any name, so that a malicious one costs no time.
	const named = text
		.slice(0, 300)
		.normalize('NFC')
		.replace(forbidden, '-')
		.replace(/\s+/g, '-')
		.replace(/^[.\-]+/, '');
	// By characters, so that none is cut in half. Windows drops dots at the end.
	const slug = Array.from(named)
		.slice(0, 60)
		.join('')
		.replace(/[.\-]+$/, '');
	return slug && !isReservedName(slug) ? slug : fallback;
}

/** `name`, or the name with the first number that is free: `report.md`, `report-2.md`, …. With a number, it has at most `longest` bytes. */
export function freeName(name: string, taken: (name: string) => boolean, longest = longestFileName): string {
	const { stem, extension } = splitName(name);
	let candidate = name;
	for (let number = 2; taken(candidate); number++) {
		candidate = fittedName(stem, `-${number}${extension}`, longest);
	}
	return candidate;
}

/** Only the last dot separates the extension: `1.2 report.pdf` is `1.2 report` and `.pdf`. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
	const dot = name.lastIndexOf('.');
	return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

/** Characters that could end or change a link: also those of an entity, a table's cell, a formula, a scheme, or a writing direction. */
const unsafeInLink = /[\u0000-\u0020"\u007f-\u00a0()<>%#?\\[\]`&:|$\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A relative link to a file for markdown and HTML. Letters of other scripts stay readable; characters that could end or change the link, or pair with
 * a character around it, are escaped.
 */
export function markdownLink(...segments: readonly string[]): string {
	return segments.map((segment) => segment.replace(unsafeInLink, escapeCharacter)).join('/');
}

function escapeCharacter(character: string): string {
	return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
