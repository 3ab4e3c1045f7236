/** Fovea's own rules for the linter; `.oxlintrc.json` says where they hold. */

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

/** TypeScript takes any object of the same shape for an instance of a class, unless the class has a private member. */
const nominalClasses = {
	meta: {
		type: 'problem',
		schema: [],
		messages: { open: 'Make a member private: without one, any object of the same shape passes for an instance.' },
	},
	create(context) {
		const isPrivate = (member) =>
			member.accessibility === 'private' ||
			member.accessibility === 'protected' ||
			member.key?.type === 'PrivateIdentifier' ||
			(member.kind === 'constructor' && member.value.params.some(isPrivate));
		return {
			'ExportNamedDeclaration > ClassDeclaration[superClass=null]'(node) {
				if (!node.body.body.some(isPrivate)) {
					context.report({ node: node.id, messageId: 'open' });
				}
			},
		};
	},
};

export default { meta: { name: 'fovea' }, rules: { docstrings, 'nominal-classes': nominalClasses } };
