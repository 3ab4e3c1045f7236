import path from 'node:path';

/** Where API keys may come from; a test must never send anything with a developer's own. */
export const keyVariables = ['AZURE_API_KEY', 'MISTRAL_API_KEY', 'AZURE_OPENAI_API_KEY', 'OPENAI_API_KEY'] as const;

/** `environment` without what would change how VS Code or npm behave inside a test, without keys, and with `home` for a home. */
export function serverEnvironment(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv & { readonly TMPDIR: string } {
	const foreign = (name: string) => /^(npm_|VSCODE_|XDG_)/.test(name) || keyVariables.some((key) => key === name);
	return {
		...Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign(name))),
		HOME: home,
		TMPDIR: path.join(home, 'tmp'),
	};
}
