import type { CheckSubject } from '../../core/connect/doctor.ts';
import { ocrEndpoint, ocrModelOf, soundOriginOf } from '../../platform/connections.ts';
import { type Connection, modelBehind } from '../../platform/settingValues.ts';
import type { Services } from '../../services.ts';

/** The key or token that a conversion would send; empty if there is none. The user is not asked. */
export async function knownKey(services: Services, connection: Connection): Promise<string> {
	const origin = soundOriginOf(connection);
	if (origin === undefined) {
		return '';
	}
	const place = new URL(origin);
	return signsIn(services, connection)
		? ((await services.signIn.token(place))?.token ?? '')
		: ((await services.keys.get(origin)) ?? (await services.environment.key(connection, place)) ?? '');
}

/** A connection in the form that the check needs. */
export function checkSubject(services: Services, connection: Connection, key: string): CheckSubject {
	const common = { knownAs: modelBehind(connection, connection.model), key, isToken: signsIn(services, connection) };
	if (connection.for === 'images') {
		const { service, endpoint, model } = connection;
		return { ...common, use: 'images', service, endpoint, model };
	}
	const documents = { ...common, use: 'documents' as const, service: connection.service, model: ocrModelOf(connection) };
	return soundOriginOf(connection) === undefined
		? { ...documents, endpoint: connection.endpoint }
		: { ...documents, endpoint: ocrEndpoint(connection).href, authScheme: services.engines.hosted(connection, key).authScheme };
}

function signsIn({ signIn }: Services, connection: Connection): boolean {
	const origin = soundOriginOf(connection);
	return connection.signIn !== undefined && origin !== undefined && signIn.isPossible(new URL(origin));
}
