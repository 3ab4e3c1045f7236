/** Characters that some file system forbids, and those that mean something in a path. */
const forbidden = /[\u0000-\u001f\u007f"*/:<>?\\|#%]+/g;

/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A part of a file name from text that may come from a service: it cannot leave the folder, hide the file or be invalid on a file system. */
export function fileSlug(text: string, fallback: string): string {
	// Longer than any name, so that a malicious one costs no time.
	const slug = text
		.slice(0, 300)
		.normalize('NFC')
		.replace(forbidden, '-')
		.replace(/\s+/g, '-')
		.replace(/^[.\-]+|[.\-]+$/g, '')
		.slice(0, 60);
	return slug && !reserved.test(slug) ? slug : fallback;
}

/** `name`, or with the first number that makes it free: `report.md`, `report-2.md`, … */
export function freeName(name: string, taken: (name: string) => boolean): string {
	const { stem, extension } = splitName(name);
	let candidate = name;
	for (let number = 2; taken(candidate); number++) {
		candidate = `${stem}-${number}${extension}`;
	}
	return candidate;
}

/** Only the last dot separates the extension: `1.2 report.pdf` is `1.2 report` and `.pdf`. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
	const dot = name.lastIndexOf('.');
	return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

/**
 * What ends or changes a link where it stands: also an entity, a table's cell, a formula, what looks like a scheme, and what turns text
 * around.
 */
const unsafeInLink = /[\u0000-\u0020"\u007f-\u00a0()<>%#?\\[\]`&:|$\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A relative link to a file as markdown and HTML want it: other scripts stay readable, what would end or change the link, or pair with a
 * sign of the text around it, is escaped.
 */
export function markdownLink(...segments: readonly string[]): string {
	return segments.map((segment) => segment.replace(unsafeInLink, escapeCharacter)).join('/');
}

function escapeCharacter(character: string): string {
	return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
