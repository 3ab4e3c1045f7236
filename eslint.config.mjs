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

/** A name in a message could become a link or turn the sentence around it: arguments of `l10n.t` are numbers, our own words, or made by `plain`. */
const shownNames = {
	meta: {
		type: 'problem',
		schema: [],
		messages: { raw: 'Pass this through plain() or shownName(): it may be the name of a file, a host or a model.' },
	},
	create(context) {
		const services = context.sourceCode.parserServices;
		const checker = services.program.getTypeChecker();
		const isSafe = (type) =>
			type.isUnion()
				? type.types.every(isSafe)
				: type.isNumberLiteral() ||
					type.isStringLiteral() ||
					checker.typeToString(type) === 'number' ||
					checker.getPropertyOfType(type, 'plain');
		return {
			'CallExpression[callee.property.name="t"]:matches([callee.object.name="l10n"], [callee.object.property.name="l10n"])'(node) {
				for (const argument of node.arguments.slice(1)) {
					if (!isSafe(services.getTypeAtLocation(argument))) {
						context.report({ node: argument, messageId: 'raw' });
					}
				}
			},
		};
	},
};

/** What other files use says what it is for, in a docstring right before it. */
const docstrings = {
	meta: { type: 'suggestion', schema: [], messages: { missing: 'Say in a docstring what this is for: other files use it.' } },
	create(context) {
		const { sourceCode } = context;
		return {
			'ExportNamedDeclaration[declaration], ExportDefaultDeclaration'(node) {
				const before = sourceCode.getCommentsBefore(node).at(-1);
				const isOverload = node.declaration.type === 'TSDeclareFunction';
				if (!isOverload && !(before?.type === 'Block' && before.value.startsWith('*'))) {
					context.report({ node, messageId: 'missing' });
				}
			},
		};
	},
};

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
	{
		files: ['src/**/*.ts'],
		plugins: { docs: { rules: { docstrings } } },
		rules: { 'docs/docstrings': 'error' },
	},
	{
		files: ['src/{commands,panel,platform,integrations}/**/*.ts'],
		// Its facts are plain before they are put into sentences.
		ignores: ['src/platform/messages/*.ts'],
		plugins: { fovea: { rules: { 'shown-names': shownNames } } },
		rules: { 'fovea/shown-names': 'error' },
	},
	floor('shared', '^vscode$', '^undici$', '^node:', '/(core|platform|commands|panel|integrations|webview)/', '/services'),
	floor('core', '^vscode$', '/(platform|commands|panel|integrations|mcp|webview)/', '/services'),
	floor('webview', '^vscode$', '^undici$', '^node:', '/(core|platform|commands|panel|integrations)/', '/services'),
	floor('platform', '/(commands|panel|integrations|webview)/', '/services'),
	floor('commands', '/(panel|integrations|webview)/'),
	floor('panel', '/(commands|integrations|webview)/'),
	floor('mcp', '^vscode$', '/(platform|commands|panel|integrations|webview)/', '/services'),
	floor('integrations', '/(commands|panel|webview)/'),
);
