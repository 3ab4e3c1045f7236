import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { openBytes } from '../../../../src/core/disk/bytes.ts';
import { openableEncryption, preparedPassword } from '../../../../src/core/pdf/encryption.ts';

const zeros = Buffer.alloc(16);
const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const wrap = (key: Buffer, data: Buffer) => {
	const cipher = createCipheriv('aes-256-cbc', key, zeros).setAutoPadding(false);
	return Buffer.concat([cipher.update(data), cipher.final()]);
};

/** The end of a document of revision 5 whose user's password is not empty, and whose owner's is `owner`. */
function encrypted(owner: string, write: (bytes: Buffer) => string): Buffer {
	const key = Buffer.alloc(32, 7);
	const [salt, keySalt] = [Buffer.alloc(8, 1), Buffer.alloc(8, 2)];
	const user = Buffer.concat([sha256(Buffer.from('secret'), salt), salt, keySalt]);
	const password = Buffer.from(owner);
	const o = Buffer.concat([sha256(password, salt, user), salt, keySalt]);
	const entries = {
		U: user,
		UE: wrap(sha256(Buffer.from('secret'), keySalt), key),
		O: o,
		OE: wrap(sha256(password, keySalt, user), key),
	};
	const strings = Object.entries(entries).map(([name, value]) => `/${name} ${write(value)}`);
	return Buffer.from(
		`%PDF-1.7\n9 0 obj <</Filter /Standard /V 5 /R 5 ${strings.join(' ')}>> endobj\ntrailer <</Encrypt 9 0 R>>\n`,
		'latin1',
	);
}

const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
const literal = (bytes: Buffer) =>
	`(${bytes.toString('latin1').replace(/[\\()\r\n]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)})`;
const openable = (bytes: Buffer) => {
	const patched = openableEncryption(openBytes(bytes, 'a.pdf'));
	return patched && Buffer.from(patched.slice(0, patched.length));
};

suite('openableEncryption', () => {
	for (const [what, write] of [
		['hexadecimal', hex],
		['literal', literal],
	] as const) {
		test(`of an empty owner's password has an empty user's password, in ${what} strings`, () => {
			const before = encrypted('', write);
			const after = openable(before)!;
			const text = after.toString('latin1');
			const user = /\/U (<[^>]+>)/.exec(text)?.[1];

			assert.equal(after.length, before.length);
			assert.notDeepEqual(after, before);
			if (user) {
				const value = Buffer.from(user.slice(1, -1), 'hex');
				assert.deepEqual(sha256(value.subarray(32, 40)), value.subarray(0, 32));
			}
		});
	}

	test('is not to be had of any other password', () => assert.equal(openable(encrypted('owner', hex)), undefined));

	test('gives strings the filter of streams', () => {
		const bytes = Buffer.from('9 0 obj <</Filter /Standard /R 4 /StmF /StdCF /StrF /Identity>> endobj trailer <</Encrypt 9 0 R>>');

		assert.match(openable(bytes)!.toString(), /\/StmF \/StdCF \/StrF \/StdCF {3}>>/);
	});
});

suite('preparedPassword', () => {
	test('is the same however an accent was typed', () => assert.equal(preparedPassword('cafe\u0301'), 'café'));

	test('has plain spaces and no signs without a shape', () => assert.equal(preparedPassword('a\u00a0b\u00ad\u200bc'), 'a bc'));

	test('takes compatibility forms for what they stand for', () => assert.equal(preparedPassword('\u2168'), 'IX'));
});
