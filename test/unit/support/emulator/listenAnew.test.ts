import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { listenAnew } from '../../../support/emulator/listenAnew.ts';

/** A server that the system gives these ports first. */
class ServerAt extends Server {
	constructor(private readonly ports: number[]) {
		super();
	}

	override listen(...[port, host]: unknown[]): this {
		return super.listen(this.ports.shift() ?? Number(port), String(host));
	}
}

suite('a port that no server has had', () => {
	test('is found where the system offers one again that is free by now', async () => {
		const first = new Server();
		await listenAnew(first);
		const { port } = first.address() as AddressInfo;
		first.close();
		await once(first, 'close');

		const second = new ServerAt([port, port]);
		await listenAnew(second);

		assert.notEqual((second.address() as AddressInfo).port, port);
		second.close();
	});
});
