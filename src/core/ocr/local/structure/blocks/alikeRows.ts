/** The largest difference between the positions of a header on two pages, in points. */
export const samePlace = 4;

/** A row of text near an end of a page. */
export interface PlacedRow {
	readonly page: number;
	/** What makes it the same text as another one. */
	readonly key: string;
	/** In points. */
	readonly place: number;
}

/** Finds rows with the same text at the same place on other pages. Long documents have tens of thousands, too many to compare each with each. */
export class AlikeRows {
	private readonly found = new Map<string, PlacedRow[]>();

	constructor(rows: readonly PlacedRow[]) {
		for (const row of rows) {
			const name = nameOf(row.key, stepOf(row));
			const same = this.found.get(name);
			if (same) {
				same.push(row);
			} else {
				this.found.set(name, [row]);
			}
		}
	}

	/** Whether rows like this one are on so many pages. */
	areOn(pages: number, row: PlacedRow): boolean {
		const step = stepOf(row);
		const found = new Set<number>();
		return [step - 1, step, step + 1].some((one) => areOnPages(pages, row, this.found.get(nameOf(row.key, one)) ?? [], found));
	}
}

/** Whether rows at the place of a row are on so many pages, together with pages `found` before. */
export function areOnPages(
	count: number,
	{ place }: Pick<PlacedRow, 'place'>,
	rows: Iterable<Pick<PlacedRow, 'page' | 'place'>>,
	found = new Set<number>(),
): boolean {
	for (const row of rows) {
		if (Math.abs(row.place - place) < samePlace && found.add(row.page).size >= count) {
			return true;
		}
	}
	return false;
}

function stepOf({ place }: PlacedRow): number {
	return Math.floor(place / samePlace);
}

function nameOf(key: string, step: number): string {
	return `${step} ${key}`;
}
