import assert from 'node:assert/strict';
import { isWithinReach, lookupWithin, reachOf, serviceReach } from '../../../../src/core/image/reach.ts';

suite('reachOf', () => {
	for (const [reach, addresses] of [
		[0, ['93.184.216.34', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:2800:220:1::1', '::ffff:1.1.1.1', '64:ff9b::101:101']],
		[1, ['10.0.0.1', '172.16.0.1', '192.168.255.255', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:c0a8:1', '64:ff9b::a00:1']],
		[2, ['127.0.0.1', '127.255.255.255', '0.0.0.0', '::', '::1', '[::1]', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1']],
		[
			3,
			[
				'169.254.169.254',
				'224.0.0.1',
				'255.255.255.255',
				'fe80::1',
				'fe80::1%eth0',
				'ff02::1',
				'::ffff:169.254.1.1',
				'2002:7f00:1::',
				'::7f00:1',
				'host',
				'',
			],
		],
	] as const) {
		for (const address of addresses) {
			test(`${address || 'nothing'} is ${reach}`, () => assert.equal(reachOf(address), reach));
		}
	}
});

suite('where hosts lead', () => {
	test('a service is as close as it is', async () => {
		assert.deepEqual(
			await Promise.all(['127.0.0.1', 'localhost', '[::1]', '192.168.1.4', '93.184.216.34', 'nowhere.invalid'].map(serviceReach)),
			[2, 2, 2, 1, 0, 0],
		);
	});

	test('nothing is closer than the service', async () => {
		const within = (host: string, reach: 0 | 1 | 2 | 3) => isWithinReach(host, reach);
		assert.deepEqual(
			await Promise.all([
				within('localhost', 2),
				within('localhost', 1),
				within('10.0.0.1', 2),
				within('10.0.0.1', 0),
				within('169.254.169.254', 2),
			]),
			[true, false, true, false, false],
		);
		await assert.rejects(within('nowhere.invalid', 2));
	});

	test('the address that is connected to is checked, too: a name may lead elsewhere a moment later', async () => {
		const connect = (reach: 0 | 2, all: boolean) =>
			new Promise((resolve) => lookupWithin(reach)('localhost', { all }, (error, address) => resolve(error ? error.code : address)));
		assert.deepEqual([await connect(0, false), await connect(0, true)], ['EADDRREFUSED', 'EADDRREFUSED']);
		assert.match(String(await connect(2, false)), /^(127\.0\.0\.1|::1)$/);
		assert.ok(Array.isArray(await connect(2, true)));
	});
});
