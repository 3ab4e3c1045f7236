/** All that connecting services needs, in its own bundle because it is seldom used. */
export { checkConnectionCommand } from './checkConnection.ts';
export { connectImageService, connectService, manageConnections, removeApiKey, setApiKey } from './connections.ts';
export { mendConnection } from './mend.ts';
export { reportIssue } from './reportIssue.ts';
