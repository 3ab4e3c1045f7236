import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { imageDimensions, imageFormat } from '../core/raster/format.ts';
import type { RemoteImage } from '../core/image/remoteImage.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import type { ImageProviders } from '../platform/imageProviders.ts';
import type { PanelImage } from '../shared/panelState.ts';
import { type ImageAction, thumbnailEdge } from '../shared/protocol.ts';
import type { ImageActions } from './actions/imageActions.ts';
import type { AgreedHosts } from './agreedHosts.ts';
import type { Composition } from './composition.ts';
import { valuesFrom } from './formValues.ts';
import type { PanelStore } from './panelStore.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { References } from './references.ts';

interface ImageCommandOptions {
	readonly live: PanelStore;
	readonly store: ImageStore;
	readonly actions: Pick<ImageActions, 'save' | 'saveAs' | 'insert' | 'open' | 'reveal'>;
	readonly providers: ImageProviders;
	readonly draft: PanelDraft;
	readonly references: References;
	readonly composition: Composition;
	readonly notices: PanelNotices;
	readonly present: (record: ImageRecord) => PanelImage;
	/** Fetches an image of the store; undefined if it is gone. */
	readonly fetchImage: (id: string) => Promise<ImageRecord | undefined>;
	readonly agreedHosts: AgreedHosts;
	/** Called when an image was deleted. */
	readonly onDelete: () => Promise<void>;
	/** Called when deleted images were restored. */
	readonly onRestore: () => Promise<void>;
}

const deletedNotice = 'deleted';

/** The actions of an image's buttons. */
export class ImageCommands {
	/** What Undo restores. */
	private deleted: { readonly id: string; readonly wasResult: boolean }[] = [];

	constructor(private readonly options: ImageCommandOptions) {}

	/** Runs an action on an image. Throws what the action throws. */
	async act(action: ImageAction, id: string): Promise<void> {
		const { live, store, actions, references, notices } = this.options;
		const record = await store.get(id);
		if (!record) {
			live.apply({ type: 'imageDeleted', id });
			return;
		}
		if (record.remote) {
			return this.actElsewhere(action, record, record.remote);
		}
		switch (action) {
			case 'fetch':
			case 'copyAddress':
				return; // fetched meanwhile
			case 'save':
				await actions.save(record);
				return this.reportDone(id, 'saved');
			case 'saveAs':
				return (await actions.saveAs(record)) ? this.reportDone(id, 'saved') : undefined;
			case 'insert':
				return (await actions.insert(record)) ? this.reportDone(id, 'inserted') : undefined;
			case 'open':
				return actions.open(record);
			case 'reveal':
				return actions.reveal(record);
			case 'favourite':
			case 'unfavourite':
				return this.mark(id, action === 'favourite' ? true : undefined);
			case 'copy':
				return live.post({ type: 'copyImage', id });
			case 'copyPrompt':
				return this.copyPrompt(record);
			case 'copyFailed':
				return notices.show(
					{
						severity: 'warning',
						text: vscode.l10n.t('The image could not be copied. Its file can be.'),
						remedies: [{ id: 'reveal', label: vscode.l10n.t('Show the File') }],
					},
					{ reveal: () => actions.reveal(record) },
				);
			case 'vary':
				return this.options.composition.replace(() => this.vary(record));
			case 'edit':
				return this.options.composition.replace(() => this.edit(record));
			case 'reference':
				await references.addStored(record, store);
				return notices.done(id, vscode.l10n.t('Added as a reference image.'));
			case 'delete':
				await this.delete(record.id);
				return this.options.onDelete();
			default:
				return action satisfies never;
		}
	}

	/** Does the same with several images. A failure is reported and does not stop the others. */
	async actOnAll(action: 'save' | 'delete', ids: readonly string[]): Promise<void> {
		const { store, actions, notices } = this.options;
		let saved = 0;
		for (const id of ids) {
			await notices.guard(async () => {
				const record = await store.get(id);
				if (action === 'delete') {
					await this.delete(id);
				} else if (record && !record.remote) {
					await actions.save(record);
					await this.present(id);
					saved++;
				}
			});
		}
		if (action === 'delete') {
			await this.options.onDelete();
		} else {
			notices.show(
				{ severity: 'info', text: saved === 1 ? vscode.l10n.t('Saved 1 image.') : vscode.l10n.t('Saved {0} images.', saved) },
				undefined,
				'savedAll',
			);
		}
	}

	/** Attaches images to the draft in the given order. Throws what `References.add` throws when no more fit. */
	async attachAll(ids: readonly string[]): Promise<void> {
		const { live, store, references } = this.options;
		for (const id of ids) {
			const record = await store.get(id);
			if (record && !record.remote) {
				await references.addStored(record, store);
			}
		}
		live.post({ type: 'focusPrompt' });
	}

	/** Shows an image in its current state in the store. */
	private async present(id: string): Promise<PanelImage | undefined> {
		const { live, store, present } = this.options;
		const record = await store.get(id);
		const image = record && present(record);
		if (image) {
			live.apply({ type: 'imageChanged', image });
		}
		return image;
	}

