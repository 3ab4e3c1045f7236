/** A header or footer without what differs between pages; two with the same key are the same. */
export function runningTextKey(text: string): string {
	return text
		.toLowerCase()
		.trim()
		.replace(/\d+|^[ivxlc]+(?=\s)|(?<=\s)[ivxlc]+$/g, '#')
		.replace(/\s+/g, ' ');
}
