import type { FirstState } from '../shared/protocol.ts';

/** The parts of the panel's page. */
export interface PageParts {
	/** The page's code and style. They are in the HTML, because each file would be fetched through the editor before anything is visible. */
	readonly script: string;
	readonly style: string;
	/** The only origin of pictures. */
	readonly source: string;
	/** The nonce of script and style, new for every page. */
	readonly nonce: string;
	/** The initial state of the page; absent if it could not be made. */
	readonly first?: FirstState | undefined;
	/** The editor's display language. */
	readonly language: string;
}

/** The HTML of the panel, with a content security policy that allows only the given script, style and pictures. The data in it cannot run. */
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

/** JSON that cannot end its element, because a prompt can contain `</script>`. */
function dataBlock(value: unknown): string {
	return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function attribute(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
