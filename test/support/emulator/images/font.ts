/** Columns of a character, five of them, as hexadecimal bytes; the lowest bit is the top row of seven. In the order of ASCII from the space on. */
const glyphs =
	'0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649552250 0005030000 001c224100 0041221c00 14083e0814 08083e0808 ' +
	'0050300000 0808080808 0060600000 2010080402 3e5149453e 00427f4000 4261514946 2141454b31 1814127f10 2745454539 3c4a494930 0171090503 ' +
	'3649494936 064949291e 0036360000 0056360000 0814224100 1414141414 0041221408 0201510906 324979413e 7e1111117e 7f49494936 3e41414122 ' +
	'7f4141221c 7f49494941 7f09090901 3e4149497a 7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f020c027f 7f0408107f 3e4141413e ' +
	'7f09090906 3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 3f4038403f 6314081463 0708700807 6151494543 007f414100 ' +
	'0204081020 0041417f00 0402010204 4040404040 0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418 087e090102 0c5252523e ' +
	'7f08040478 00447d4000 2040443d00 7f10284400 00417f4000 7c04180478 7c08040478 3844444438 7c14141408 081414187c 7c08040408 4854545420 ' +
	'043f444020 3c4040207c 1c2040201c 3c4030403c 4428102844 0c5050503c 4464544c44 0008364100 00007f0000 0041360800 0804081008';

const columns: readonly (readonly number[])[] = glyphs.split(' ').map((glyph) => [...Buffer.from(glyph, 'hex')]);
const box: readonly number[] = [0x7f, 0x41, 0x41, 0x41, 0x7f];

/** A character's place with the gap to the next, in dots. */
export const cell = { width: 6, height: 9 };

/** Whether a dot of a character is inked, `column` from 0 to 4, `row` from 0 to 6. What is not ASCII is a box. */
export function isInked(character: string, column: number, row: number): boolean {
	const code = character.codePointAt(0)! - 0x20;
	return ((((code >= 0 && columns[code]) || box)[column] ?? 0) & (1 << row)) !== 0;
}

/** Lines of at most `length` characters, broken at spaces where there are any; at most `count` of them, the last one cut with dots if need be. */
export function wrapped(text: string, length: number, count: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/).flatMap((word) => pieces(word, length))) {
		if (line !== '' && Array.from(line).length + Array.from(word).length >= length) {
			lines.push(line);
			line = '';
		}
		line += (line === '' ? '' : ' ') + word;
	}
	lines.push(line);
	return lines.length <= count
		? lines
		: [
				...lines.slice(0, count - 1),
				`${Array.from(lines[count - 1]!)
					.slice(0, length - 3)
					.join('')}...`,
			];
}

function pieces(word: string, length: number): string[] {
	const characters = Array.from(word);
	const count = Math.ceil(characters.length / length);
	return Array.from({ length: count }, (_, i) => characters.slice(i * length, (i + 1) * length).join(''));
}
