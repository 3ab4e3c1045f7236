import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type ImageMetadata, metadataFromJson, metadataJson, parametersText } from './imageMetadata.ts';

/** Around what is ours in a packet. */
const openingTag = '<rdf:Description rdf:about="" xmlns:fovea="urn:fovea:image:1.0">';
const closingTag = '</rdf:Description>';

/** Characters of a packet that are read; packets of image editors with their whole history have some hundred thousand. */
const maxPacket = 2 ** 24;

/** Marks a packet that nobody else has written to since: tools put their own name here. */
const toolkit = 'x:xmptk="Fovea"';

/** What one of our packets may grow to when it is unpacked. */
const maxJsonBytes = 2 ** 22;

/**
 * An XMP packet (ISO 16684-1) with the metadata: added to `existing` without a change to the rest, or new. In a new one the prompt also stands
 * where other tools look for a description.
 * @param maxBytes of the packet: what it cannot hold as text it holds compressed
 * @returns undefined when it does not fit, or when `existing` is not understood
 */
export function xmpPacket(metadata: ImageMetadata, existing: string | undefined, maxBytes: number): string | undefined {
	const json = metadataJson(metadata);
	const parameters = `<fovea:parameters>${escaped(parametersText(metadata))}</fovea:parameters>`;
	const plain = `<fovea:metadata>${escaped(json)}</fovea:metadata>`;
	const compressed = `<fovea:deflated>${deflateRawSync(json).toString('base64')}</fovea:deflated>`;
	const wrap = existing === undefined || existing.includes(toolkit) ? newPacket : (content: string) => extended(existing, content);
	return [wrap(plain + parameters, metadata), wrap(plain), wrap(compressed)].find(
		(packet) => packet !== undefined && Buffer.byteLength(packet) <= maxBytes,
	);
}

/** The metadata in a packet of ours. */
export function readXmp(packet: string): ImageMetadata | undefined {
	if (packet.length > maxPacket) {
		return undefined;
	}
	const plain = /<fovea:metadata>([^<]*)<\/fovea:metadata>/.exec(packet)?.[1];
	const compressed = /<fovea:deflated>([^<]*)<\/fovea:deflated>/.exec(packet)?.[1];
	if (plain !== undefined) {
		return metadataFromJson(unescaped(plain));
	}
	try {
		return compressed === undefined
			? undefined
			: metadataFromJson(inflateRawSync(Buffer.from(compressed, 'base64'), { maxOutputLength: maxJsonBytes }).toString());
	} catch {
		return undefined; // damaged
	}
}

function newPacket(content: string, metadata?: ImageMetadata): string {
	const common = metadata
		? `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">` +
			`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(metadata.prompt)}</rdf:li></rdf:Alt></dc:description>` +
			`<xmp:CreatorTool>Fovea</xmp:CreatorTool>` +
			(metadata.created === undefined ? '' : `<xmp:CreateDate>${escaped(metadata.created)}</xmp:CreateDate>`) +
			`</rdf:Description>`
		: '';
	return (
		`<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" ${toolkit}>` +
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${common}${description(content)}</rdf:RDF>` +
		`</x:xmpmeta><?xpacket end="w"?>`
	);
}

/** Ours goes last into the graph that is there; an older one of ours gives way. */
function extended(existing: string, content: string): string | undefined {
	const rest = withoutOurs(existing);
	const end = rest.lastIndexOf('</rdf:RDF>');
	return end === -1 ? undefined : rest.slice(0, end) + description(content) + rest.slice(end);
}

function withoutOurs(packet: string): string {
	const begin = packet.indexOf(openingTag);
	const end = begin === -1 ? -1 : packet.indexOf(closingTag, begin);
	return end === -1 ? packet : packet.slice(0, begin) + packet.slice(end + closingTag.length);
}

function description(content: string): string {
	return openingTag + content + closingTag;
}

/** Text as XML takes it: characters that XML 1.0 has no form for are dropped, line breaks kept through normalisation. */
function escaped(text: string): string {
	return text
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
		.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Another tool that rewrites a packet may prefer names to numbers. */
function unescaped(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
		const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
		return name === undefined ? (code <= 0x10ffff ? String.fromCodePoint(code) : whole) : (entities[name] ?? whole);
	});
}
