import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type ImageMetadata, metadataFromJson, metadataJson, parametersText } from './imageMetadata.ts';

/** The element around Fovea's part of a packet. */
const openingTag = '<rdf:Description rdf:about="" xmlns:fovea="urn:fovea:image:1.0">';
const closingTag = '</rdf:Description>';

/** The longest packet that is read, in characters; packets of image editors with a full history have a few hundred thousand. */
const maxPacket = 2 ** 24;

/** Marks a packet that no other tool has written since: tools put their own name here. */
const toolkit = 'x:xmptk="Fovea"';

/** The most bytes that the compressed metadata may expand to. */
const maxJsonBytes = 2 ** 22;

/**
 * Writes the metadata as an XMP packet (ISO 16684-1): adds it to `existing` and leaves the rest as it is, or makes a new packet. In a new one the
 * prompt is also where other tools look for a description.
 * @param maxBytes of the packet; metadata that does not fit as text is compressed
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

/** Reads the metadata of a packet that Fovea wrote. */
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

/** Appends Fovea's part to the existing graph, and removes an older one. */
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

/** Escapes text for XML: characters that XML 1.0 does not allow are dropped, and line breaks survive normalisation. */
function escaped(text: string): string {
	return text
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
		.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Unescapes XML text; a tool that rewrites a packet may use named entities instead of numeric ones. */
function unescaped(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
		const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
		return name === undefined ? (code <= 0x10ffff ? String.fromCodePoint(code) : whole) : (entities[name] ?? whole);
	});
}
