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
 * Mends a connection as a button under a failure says, by the one question that it takes.
 * @param connection whose failure it was; the user picks where that is not known
 * @returns whether anything is different now, so that what failed is worth another try
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

/** Whether the connections, or which of them are used, are others afterwards. */
async function ifChanged(run: () => Promise<void>): Promise<boolean> {
	const now = () => JSON.stringify([readConnections(), readConnectionChoice(), readImageSettings().connection]);
	const before = now();
	await run();
	return now() !== before;
}
