/**
 * A small script that starts the server of the newest installed version of Fovea. Agents' configurations point to the script, because the extension's
 * own folder has the version in its name and changes with each update.
 * @param extensions the folder of all extensions, in which Fovea's folder begins with `prefix`
 * @param own the folder of the version that writes the script, used when `extensions` has no folder of Fovea
 */
export function launcherScript({
	extensions,
	prefix,
	own,
}: {
	readonly extensions: string;
	readonly prefix: string;
	readonly own: string;
}): string {
	return `// Written by Fovea ("Set Up Another Agent…"): starts the MCP server of the newest version that is installed.
const fs = require('node:fs');
const path = require('node:path');
const extensions = ${JSON.stringify(extensions)};
const prefix = ${JSON.stringify(prefix)};
const numbers = (name) => name.slice(prefix.length).split(/[.-]/).map(Number);
const newer = (a, b) => {
	const [left, right] = [numbers(a), numbers(b)];
	for (let i = 0; i < 3; i++) {
		if (left[i] !== right[i]) return (right[i] || 0) - (left[i] || 0);
	}
	return 0;
};
let names = [];
try {
	names = fs.readdirSync(extensions).filter((name) => name.startsWith(prefix)).sort(newer);
} catch {}
const servers = [...names.map((name) => path.join(extensions, name)), ${JSON.stringify(own)}].map((folder) => path.join(folder, 'dist', 'mcp.cjs'));
const server = servers.find((file) => fs.existsSync(file));
if (server) {
	require(server);
} else {
	console.error('Fovea is not installed any more. Take its entry out of the configuration of this agent.');
	process.exitCode = 1;
}
`;
}
