import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { openBytes } from '../../../../src/core/disk/bytes.ts';
import { withAcceptedMaps } from '../../../../src/core/pdf/refusedMaps.ts';

/** A document with a map, or another stream, as object 7. */
function documentWith(data: Buffer, dictionary = ''): Buffer {
	const head = `%PDF-1.7\n7 0 obj\n<<${dictionary} /Length ${data.length}>>\nstream\n`;
	return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n')]);
}

/** What is appended to a document. */
function appended(document: Buffer): string | undefined {
	const changed = withAcceptedMaps(openBytes(document, 'a.pdf'));
	return changed && Buffer.from(changed.slice(document.length, changed.length)).toString('latin1');
}

const map = (sections: string) => Buffer.from(`begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n${sections}\nendcmap\n`);
const wrong = map('1 beginbfrange\n<00FE> <0101> <0410>\nendbfrange');

suite('withAcceptedMaps', () => {
	test('divides a range where the first byte of its codes changes', () => {
		assert.match(
			appended(documentWith(wrong))!,
			/^\n7 0 obj\n[^]*2 beginbfrange\n<00fe> <00ff> <0410>\n<0100> <0101> <0412>\nendbfrange\n/,
		);
	});

	test('reads compressed maps', () => {
		assert.equal(appended(documentWith(deflateSync(wrong), '/Filter /FlateDecode')), appended(documentWith(wrong)));
	});

	test('writes no more entries at once than a map may have', () => {
		const text = appended(documentWith(map(`1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange`)))!;

		assert.deepEqual(
			[...text.matchAll(/(\d+) beginbf/g)].map(([, count]) => Number(count)),
			[100, 100, 56],
		);
	});

	for (const [what, document] of [
		[
			'a map that is right',
			documentWith(map('2 beginbfchar\n<0101> <0041>\n<0102> <0042>\nendbfchar\n1 beginbfrange\n<0201> <0203> <0061>\nendbfrange')),
		],
		['a map with a list that is right', documentWith(map('1 beginbfrange\n<0201> <0202> [<0061> <0062>]\nendbfrange'))],
		['what is no map', documentWith(Buffer.from('BT (text) Tj ET'))],
		['damaged data', documentWith(Buffer.from('beginbfrange'), '/Filter /FlateDecode')],
		['an encrypted document', Buffer.concat([documentWith(wrong), Buffer.from('/Encrypt 9 0 R')])],
		['a stream without an end', documentWith(wrong).subarray(0, -60)],
	] as const) {
		test(`leaves ${what} as it is`, () => assert.equal(appended(document), undefined));
	}
});
