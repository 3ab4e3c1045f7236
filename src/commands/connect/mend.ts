import { connectionHost, soundOriginOf } from '../../platform/connections.ts';
import { isCancellation } from '../../platform/notify.ts';
import type { ConnectionRemedy } from '../../platform/messages/message.ts';
import type { Connection } from '../../platform/settingValues.ts';
import { readConnectionChoice, readConnections, readImageSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { askForKey } from '../../platform/keyInput.ts';
import { checkConnection } from './checkConnection.ts';
import { connect } from './connect.ts';
import { manageConnections, setApiKey } from './connections.ts';

/**
 * Fixes a connection as a button of a failure says, with only the question that this needs.
 * @param connection the connection that failed; the user picks one if it is not known
 * @returns whether anything has changed, so that a retry makes sense
 */
export async function mendConnection(
	services: Services,
	remedy: ConnectionRemedy,
	about: Connection['for'],
	connection?: Connection,
): Promise<boolean> {
	try {
		return await mend(services, remedy, about, connection);
	} catch (error) {
		if (isCancellation(error)) {
			return false;
		}
		throw error;
	}
}

async function mend(services: Services, remedy: ConnectionRemedy, about: Connection['for'], connection?: Connection): Promise<boolean> {
	switch (remedy) {
		case 'setKey':
			return enterKey(services, connection);
		case 'changeAddress':
		case 'chooseModel':
			if (!connection) {
				return ifChanged(() => manageConnections(services));
			}
			await connect(services, about, { replaced: connection, only: remedy === 'chooseModel' ? 'model' : 'address' });
			return true;
		case 'checkConnection':
			return checkConnection(services, connection, true);
		case 'manageConnections':
			return ifChanged(() => manageConnections(services));
		default:
			return remedy satisfies never;
	}
}

async function enterKey(services: Services, connection: Connection | undefined): Promise<boolean> {
	const origin = connection && soundOriginOf(connection);
	if (!connection || !origin) {
		return setApiKey(services);
	}
	if (connection.signIn) {
		await connect(services, connection.for, { replaced: connection, only: 'key' });
		return true;
	}
	await services.keys.set(origin, await askForKey(connectionHost(connection)));
	return true;
}

/** Whether `run` changes the connections, or which of them are used. */
async function ifChanged(run: () => Promise<void>): Promise<boolean> {
	const now = () => JSON.stringify([readConnections(), readConnectionChoice(), readImageSettings().connection]);
	const before = now();
	await run();
	return now() !== before;
}
