import type { FirstState } from '../shared/protocol.ts';

/** What a page of the panel is made of. */
export interface PageParts {
	/** The page's own code and looks. They stand in the HTML: a file is one more way through the editor before anything is seen. */
	readonly script: string;
	readonly style: string;
	/** The one origin that pictures come from. */
	readonly source: string;
	/** Of script and style; new for every page. */
	readonly nonce: string;
	/** What the page begins with, before it hears anything; absent where that could not be made. */
	readonly first?: FirstState | undefined;
	/** The editor's display language. */
	readonly language: string;
}

/** The HTML of the panel, with a content security policy that allows only the given script, style and pictures; data in it is not run. */
export function panelPage({ script, style, source, nonce, language, first }: PageParts): string {
	const policy = `default-src 'none'; img-src ${source}; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';`;
	return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${attribute(nonce)}">${style}</style>
<title>Fovea</title>
</head>
<body>
<main id="root"></main>
${first ? `<script type="application/json" id="first">${dataBlock(first)}</script>\n` : ''}<script nonce="${attribute(nonce)}">${script}</script>
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
