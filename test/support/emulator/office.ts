import { inflateRawSync } from 'node:zlib';

/**
 * The paragraphs of a docx or pptx by page; undefined when it is neither. Slides are pages, and what follows a page break in Word: where the text runs
 * over by itself, only a layout could say.
 */
export function officePages(
	bytes: Buffer,
): { readonly extension: 'docx' | 'pptx'; readonly pages: readonly (readonly string[])[] } | undefined {
	const files = unzip(bytes);
	const document = files.get('word/document.xml');
	if (document) {
		return {
			extension: 'docx',
			pages: document()
				.toString()
				.split(/<w:br\s+w:type="page"\s*\/>/)
				.map(paragraphsOf),
		};
	}
	const number = (name: string) => Number(/\d+/.exec(name));
	const slides = [...files.keys()].filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name)).sort((a, b) => number(a) - number(b));
	return slides.length > 0 ? { extension: 'pptx', pages: slides.map((name) => paragraphsOf(files.get(name)!().toString())) } : undefined;
}

/** Text runs are `w:t` in Word and `a:t` in PowerPoint, paragraphs `w:p` and `a:p`. */
function paragraphsOf(xml: string): string[] {
	return xml
		.split(/<\/[wa]:p>/)
		.map((paragraph) => [...paragraph.matchAll(/<[wa]:t(?:\s[^>]*)?>([^<]*)</g)].map(([, run = '']) => unescapeXml(run)).join(''))
		.filter((text) => text.trim() !== '');
}

function unescapeXml(text: string): string {
	return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}

/** The files of a zip archive by name, each inflated when asked for; none when it is not one. By its central directory (APPNOTE 4.3.12). */
function unzip(bytes: Buffer): Map<string, () => Buffer> {
	const files = new Map<string, () => Buffer>();
	const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
	if (end < 0 || end + 22 > bytes.length) {
		return files;
	}
	let entry = bytes.readUInt32LE(end + 16);
	for (let left = bytes.readUInt16LE(end + 10); left > 0 && entry + 46 <= bytes.length; left--) {
		const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(entry + offset)) as [
			number,
			number,
			number,
		];
		const [method, size, start] = [bytes.readUInt16LE(entry + 10), bytes.readUInt32LE(entry + 20), bytes.readUInt32LE(entry + 42)];
		files.set(bytes.toString('utf8', entry + 46, entry + 46 + nameLength), () => {
			const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
			const packed = bytes.subarray(data, data + size);
			return method === 8 ? inflateRawSync(packed) : packed;
		});
		entry += 46 + nameLength + extraLength + commentLength;
	}
	return files;
}
