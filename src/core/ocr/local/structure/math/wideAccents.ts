import { around } from '../lines/line.ts';
import { type Item, blockOf, middle } from './item.ts';

/** The commands of accents that are as wide as their content. */
const commands = new Map([
	['\u0302', 'widehat'],
	['\u0303', 'widetilde'],
	['\u20d7', 'vec'],
	['ˆ', 'hat'],
	['˜', 'tilde'],
	['¯', 'bar'],
	['˙', 'dot'],
	['¨', 'ddot'],
]);

/** The largest distance in em from a wide accent or a brace to its content. */
const reach = 0.6;

/** The largest size of scripts relative to their letter. */
const smaller = 0.88;

/** Joins wide accents and horizontal braces with their content. */
export function withWideAccents(items: readonly Item[], read: (items: readonly Item[]) => string): Item[] {
	let left = withBraces(items, read);
	for (const accent of items) {
		const command = commands.get(accent.text);
		if (command === undefined || !left.includes(accent)) {
			continue;
		}
		const under = withoutScripts(
			accent,
			left.filter(
				(item) =>
					item !== accent &&
					middle(item) > accent.left - 0.1 * accent.size &&
					middle(item) < accent.right + 0.1 * accent.size &&
					item.bottom > accent.bottom &&
					item.top > accent.top - 0.2 * accent.size &&
					item.top - accent.bottom < reach * accent.size,
			),
		);
		if (under.length > 0) {
			const all = [accent, ...under];
			const main = under.reduce((a, b) => (b.size > a.size ? b : a));
			left = [
				...left.filter((item) => !all.includes(item)),
				blockOf(all, `\\${command}{${read(under)}}`, { axis: main.axis, size: main.size }),
			];
		}
	}
	return left;
}

/** What is under an accent: without the scripts of a letter that is as wide as the accent, and without brackets that have no partner. */
function withoutScripts(accent: Item, items: readonly Item[]): readonly Item[] {
	const letters = items.filter((item) => items.every((other) => other === item || other.size < smaller * item.size));
	const own = letters.find(
		(item) =>
			item.right - item.left > accent.right - accent.left - 0.1 * accent.size && middle(accent) > item.left && middle(accent) < item.right,
	);
	return own ? [own] : withoutOpen(items);
}

/** Items without the brackets that have no partner among them: an accent can be a little wider than its letter. */
function withoutOpen(items: readonly Item[]): Item[] {
	const count = (kind: Item['kind']) => items.filter((item) => item.kind === kind).length;
	return count('open') === count('close') ? [...items] : items.filter(({ kind }) => kind !== 'open' && kind !== 'close');
}

/** A brace of TeX's fonts has four pieces. */
const bracePieces = 4;

function withBraces(items: readonly Item[], read: (items: readonly Item[]) => string): Item[] {
	let left = [...items];
	const some = items.filter(({ text }) => text === '⏞').sort((a, b) => a.left - b.left);
	for (let i = 0; i + bracePieces <= some.length; i += bracePieces) {
		const brace = some.slice(i, i + bracePieces);
		const box = around(brace);
		const em = brace[0]!.size;
		const within = left.filter((item) => !some.includes(item) && middle(item) > box.left - 0.3 * em && middle(item) < box.right + 0.3 * em);
		const above = within.filter((item) => item.bottom < box.bottom && box.top - item.bottom < reach * 3 * em);
		const below = within.filter((item) => item.top > box.top && item.top - box.bottom < reach * 3 * em);
		const sizeOf = (part: readonly Item[]) => Math.max(0, ...part.map(({ size }) => size));
		// The label is set smaller.
		const isOver = sizeOf(below) > sizeOf(above) * 1.05 || above.length === 0;
		const [content, label] = isOver ? [below, above] : [above, below];
		if (content.length === 0) {
			continue;
		}
		const all = [...brace, ...content, ...label];
		const main = content.reduce((a, b) => (b.size > a.size ? b : a));
		const script = label.length > 0 ? `${isOver ? '^' : '_'}{${read(label)}}` : '';
		const latex = `\\${isOver ? 'overbrace' : 'underbrace'}{${read(content)}}${script}`;
		left = [...left.filter((item) => !all.includes(item)), blockOf(all, latex, { axis: main.axis, size: main.size })];
	}
	return left;
}
