import tseslint from 'typescript-eslint';

/** Files under src/`name` may import nothing that matches one of `forbidden`; the table in CONTRIBUTING.md says why. */
function floor(name, ...forbidden) {
	return {
		files: [`src/${name}/**/*.ts`],
		rules: {
			'@typescript-eslint/no-restricted-imports': [
				'error',
				{ patterns: [{ regex: forbidden.join('|'), message: `${name}/ must not import this floor (see CONTRIBUTING.md).` }] },
			],
		},
	};
}

export default tseslint.config(
	{ ignores: ['dist', 'out'] },
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true } },
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/prefer-promise-reject-errors': 'off',
			eqeqeq: 'error',
			'no-console': 'error',
			'@typescript-eslint/no-unnecessary-type-parameters': 'off',
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-floating-promises': 'off',
			'no-console': 'off',
		},
	},
	floor('shared', '^vscode$', '^undici$', '^node:', '/(core|platform|commands|panel|integrations|webview)/', '/services'),
	floor('core', '^vscode$', '/(platform|commands|panel|integrations|webview)/', '/services'),
	floor('webview', '^vscode$', '^undici$', '^node:', '/(core|platform|commands|panel|integrations)/', '/services'),
	floor('platform', '/(commands|panel|integrations|webview)/', '/services'),
	floor('commands', '/(panel|integrations|webview)/'),
	floor('panel', '/(commands|integrations|webview)/'),
	floor('integrations', '/(commands|panel|webview)/'),
);
