import * as v from 'valibot';
import type * as vscode from 'vscode';
import { type PricedEngine, estimateOcrCost } from '../core/ocr/mistral/cost.ts';
import { globalKeys } from './persistentState.ts';
import { soundEntries, storedValue } from './storedValue.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const usageRow = v.object({
	/** `2026-11`, in local time. */
	month: v.pipe(v.string(), v.regex(/^\d{4}-\d\d$/)),
	provider: v.picklist(['azure', 'mistral']),
	model: v.string(),
	/** As the service counted them for billing. */
	pages: amount,
	/** By the list price of that time; absent where none was known. */
	usd: v.exactOptional(amount),
});

/** The usage of a provider's model in a month. */
export type UsageRow = Readonly<v.InferOutput<typeof usageRow>>;

/** Counts the usage of services on this machine. */
export class Ledger {
	constructor(private readonly state: vscode.Memento) {}

	/** The newest month first, then in the order of first use. */
	rows(): readonly UsageRow[] {
		return [...this.stored()].sort((a, b) => b.month.localeCompare(a.month));
	}

	/** Adds pages that a service has just counted. */
	async add(engine: PricedEngine, pages: number, now = new Date()): Promise<void> {
		const { provider, model } = engine;
		const month = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`;
		const usd = estimateOcrCost(engine, pages);
		// Read at the last moment, because other windows count into the same row.
		const rows = this.stored();
		const isSame = (row: UsageRow) => row.month === month && row.provider === provider && row.model === model;
		const before = rows.find(isSame);
		const sum = usd === undefined && before?.usd === undefined ? {} : { usd: (usd ?? 0) + (before?.usd ?? 0) };
		const row = { month, provider, model, pages: pages + (before?.pages ?? 0), ...sum };
		await this.state.update(globalKeys.usage, before ? rows.map((other) => (other === before ? row : other)) : [...rows, row]);
	}

	/** Forgets everything. */
	async clear(): Promise<void> {
		await this.state.update(globalKeys.usage, undefined);
	}

	private stored(): readonly UsageRow[] {
		return storedValue(this.state, globalKeys.usage, soundEntries(usageRow)) ?? [];
	}
}
