import { type Item, axisHeight, changed } from './item.ts';

/** Reads the items of a script. */
type ReadScript = (items: readonly Item[]) => string;

/** The largest vertical offset in em of a symbol on the row's line, and of a tall one. */
const onLine = { symbol: 0.13, tall: 0.3 };

/** The largest size of a script relative to its row. */
const smaller = 0.88;

/** The largest size of letters relative to a large symbol whose scripts they are, and their least distance in em from its middle. */
const scriptSize = 0.75;
const besideAxis = 0.25;

/** The largest difference in em between the baselines of symbols of one script. */
const sameLevel = 0.1;

/**
 * Gaps in em: wider than those that TeX puts between symbols, and around a relation in `eqnarray` or a stretched line; around a word, behind an
 * operator, and the largest within a number and at a hyphen.
 */
const gaps = { quad: 0.85, relation: 1.6, word: 0.15, operator: 0.35, number: 0.1, hyphen: 0.08 };

/** Relations between statements instead of terms; wide spaces around them are meant. */
const arrow = /arrow|mapsto|\\to$|iff/i;

/** The fewest letters of a word that is always text and not a name. */
const shortestText = 5;

/** A base and its scripts. */
interface Atom {
	readonly base: Item | undefined;
	readonly above: Item[];
	readonly below: Item[];
}

/** The LaTeX of one row of items. */
export function writeRow(items: readonly Item[], read: ReadScript): string {
	const { size, axis } = lineOf(items);
	const atoms: Atom[] = [];
	for (const item of [...items].sort((a, b) => a.left - b.left)) {
		const last = atoms.at(-1);
		const isOfScript = last !== undefined && item.size < smaller * size && (carries(last.above, item) || carries(last.below, item));
		if (!isOfScript && isOnLine(item, size, axis)) {
			atoms.push({ base: item, above: [], below: [] });
			continue;
		}
		if (atoms.length === 0) {
			atoms.push({ base: undefined, above: [], below: [] });
		}
		const { above, below } = atoms.at(-1)!;
		sideOf(item, above, below, axis).push(item);
	}
	const brackets = pairs(atoms.flatMap(({ base }) => base ?? []));
	return writeAtoms(
		atoms.map(({ base, above, below }) => ({ base: base && (brackets.get(base) ?? base), above, below })),
		size,
		read,
	);
}

/** The size and height of the symbols on a row's line. */
export function lineOf(items: readonly Item[]): { size: number; axis: number } {
	const isLarge = ({ grows, kind }: Item) => grows || kind === 'large';
	const letters = items.filter((item) => !isLarge(item));
	const largest = Math.max(0, ...letters.map((item) => item.size));
	const isOfScripts = (symbol: Item) =>
		largest < scriptSize * symbol.size && letters.every(({ axis }) => Math.abs(axis - symbol.axis) > besideAxis * symbol.size);
	const larger = items.filter((item) => isLarge(item) && isOfScripts(item));
	const some = [larger, letters, items].find(({ length }) => length > 0)!;
	const size = Math.max(...some.map((item) => item.size));
	const main = some.filter((item) => item.size > 0.9 * size);
	const [first, second] = [...main].sort((a, b) => a.left - b.left);
	if (first?.kind === 'ordinary' && second && main.length === items.length && main.every((one) => isOfIndex(one, first))) {
		return { size, axis: first.axis };
	}
	// The most common height of this size, because a symbol in full size can be raised, as in a stacked symbol.
	const axis = main
		.map((item) => ({ axis: item.axis, votes: main.filter((other) => Math.abs(other.axis - item.axis) < 0.05 * size).length }))
		.reduce((a, b) => (b.votes > a.votes ? b : a)).axis;
	return { size, axis };
}

/** How much lower in em an index is. */
const indexLower = { least: 0.1, most: 0.4 };

/** Whether a symbol is on a letter's line or its index, which is not smaller where TeX has no smaller letters. */
function isOfIndex({ axis }: Item, letter: Item): boolean {
	const lower = (axis - letter.axis) / letter.size;
	return Math.abs(lower) < 0.05 || (lower > indexLower.least && lower < indexLower.most);
}

function isOnLine(item: Item, size: number, axis: number): boolean {
	if (item.grows || item.kind === 'large') {
		return item.size > smaller * size && Math.abs(item.axis - axis) < Math.max(onLine.tall * size, 0.2 * (item.bottom - item.top));
	}
	if (item.text === '') {
		return Math.abs(item.axis - axis) < (item.size > smaller * size ? onLine.tall : onLine.symbol) * size;
	}
	// Small symbols on the line, such as those of units, are not scripts.
	return Math.abs(item.baseline - axis - axisHeight * size) < onLine.symbol * item.size;
}

/** The script of a base to which a symbol belongs. */
function sideOf(item: Item, above: Item[], below: Item[], axis: number): Item[] {
	const [isAbove, isBelow] = [carries(above, item), carries(below, item)];
	return (isAbove === isBelow ? item.axis < axis : isAbove) ? above : below;
}

