import { createCipheriv, createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

/** What `longPdf` says on a page, from 1. */
export const longPdfText = (page: number) => `This is page ${page} of a long report on the gauges of the harbour.`;

const firstPicture = 20;

/** A document of many pages: on each a heading, a few lines and a picture that no other page has, nor another in its place, as a logo would be. */
export function longPdf(pageCount = 117): Uint8Array {
	const lines = Array.from({ length: 6 }, (_, line) =>
		textAt(72, 640 - 16 * line, `Line ${line + 1} says that the water stood where it stands at this hour.`),
	);
	const pages = Array.from({ length: pageCount }, (_, index) => ({
		content: [
			textAt(72, 720, `Chapter ${index + 1}`, 'F2', 20),
			textAt(72, 680, longPdfText(index + 1)),
			...lines,
			`q ${200 + index} 0 0 160 72 ${360 - 2 * index} cm /Picture Do Q`,
		].join('\n'),
		resources: `/XObject <</Picture ${firstPicture + index} 0 R>>`,
	}));
	return simplePdf(
		pages,
		Array.from({ length: pageCount }, (_, index) => picture(index)),
	);
}

/** Bars in gray, other ones for each number. */
function picture(number: number): string {
	const [width, height] = [120, 80];
	const pixels = Buffer.alloc(width * height, 255);
	for (let bar = 0; bar < 8; bar++) {
		const top = (number * 7 + bar * 13) % (height - 10);
		for (let y = top; y < height; y++) {
			pixels.fill(40 + bar * 20, y * width + bar * 15 + 2, y * width + bar * 15 + 12);
		}
	}
	const data = deflateSync(pixels).toString('latin1');
	return `<</Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length ${data.length}>>\nstream\n${data}\nendstream`;
}

/** A page with nothing on it. */
export function blankPdf(): Uint8Array {
	return simplePdf([{ content: '' }]);
}

/** A page with a text that opens with a password, of revision 5 of the standard security handler (Adobe's supplement to ISO 32000, extension level 3). */
export function lockedPdf(text: string, password: string): Uint8Array {
	const key = Buffer.alloc(32, 7);
	const zeros = Buffer.alloc(16);
	const [salt, keySalt] = [Buffer.alloc(8, 1), Buffer.alloc(8, 2)];
	const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
	const encrypt = (algorithm: string, by: Buffer, data: Buffer, iv: Buffer | null, padded = false) => {
		const cipher = createCipheriv(algorithm, by, iv).setAutoPadding(padded);
		return Buffer.concat([cipher.update(data), cipher.final()]);
	};
	const secret = Buffer.from(password);
	const user = Buffer.concat([sha256(secret, salt), salt, keySalt]);
	const owner = Buffer.concat([sha256(secret, salt, user), salt, keySalt]);
	// Printing and all else is allowed; metadata is encrypted, too.
	const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x54, 0x61, 0x64, 0x62, 0, 0, 0, 0]);
	const entries: Record<string, Buffer> = {
		U: user,
		UE: encrypt('aes-256-cbc', sha256(secret, keySalt), key, zeros),
		O: owner,
		OE: encrypt('aes-256-cbc', sha256(secret, keySalt, user), key, zeros),
		Perms: encrypt('aes-256-ecb', key, permissions, null),
	};
	const values = Object.entries(entries).map(([name, value]) => `/${name} <${value.toString('hex')}>`);
	const filter = '/CF <</StdCF <</AuthEvent /DocOpen /CFM /AESV3 /Length 32>>>> /StmF /StdCF /StrF /StdCF';
	const dictionary = `<</Filter /Standard /V 5 /R 5 /Length 256 /P -4 ${values.join(' ')} ${filter}>>`;
	const content = Buffer.concat([zeros, encrypt('aes-256-cbc', key, Buffer.from(textAt(72, 700, text)), zeros, true)]).toString('latin1');
	const id = zeros.toString('hex');
	return simplePdf([{ content }], [dictionary], undefined, `/Encrypt ${firstPicture} 0 R /ID [<${id}><${id}>]`);
}
