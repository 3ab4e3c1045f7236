import { type ParseError, applyEdits, modify, parse, parseTree } from 'jsonc-parser';

/** The command with which an agent starts the server. */
export interface ServerCommand {
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/**
 * The new text of a configuration; `same` if Fovea is already in it, `unreadable` if the agent itself could not read it, so that it must be left
 * alone.
 */
export type Merged = { readonly text: string } | 'same' | 'unreadable';

/** The name of the server in configurations. */
const serverName = 'fovea';

/**
 * Adds the server to an agent's JSON configuration; comments, order and indentation of the rest stay. Claude Code (`.mcp.json`,
 * code.claude.com/docs/en/mcp), Cursor (`~/.cursor/mcp.json`, cursor.com/docs), Windsurf (`~/.codeium/windsurf/mcp_config.json`,
 * docs.windsurf.com/windsurf/cascade/mcp) and Cline (`cline_mcp_settings.json`, docs.cline.bot/mcp) all have `mcpServers.<name>` with `command`,
 * `args` and `env`; read 2026-11.
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
	// The library would reformat the neighbours too, so the inserted text is formatted here.
	const edits = modify(text, ['mcpServers', serverName], value, {}).map((edit) => ({ ...edit, content: formatted(text, edit.content) }));
	const merged = applyEdits(text, edits);
	return parseTree(merged) ? { text: merged } : 'unreadable';
}

/** Puts the inserted text on lines of its own, with the file's indentation. */
function formatted(text: string, content: string): string {
	const indent = /^([\t ]+)"/m.exec(text)?.[1] ?? '  ';
	const eol = text.includes('\r\n') ? '\r\n' : '\n';
	const [, comma = '', name = '', json = ''] = /^(,?)(?:"(\w+)": ?)?(.*)$/s.exec(content) ?? [];
	const depth = name === 'mcpServers' ? 1 : 2;
	const lines = JSON.stringify(JSON.parse(json), undefined, indent).replaceAll('\n', `${eol}${indent.repeat(depth)}`);
	if (name === '') {
		return lines;
	}
	// When it is the first entry of its object, the closing bracket goes on a line of its own, too.
	const end = comma === '' ? `${eol}${indent.repeat(depth - 1)}` : '';
	return `${comma}${eol}${indent.repeat(depth)}"${name}": ${lines}${end}`;
}

/**
 * Appends the server as a table to Codex' TOML configuration (`~/.codex/config.toml`, developers.openai.com/codex/mcp, read 2026-11). The rest stays
 * byte for byte. An existing server of this name is not changed.
 */
export function mergedToml(before: string, server: ServerCommand): Merged {
	const table = tomlTable(server);
	if (before.includes(table.trim())) {
		return 'same';
	}
	// A table, an inline table or a dotted key of this name: TOML does not allow a second one.
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

/** A configuration with only the server in it, for pasting. */
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
