import { markdownLink } from '../../core/names.ts';
import { altText } from './promptText.ts';

/** How a document refers to an image. */
export interface LinkTarget {
	/** With `/` and nothing escaped: relative to the folder where the document's links start, or absolute if there is no relative path. */
	readonly path: string;
	/** The percent-encoded form of an absolute path. */
	readonly uri?: string;
}

/** The text around the position of a link; in some syntaxes the link needs its own paragraph. */
export interface Surroundings {
	/** The text of the line before and after the position. */
	readonly before: string;
	readonly after: string;
	/** Whether the lines above and below are empty, or there are none. */
	readonly blankAbove: boolean;
	readonly blankBelow: boolean;
}

type Syntax = (target: LinkTarget, alt: string, surroundings: Surroundings) => string;

/** Languages that write images as markdown does. */
const markdownLanguages = ['markdown', 'mdx', 'quarto', 'rmd', 'juliamarkdown', 'prompt', 'instructions', 'chatagent', 'skill'];

const htmlLanguages = [
	...['html', 'xhtml', 'vue', 'vue-html', 'svelte', 'astro', 'php', 'handlebars', 'mustache', 'razor', 'aspnetcorerazor', 'blade', 'twig'],
	...['django-html', 'jinja', 'jinja-html', 'nunjucks', 'liquid', 'erb', 'ejs', 'eex', 'html-eex', 'phoenix-heex', 'marko'],
];

/**
 * Punctuation that has a meaning in CommonMark or math, in the places where it does. VS Code's preview drops characters that are escaped needlessly.
 */
const markdownPunctuation = [
	/\\(?=[!-/:-@[-`{-~]|$)/, // before punctuation
	/[[\]`]/,
	/\*(?!\s)|(?<!\s)\*/, // but between spaces
	/(?<![\p{L}\p{N}])_(?!\s)|(?<!\s)_(?![\p{L}\p{N}])/u, // but between letters, or spaces
	/<(?=[a-z/!?])/i,
	/&(?=#?\w+;)/,
	/[$~](?=\S)/,
];

/** In addition, braces and tags are code in MDX; in what pandoc reads, `@` is a citation and `^` a superscript. */
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

/** The text that shows an image in a document of this language, or only its path if the language is not known. Lines are separated by `\n`. */
export function imageLink(languageId: string, target: LinkTarget, prompt: string, surroundings: Surroundings): string {
	const syntax = Object.hasOwn(syntaxes, languageId) ? syntaxes[languageId] : undefined;
	return syntax ? syntax(target, altText(prompt), surroundings) : target.path;
}

/**
 * The folder that a document's image paths start from, relative to its own: AsciiDoc's `imagesdir`, the folder of LaTeX's root document (`% !TEX root
 * = ../main.tex`). Empty where it is the document's own.
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

/** Escapes a relative URL but keeps letters of other scripts readable. */
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

/** Escapes braces too: Svelte, Angular and template languages treat them as code, even in a quoted value. */
function htmlAttribute(text: string): string {
	return text.replace(/[&<>"{}]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** graphicx has the key `alt` since 2021; screen readers get it from the PDF. */
function latex({ path }: LinkTarget, alt: string): string {
	const words: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' };
	const text = alt.replace(/[\\{}%#&$_^~]/g, (character) => words[character] ?? `\\${character}`);
	return `\\includegraphics[width=\\linewidth, alt={${text}}]{${path.replace(/[%#]/g, '\\$&')}}`;
}

function asciidoc({ path, uri }: LinkTarget, alt: string, surroundings: Surroundings): string {
	// AsciiDoc cannot write a backslash that escapes nothing. A name in braces would be replaced by the attribute's value.
	const text = alt.replaceAll('\\', '/').replace(/\{(?=\w[\w-]*\}|(?:set|counter2?):)/g, '\\{');
	const url = uri ?? withoutScheme(path.replace(/[%[\]{}]/g, encodeURIComponent));
	return surroundings.before.trim() === '' && surroundings.after.trim() === ''
		? paragraph([`image::${url}[${asciidocAttribute(text)}]`], surroundings)
		: `image:${url}[${asciidocAttribute(withoutAsciidocMarks(text)).replaceAll(']', '\\]')}]`;
}

function asciidocAttribute(text: string): string {
	return /[,="]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
}

/** Within a line, AsciiDoc formats the text of attributes too, and this cannot be turned off. */
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

/** Org has no alternative text: a link with a description shows the description instead of the image. */
function org({ path }: LinkTarget): string {
	return `[[file:${path.replace(/[[\]\\]/g, '\\$&')}]]`;
}

/** Lines with an empty line before and after, indented like the line into which they are inserted. */
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
