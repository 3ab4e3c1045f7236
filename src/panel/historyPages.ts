import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import { type History, type PanelImage, dayOf, isWhole, matches } from '../shared/panelState.ts';
import type { PanelStore } from './panelStore.ts';

/** Images in one message to the page. */
const pageSize = 100;

/** Loads the history for the panel page by page, newest first. */
export class HistoryPages {
	constructor(
		private readonly live: PanelStore,
		private readonly store: ImageStore,
		private readonly present: (record: ImageRecord) => PanelImage,
		/** A number of bytes as text for display. */
		private readonly sizeText: (bytes: number) => string,
	) {}

	/** Loads the page of matching images that follows `after`; the first page without it. */
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

	/** Collects the filter choices from the whole history. */
	async findFilters(): Promise<void> {
		const { records } = await this.store.page(() => true, Number.POSITIVE_INFINITY);
		const models = [...new Set(records.map(({ model }) => model))].filter((model) => model !== '').sort();
		const days = [...new Set(records.map(({ createdAt }) => dayOf(createdAt)))];
		this.live.apply({ type: 'filtersFound', models, days });
	}

	/** Reports the size of the history. Nothing waits for it, because it looks at every file. */
	async measure(): Promise<void> {
		const [{ total }, size] = await Promise.all([this.store.page(undefined, 0), this.store.size()]);
		this.live.apply({ type: 'historyMeasured', count: total, size: this.sizeText(size) });
	}
}
