import { Buffer } from 'node:buffer';

/** A page of a `simplePdf`. */
export interface SimplePage {
	/** Operators of the page's content. */
	readonly content: string;
	/** Points; A-sized pages are 595 x 842. */
	readonly size?: readonly [width: number, height: number];
	/** Further entries of the page's dictionary. */
	readonly entries?: string;
	/** Further entries of its resources. */
	readonly resources?: string;
}

/** Fonts that a `simplePdf` has: `/F1` Helvetica, `/F2` Helvetica-Bold, `/F3` Courier, `/F4` Helvetica-Oblique. */
const fonts = ['Helvetica', 'Helvetica-Bold', 'Courier', 'Helvetica-Oblique'];

/** A small PDF made of plain text, with a correct cross-reference table. `objects` are further objects, numbered from 20 on; `catalog` takes the usual one's place, `trailer` has further entries. */
export function simplePdf(
	pages: readonly SimplePage[],
	objects: readonly string[] = [],
	catalog = '<</Type /Catalog /Pages 2 0 R>>',
	trailer = '',
): Uint8Array {
	const firstPage = Math.max(40, 20 + objects.length);
	const all = new Map<number, string>([
		[1, catalog],
		[2, `<</Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${firstPage + 2 * i} 0 R`).join(' ')}]>>`],
		...fonts.map((name, i) => [3 + i, `<</Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding>>`] as const),
		...objects.map((object, i) => [20 + i, object] as const),
	]);
	const fontResources = `/Font <<${fonts.map((_, i) => `/F${i + 1} ${3 + i} 0 R`).join(' ')}>>`;
	pages.forEach(({ content, size: [width, height] = [595, 842], entries = '', resources = '' }, i) => {
		const number = firstPage + 2 * i;
		all.set(
			number,
			`<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources <<${fontResources} ${resources}>> /Contents ${number + 1} 0 R ${entries}>>`,
		);
		all.set(number + 1, `<</Length ${Buffer.byteLength(content, 'latin1')}>>\nstream\n${content}\nendstream`);
	});

	let file = '%PDF-1.7\n';
	const places = new Map<number, number>();
	for (const [number, body] of all) {
		places.set(number, file.length);
		file += `${number} 0 obj\n${body}\nendobj\n`;
	}
	const last = Math.max(...all.keys());
	const entry = (number: number) =>
		places.has(number) ? `${String(places.get(number)).padStart(10, '0')} 00000 n \n` : '0000000000 65535 f \n';
	const table = Array.from({ length: last + 1 }, (_, number) => entry(number)).join('');
	file += `xref\n0 ${last + 1}\n${table}trailer\n<</Size ${last + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${file.length}\n%%EOF\n`;
	return Buffer.from(file, 'latin1');
}

/** Text in 12 points at a place measured from the page's lower left corner. */
export function textAt(x: number, y: number, text: string, font = 'F1', size = 12): string {
	return `BT /${font} ${size} Tf ${x} ${y} Td (${text}) Tj ET`;
}
