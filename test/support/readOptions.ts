import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * The command line's options, as `parseArgs` reads them. With `--help`, prints `usage` and ends with 0; with options that are wrong, prints what is
 * wrong and `usage`, and ends with 2.
 */
export function readOptions<Config extends ParseArgsConfig>(usage: string, config: Config): ReturnType<typeof parseArgs<Config>> {
	if (process.argv.includes('--help')) {
		console.log(usage);
		process.exit(0);
	}
	try {
		return parseArgs(config);
	} catch (error) {
		console.error(`${(error as Error).message}\n\n${usage}`);
		process.exit(2);
	}
}
