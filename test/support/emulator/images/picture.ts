import { createHash } from 'node:crypto';
import { cell, isInked, wrapped } from './font.ts';
import { type Raster, createRaster, words } from './raster.ts';

/** What a picture shows. */
export interface PictureOptions {
	readonly width: number;
	readonly height: number;
	/** The picture's colours and shapes come from this text, so that different ones differ. */
	readonly seed: string;
	/** Written large. */
	readonly title: string;
	/** Written small below. */
	readonly notes: readonly string[];
	/** Drawn as 32 black and white squares, 8 hexadecimal digits. */
	readonly code: string;
	/** Only a round scene and the panel of text are opaque. */
	readonly transparent: boolean;
	/** What is painted on instead of a landscape. Of the picture's size. */
	readonly background?: Raster;
	/** Where the panel of text has to fit; the whole picture when absent. */
	readonly box?: Box;
}

/** Pixels, the right and lower edge exclusive. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

type Rgb = readonly [number, number, number];

/** A landscape under a panel that says what was asked for. */
export function drawPicture(options: PictureOptions): Raster {
	const { width, height, seed, transparent, background } = options;
	const picture = createRaster(width, height);
	const random = numbers(seed);
	const hue = random() * 360;
	const sky = [hsl(hue, 0.65, 0.42), hsl(hue + 40 + random() * 60, 0.75, 0.74)] as const;
	const hills = [0.55, 0.42, 0.29].map((lightness, i) => hsl(hue + 150 + 18 * i, 0.38, lightness));
	if (background) {
		picture.data.set(background.data);
	} else {
		paintSky(picture, sky[0], sky[1], random() * 0.8 - 0.4);
	}
	const size = Math.min(width, height);
	const sun = { x: width * (0.25 + 0.5 * random()), y: height * (0.2 + 0.15 * random()), radius: size * (0.08 + 0.07 * random()) };
	for (let i = 0; i < 5; i++) {
		const star = { x: width * random(), y: height * 0.35 * random(), radius: size * (0.003 + 0.006 * random()) };
		disc(picture, star, [255, 255, 255], 0.7);
	}
	disc(picture, { ...sun, radius: sun.radius * 1.7 }, [255, 255, 255], 0.16);
	disc(picture, { ...sun, radius: sun.radius * 1.3 }, [255, 255, 255], 0.2);
	disc(picture, sun, [255, 250, 226], 0.94);
	(background ? [] : hills).forEach((colour, i) =>
		paintHill(picture, colour, { top: 0.5 + 0.1 * i, waves: 0.9 + i * 0.5 + random(), phase: random() * 7 }),
	);
	if (transparent && !background) {
		cutOut(picture);
	}
	paintPanel(picture, options);
	return picture;
}

/** A smooth passage from one colour to the other, downwards and leaning as much. */
function paintSky(picture: Raster, from: Rgb, to: Rgb, lean: number): void {
	const { width, height } = picture;
	const pixels = words(picture);
	const shades = Uint32Array.from({ length: 1024 }, (_, i) => packed(mixed(from, to, i / 1023)));
	for (let y = 0, at = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const place = y / height / 0.75 + lean * (x / width - 0.5);
			pixels[at++] = shades[Math.max(0, Math.min(1023, Math.round(place * 1023)))]!;
		}
	}
}

function paintHill(picture: Raster, colour: Rgb, { top, waves, phase }: { top: number; waves: number; phase: number }): void {
	const { width, height } = picture;
	const pixels = words(picture);
	const solid = packed(colour);
	const edges = Float32Array.from({ length: width }, (_, x) => {
		const angle = (x / width) * Math.PI * 2 * waves + phase;
		return height * (top + 0.055 * Math.sin(angle) + 0.025 * Math.sin(2.3 * angle + phase));
	});
	for (let y = Math.floor(Math.min(...edges)); y < height; y++) {
		for (let x = 0, at = y * width; x < width; x++, at++) {
			const cover = y + 1 - edges[x]!;
			if (cover >= 1) {
				pixels[at] = solid;
			} else if (cover > 0) {
				blend(picture, at, colour, cover);
			}
		}
	}
}

function disc(picture: Raster, { x, y, radius }: { x: number; y: number; radius: number }, colour: Rgb, opacity: number): void {
	for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(picture.height, y + radius + 1); row++) {
		for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(picture.width, x + radius + 1); column++) {
			const cover = radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y);
			blend(picture, row * picture.width + column, colour, opacity * Math.max(0, Math.min(1, cover)));
		}
	}
}

