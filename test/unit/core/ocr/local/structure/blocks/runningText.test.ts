import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { findRunningText } from '../../../../../../../src/core/ocr/local/structure/blocks/runningText.ts';
import { line, lines, textsOf } from '../make.ts';

const body = (page: number) => lines([`Page ${page} begins with a text`, 'that has several lines', 'which are its content'], 50, 150);
const height = 800;

/** What is found on each page of a document with these headers and footers. */
const found = (count: number, around: (page: number) => readonly Line[], turned: (page: number) => readonly Line[] = () => []) => {
	const pages = Array.from({ length: count }, (_, i) => ({
		upright: [...around(i + 1), ...body(i + 1)],
		turned: turned(i + 1),
		width: 600,
		height,
	}));
	return findRunningText(pages, 10).map((some) => textsOf([...some]));
};

suite('findRunningText', () => {
	test('finds headers and footers with page numbers', () => {
		assert.deepEqual(
			found(4, (page) => [line('The name of the book', 50, 40), line(`Page ${page} of 4`, 250, 780)]),
			[1, 2, 3, 4].map((page) => ['The name of the book', `Page ${page} of 4`]),
		);
	});

	test('finds what stands at both ends of a page', () => {
		const both = ['Confidential', 'Confidential'];

		assert.deepEqual(
			found(4, () => [line('Confidential', 50, 40), line('Confidential', 50, 780)]),
			[both, both, both, both],
		);
	});

	test('leaves rows of a list that begins at the top of each page', () => {
		assert.deepEqual(
			found(4, (page) => [line(`0${page}/15/2024 Company ${page}`, 50, 40), line(`0${page}/16/2024 Company ${page + 10}`, 50, 60)]).flat(),
			[],
		);
	});

	test('finds them on left and right pages', () => {
		const header = (page: number) => (page % 2 ? line(`The chapter ${page}`, 300, 40) : line(`${page} The book`, 50, 40));

		assert.deepEqual(found(8, (page) => [header(page)]).flat().length, 8);
	});

	test('finds bare page numbers that count the pages', () => {
		assert.deepEqual(
			found(5, (page) => [line(String(page + 10), 300, 780)]),
			['11', '12', '13', '14', '15'].map((number) => [number]),
		);
	});

	test('finds them at the foot of a text block that ends high above the paper’s edge', () => {
		assert.deepEqual(found(4, (page) => [line(String(page), 300, 668)]).flat(), ['1', '2', '3', '4']);
	});

	test('finds them in Roman numerals, in the digits of other scripts, and with the number of pages', () => {
		for (const numbers of [
			['ii', 'iii', 'iv', 'v'],
			['١', '٢', '٣', '٤'],
			['3 von 9', '4 von 9', '5 von 9', '6 von 9'],
		]) {
			assert.deepEqual(found(4, (page) => [line(numbers[page - 1]!, 300, 780)]).flat(), numbers);
		}
	});

	test('finds a header of which only one part differs between pages', () => {
		const parts = ['First paper', 'First paper', 'Solutions', 'Solutions', 'Marks', 'Marks'];
		const header = (page: number) => [line('Physics 2', 50, 40), line('Mechanics', 250, 40), line(parts[page - 1]!, 450, 40)];

		assert.equal(found(6, header).flat().length, 18);
	});

	test('finds the titles of sections that each page repeats at its top', () => {
		const titles = ['Purpose of the Society', 'Purpose of the Society', 'Members', 'Meetings'];
		const page = (number: number) => [
			line(titles[number - 1]!, 50, 40, { italic: true }),
			...(titles[number - 1] === titles[number - 2] ? [] : [line(`§ ${number} ${titles[number - 1]}`, 50, 80, { size: 14, bold: true })]),
		];

		assert.deepEqual(found(4, page).flat(), titles);
	});

	test('leaves the title in large letters beside "Page 1"', () => {
		const title = line('Report of the Club', 50, 40, { size: 14 });

		assert.deepEqual(
			found(4, (page) => [...(page === 1 ? [title] : []), line(`Page ${page}`, 300, 40)]),
			[[], ['Page 2'], ['Page 3'], ['Page 4']],
		);
	});

	test('finds the names of chapters beside page numbers', () => {
		const header = (page: number) => [line(String(page), 50, 40), line(`Chapter ${'ABCDEFGH'[page - 1]}`, 400, 40)];

		assert.equal(found(8, header).flat().length, 16);
	});

	test('finds text that stands sideways on all pages', () => {
		assert.deepEqual(
			found(
				3,
				() => [],
				() => [line('printed by a machine', 10, 400)],
			),
			new Array(3).fill(['printed by a machine']),
		);
	});

	for (const [what, count, around] of [
		['what stands on one page only', 4, (page: number) => (page === 1 ? [line('A letterhead', 50, 40)] : [])],
		['the same text at different places', 4, (page: number) => [line('Same words', 50, 20 + 9 * page)]],
		['numbers that count something else', 4, (page: number) => [line(String([7, 3, 12, 5][page - 1]), 300, 780)]],
		['a letterhead on a page alone', 1, () => [line('A letterhead', 50, 40)]],
		['a title that some slides share', 8, (page: number) => (page < 4 ? [line('Results', 50, 60, { size: 30 })] : [])],
	] as const) {
		test(`${what} is content`, () => assert.deepEqual(found(count, around).flat(), []));
	}

	suite('a table that goes over pages', () => {
		test('rows with the same name and other numbers on each page are content', () => {
			const row = (name: string, page: number, baseline: number) => [
				line(name, 50, baseline),
				...[0, 1, 2, 3].map((i) => line(`${page + 4}.${10 + i}`, 200 + 50 * i, baseline)),
			];

			assert.deepEqual(
				found(4, (page) => [line('Timetable', 50, 30), ...row('Station', page, 60), ...row('High Street', page, 72)]),
				[1, 2, 3, 4].map(() => ['Timetable']),
			);
		});

		const row = (texts: readonly string[], y: number, change: Partial<Line> = {}) =>
			texts.map((text, i) => line(text, [50, 200, 400][i]!, y, change));
		const rowsOn = (page: number, y: number) =>
			[0, 1, 2].flatMap((i) =>
				row([`0${i + 1}.0${page}.`, `${'ABC'[i]} ${'delivery hall yard quay mole'.split(' ')[page]}`, `${page}7,5${i}`], y + 15 * i),
			);

		test('its column headings stay, below a running head that goes', () => {
			const head = [line('Statement of the harbour', 50, 40)];
			const headings = row(['Date', 'What', 'Amount'], 62);

			assert.deepEqual(
				found(4, (page) => [...head, ...headings, ...rowsOn(page, 80)]),
				[1, 2, 3, 4].map(() => ['Statement of the harbour']),
			);
		});

		test('so do column headings of two rows', () => {
			const headings = [...row(['Day', 'Kind', 'Amount'], 40), ...row(['2024', 'of work', 'in euros'], 52)];

			assert.deepEqual(found(4, (page) => [...headings, ...rowsOn(page, 70)]).flat(), []);
		});

		test('so do its totals, above a footer that goes', () => {
			const pages = found(4, (page) => [
				...rowsOn(page, 715),
				...row(['Total', 'of all', `${page}1,50`], 760),
				line('Harbour office', 50, 785),
			]);

			assert.deepEqual(
				pages,
				[1, 2, 3, 4].map(() => ['Harbour office']),
			);
		});

		test('the columns of an address at the foot of every page are none', () => {
			const address = ['Harbour AG', '1 Quay Road', 'Tel. 44 10', 'Fax 44 29', 'Hull'].flatMap((text, i) =>
				row([text, `Bank ${'abcde'[i]}`, `Board ${'vwxyz'[i]}`], 730 + 12 * i),
			);

			assert.equal(found(4, () => address).flat().length, 4 * 4 * 3);
		});

		test('a header in pieces above it goes', () => {
			const header = row(['Harbour office', 'Statement', 'Page 3'], 40);

			assert.equal(found(4, (page) => [...header, ...row(['Date', 'What', 'Amount'], 75), ...rowsOn(page, 90)]).flat().length, 12);
		});
	});

	suite('pages with nothing but what repeats', () => {
		const only = (page: number) => ({ upright: [line(`Label ${page}`, 50, 40)], turned: [], width: 600, height });
		const full = (page: number) => ({ ...only(page), upright: [line(`Label ${page}`, 50, 40), ...body(page)] });
		const foundOn = (pages: Parameters<typeof findRunningText>[0]) => findRunningText(pages, 10).map(({ size }) => size);

		test('where most are, it is their content', () => {
			assert.deepEqual(foundOn([1, 2, 3, 4, 5, 6].map(only)), [0, 0, 0, 0, 0, 0]);
			assert.deepEqual(foundOn([full(1), only(2), full(3), only(4), only(5), full(6)]), [1, 0, 1, 0, 0, 1]);
		});

		test('a blank page in a book', () => {
			assert.deepEqual(foundOn([full(1), full(2), only(3), full(4), full(5), full(6)]), [1, 1, 1, 1, 1, 1]);
		});

		test('blank left-hand pages of a short book, where pages have numbers', () => {
			const numbered = (page: number, text: readonly Line[]) => ({
				...only(page),
				upright: [line('The name of the book', 50, 40), ...text, line(String(page), 300, 780)],
			});
			const blank = [2, 4, 8];

			assert.deepEqual(
				foundOn([1, 2, 3, 4, 5, 6, 7, 8].map((page) => numbered(page, blank.includes(page) ? [] : body(page)))),
				new Array<number>(8).fill(2),
			);
			assert.deepEqual(
				foundOn([1, 2, 3, 4, 5, 6, 7, 8].map((page) => numbered(page, page < 6 ? [] : body(page)))),
				[0, 0, 0, 0, 0, 2, 2, 2],
			);
		});

		test('a page with a picture', () => {
			assert.deepEqual(foundOn([1, 2, 3, 4].map((page) => ({ ...only(page), images: [{}] }))), [1, 1, 1, 1]);
		});
	});

	test('what stands within the page repeats without being a header', () => {
		const rows = (page: number) => [line(`A row that is no header ${'abcd'[page - 1]}`, 50, 40), line('The same row', 50, 52)];

		assert.deepEqual(found(4, rows).flat(), []);
	});
});
