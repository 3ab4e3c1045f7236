import { type Element, type Piece, documentTree, textOf } from './documentTree.ts';

/** The syntax of the place where text is inserted. */
export type Syntax = 'markdown' | 'latex' | 'text';

/** Writes the elements of a document in a syntax. */
interface Writer {
	text(text: string): string;
	/** Text that an HTML element marks: `em`, `sub`, … */
	marked(name: string, inner: string, attributes: Element['attributes']): string;
	heading(level: number, inner: string): string;
	/** `start`: the number of the first item; undefined if items have none. */
	list(items: readonly string[], start: number | undefined): string;
	code(text: string): string;
	quote(inner: string): string;
	/** Rows of cells; a position that is covered by a spanning cell is empty. */
	table(rows: readonly (readonly Cell[])[]): string;
	readonly lineBreak: string;
}

interface Cell {
	readonly text: string;
	/** The number of columns that it spans. */
	readonly columns: number;
	readonly isHeader: boolean;
}

/** The most columns or rows of a table. */
const mostCells = 1000;

const blocks = new Set(
	'address article blockquote center dd div dl dt details figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table ul'.split(
		' ',
	),
);

/** Writes markdown in another syntax. Formulas stay unchanged; pictures become their alternative text. */
export function inSyntax(markdown: string, syntax: Syntax): string {
	return syntax === 'markdown' ? markdown : write(documentTree(markdown), syntax === 'latex' ? latex : plainText);
}

/** Writes blocks, separated by a blank line or by `between`; text between blocks becomes a block of its own. */
function write(pieces: readonly Piece[], writer: Writer, between = '\n\n'): string {
	const written: string[] = [];
	let inline: Piece[] = [];
	const flush = () => {
		const text = writeInline(inline, writer)
			.replace(/[ \t]*\n[ \t]*/g, '\n')
			.trim();
		inline = [];
		if (text) {
			written.push(text);
		}
	};
	for (const piece of pieces) {
		if ('text' in piece || !blocks.has(piece.name)) {
			inline.push(piece);
		} else {
			flush();
			const block = writeBlock(piece, writer);
			if (block) {
				written.push(block);
			}
		}
	}
	flush();
	return written.join(between);
}

function writeBlock({ name, attributes, children }: Element, writer: Writer): string {
	if (/^h[1-6]$/.test(name)) {
		return writer.heading(Number(name[1]), write(children, writer));
	}
	switch (name) {
		case 'hr':
			return '';
		case 'ul':
		case 'ol': {
			const items = children.flatMap((child) => ('name' in child && child.name === 'li' ? [writeItem(child, writer)] : []));
			return items.length === 0 ? '' : writer.list(items, name === 'ol' ? Number(attributes['start'] ?? 1) || 0 : undefined);
		}
		case 'pre':
			return writer.code(textOf(children).replace(/\n$/, ''));
		case 'blockquote': {
			const inner = write(children, writer);
			return inner && writer.quote(inner);
		}
		case 'table': {
			const rows = rowsOf(children, writer);
			return rows.length === 0 ? '' : writer.table(rows);
		}
		default:
			return write(children, writer);
	}
}

/** Writes a list item, with blank lines only if the list has them. */
function writeItem({ children }: Element, writer: Writer): string {
	return write(children, writer, children.some((child) => 'name' in child && child.name === 'p') ? undefined : '\n');
}

function writeInline(pieces: readonly Piece[], writer: Writer): string {
	return pieces
		.map((piece) => {
			if ('text' in piece) {
				return writer.text(piece.text);
			}
			const { name, attributes, children } = piece;
			switch (name) {
				case 'math':
					return textOf(children);
				case 'br':
					return writer.lineBreak;
				case 'img':
					return writer.text(attributes['alt'] ?? '');
				default:
					return blocks.has(name) ? `\n${writeBlock(piece, writer)}\n` : writer.marked(name, writeInline(children, writer), attributes);
			}
		})
		.join('');
}

