import type { SecretStorage } from 'vscode';
import { FoveaError } from '../core/errors.ts';

/** The part of the editor's secret storage that Fovea uses. */
export type Secrets = Pick<SecretStorage, 'get' | 'store' | 'delete'>;

/**
 * A secret storage whose failures say what is wrong: it depends on the system's keyring, which Linux may not have, or not unlocked
 * (microsoft/vscode#115248).
 * @returns methods that throw {FoveaError} `secretsUnavailable`
 */
export function tellingSecrets(secrets: Secrets): Secrets {
	const telling = async <T>(use: () => Thenable<T>): Promise<T> => {
		try {
			return await use();
		} catch (error) {
			throw new FoveaError('secretsUnavailable', {}, 'The secret storage failed', { cause: error });
		}
	};
	return {
		get: (key) => telling(() => secrets.get(key)),
		store: (key, value) => telling(() => secrets.store(key, value)),
		delete: (key) => telling(() => secrets.delete(key)),
	};
}
