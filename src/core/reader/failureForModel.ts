import { type ErrorCode, type ErrorFacts, isFoveaError } from '../errors.ts';
import { plain } from '../plain.ts';

/** A request of an agent that is not allowed or makes no sense. The message is written for a language model. */
export class AgentRefusal extends Error {
	override readonly name = 'AgentRefusal';
}

type Words = { readonly [C in ErrorCode]?: (facts: ErrorFacts[C]) => string };

/** For each error code: what the model can do, or should tell the user. */
const words: Words = {
	passwordRequired: ({ name }) =>
		`${plain(name)} is encrypted and opens with a password only. You cannot read it. Ask the user to convert it with the command "Fovea: Convert to Markdown", which asks for the password, and then read the markdown.`,
	unsupportedEncryption: ({ name }) =>
		`${plain(name)} is locked with a certificate or by rights management, not with a password. You cannot read it. Ask the user to save a copy without protection in the program that it was made for.`,
	fileNotFound: ({ name }) => `There is no file ${plain(name)} there. List the folder, or ask the user for the path.`,
	brokenLink: ({ name }) => `${plain(name)} is a link to a file that does not exist.`,
	notReadable: ({ name }) => `${plain(name)} cannot be read: its permissions do not allow it, or it is a folder.`,
	emptyFile: ({ name }) => `${plain(name)} is empty.`,
	corruptDocument: ({ name }) => `${plain(name)} is damaged or incomplete and cannot be opened. Tell the user; another copy may work.`,
	unsupportedType: ({ name, type, engine }) =>
		`${plain(name)} is ${type ? `a file of type ${plain(type)}` : 'neither a PDF nor a picture'}, which ${engine === 'local' ? 'is not read on this machine' : 'the service does not read'}. Text files are read with other tools.`,
	notADocument: ({ name, what }) =>
		`${plain(name)} is no document: what lies there is a ${what}. Tell the user that the file has to be fetched first.`,
	invalidPages: ({ pages, pageCount }) =>
		pageCount === undefined
			? `"${plain(pages)}" names no pages. Write them like "1-3,7".`
			: `"${plain(pages)}" names no pages of this document, which has ${pageCount}. Write them like "1-3,7" with numbers from 1 to ${pageCount}.`,
	tooManyPages: ({ name, pageCount, limit }) =>
		`${plain(name)}: ${pageCount} pages are asked for, and one call reads ${limit} at most. Pass "pages", for example "1-${limit}"; the first pages often have a table of contents.`,
	invalidPattern: ({ tooSlow }) =>
		tooSlow
			? 'The regular expression took too long. Write a simpler one, or search for words.'
			: 'That is no regular expression of JavaScript.',
	tooManyBytes: ({ name }) => `${plain(name)} is too large to be read.`,
	nothingRecognized: ({ name }) => `No text was found in ${plain(name)}. View a page to see what it shows.`,
	portfolio: ({ name, documents }) =>
		`${plain(name)} is a portfolio whose content is in attached documents (${documents.map((each) => plain(each)).join(', ')}). Ask the user to save them from a PDF viewer.`,
	xfaForm: ({ name }) => `${plain(name)} is an XFA form, which only Adobe Acrobat shows. Ask the user to print it to a PDF there.`,
	missingKey: ({ host }) => `There is no API key for ${plain(host)}. Ask the user to run "Fovea: Manage Connections…".`,
	noEndpoint: () => 'No service is set up for this. Ask the user to run "Fovea: Connect an Image Service…".',
	unknownConnection: ({ connection }) =>
		`The settings ask for the connection "${plain(connection)}", which does not exist. Ask the user to run "Fovea: Manage Connections…".`,
	connectionRefused: ({ host }) => noConnection(host),
	connectionLost: ({ host }) => noConnection(host),
	hostNotFound: ({ host }) => noConnection(host),
	timeout: ({ host }) => `${plain(host)} did not answer in time. Try again once, then tell the user.`,
	rateLimited: ({ host, seconds }) =>
		`${plain(host)} gets too many requests. Wait ${Math.ceil(seconds ?? 60)} seconds before you try again.`,
	unauthorized: ({ host }) =>
		`${plain(host)} does not accept the user's API key. Ask the user to run "Fovea: Manage Connections…"; do not try again.`,
	quotaExhausted: ({ host }) => `The user's account at ${plain(host)} has no money or quota left. Tell the user; do not try again.`,
	contentFiltered: ({ host }) =>
		`The content filter of ${plain(host)} refused it. Do not try the same again; say it in other words, or tell the user.`,
};

/** Describes a failure to a language model: a sentence of Fovea's own with a way out, and no words of a service. */
export function failureForModel(error: unknown): string {
	if (error instanceof AgentRefusal) {
		return error.message;
	}
	if (!isFoveaError(error)) {
		return 'Fovea failed in a way that it did not expect. Its log has the details ("Fovea: Show Log"). Tell the user.';
	}
	const say = words[error.code] as ((facts: ErrorFacts[ErrorCode]) => string) | undefined;
	return say?.(error.facts) ?? `Fovea could not do this (${error.code}). Tell the user; the log has the details ("Fovea: Show Log").`;
}

function noConnection(host: string): string {
	return `There is no connection to ${plain(host)}. Try again once, then tell the user; documents can also be read on this machine ("fovea.ocr.connection": "local").`;
}
