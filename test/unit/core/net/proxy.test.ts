import assert from 'node:assert/strict';
import { proxyRoute } from '../../../../src/core/net/proxy.ts';
import { basicAuthorization, credentialsIn } from '../../../../src/core/net/proxyCredentials.ts';

suite('proxyRoute', () => {
	const route = (url: string, settings: { proxy?: string; noProxy?: string } = {}, environment: Record<string, string> = {}) =>
		proxyRoute(settings, environment)(new URL(url))?.href;

	for (const [what, settings, environment, http, https] of [
		['nothing', {}, {}, undefined, undefined],
		['HTTPS_PROXY without its scheme', {}, { HTTPS_PROXY: 'p.test:3128' }, undefined, 'http://p.test:3128/'],
		[
			'both, in lower and upper case',
			{},
			{ https_proxy: 'http://lower.test', HTTPS_PROXY: 'http://upper.test', HTTP_PROXY: ' u:p@plain.test:80 ' },
			'http://u:p@plain.test/',
			'http://lower.test/',
		],
		['HTTP_PROXY alone, as VS Code takes it', {}, { HTTP_PROXY: 'http://p.test:1' }, 'http://p.test:1/', 'http://p.test:1/'],
		['ALL_PROXY', {}, { ALL_PROXY: 'socks5://p.test:1080' }, 'socks5://p.test:1080', 'socks5://p.test:1080'],
		['an empty variable', {}, { https_proxy: '', HTTP_PROXY: ' ' }, undefined, undefined],
		[
			'the setting, before the environment',
			{ proxy: 'set.test:8080' },
			{ HTTPS_PROXY: 'p.test:1' },
			'http://set.test:8080/',
			'http://set.test:8080/',
		],
		['an address of IPv6', { proxy: 'http://[fd00::1]:3128' }, {}, 'http://[fd00::1]:3128/', 'http://[fd00::1]:3128/'],
	] as const) {
		test(`of ${what}`, () => {
			assert.deepEqual([route('http://h.test/', settings, environment), route('https://h.test/', settings, environment)], [http, https]);
		});
	}

	for (const [list, url, isExcepted] of [
		['example.com', 'https://example.com/', true],
		['example.com', 'https://api.example.com/', true],
		['.example.com', 'https://api.example.com/', true],
		['.example.com', 'https://example.com/', true],
		['*.example.com', 'https://api.example.com/', true],
		['EXAMPLE.com', 'https://api.Example.COM/', true],
		['example.com', 'https://example.com./', true],
		['example.com', 'https://badexample.com/', false],
		['example.com', 'https://example.com.evil.test/', false],
		['example.com:8443', 'https://example.com:8443/', true],
		['example.com:8443', 'https://example.com/', false],
		['example.com:443', 'https://example.com/', true],
		['a.test, example.com', 'https://example.com/', true],
		['a.test example.com', 'https://example.com/', true],
		['*', 'https://example.com/', true],
		['10.0.0.0/8', 'https://10.1.2.3/', true],
		['10.0.0.0/8', 'https://11.1.2.3/', false],
		['10.0.0.0/99', 'https://10.1.2.3/', false],
		['10.1.2.3', 'https://10.1.2.3:9/', true],
		['fd00::/8', 'https://[fd12::1]/', true],
		['fd00::/8', 'https://[fe80::1]/', false],
		['fd00::1', 'https://[fd00:0::1]/', true],
		['[fd00::1]', 'https://[fd00::1]/', true],
		['[fd00::1]:8443', 'https://[fd00::1]:8443/', true],
		['[fd00::1]:8443', 'https://[fd00::1]/', false],
		['', 'https://example.com/', false],
		[',', 'https://example.com/', false],
		['.', 'https://example.com/', false],
		['((a+)+', 'https://example.com/', false],
	] as const) {
		test(`"${list}" ${isExcepted ? 'excepts' : 'does not except'} ${url}, as setting and as variable`, () => {
			const expected = isExcepted ? undefined : 'http://p.test/';

			assert.equal(route(url, { proxy: 'p.test', noProxy: list }), expected);
			assert.equal(route(url, { proxy: 'p.test' }, { NO_PROXY: list }), expected);
			assert.equal(route(url, {}, { https_proxy: 'p.test', no_proxy: list }), expected);
		});
	}

	test('the exceptions of the setting and of the environment add up', () => {
		const settings = { proxy: 'p.test', noProxy: 'a.test' };

		assert.deepEqual(
			['https://a.test/', 'https://b.test/', 'https://c.test/'].map((url) => route(url, settings, { NO_PROXY: 'b.test' })),
			[undefined, undefined, 'http://p.test/'],
		);
	});

	test('this machine is always reached directly, as VS Code does it', () => {
		for (const host of ['localhost', 'api.localhost', '127.0.0.1', '127.8.9.1', '[::1]']) {
			assert.equal(route(`http://${host}:11434/`, { proxy: 'p.test' }), undefined, host);
		}
		assert.equal(route('http://localhost.evil.test/', { proxy: 'p.test' }), 'http://p.test/');
	});

	test('a name and password are read however they are written, and never needed', () => {
		const read = (address: string) => {
			const credentials = credentialsIn(new URL(address));
			return credentials && Buffer.from(basicAuthorization(credentials).slice('Basic '.length), 'base64').toString();
		};

		assert.deepEqual(
			[
				'http://p.test',
				'http://me:secret@p.test',
				'http://me:p%40ss%3A@p.test',
				'http://me:100%@p.test',
				'http://CORP%5Cme:s@p.test',
				'http://me@p.test',
				'http://mé:pä@p.test',
			].map(read),
			[undefined, 'me:secret', 'me:p@ss:', 'me:100%', 'CORP\\me:s', 'me:', 'mé:pä'],
		);
	});
});