/** Whether a symbol is a script of a script. */
function carries(script: readonly Item[], item: Item): boolean {
	// What is as small as the script's last symbol, and at its height, belongs to the same symbol before both.
	const last = script.findLast((one) => item.size < smaller * one.size || Math.abs(one.baseline - item.baseline) > sameLevel * item.size);
	const end = script.at(-1);
	return (
		last !== undefined &&
		end !== undefined &&
		item.size < smaller * last.size &&
		item.left - end.right < 0.3 * last.size &&
		item.left > last.right - 0.3 * last.size &&
		Math.abs(item.baseline - last.baseline) < 0.65 * last.size
	);
}

function writeAtoms(atoms: readonly Atom[], size: number, read: ReadScript): string {
	const out = new LatexRow();
	atoms.forEach(({ base, above, below }, i) => {
		const before = atoms[i - 1]?.base;
		const gap = base && before ? base.left - Math.max(before.right, ...scriptsOf(atoms[i - 1]).map(({ right }) => right)) : 0;
		const next = atoms[i + 1]?.base;
		if (base?.kind === 'word') {
			out.word(base.latex!, {
				gapBefore: gap / size,
				gapAfter: next && above.length + below.length === 0 ? (next.left - base.right) / size : 0,
				upright: base.run?.italic !== true,
				bold: base.run?.bold === true,
				sans: base.run?.sans === true,
			});
		} else if (base) {
			const isRelation =
				base.text === '|' && !base.grows && gap > 0.15 * size && next !== undefined && next.left - base.right > 0.15 * size;
			const isPoint =
				/^[.,]$/.test(base.text) && before?.kind === 'number' && next?.kind === 'number' && next.left - base.right < gaps.number * size;
			// A base with limits or a brace's label takes scripts as a whole.
			const isWhole =
				base.text === '' &&
				above.length + below.length > 0 &&
				(base.kind !== 'block' || /^\\(?:(?:over|under)brace|mathop|underset)/.test(base.latex!));
			const isHyphen =
				base.text === '-' && !base.math && next?.kind === 'word' && gap < gaps.hyphen * size && next.left - base.right < gaps.hyphen * size;
			const latex = isHyphen
				? '\\text{-}'
				: isRelation
					? '\\mid'
					: isPoint && base.text === ','
						? '{,}'
						: isWhole
							? `{${base.latex!}}`
							: base.latex!;
			out.add(latex, { kind: isRelation ? 'relation' : isPoint ? 'number' : isHyphen ? 'ordinary' : base.kind, gap: gap / size });
		} else {
			out.add('{}', { kind: 'ordinary', gap: 0 });
		}
		const steps = base && base.kind !== 'large' ? staggered(base, above, below) : undefined;
		if (steps) {
			steps.forEach((step, n) => {
				if (n > 0) {
					out.add('{}', { kind: 'ordinary', gap: 0 });
				}
				out.scripts(step.side === below ? read(step.items) : '', step.side === above ? step.items : [], read);
			});
			return;
		}
		out.scripts(below.length > 0 ? read(below) : '', above.length > 0 ? above : [], read);
	});
	return out.text;
}

/** The least distance in em from a base to a script above it that is behind one below it: slanted letters push what is above them to the right, but less. */
const behindIndex = 0.3;

/** By how much in em an index below can begin before the end of one above that it is behind. */
const overlap = 0.15;

