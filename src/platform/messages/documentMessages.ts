import { l10n } from 'vscode';
import type { StandIn } from '../../core/errors.ts';
import { type Messages, engineName, megabytes } from './message.ts';

const standInText = (name: string, what: StandIn): string =>
	({
		webPage: l10n.t(
			'{0} is a web page, not a document: perhaps a sign-in page was downloaded instead of the file. Download it again in a browser that is signed in.',
			name,
		),
		serverMessage: l10n.t(
			'{0} is a message from a server, not a document: it was downloaded instead of the file. Download the file again.',
			name,
		),
		gitLfsPointer: l10n.t('{0} is a Git LFS pointer, not the file itself. Run "git lfs pull" in its folder, then convert it again.', name),
		gitAnnexPointer: l10n.t('{0} is a git-annex pointer, not the file itself. Run "git annex get" on it, then convert it again.', name),
	})[what];

/** Messages about documents, the local engine, files and folders. */
export const documentMessages = {
	emptyFile: ({ name }) => ({ text: l10n.t('{0} is empty.', name), remedies: [] }),
	unsupportedType: ({ name, type, engine }) => ({
		text: type
			? l10n.t('{0} is a file of type {1}, which {2} does not read.', name, type, engineName(engine))
			: l10n.t('{0} is neither a PDF nor an image that {1} reads.', name, engineName(engine)),
		remedies: engine === 'local' ? ['manageConnections'] : [],
	}),
	notADocument: ({ name, what }) => ({ text: standInText(name, what), remedies: [] }),
	passwordRequired: ({ name }) => ({
		text: l10n.t('{0} is protected with a password, and the right one was not entered. Convert it again to try another.', name),
		remedies: ['retry'],
	}),
	unsupportedEncryption: ({ name }) => ({
		text: l10n.t(
			'{0} is locked with a certificate or by rights management, not with a password. Open it in the program that it was made for, save a copy without protection, and convert that.',
			name,
		),
		remedies: [],
	}),
	corruptDocument: ({ name }) => ({
		text: l10n.t('{0} is damaged or incomplete and cannot be opened. Download it again, or save a new copy from a PDF viewer.', name),
		remedies: ['showLog'],
	}),
	portfolio: ({ name, documents }) => ({
		text: l10n.t(
			'{0} is a portfolio: its content is in the documents attached to it ({1}). Save them from a PDF viewer and convert those.',
			name,
			documents.join(', '),
		),
		remedies: [],
	}),
	xfaForm: ({ name }) => ({
		text: l10n.t(
			'{0} is an XFA form, which only Adobe Acrobat shows; its page is a placeholder. Print it to a PDF from Acrobat and convert that.',
			name,
		),
		remedies: [],
	}),
	tooManyBytes: ({ name, bytes, limit, engine }) => ({
		text: l10n.t(
			'{0} has {1} MB; {2} accepts at most {3} MB. Nothing was sent.',
			name,
			megabytes(bytes),
			engineName(engine),
			megabytes(limit),
		),
		remedies: ['manageConnections'],
	}),
	invalidPages: ({ pages, pageCount }) => ({
		text:
			pageCount === undefined
				? l10n.t('"{0}" is not a list of pages. How many pages the document has, only the service knows. Write pages like 1-3,7.', pages)
				: l10n.t('"{0}" is not a list of pages of this document, which has {1}. Write pages like 1-3,7,12-.', pages, pageCount),
		remedies: [],
	}),
	tooManyPages: ({ name, pageCount, limit }) => ({
		text: l10n.t('{0} has {1} pages, and one call reads {2} at most. Name the pages, like 1-100.', name, pageCount, limit),
		remedies: [],
	}),
	invalidPattern: ({ pattern, tooSlow }) => ({
		text: tooSlow
			? l10n.t('Looking for "{0}" took too long. Write a simpler expression, or search for words.', pattern)
			: l10n.t('"{0}" is no regular expression. Correct it, or search for words.', pattern),
		remedies: [],
	}),
	nothingRecognized: ({ name }) => ({
		text: l10n.t('No text and no figures were found in {0}. If its pages are not blank, try "Convert to Markdown With…".', name),
		remedies: ['showLog'],
	}),
	missingLanguage: ({ language }) => ({
		text: l10n.t('The data for the language "{0}" is missing. Choose the folder that has {0}.traineddata, or another language.', language),
		remedies: ['chooseLanguages', 'retry'],
	}),
	engineFailed: ({ name }) => ({
		text: l10n.t('The engine failed on {0}. See the log for details.', name),
		remedies: ['retry', 'showLog'],
	}),
	fileNotFound: ({ name }) => ({ text: l10n.t('{0} no longer exists.', name), remedies: [] }),
	brokenLink: ({ name }) => ({ text: l10n.t('{0} is a link to a file that does not exist.', name), remedies: [] }),
	documentChanged: ({ name }) => ({
		text: l10n.t('{0} was changed while it was being read. Convert it again.', name),
		remedies: ['retry'],
	}),
	notReadable: ({ name }) => ({ text: l10n.t('{0} cannot be read. Check its permissions.', name), remedies: ['retry', 'showLog'] }),
	notWritable: ({ name }) => ({
		text: l10n.t('{0} cannot be written here. The result is open as an untitled document: save it where you like.', name),
		remedies: ['showLog'],
	}),
	folderGone: ({ name }) => ({
		text: l10n.t('The folder of {0} no longer exists. The result is open as an untitled document: save it where you like.', name),
		remedies: ['showLog'],
	}),
	diskFull: ({ name }) => ({
		text: l10n.t('The disk is full: {0} was not written. The result is open as an untitled document: save it where there is room.', name),
		remedies: ['showLog'],
	}),
	folderNotSearchable: ({ name }) => ({
		text: l10n.t('{0} is in a file system that VS Code cannot search for documents. Open it and select the documents themselves.', name),
		remedies: [],
	}),
	folderNotWritable: ({ name }) => ({
		text: l10n.t(
			'Nothing can be written into {0}. Copy it to where you can write, or select single documents: their results open untitled.',
			name,
		),
		remedies: [],
	}),
	readerChanged: ({ host }) => ({
		text:
			host === undefined
				? l10n.t(
						'The documents that wait were to be read on this machine, and something else would read them now. Resume asks what is right.',
					)
				: l10n.t(
						'The documents that wait were to be read by {0}, and something else would read them now. Resume asks what is right.',
						host,
					),
		remedies: ['manageConnections'],
	}),
} satisfies Partial<Messages>;
