import type { FirstState } from '../shared/protocol.ts';

/** Where the page's own files are, as the webview loads them. */
export interface PageFiles {
	readonly script: string;
	readonly style: string;
	/** The one origin that files of the extension and the panel come from. */
	readonly source: string;
	/** Of the script; new for every page. */
	readonly nonce: string;
	/** What the page begins with, before it hears anything; absent where that could not be made. */
	readonly first?: FirstState | undefined;
	/** The editor's display language. */
	readonly language: string;
}

/** The HTML of the panel, with a content security policy that allows only the given files; data in it is not run. */
export function panelPage({ script, style, source, nonce, language, first }: PageFiles): string {
	const policy = `default-src 'none'; img-src ${source}; style-src ${source}; script-src 'nonce-${nonce}';`;
	return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(style)}">
<title>Fovea</title>
</head>
<body>
<main id="root"></main>
${first ? `<script type="application/json" id="first">${dataBlock(first)}</script>\n` : ''}<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** JSON that ends no element: a prompt may hold `</script>`. */
function dataBlock(value: unknown): string {
	return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function attribute(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