/** Leaves a disc in the middle. */
function cutOut({ width, height, data }: Raster): void {
	const radius = Math.min(width, height) * 0.47;
	for (let y = 0, at = 3; y < height; y++) {
		for (let x = 0; x < width; x++, at += 4) {
			const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)));
			data[at] = Math.round(data[at]! * cover);
		}
	}
}

function paintPanel(picture: Raster, { width, height, title, notes, code, background, box }: PictureOptions): void {
	const { left, right, bottom, top } = box ?? { left: 0, top: 0, right: width, bottom: height };
	const small = Math.max(1, Math.floor((right - left) / 330));
	const large = small + 1;
	const margin = 4 * small;
	const columns = (scale: number) => Math.max(8, Math.floor((right - left - 4 * margin) / (cell.width * scale)));
	const lines = [
		...wrapped(title, columns(large), 4).map((text) => ({ text, scale: large })),
		...notes.flatMap((note) => wrapped(note, columns(small), 2)).map((text) => ({ text, scale: small })),
	];
	const tall = lines.reduce((sum, { scale }) => sum + cell.height * scale, 0) + 2 * margin + 5 * small;
	const start = Math.max(top, bottom - tall - margin);
	const dark: Rgb = [18, 20, 28];
	for (let y = start; y < Math.min(bottom - margin, height); y++) {
		for (let x = left + margin; x < right - margin; x++) {
			blend(picture, y * width + x, dark, background ? 1 : 0.82); // another panel may be below
		}
	}
	let y = start + margin;
	for (const { text, scale } of lines) {
		write(picture, text, { x: left + 2 * margin, y, scale }, scale === large ? [255, 255, 255] : [196, 206, 224]);
		y += cell.height * scale;
	}
	Array.from(parseInt(code, 16).toString(2).padStart(32, '0')).forEach((bit, i) => {
		fill(picture, { x: left + 2 * margin + i * 3 * small, y: y + small, width: 3 * small, height: 3 * small }, bit === '1' ? 255 : 0);
	});
}

function write(picture: Raster, text: string, { x, y, scale }: { x: number; y: number; scale: number }, colour: Rgb): void {
	const ink = packed(colour);
	const pixels = words(picture);
	Array.from(text).forEach((character, place) => {
		for (let row = 0; row < 7 * scale; row++) {
			for (let column = 0; column < 5 * scale; column++) {
				const [px, py] = [x + place * cell.width * scale + column, y + row];
				if (px < picture.width && py < picture.height && isInked(character, Math.floor(column / scale), Math.floor(row / scale))) {
					pixels[py * picture.width + px] = ink;
				}
			}
		}
	});
}

function fill(picture: Raster, { x, y, width, height }: { x: number; y: number; width: number; height: number }, grey: number): void {
	const pixels = words(picture);
	for (let row = y; row < Math.min(y + height, picture.height); row++) {
		pixels.fill(packed([grey, grey, grey]), row * picture.width + x, row * picture.width + Math.min(x + width, picture.width));
	}
}

function blend({ data }: Raster, pixel: number, [red, green, blue]: Rgb, opacity: number): void {
	const at = pixel * 4;
	data[at] = data[at]! + (red - data[at]!) * opacity;
	data[at + 1] = data[at + 1]! + (green - data[at + 1]!) * opacity;
	data[at + 2] = data[at + 2]! + (blue - data[at + 2]!) * opacity;
	data[at + 3] = data[at + 3]! + (255 - data[at + 3]!) * opacity;
}

/** As `words` sees an opaque pixel on a little-endian machine, which all are that run Node. */
function packed([red, green, blue]: Rgb): number {
	return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
	const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
	return [at(0), at(1), at(2)];
}

function hsl(hue: number, saturation: number, lightness: number): Rgb {
	const channel = (offset: number) => {
		const place = (offset + hue / 30) % 12;
		const strength = saturation * Math.min(lightness, 1 - lightness);
		return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
	};
	return [channel(0), channel(8), channel(4)];
}

/** Numbers from 0 to 1 that depend on a text alone. */
function numbers(seed: string): () => number {
	const hash = createHash('sha512').update(seed).digest();
	let at = 0;
	return () => hash.readUInt16LE((at = (at + 2) % 64)) / 65_536;
}
