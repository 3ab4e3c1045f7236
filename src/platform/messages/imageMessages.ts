import { l10n } from 'vscode';
import type { ContentCategory } from '../../core/errors.ts';
import { type Messages, megabytes } from './message.ts';
import { timeoutMessage } from './networkMessages.ts';

const categoryName = (category: ContentCategory): string =>
	({
		sexual: l10n.t('sexual content'),
		sexual_minors: l10n.t('sexual content with minors'),
		violence: l10n.t('violence'),
		hate: l10n.t('hate'),
		self_harm: l10n.t('self-harm'),
		harassment: l10n.t('harassment'),
		illicit: l10n.t('illicit acts'),
		jailbreak: l10n.t('an attempt to get around the rules'),
		profanity: l10n.t('profanity'),
		custom_blocklists: l10n.t("a word on your organization's blocklist"),
		protected_material: l10n.t('protected material'),
		indirect_attack: l10n.t('hidden instructions'),
	})[category];

/** Messages that only requests for images need. */
export const imageMessages = {
	modelUnsuitable: ({ host, model }) => ({
		text: l10n.t('"{0}" at {1} cannot make images this way. Choose an image model.', model, host),
		remedies: ['chooseModel', 'checkConnection'],
	}),
	unknownParameter: ({ host, field }) => ({
		text: field
			? l10n.t('{0} does not know the setting "{1}" for this model. Nothing was drawn.', host, field)
			: l10n.t('{0} does not know one of the settings for this model. Nothing was drawn.', host),
		remedies: field ? ['leaveOut', 'showLog'] : ['showLog'],
	}),
	rejectedSetting: ({ host, field }) => ({
		text:
			field === 'image'
				? l10n.t('{0} does not accept a reference image because of its format or size. Use another one, or save it as PNG.', host)
				: field === 'mask'
					? l10n.t('{0} does not accept the mask. Paint it again, or remove it.', host)
					: field === 'prompt'
						? l10n.t('{0} does not accept this prompt. If it is long, shorten it.', host)
						: l10n.t('{0} does not take this value of "{1}" for this model. Change it and try again.', host, field),
		remedies: field === 'prompt' ? ['editPrompt', 'showLog'] : ['showLog'],
	}),
	noImage: ({ host, words }) => ({
		text:
			words === undefined
				? l10n.t('{0} answered without an image, and without a reason. Trying again may cost again.', host)
				: l10n.t('{0} answered in words, without an image. Trying again may cost again.', host),
		remedies: words === undefined ? ['retry', 'showLog'] : ['editPrompt', 'retry'],
	}),
	damagedImage: ({ host }) => ({
		text: l10n.t('{0} sent something that is not a complete image; it was not kept. Trying again may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	unfinishedImage: ({ host }) => ({
		text: l10n.t('{0} ended its answer before the image was finished. The last preview is kept. Trying again may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	downloadRefused: ({ host }) => ({
		text: l10n.t(
			'The image is at {0}, in a network that the service does not belong to. Fovea does not open it; you can copy its address.',
			host,
		),
		remedies: ['showLog'],
	}),
	downloadFailed: ({ host, status }) => ({
		text: l10n.t('The image could not be fetched from {0} (status {1}). Such addresses expire after a while.', host, status),
		remedies: ['showLog'],
	}),
	editsUnsupported: ({ host, model }) => ({
		text: l10n.t('"{0}" at {1} makes images from a prompt only. Remove the reference images, or choose another model.', model, host),
		remedies: ['chooseModel'],
	}),
} satisfies Partial<Messages>;

/** Messages that are worded differently for images than for documents. */
export const imageOverrides: Partial<Messages> = {
	noEndpoint: ({ provider }) => ({ text: l10n.t('No address is set for {0}.', provider), remedies: ['setUp'] }),
	contentFiltered: ({ host, categories, stage }) => {
		const why = categories.map(categoryName).join(', ');
		const refused =
			stage === 'output'
				? why
					? l10n.t('{0} made the image but held it back: its content filter found {1}.', host, why)
					: l10n.t('{0} made the image, but its content filter held it back.', host)
				: why
					? l10n.t('{0} refused the request: its content filter found {1}.', host, why)
					: l10n.t('The content filter of {0} refused the request.', host);
		return { text: `${refused} ${l10n.t('Rephrase the prompt, or choose other reference images.')}`, remedies: ['editPrompt'] };
	},
	notFound: ({ host, model }) => ({
		text: l10n.t('{0} has nothing at this address. Check the endpoint, and whether "{1}" is deployed there.', host, model),
		remedies: ['chooseModel', 'changeAddress', 'checkConnection'],
	}),
	payloadTooLarge: ({ host, bytes }) => ({
		text: l10n.t('{0} does not accept reference images of {1} MB together. Use fewer or smaller ones.', host, megabytes(bytes)),
		remedies: ['showLog'],
	}),
	serviceFailed: ({ host, status }) => ({
		text: l10n.t('{0} failed to answer (status {1}). Fovea does not retry by itself, because that may cost again.', host, status),
		remedies: ['retry', 'showLog'],
	}),
	emptyAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an empty answer. Fovea does not retry by itself, because that may cost again.', host),
		remedies: ['retry', 'showLog'],
	}),
	malformedAnswer: ({ host }) => ({
		text: l10n.t('{0} sent an answer that holds no images. Check that the endpoint is one for images.', host),
		remedies: ['changeAddress', 'checkConnection', 'showLog'],
	}),
	connectionLost: ({ host }) => ({
		text: l10n.t(
			'The connection to {0} broke before the image had arrived. Fovea does not retry by itself, because that may cost again.',
			host,
		),
		remedies: ['retry', 'showLog'],
	}),
	timeout: (facts) => timeoutMessage(facts, 'fovea.images.timeoutSeconds'),
	engineFailed: () => ({ text: l10n.t('Fovea failed on this request. See the log for details.'), remedies: ['retry', 'showLog'] }),
	notWritable: ({ name }) => ({
		text: l10n.t('{0} cannot be written here. The image is safe in the history.', name),
		remedies: ['showLog'],
	}),
	diskFull: ({ name }) => ({
		text: l10n.t('The disk is full: {0} was not written. Free some space, then try again.', name),
		remedies: ['showLog'],
	}),
};
