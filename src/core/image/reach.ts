import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, type LookupFunction, isIP } from 'node:net';

/**
 * How close an address is; larger is closer: the internet, the local network, this machine, and addresses that must never be contacted (link-local
 * with its metadata services, multicast, reserved).
 */
export type Reach = 0 | 1 | 2 | 3;

const internet: Reach = 0;
const localNetwork: Reach = 1;
const thisMachine: Reach = 2;
const nowhere: Reach = 3;

/** IANA's special-purpose address registries (RFC 6890). The more specific come first. */
const ranges: readonly (readonly [Reach, BlockList])[] = [
	[thisMachine, blocks(['127.0.0.0/8', '0.0.0.0/8', '::/128', '::1/128'])],
	[localNetwork, blocks(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7', 'fec0::/10'])],
	[
		nowhere,
		blocks([
			...[
				'169.254.0.0/16',
				'192.0.0.0/24',
				'192.0.2.0/24',
				'192.88.99.0/24',
				'198.51.100.0/24',
				'203.0.113.0/24',
				'224.0.0.0/4',
				'240.0.0.0/4',
			],
			...[
				'fe80::/10',
				'ff00::/8',
				'::/96',
				'64:ff9b:1::/48',
				'100::/64',
				'2001::/23',
				'2001:db8::/32',
				'2002::/16',
				'3fff::/20',
				'5f00::/16',
			],
		]),
	],
];

/** How close an IP address is. IPv4 within IPv6 (mapped, or for translation) counts as the IPv4 address. `nowhere` if it is not an address. */
export function reachOf(address: string): Reach {
	const plain = address.replace(/^\[|\]$|%.*$/g, '');
	const family = isIP(plain);
	if (family === 0) {
		return nowhere;
	}
	const within = family === 6 ? ipv4Within(plain) : undefined;
	if (within !== undefined) {
		return reachOf(within);
	}
	return ranges.find(([, block]) => block.check(plain, family === 6 ? 'ipv6' : 'ipv4'))?.[0] ?? internet;
}

/**
 * How close a configured service is, according to the farthest of its addresses, so that adding one cannot bring it closer; `internet` if its name
 * cannot be resolved here.
 */
export async function serviceReach(hostname: string): Promise<Reach> {
	try {
		return (await addressesOf(hostname)).map(reachOf).reduce<Reach>((least, reach) => (reach < least ? reach : least), nowhere);
	} catch {
		return internet;
	}
}

/**
 * Whether all addresses of a host are as far as the service's own, or farther.
 * @throws what looking up throws
 */
export async function isWithinReach(hostname: string, service: Reach): Promise<boolean> {
	return (await addressesOf(hostname)).every((address) => reachOf(address) <= service);
}

/** Resolves a host name to allowed addresses only, so that the checked address is the one that is connected to. */
export function lookupWithin(service: Reach): LookupFunction {
	return (hostname, options, callback) => {
		const all: LookupAllOptions = { ...options, all: true };
		lookup(hostname, all, (error, addresses: readonly LookupAddress[] | undefined) => {
			// On failure there are no addresses, despite the types.
			const found = addresses ?? [];
			const [first] = found;
			const refused =
				error ?? (found.length > 0 && found.every(({ address }) => reachOf(address) <= service) ? undefined : new RefusedAddress());
			if (refused || !first) {
				callback(refused ?? new RefusedAddress(), '', 4);
			} else if (options.all) {
				(callback as unknown as (error: null, addresses: readonly LookupAddress[]) => void)(null, found);
			} else {
				callback(null, first.address, first.family);
			}
		});
	};
}

class RefusedAddress extends Error {
	override readonly name = 'RefusedAddress';
	readonly code = 'EADDRREFUSED';
}

async function addressesOf(hostname: string): Promise<readonly string[]> {
	const plain = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
	if (isIP(plain)) {
		return [plain];
	}
	// RFC 6761: always this machine, whatever a resolver says.
	if (/(?:^|\.)localhost$/i.test(plain)) {
		return ['127.0.0.1'];
	}
	return new Promise((resolve, reject) =>
		lookup(plain, { all: true }, (error, found) => (error ? reject(error) : resolve(found.map(({ address }) => address)))),
	);
}

/** The IPv4 address in an IPv6 one that maps it (RFC 4291, 2.5.5.2) or stands for it behind a translator (RFC 6052). */
function ipv4Within(address: string): string | undefined {
	const [, groups] = /^(?:::ffff:|64:ff9b::)([\da-f:]+)$/.exec(new URL(`http://[${address}]`).hostname.slice(1, -1)) ?? [];
	const parts = groups?.split(':').map((group) => Number.parseInt(group, 16));
	const [high, low] = parts?.length === 1 ? [0, parts[0]!] : (parts ?? []);
	return high === undefined || low === undefined ? undefined : [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function blocks(subnets: readonly string[]): BlockList {
	const list = new BlockList();
	for (const subnet of subnets) {
		const [network = '', prefix] = subnet.split('/');
		list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
	}
	return list;
}
