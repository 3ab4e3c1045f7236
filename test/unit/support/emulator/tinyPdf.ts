/** Text at a place, in points from the page's bottom left corner. */
export type TinyText = readonly [x: number, y: number, size: number, text: string];

export interface TinyPage {
	readonly texts?: readonly TinyText[];
	/** Where an image is painted: left, bottom, width, height. */
	readonly images?: readonly (readonly [number, number, number, number])[];
}

/** A PDF of letter-sized pages, written by hand. Text may hold letters, digits and spaces only. `ballast` bytes that nothing shows make it large. */
export function tinyPdf(pages: readonly TinyPage[], ballast = 0): Buffer {
	const image = '<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>';
	const pageNumbers = pages.map((_, index) => 5 + 2 * index);
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Count ${pages.length} /Kids [${pageNumbers.map((number) => `${number} 0 R`).join(' ')}] >>`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
		`${image}\nstream\nabcd\nendstream`,
		...pages.flatMap(({ texts = [], images = [] }, index) => {
			const content = [
				...texts.map(([x, y, size, text]) => `BT /F ${size} Tf ${x} ${y} Td (${text}) Tj ET`),
				...images.map(([x, y, width, height]) => `q ${width} 0 0 ${height} ${x} ${y} cm /I Do Q`),
			].join('\n');
			const resources = '<< /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >>';
			return [
				`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${6 + 2 * index} 0 R >>`,
				`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
			];
		}),
		...(ballast > 0 ? [`<< /Length ${ballast} >>\nstream\n${'x'.repeat(ballast)}\nendstream`] : []),
	];
	let file = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = file.length;
		file += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	const size = objects.length + 1;
	file += `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
	return Buffer.from(file, 'latin1');
}
