import { findSourceMap } from 'node:module';

/**
 * A stack with the places in bundles replaced by those in their sources. Node does this by itself (with source maps enabled, as they must be
 * here), but not where somebody else formats stacks, as VS Code's extension host does.
 */
export function sourceStack(stack: string): string {
	return stack.replace(/(\/[^\n():]+):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
		const found = findSourceMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
		return found && 'originalSource' in found
			? `${found.originalSource.replace('file://', '')}:${found.originalLine + 1}:${found.originalColumn + 1}`
			: place;
	});
}
