import { wrapped } from './font.ts';

/** A drawing of the asked size with the same words on it as a picture, in vectors; a comment carries the id. */
export function drawSvg({ width, height, title, notes, transparent }: SvgOptions, comment: string): Buffer {
	const size = Math.max(12, Math.round(width / 42));
	const lines = [...wrapped(title, 36, 4), ...notes.flatMap((note) => wrapped(note, 44, 2))];
	const top = height - size * 1.5 * (lines.length + 0.5);
	const rows = lines.map((line, i) => `<text x="${size}" y="${top + size * 1.5 * (i + 1)}">${escaped(line)}</text>`);
	return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<!-- ${comment} -->
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#4a3f92"/><stop offset="1" stop-color="#f0a58f"/></linearGradient></defs>
${transparent ? '' : `<rect width="${width}" height="${height}" fill="url(#sky)"/>`}
<circle cx="${width * 0.6}" cy="${height * 0.35}" r="${Math.min(width, height) * 0.14}" fill="#fff6dc"/>
<path d="M0 ${height * 0.6} Q${width * 0.3} ${height * 0.42} ${width * 0.55} ${height * 0.6} T${width} ${height * 0.55} V${height} H0 Z" fill="#2f6b5a"/>
<rect y="${top}" width="${width}" height="${height - top}" fill="#12141c" fill-opacity="0.82"/>
<g font-family="monospace" font-size="${size}" fill="#ffffff">${rows.join('')}</g>
</svg>
`);
}

/** What a drawing shows. */
export interface SvgOptions {
	readonly width: number;
	readonly height: number;
	readonly title: string;
	readonly notes: readonly string[];
	readonly transparent: boolean;
}

/** The first comment. */
export function readSvgComment(bytes: Buffer): string | undefined {
	return /<!-- (.*?) -->/.exec(bytes.toString('utf8', 0, 1000))?.[1];
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
