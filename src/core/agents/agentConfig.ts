import { type ParseError, applyEdits, modify, parse, parseTree } from 'jsonc-parser';

/** How an agent starts the server. */
export interface ServerCommand {
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** What becomes of a configuration with Fovea in it. `unreadable`: it is not what the agent itself would read, and is left alone. */
export type Merged = { readonly text: string } | 'same' | 'unreadable';

/** The name of the server in configurations. */
const serverName = 'fovea';

/**
 * An agent's JSON configuration with the server in it: comments, order and indentation of the rest stay. Claude Code (`.mcp.json`, code.claude.com/docs/en/mcp),
 * Cursor (`~/.cursor/mcp.json`, cursor.com/docs), Windsurf (`~/.codeium/windsurf/mcp_config.json`, docs.windsurf.com/windsurf/cascade/mcp) and Cline
 * (`cline_mcp_settings.json`, docs.cline.bot/mcp) all have `mcpServers.<name>` with `command`, `args` and `env`; read 2026-11.
 */
export function mergedJson(before: string, server: ServerCommand): Merged {
	const text = before.trim() === '' ? '{}\n' : before.replace(/^\uFEFF/, '');
	const errors: ParseError[] = [];
	const root = parse(text, errors, { allowTrailingComma: true }) as unknown;
	if (errors.length > 0 || typeof root !== 'object' || root === null || Array.isArray(root)) {
		return 'unreadable';
	}
	const servers = (root as { readonly mcpServers?: unknown }).mcpServers;
	if (servers !== undefined && (typeof servers !== 'object' || servers === null || Array.isArray(servers))) {
		return 'unreadable';
	}
	const value = {
		command: server.command,
		args: [...server.args],
		...(Object.keys(server.env).length > 0 ? { env: { ...server.env } } : {}),
	};
	const known = (servers as Readonly<Record<string, unknown>> | undefined)?.[serverName];
	if (JSON.stringify(known) === JSON.stringify(value)) {
		return 'same';
	}
	// The library would format the neighbours too: what it inserts is formatted here.
	const edits = modify(text, ['mcpServers', serverName], value, {}).map((edit) => ({ ...edit, content: formatted(text, edit.content) }));
	const merged = applyEdits(text, edits);
	return parseTree(merged) ? { text: merged } : 'unreadable';
}

/** What is inserted, on lines of its own and in the indentation of the file. */
function formatted(text: string, content: string): string {
	const indent = /^([\t ]+)"/m.exec(text)?.[1] ?? '  ';
	const eol = text.includes('\r\n') ? '\r\n' : '\n';
	const [, comma = '', name = '', json = ''] = /^(,?)(?:"(\w+)": ?)?(.*)$/s.exec(content) ?? [];
	const depth = name === 'mcpServers' ? 1 : 2;
	const lines = JSON.stringify(JSON.parse(json), undefined, indent).replaceAll('\n', `${eol}${indent.repeat(depth)}`);
	if (name === '') {
		return lines;
	}
	// The first in its object: the bracket that closes it goes on a line of its own, too.
	const end = comma === '' ? `${eol}${indent.repeat(depth - 1)}` : '';
	return `${comma}${eol}${indent.repeat(depth)}"${name}": ${lines}${end}`;
}

/**
 * Codex' TOML configuration (`~/.codex/config.toml`, developers.openai.com/codex/mcp, read 2026-11) with the server as a table at its end; what is there stays
 * byte for byte. A server of this name that is there already is the user's to change.
 */
export function mergedToml(before: string, server: ServerCommand): Merged {
	const table = tomlTable(server);
	if (before.includes(table.trim())) {
		return 'same';
	}
	// A table, an inline table or a dotted key of the name: TOML refuses a second one.
	const taken = new RegExp(
		`^[ \\t]*(\\[[ \\t]*mcp_servers[ \\t]*\\.[ \\t]*["']?${serverName}["']?[ \\t]*[\\].]|mcp_servers[ \\t]*=|mcp_servers[ \\t]*\\.[ \\t]*["']?${serverName}["']?[ \\t]*[.=]|\\[[ \\t]*mcp_servers[ \\t]*\\][^[]*?^[ \\t]*["']?${serverName}["']?[ \\t]*[.=])`,
		'm',
	);
	if (taken.test(before)) {
		return 'unreadable';
	}
	const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
	return { text: `${before}${gap}${table}` };
}

/** The server alone, as an agent's configuration has it, to be pasted. */
export function configurationText(format: 'json' | 'toml', server: ServerCommand): string {
	const merged = format === 'toml' ? mergedToml('', server) : mergedJson('', server);
	return typeof merged === 'string' ? '' : merged.text;
}

function tomlTable({ command, args, env }: ServerCommand): string {
	const text = (value: string) => JSON.stringify(value).replace(/\u007f/g, '\\u007f');
	const pairs = Object.entries(env).map(([name, value]) => `${text(name)} = ${text(value)}`);
	return [
		`[mcp_servers.${serverName}]`,
		`command = ${text(command)}`,
		`args = [${args.map(text).join(', ')}]`,
		...(pairs.length > 0 ? [`env = { ${pairs.join(', ')} }`] : []),
		'',
	].join('\n');
}
