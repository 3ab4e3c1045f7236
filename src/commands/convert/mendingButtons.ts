import { isFoveaError } from '../../core/errors.ts';
import { type ConnectionRemedy, connectionRemedyLabels } from '../../platform/messages/message.ts';
import { describeFailure, mendConnection } from '../../platform/notify.ts';
import type { DocumentConnection } from '../../platform/settingValues.ts';

/** The buttons that mend the connection, if everything failed for the same reason. */
export function mendingButtons(errors: readonly unknown[]): {
	readonly labels: readonly string[];
	/** @returns whether the chosen one is among them and has mended something */
	readonly run: (chosen: string | undefined, connection: DocumentConnection | undefined) => Promise<boolean>;
} {
	const [first, ...others] = errors;
	const codeOf = (error: unknown) => (isFoveaError(error) ? error.code : undefined);
	const labels = connectionRemedyLabels();
	const remedies =
		codeOf(first) !== undefined && others.every((other) => codeOf(other) === codeOf(first))
			? describeFailure(first).remedies.filter((remedy): remedy is ConnectionRemedy => remedy in labels)
			: [];
	return {
		labels: remedies.map((remedy) => labels[remedy]),
		async run(chosen, connection) {
			const remedy = remedies.find((name) => labels[name] === chosen);
			return remedy !== undefined && mendConnection(remedy, 'documents', connection);
		},
	};
}
