import { zip } from './zip.ts';

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const officeDocument = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const openXml = 'application/vnd.openxmlformats-officedocument';

/** A Word document with one paragraph a page (ECMA-376). */
export function docx(pages: readonly string[]): Buffer {
	const paragraphs = pages.map((text, page) => `<w:p><w:r>${page > 0 ? '<w:br w:type="page"/>' : ''}<w:t>${text}</w:t></w:r></w:p>`);
	return zip({
		'[Content_Types].xml': contentTypes({ '/word/document.xml': `${openXml}.wordprocessingml.document.main+xml` }),
		'_rels/.rels': relations({ officeDocument: 'word/document.xml' }),
		'word/document.xml': `${xml}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs.join('')}</w:body></w:document>`,
	});
}

/** A PowerPoint presentation with one text a slide (ECMA-376); without the masters and themes that PowerPoint itself asks for. */
export function pptx(slides: readonly string[]): Buffer {
	const names = slides.map((_, index) => `ppt/slides/slide${index + 1}.xml`);
	const a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
	const p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
	const slide = (text: string) =>
		`${xml}<p:sld ${a} ${p}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`;
	return zip({
		'[Content_Types].xml': contentTypes({
			'/ppt/presentation.xml': `${openXml}.presentationml.presentation.main+xml`,
			...Object.fromEntries(names.map((name) => [`/${name}`, `${openXml}.presentationml.slide+xml`])),
		}),
		'_rels/.rels': relations({ officeDocument: 'ppt/presentation.xml' }),
		'ppt/presentation.xml': `${xml}<p:presentation ${p}/>`,
		...Object.fromEntries(names.map((name, index) => [name, slide(slides[index]!)])),
	});
}

function contentTypes(parts: Readonly<Record<string, string>>): string {
	const overrides = Object.entries(parts).map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`);
	return `${xml}<Types xmlns="${types}"><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

function relations(targets: Readonly<Record<string, string>>): string {
	const entries = Object.entries(targets).map(
		([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${officeDocument}/${type}" Target="${target}"/>`,
	);
	return `${xml}<Relationships xmlns="${relationships}">${entries.join('')}</Relationships>`;
}
