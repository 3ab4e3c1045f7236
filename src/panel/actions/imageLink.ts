import { markdownLink } from '../../core/names.ts';
import { altText } from './promptText.ts';

/** An image as a document names it. */
export interface LinkTarget {
	/** With `/`, nothing in it escaped: relative to where the document's links start, or absolute where there is no such way. */
	readonly path: string;
	/** Of an absolute path, percent-encoded. */
	readonly uri?: string;
}

/** What surrounds the place of a link; some syntaxes need a paragraph of their own there. */
export interface Surroundings {
	/** What the line has before and after the place. */
	readonly before: string;
	readonly after: string;
	/** Whether the lines above and below are empty, or there are none. */
	readonly blankAbove: boolean;
	readonly blankBelow: boolean;
}

type Syntax = (target: LinkTarget, alt: string, surroundings: Surroundings) => string;

/** Languages whose images are written as in markdown. */
const markdownLanguages = ['markdown', 'mdx', 'quarto', 'rmd', 'juliamarkdown', 'prompt', 'instructions', 'chatagent', 'skill'];

const htmlLanguages = [
	...['html', 'xhtml', 'vue', 'vue-html', 'svelte', 'astro', 'php', 'handlebars', 'mustache', 'razor', 'aspnetcorerazor', 'blade', 'twig'],
	...['django-html', 'jinja', 'jinja-html', 'nunjucks', 'liquid', 'erb', 'ejs', 'eex', 'html-eex', 'phoenix-heex', 'marko'],
];

