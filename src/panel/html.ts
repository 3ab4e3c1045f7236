/** Where the page's own files are, as the webview loads them. */
export interface PageFiles {
	readonly script: string;
	readonly style: string;
	/** The one origin that files of the extension and the panel come from. */
	readonly source: string;
	/** Of the script; new for every page. */
	readonly nonce: string;
	/** The editor's display language. */
	readonly language: string;
}

/** The HTML of the panel, with a content security policy that allows only the given files. */
export function panelPage({ script, style, source, nonce, language }: PageFiles): string {
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
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
