/** All that connecting services needs, in a bundle of its own: it is seldom used. */
export { checkConnectionCommand } from './checkConnection.ts';
export { connectImageService, connectService, manageConnections, removeApiKey, setApiKey } from './connections.ts';
export { mendConnection } from './mend.ts';
export { reportIssue } from './reportIssue.ts';