/** The rows of a table, with empty cells where one spans from above. */
function rowsOf(pieces: readonly Piece[], writer: Writer): Cell[][] {
	const rows: Cell[][] = [];
	/** For each column, in how many rows below it is covered. */
	const taken: number[] = [];
	const addRow = (row: Element) => {
		const cells: Cell[] = [];
		let column = 0;
		const skipTaken = () => {
			while ((taken[column] ?? 0) > 0) {
				taken[column]!--;
				cells.push({ text: '', columns: 1, isHeader: false });
				column++;
			}
		};
		for (const cell of row.children) {
			if ('text' in cell || (cell.name !== 'td' && cell.name !== 'th')) {
				continue;
			}
			skipTaken();
			const columns = span(cell.attributes['colspan']);
			for (let index = column; index < column + columns; index++) {
				taken[index] = span(cell.attributes['rowspan']) - 1;
			}
			cells.push({ text: write(cell.children, writer).replace(/\s*\n\s*/g, ' '), columns, isHeader: cell.name === 'th' });
			column += columns;
		}
		skipTaken();
		rows.push(cells);
	};
	const look = (children: readonly Piece[]) => {
		for (const child of children) {
			if ('name' in child && rows.length < mostCells) {
				if (child.name === 'tr') {
					addRow(child);
				} else {
					look(child.children);
				}
			}
		}
	};
	look(pieces);
	return rows;
}

function span(value = '1'): number {
	return Math.min(Math.max(Number(value) || 1, 1), mostCells);
}

const indented = (text: string, by: string) => text.replace(/\n(?!\n)/g, `\n${by}`);

/** Plain text, with tabs between the cells of a table. */
const plainText: Writer = {
	text: (text) => text,
	marked: (_name, inner) => inner,
	heading: (_level, inner) => inner,
	list: (items, start) =>
		items
			.map((item, index) => (start === undefined ? `- ${indented(item, '  ')}` : `${start + index}. ${indented(item, '   ')}`))
			.join('\n'),
	code: (text) => text,
	quote: (inner) => inner,
	table: (rows) =>
		rows.map((row) => row.flatMap(({ text, columns }) => [text, ...Array<string>(columns - 1).fill('')]).join('\t')).join('\n'),
	lineBreak: '\n',
};

const latexSigns: Readonly<Record<string, string>> = {
	'\\': '\\textbackslash{}',
	'~': '\\textasciitilde{}',
	'^': '\\textasciicircum{}',
	'<': '\\textless{}',
	'>': '\\textgreater{}',
};
const latexMarks: Readonly<Record<string, string>> = {
	em: 'emph',
	i: 'emph',
	cite: 'emph',
	var: 'emph',
	strong: 'textbf',
	b: 'textbf',
	code: 'texttt',
	kbd: 'texttt',
	samp: 'texttt',
	tt: 'texttt',
	sub: 'textsubscript',
	sup: 'textsuperscript',
	u: 'underline',
	ins: 'underline',
};
const latexHeadings = ['section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph', 'subparagraph'];

/** LaTeX that needs no package. */
const latex: Writer = {
	text: escapeLatex,
	marked: (name, inner, { href }) => {
		const command = latexMarks[name];
		if (command) {
			return `\\${command}{${inner}}`;
		}
		const url = href === undefined ? '' : escapeLatex(href);
		return url && url !== inner && url !== `mailto:${inner}` ? `${inner} (\\texttt{${url}})` : inner;
	},
	heading: (level, inner) => `\\${latexHeadings[level - 1]!}{${inner.replaceAll('\n', ' ')}}`,
	list: (items, start) => {
		const kind = start === undefined ? 'itemize' : 'enumerate';
		const counter = start === undefined || start === 1 ? [] : [`\t\\setcounter{enumi}{${start - 1}}`];
		return [`\\begin{${kind}}`, ...counter, ...items.map((item) => `\t\\item ${indented(item, '\t')}`), `\\end{${kind}}`].join('\n');
	},
	code: (text) =>
		text.includes('\\end{verbatim}')
			? text
					.split('\n')
					.map((line) => `\\texttt{${escapeLatex(line)}}`)
					.join('\\\\\n')
			: `\\begin{verbatim}\n${text}\n\\end{verbatim}`,
	quote: (inner) => `\\begin{quote}\n${inner}\n\\end{quote}`,
	table: (rows) => {
		const width = Math.max(...rows.map((row) => row.reduce((sum, { columns }) => sum + columns, 0)));
		const lines = rows.map((row) => {
			const cells = row.map(({ text, columns }) => (columns > 1 ? `\\multicolumn{${columns}}{l}{${text}}` : text));
			const line = `\t${cells.join(' & ')} \\\\`;
			return row.some(({ isHeader }) => isHeader) ? `${line} \\hline` : line;
		});
		return [`\\begin{tabular}{${'l'.repeat(Math.min(width, mostCells))}}`, ...lines, '\\end{tabular}'].join('\n');
	},
	lineBreak: '\\\\\n',
};

function escapeLatex(text: string): string {
	return text.replace(/[\\~^<>]|[{}$&#%_]/g, (character) => latexSigns[character] ?? `\\${character}`);
}