	private async mark(id: string, favourite: true | undefined): Promise<void> {
		await this.options.store.update(id, { favourite });
		await this.present(id);
	}

	/** Actions on an image that is stored at another host. The button that fetches it names the host, so pressing it is the user's consent. */
	private async actElsewhere(action: ImageAction, record: ImageRecord, { url }: RemoteImage): Promise<void> {
		const { live, notices, present, fetchImage, agreedHosts } = this.options;
		switch (action) {
			case 'fetch': {
				await agreedHosts.add(record.host, new URL(url).host);
				const fetched = await fetchImage(record.id);
				live.apply(fetched ? { type: 'imageChanged', image: present(fetched) } : { type: 'imageDeleted', id: record.id });
				return notices.announce(vscode.l10n.t('Fetched the image.'));
			}
			case 'copyAddress':
				await vscode.env.clipboard.writeText(url);
				return notices.announce(vscode.l10n.t('Copied the address of the image.'));
			case 'copyPrompt':
				return this.copyPrompt(record);
			case 'favourite':
			case 'unfavourite':
				return this.mark(record.id, action === 'favourite' ? true : undefined);
			case 'vary':
				return this.options.composition.replace(() => this.vary(record));
			case 'delete':
				await this.delete(record.id);
				return this.options.onDelete();
			default:
				return; // has no button before it is fetched
		}
	}

	/** Stores a thumbnail that the page has made, if it is valid and the image has none. */
	async keepThumbnail(id: string, bytes: Uint8Array): Promise<void> {
		const { live, store, present } = this.options;
		const size = imageFormat(bytes) === 'webp' ? imageDimensions(bytes) : undefined;
		const record = await store.get(id);
		if (size && Math.max(size.width, size.height) <= thumbnailEdge && record && record.thumbnail === undefined) {
			const changed = await store.setThumbnail(id, bytes);
			if (changed) {
				live.apply({ type: 'imageChanged', image: present(changed) });
			}
		}
	}

	private async copyPrompt({ id, prompt }: ImageRecord): Promise<void> {
		await vscode.env.clipboard.writeText(prompt);
		this.options.notices.done(id, vscode.l10n.t('Copied the prompt.'));
	}

	/** Restores the draft that made the image, with its service if that still exists. */
	private vary({ prompt, model, provider, host, asked }: ImageRecord): void {
		const { live, providers, draft } = this.options;
		const same = providers.services().filter((service) => providers.kindOf(service) === provider || service.provider === provider);
		const current = same.find(({ id }) => id === live.state.draft.provider);
		const there = same.find((service) => providers.hostOf(service) === host) ?? current ?? same[0];
		draft.replace({ prompt, ...(there ? { provider: there.id, model } : {}), values: valuesFrom(asked) });
		live.post({ type: 'focusPrompt' });
	}

	/** Makes the image the only reference; the prompt that made it does not describe the change. */
	private async edit(record: ImageRecord): Promise<void> {
		const { live, store, draft, references } = this.options;
		await references.replaceByStored(record, store);
		if (live.state.draft.prompt.trim() === record.prompt.trim()) {
			draft.replace({ prompt: '' });
		}
		live.post({ type: 'focusPrompt' });
	}

	/** Deletes at once and can be undone: one notice covers all images deleted while it is shown. */
	private async delete(id: string): Promise<void> {
		const { live, store, notices } = this.options;
		const wasResult = live.state.results.some((image) => image.id === id);
		await store.trash(id);
		live.apply({ type: 'imageDeleted', id });
		this.deleted = [...(notices.isShown(deletedNotice) ? this.deleted : []), { id, wasResult }];
		const { length } = this.deleted;
		notices.show(
			{
				severity: 'info',
				text:
					length === 1
						? vscode.l10n.t('Deleted the image. Copies that you saved stay.')
						: vscode.l10n.t('Deleted {0} images. Copies that you saved stay.', length),
				remedies: [{ id: 'undo', label: vscode.l10n.t('Undo') }],
			},
			{ undo: () => this.undelete() },
			deletedNotice,
		);
	}

	private async undelete(): Promise<void> {
		const { live, store, present, onRestore, notices } = this.options;
		const records: ImageRecord[] = [];
		for (const { id, wasResult } of this.deleted.splice(0)) {
			const record = await store.restore(id);
			if (record) {
				records.push(record);
				if (wasResult) {
					live.apply({ type: 'imageRestored', image: present(record) });
				}
			}
		}
		await onRestore();
		notices.announce(records.length === 1 ? vscode.l10n.t('The image is back.') : vscode.l10n.t('{0} images are back.', records.length));
	}

	/** Updates the image after an action and announces the result. */
	private async reportDone(id: string, what: 'saved' | 'inserted'): Promise<void> {
		const { notices } = this.options;
		const image = await this.present(id);
		if (image) {
			const place = image.savedAs ?? '';
			notices.done(
				id,
				what === 'saved' ? vscode.l10n.t('Saved as {0}.', plain(place)) : vscode.l10n.t('Inserted a link to {0}.', plain(place)),
			);
		}
	}
}
