/** A header or footer without what differs from page to page: two of them with the same key are the same one. */
export function runningTextKey(text: string): string {
	return text
		.toLowerCase()
		.trim()
		.replace(/\d+|^[ivxlc]+(?=\s)|(?<=\s)[ivxlc]+$/g, '#')
		.replace(/\s+/g, ' ');
}
