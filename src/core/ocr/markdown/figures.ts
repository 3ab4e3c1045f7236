import { fileTypeFromBuffer } from 'file-type';
import { fileSlug, splitName } from '../../names.ts';
import type { OcrPage } from '../engine.ts';
import type { Asset, FigureReference } from './draft.ts';

/** The most characters that are used of a figure's description, which may be all that is written in a drawing, and of a service's name for it. */
const longestText = 4000;
const longestName = 300;

/** The figures of a document; each is saved once, even if its page is written several times. */
export class Figures {
	readonly assets: Asset[] = [];
	private readonly names = new FreeNames();
	private readonly pages = new Map<number, ReadonlyMap<string, FigureReference>>();
	private handedOver = 0;

	/** The figures of a page by the id in its markdown. What is not a picture is left out, so that a file is always what its name says. */
	async of({ index, images }: Pick<OcrPage, 'index' | 'images'>): Promise<ReadonlyMap<string, FigureReference>> {
		const saved = this.pages.get(index);
		if (saved) {
			return saved;
		}
		const figures = new Map<string, FigureReference>();
		const number = index + 1;
		for (const { id, bytes, annotation } of images) {
			const type = bytes && (await fileTypeFromBuffer(bytes));
			const namesake = figures.get(id);
			if (!bytes || !type?.mime.startsWith('image/') || (namesake && Buffer.compare(this.assets[namesake.asset]!.bytes, bytes) === 0)) {
				continue;
			}
			const stem = `p${number}-${fileSlug(splitName(id.slice(0, longestName)).stem, 'figure')}`;
			// Another figure under a name that is taken has no place in the text.
			figures.set(namesake ? `${id} ${figures.size + 1}` : id, {
				asset: this.assets.push({ name: this.names.take(stem, type.ext), mediaType: type.mime, bytes }) - 1,
				alt: altText(annotation, number, figures.size + 1),
			});
		}
		// Pages that are passed on early have no figures yet.
		if (figures.size > 0) {
			this.pages.set(index, figures);
		}
		return figures;
	}

	/** The assets since the last call. The caller then owns their bytes. */
	handOver(): Asset[] {
		const assets = this.assets.slice(this.handedOver);
		this.handedOver = this.assets.length;
		assets.forEach((asset, i) => (this.assets[this.handedOver - assets.length + i] = { ...asset, bytes: new Uint8Array() }));
		return assets;
	}
}

/** Gives file names that are free, regardless of case: `name.png`, `name-2.png`, … */
class FreeNames {
	private readonly taken = new Set<string>();
	/** The last number given to a name, so that many equal names take linear time. */
	private readonly numbers = new Map<string, number>();

	take(stem: string, extension: string): string {
		const key = `${stem}.${extension}`.toLowerCase();
		let name = `${stem}.${extension}`;
		for (let number = this.numbers.get(key) ?? 1; this.taken.has(name.toLowerCase());) {
			number++;
			this.numbers.set(key, number);
			name = `${stem}-${number}.${extension}`;
		}
		this.taken.add(name.toLowerCase());
		return name;
	}
}

/** The alternative text in brackets: one line without anything that ends them or pairs with a character outside. */
function altText(annotation: string | undefined, page: number, figure: number): string {
	const line = (annotation ?? '')
		.slice(0, 2 * longestText)
		.replace(/[\s[\]\\<>`|\p{Cc}]+/gu, ' ')
		.trim();
	const words = line.length > longestText ? line.slice(0, longestText + 1).replace(/\s\S*$/, '') : line;
	const text = words.slice(0, longestText).replace(/[$&"]/g, (character) => `&#${character.charCodeAt(0)};`);
	return text || `Page ${page}, figure ${figure}`;
}
