/** `NewSubfileType` of TIFF 6.0: its lowest bit marks a smaller version of another picture. */
const subfileTag = 254;

/** More pages than anybody scans into one file. */
const mostPages = 10_000;

/**
 * A TIFF file for each of its pages, in which that page is the first one: readers that know one page only read that one. The files share
 * nothing and are made when asked for. One that is damaged has one page.
 */
export function tiffPages(bytes: Uint8Array): (() => Uint8Array)[] {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const little = file.toString('latin1', 0, 2) === 'II';
	const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
	const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
	const directories: number[] = [];
	try {
		// 42 is the format's number; 43 is BigTIFF, whose directories are built otherwise.
		for (let at = short(2) === 42 ? long(4) : 0; at > 0 && !directories.includes(at) && directories.length < mostPages;) {
			const entries = short(at);
			const first = at + 2;
			const subfile = Array.from({ length: entries }, (_, i) => first + i * 12).find((entry) => short(entry) === subfileTag);
			if (subfile === undefined || (long(subfile + 8) & 1) === 0) {
				directories.push(at);
			}
			at = long(first + entries * 12);
		}
	} catch {
		// Cut off: what was found before is there.
	}
	if (directories.length < 2) {
		return [() => bytes];
	}
	return directories.map((directory) => () => {
		const page = Buffer.from(file);
		if (little) {
			page.writeUInt32LE(directory, 4);
		} else {
			page.writeUInt32BE(directory, 4);
		}
		return page;
	});
}