/** Indices above and below that are one behind the other, as those of tensors; undefined if they are one above the other. */
function staggered(
	base: Item,
	above: readonly Item[],
	below: readonly Item[],
): { readonly side: readonly Item[]; readonly items: Item[] }[] | undefined {
	if (above.length === 0 || below.length === 0 || above.some(({ text }) => /^[′']+$/.test(text))) {
		return undefined;
	}
	const steps: { readonly side: readonly Item[]; readonly items: Item[] }[] = [];
	let right = -Infinity;
	for (const item of [...above, ...below].sort((a, b) => a.left - b.left)) {
		const side = above.includes(item) ? above : below;
		const last = steps.at(-1);
		if (last?.side === side) {
			last.items.push(item);
		} else if (item.left < right - (last?.side === above ? overlap : 0) * base.size) {
			return undefined;
		} else {
			steps.push({ side, items: [item] });
		}
		right = Math.max(right, item.right);
	}
	const [first, second] = steps.map(({ items: [item] }) => item!.left);
	const isBehind = steps[0]!.side === above ? second! - first! > overlap * base.size : second! - base.right > behindIndex * base.size;
	return isBehind ? steps : undefined;
}

function scriptsOf(atom: Atom | undefined): readonly Item[] {
	return atom ? [...atom.above, ...atom.below] : [];
}

/** LaTeX that is written from left to right. */
class LatexRow {
	text = '';
	private lastIsWord = false;
	private lastKind: Item['kind'] = 'ordinary';
	private isBehindRelation = false;

	add(latex: string, { kind, gap }: { readonly kind: Item['kind']; readonly gap: number }): void {
		const isTermsRelation = kind === 'relation' && !arrow.test(latex);
		const isWide = this.isWide(gap, isTermsRelation);
		// The symbol of a number has no spaces.
		const isSymbol = kind === 'binary' && (this.text === '' || /^(?:binary|relation|open|punctuation)$/.test(this.lastKind));
		const isSpaced = kind === 'relation' || (kind === 'binary' && !isSymbol);
		this.append((isWide ? '\\quad ' : '') + latex, (isSpaced && this.text !== '') || isWide);
		if (isSpaced || kind === 'punctuation') {
			this.text += ' ';
		}
		this.lastKind = kind;
		this.lastIsWord = false;
		this.isBehindRelation = isTermsRelation;
	}

	word(
		text: string,
		{
			gapBefore,
			gapAfter,
			upright,
			bold,
			sans,
		}: {
			readonly gapBefore: number;
			readonly gapAfter: number;
			readonly upright: boolean;
			readonly bold: boolean;
			readonly sans: boolean;
		},
	): void {
		// The space around an operator is none between words.
		const least = /^(?:binary|relation)$/.test(this.lastKind) ? gaps.operator : gaps.word;
		const after = gapAfter > gaps.word;
		// A name behind a relation has arguments or a script; its space is the relation's.
		const before = gapBefore > least && (after || !this.isBehindRelation);
		if (this.lastIsWord && before && gapBefore < gaps.quad) {
			this.text = `${this.text.slice(0, -1)}${this.text.endsWith(' }') ? '' : ' '}${text}${after ? ' ' : ''}}`;
			return;
		}
		const isWide = this.isWide(gapBefore, false);
		const isText = !sans && (before || after || !upright || text.length >= shortestText);
		const latex = isText
			? `\\text{${before && !isWide && this.text !== '' ? ' ' : ''}${text}${after && gapAfter < gaps.quad ? ' ' : ''}}`
			: `\\${bold ? 'mathbf' : sans ? 'mathsf' : 'mathrm'}{${text}}`;
		this.append((isWide ? '\\quad ' : '') + latex, isWide);
		this.lastIsWord = isText;
		this.lastKind = 'word';
		this.isBehindRelation = false;
	}

	scripts(below: string, above: readonly Item[], read: ReadScript): void {
		const primes = above.filter(({ text }) => text === '′' || text === "'");
		const rest = above.filter((item) => !primes.includes(item));
		const isPrime = primes.length > 0 && rest.length === 0;
		this.text =
			(below || above.length > 0 ? this.text.trimEnd() : this.text) +
			(isPrime ? "'".repeat(primes.length) : '') +
			(below ? `_${braced(below)}` : '') +
			(above.length > 0 && !isPrime ? `^${braced(read(above))}` : '');
		this.lastIsWord &&= !below && above.length === 0;
	}

	private isWide(gap: number, isRelation: boolean): boolean {
		return gap > (isRelation || this.isBehindRelation ? gaps.relation : gaps.quad) && this.text !== '';
	}

	private append(latex: string, isSpaced: boolean): void {
		const needsSpace = /\\[A-Za-z]+$/.test(this.text) && /^[A-Za-z]/.test(latex);
		this.text += (needsSpace || (isSpaced && this.text !== '' && !this.text.endsWith(' ')) ? ' ' : '') + latex;
	}
}

function braced(latex: string): string {
	return /^[A-Za-z0-9]$/.test(latex) ? latex : `{${latex}}`;
}

const partners: Readonly<Record<string, string>> = { '(': ')]', '[': '])', '{': '}', '⌊': '⌋', '⌈': '⌉', '⟨': '⟩' };

/** The least height in em of a bracket that is larger than the letters beside it. */
const tall = 1.15;

/** Writes tall brackets as pairs that grow with their content; those without a partner get a fixed size. */
function pairs(items: readonly Item[]): Map<Item, Item> {
	const instead = new Map<Item, Item>();
	const open: Item[] = [];
	const brackets = items.filter((item) => item.grows && item.bottom - item.top > tall * item.size && /^[()[\]{}⌊⌋⌈⌉⟨⟩|‖]$/.test(item.text));
	for (const item of brackets.sort((a, b) => a.left - b.left)) {
		const isBar = item.text === '|' || item.text === '‖';
		const partner = open.findLastIndex((one) => (isBar ? one.text === item.text : partners[one.text]?.includes(item.text)));
		if (partner >= 0 && (isBar || item.kind === 'close')) {
			const [first] = open.splice(partner);
			instead.set(first!, changed(first!, { latex: `\\left${first!.latex} ` }));
			instead.set(item, changed(item, { latex: `\\right${item.latex}` }));
		} else if (isBar || item.kind === 'open') {
			open.push(item);
		}
	}
	brackets.filter((item) => !instead.has(item)).forEach((item) => instead.set(item, sized(item)));
	return instead;
}

function sized(item: Item): Item {
	const height = (item.bottom - item.top) / item.size;
	const command = height < 1.5 ? 'big' : height < 2.1 ? 'Big' : height < 2.7 ? 'bigg' : 'Bigg';
	return changed(item, { latex: `\\${command}${item.kind === 'open' ? 'l' : item.kind === 'close' ? 'r' : ''}${item.latex}` });
}
