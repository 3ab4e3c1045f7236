import { l10n } from 'vscode';
import { type Messages, engineName, megabytes } from './message.ts';

/** Messages about answers of a service. */
export const serviceMessages = {
	notFound: ({ host, model }) => ({
		text: l10n.t('{0} has no model or deployment "{1}" at this endpoint. Check both; the model may be retired.', host, model),
		remedies: ['chooseModel', 'changeAddress', 'checkConnection'],
	}),
	badRequest: ({ host, status }) => ({
		text: l10n.t('{0} refused the request (status {1}). Check the endpoint and the model.', host, status),
		remedies: ['checkConnection', 'chooseModel', 'showLog'],
	}),
	rejectedDocument: ({ host }) => ({
		text: l10n.t('{0} cannot read this document. Saving a new copy from a PDF viewer, or printing it to PDF, often helps.', host),
		remedies: ['showLog'],
	}),
	rejectedFields: ({ host, fields }) => ({
		text:
			fields.length > 0
				? l10n.t('{0} does not accept this request ({1}). Check that the model is an OCR model.', host, fields.join(', '))
				: l10n.t('{0} does not accept this request. Check that the model is an OCR model.', host),
		remedies: ['chooseModel', 'checkConnection', 'showLog'],
	}),
	payloadTooLarge: ({ host, bytes }) => ({
		text: l10n.t('{0} does not accept a document of {1} MB. Convert a part of it, or reduce its images.', host, megabytes(bytes)),
		remedies: ['showLog'],
	}),
	rateLimited: ({ host, seconds }) => ({
		text:
			seconds === undefined
				? l10n.t('{0} is getting too many requests. Wait a minute, then try again.', host)
				: l10n.t('{0} is getting too many requests and asks you to wait {1} s.', host, Math.ceil(seconds)),
		remedies: ['retry'],
	}),
	serviceFailed: ({ host, status }) => ({
		text: l10n.t('{0} failed to answer (status {1}), even after retrying. Try again later.', host, status),
		remedies: ['retry', 'showLog'],
	}),
	emptyAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an empty answer, even after retrying. Azure does this now and then; try again later.', host),
		remedies: ['retry', 'showLog'],
	}),
	malformedAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an answer that is not an OCR result. Check that the endpoint is one for OCR.', host),
		remedies: ['retry', 'changeAddress', 'checkConnection'],
	}),
	errorAnswer: ({ host }) => ({
		text: l10n.t('{0} answered with an error instead of a result. Fovea does not retry by itself, because that may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	pageMissing: ({ engine }) => ({
		text: l10n.t(
			'{0} did not return what is missing, even when asked again. Try again, or read the document on this machine.',
			engineName(engine),
		),
		remedies: ['retry', 'showLog'],
	}),
	malformedPage: ({ host }) => ({
		text: l10n.t('{0} returned no text for them. Try again, or read these pages on this machine.', host),
		remedies: ['retry', 'showLog'],
	}),
	contentFiltered: ({ host }) => ({
		text: l10n.t('The content filter of {0} refused the document. Convert some of its pages, or read it on this machine.', host),
		remedies: ['manageConnections', 'showLog'],
	}),
	resourceBlocked: ({ host }) => ({
		text: l10n.t(
			'{0} has blocked this resource for a while because of earlier prompts. Wait some hours: trying again now makes the wait longer.',
			host,
		),
		remedies: ['showLog'],
	}),
	organizationUnverified: ({ host, model }) => ({
		text: l10n.t(
			'{0} offers {1} to verified organizations only. Verify yours in the settings of your account, then wait 15 minutes, or choose another model.',
			host,
			model,
		),
		remedies: ['chooseModel'],
	}),
	modelNotFound: ({ host, model, retired, alternatives }) => {
		const gone = retired
			? l10n.t('{0} no longer has "{1}": it was retired on {2}.', host, model, retired)
			: l10n.t('{0} has no model or deployment "{1}".', host, model);
		const others =
			alternatives.length > 0
				? l10n.t('It may have {0}.', alternatives.join(', '))
				: l10n.t('Check the name in the portal of the service.');
		return { text: `${gone} ${others}`, remedies: ['chooseModel', 'changeAddress', 'checkConnection'] };
	},
	quotaExhausted: ({ host }) => ({
		text: l10n.t('The account at {0} has no money or quota left. Look at its billing page; waiting does not help.', host),
		remedies: ['setKey', 'showLog'],
	}),
} satisfies Partial<Messages>;
