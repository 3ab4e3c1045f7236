import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import { type History, type PanelImage, dayOf, isWhole, matches } from '../shared/panelState.ts';
import type { PanelStore } from './panelStore.ts';

/** Images in one message to the page. */
const pageSize = 100;

/** The history as the panel asks for it: page by page, newest first. */
export class HistoryPages {
	constructor(
		private readonly live: PanelStore,
		private readonly store: ImageStore,
		private readonly present: (record: ImageRecord) => PanelImage,
		/** Bytes, ready to show. */
		private readonly sizeText: (bytes: number) => string,
	) {}

	/** The page of images that match and follow `after`; the first one without it. */
	async load({ query, filter }: Pick<History, 'query' | 'filter'>, after?: string): Promise<void> {
		const wanted = isWhole({ query, filter }) ? undefined : (record: ImageRecord) => matches(record, query, filter);
		const { total, records } = await this.store.page(wanted, pageSize, after);
		this.live.apply({
			type: 'historyLoaded',
			query,
			filter,
			...(after === undefined ? {} : { after }),
			total,
			images: records.map(this.present),
		});
	}

	/** Looks through the whole history for what a filter can choose. */
	async findFilters(): Promise<void> {
		const { records } = await this.store.page(() => true, Number.POSITIVE_INFINITY);
		const models = [...new Set(records.map(({ model }) => model))].filter((model) => model !== '').sort();
		const days = [...new Set(records.map(({ createdAt }) => dayOf(createdAt)))];
		this.live.apply({ type: 'filtersFound', models, days });
	}

	/** Reports the size of the history. Nothing waits for it, because every file is looked at. */
	async measure(): Promise<void> {
		const [{ total }, size] = await Promise.all([this.store.page(undefined, 0), this.store.size()]);
		this.live.apply({ type: 'historyMeasured', count: total, size: this.sizeText(size) });
	}
}
