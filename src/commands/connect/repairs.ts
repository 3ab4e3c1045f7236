import { l10n } from 'vscode';
import type { Finding } from '../../core/connect/findings.ts';
import { plain } from '../../core/plain.ts';
import type { Connection } from '../../platform/settingValues.ts';

/** A repair for a finding, done with one click. */
export interface Repair {
	readonly label: string;
	readonly detail?: string;
	readonly icon: string;
	/** `useAddress`, `useModel` and `setting` have a value; the others ask the user. */
	readonly kind: 'useAddress' | 'useModel' | 'setting' | 'enterKey' | 'address' | 'model' | 'key';
	readonly value?: string;
}

/** How many other models get an item of their own. */
const alternativesShown = 3;

/** The repairs for a finding, the most likely one first. */
export function repairsFor(found: Finding | undefined, connection: Connection): readonly Repair[] {
	const address: Repair = { kind: 'address', icon: 'link', label: l10n.t('Change the Address…') };
	const model: Repair = { kind: 'model', icon: 'symbol-misc', label: l10n.t('Choose Another Model…') };
	const key: Repair = connection.signIn
		? { kind: 'key', icon: 'account', label: l10n.t('Get in Otherwise…') }
		: { kind: 'enterKey', icon: 'key', label: l10n.t('Enter Another Key…') };
	const setting = (id: string): Repair => ({
		kind: 'setting',
		value: id,
		icon: 'gear',
		label: l10n.t('Open the Setting "{0}"', plain(id)),
	});
	switch (found?.code) {
		case undefined:
			return [key, address, model];
		case 'addressInvalid':
		case 'nameUnknown':
		case 'refused':
		case 'redirected':
		case 'webPage':
		case 'noService':
		case 'pathUnknown':
			return [address];
		case 'unreachable':
		case 'resolverSilent':
			return [setting('http.proxy'), address];
		case 'pathElsewhere':
			return [
				{
					kind: 'useAddress',
					value: found.facts.endpoint,
					icon: 'link',
					label: l10n.t('Use {0}', plain(found.facts.right)),
					detail: l10n.t('The service answers there, on the same host.'),
				},
				address,
			];
		case 'keyMissing':
		case 'keyRefused':
			return [key, address];
		case 'keyForbidden':
		case 'quotaExhausted':
			return [key];
		case 'modelUnknown':
			return [
				...found.facts.alternatives
					.slice(0, alternativesShown)
					.map((id): Repair => ({ kind: 'useModel', value: id, icon: 'symbol-misc', label: l10n.t('Use {0}', plain(id)) })),
				model,
				address,
			];
		case 'modelUnsuitable':
		case 'organizationUnverified':
		case 'fieldsRefused':
			return [model];
		case 'requestRefused':
			return [model, address];
		case 'proxyInvalid':
		case 'proxyUnreachable':
		case 'proxySilent':
		case 'proxyAuthentication':
			return [setting('http.proxy')];
		case 'proxyRefused':
			return [setting('http.noProxy')];
		case 'untrusted':
		case 'encryptionFailed':
			return found.code === 'untrusted' && found.facts.problem === 'wrongHost'
				? [address]
				: [setting('http.systemCertificates'), setting('http.proxyStrictSSL')];
		case 'timeout':
			return [setting(settingOf(found.facts.limit, connection))];
		default:
			return [];
	}
}

/** The setting of a time limit. */
function settingOf(limit: Extract<Finding, { readonly code: 'timeout' }>['facts']['limit'], connection: Connection): string {
	return {
		connect: 'fovea.network.connectTimeoutSeconds',
		uploadStalled: 'fovea.network.uploadStalledTimeoutSeconds',
		firstByte: 'fovea.network.firstByteTimeoutSeconds',
		total: connection.for === 'documents' ? 'fovea.ocr.timeoutSeconds' : 'fovea.images.timeoutSeconds',
	}[limit];
}