/** Punctuation that has a meaning in CommonMark or math, where it has it. VS Code's preview drops characters that are escaped without need. */
const markdownPunctuation = [
	/\\(?=[!-/:-@[-`{-~]|$)/, // before punctuation
	/[[\]`]/,
	/\*(?!\s)|(?<!\s)\*/, // but between spaces
	/(?<![\p{L}\p{N}])_(?!\s)|(?<!\s)_(?![\p{L}\p{N}])/u, // but between letters, or spaces
	/<(?=[a-z/!?])/i,
	/&(?=#?\w+;)/,
	/[$~](?=\S)/,
];

/** Beside that, braces and tags are code in MDX, `@` is a citation and `^` a superscript in what pandoc reads. */
const morePunctuation: Readonly<Record<string, readonly RegExp[]>> = {
	mdx: [/[{}<]/],
	quarto: [/@(?=\w)/, /\^(?=\S)/],
	rmd: [/@(?=\w)/, /\^(?=\S)/],
};

const syntaxes: Readonly<Record<string, Syntax>> = {
	...Object.fromEntries(markdownLanguages.map((language) => [language, markdown(language)])),
	...Object.fromEntries(htmlLanguages.map((language) => [language, html])),
	javascriptreact: jsx,
	typescriptreact: jsx,
	latex: latex,
	tex: latex,
	rsweave: latex,
	asciidoc: asciidoc,
	restructuredtext: restructuredText,
	typst: typst,
	org: org,
};

/** Whether images in this language are written as in markdown. */
export function isMarkdown(languageId: string): boolean {
	return markdownLanguages.includes(languageId);
}

/** The text that shows an image in a document of this language; only its path where the language is not known. Lines are parted by `\n`. */
export function imageLink(languageId: string, target: LinkTarget, prompt: string, surroundings: Surroundings): string {
	const syntax = Object.hasOwn(syntaxes, languageId) ? syntaxes[languageId] : undefined;
	return syntax ? syntax(target, altText(prompt), surroundings) : target.path;
}

/**
 * The folder that a document's image paths start from, relative to its own: AsciiDoc's `imagesdir`, the folder of LaTeX's root document
 * (`% !TEX root = ../main.tex`). Empty where it is the document's own.
 */
export function linkBase(languageId: string, text: string): string {
	const named =
		languageId === 'asciidoc'
			? /^:imagesdir:[ \t]+(\S.*?)[ \t]*$/m.exec(text)?.[1]
			: syntaxes[languageId] === latex
				? /^[ \t]*%[ \t]*!T[Ee]X[ \t]+root[ \t]*=[ \t]*(\S.*?)[ \t]*$/m.exec(text)?.[1]?.replace(/[^/]*$/, '')
				: undefined;
	return named && !/^(\/|\w[\w+.-]*:)|[{}]/.test(named) ? named : '';
}

function markdown(languageId: string): Syntax {
	const patterns = [...markdownPunctuation, ...(morePunctuation[languageId] ?? [])];
	const meaning = new RegExp(patterns.map(({ source }) => source).join('|'), 'giu');
	return ({ path, uri }, alt, { before, after }) => {
		const inTable = `${before}${after}`.includes('|');
		const label = alt.replace(meaning, '\\$&');
		return `![${inTable ? label.replaceAll('|', '\\|') : label}](${uri ?? markdownUrl(path)})`;
	};
}

/** Relative URLs: other scripts stay readable. */
function markdownUrl(path: string): string {
	return withoutScheme(markdownLink(...path.split('/')).replace(/["&{|}]/g, encodeURIComponent));
}

function html(target: LinkTarget, alt: string): string {
	return `<img src="${htmlUrl(target)}" alt="${htmlAttribute(alt)}">`;
}

function jsx(target: LinkTarget, alt: string): string {
	return `<img src="${htmlUrl(target)}" alt="${htmlAttribute(alt)}" />`;
}

function htmlUrl({ path, uri }: LinkTarget): string {
	return htmlAttribute(uri ?? markdownUrl(path));
}

/** Braces too: to Svelte, Angular and template languages they are code, also in a quoted value. */
function htmlAttribute(text: string): string {
	return text.replace(/[&<>"{}]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `alt` is a key of graphicx since 2021; what reads PDFs aloud gets it. */
function latex({ path }: LinkTarget, alt: string): string {
	const words: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' };
	const text = alt.replace(/[\\{}%#&$_^~]/g, (character) => words[character] ?? `\\${character}`);
	return `\\includegraphics[width=\\linewidth, alt={${text}}]{${path.replace(/[%#]/g, '\\$&')}}`;
}

function asciidoc({ path, uri }: LinkTarget, alt: string, surroundings: Surroundings): string {
	// AsciiDoc has no way to write a backslash that escapes nothing. Braces around what could be an attribute's name would be its value.
	const text = alt.replaceAll('\\', '/').replace(/\{(?=\w[\w-]*\}|(?:set|counter2?):)/g, '\\{');
	const url = uri ?? withoutScheme(path.replace(/[%[\]{}]/g, encodeURIComponent));
	return surroundings.before.trim() === '' && surroundings.after.trim() === ''
		? paragraph([`image::${url}[${asciidocAttribute(text)}]`], surroundings)
		: `image:${url}[${asciidocAttribute(withoutAsciidocMarks(text)).replaceAll(']', '\\]')}]`;
}

function asciidocAttribute(text: string): string {
	return /[,="]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
}

/** In a line of text, AsciiDoc formats what is in an attribute too, and there is no way to say that it should not. */
function withoutAsciidocMarks(text: string): string {
	return text.replace(/[~^]|[*_`#+]{2,}|(?<![\p{L}\p{N}])[*_`#+]|[*_`#+](?![\p{L}\p{N}])/gu, '').replaceAll('://', ' ');
}

function restructuredText({ path, uri }: LinkTarget, alt: string, surroundings: Surroundings): string {
	const url = uri ?? withoutScheme(path.replace(/[\\\s]/g, '\\$&'));
	return paragraph([`.. image:: ${url}`, `   :alt: ${alt}`], surroundings);
}

function typst({ path }: LinkTarget, alt: string): string {
	const text = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
	return `#image(${text(path)}, alt: ${text(alt)})`;
}

/** Org has no alternative text in a link: a link with a description is shown as its words. */
function org({ path }: LinkTarget): string {
	return `[[file:${path.replace(/[[\]\\]/g, '\\$&')}]]`;
}

/** Lines with an empty line on either side, indented as the line that they are in. */
function paragraph(lines: readonly string[], { before, after, blankAbove, blankBelow }: Surroundings): string {
	const indent = /^\s*/.exec(before)![0];
	const above = before.trim() ? `\n\n${indent}` : blankAbove ? '' : `\n${indent}`;
	const below = after.trim() ? `\n\n${indent}` : blankBelow ? '' : '\n';
	return above + lines.join(`\n${indent}`) + below;
}

/** `a:b.png` would be read as an address of the scheme `a`. */
function withoutScheme(url: string): string {
	return /^[^/]*:/.test(url) ? `./${url}` : url;
}
