/**
 * Runs in every page. Bars and wheels of progress that turn for ever have the whole window painted sixty times a second, which without a graphics card takes
 * as much of the processor as all that is tested: here they stand still.
 */
export function stillPage(): void {
	if (globalThis.top !== globalThis.self) {
		return;
	}
	const sheet = new CSSStyleSheet();
	sheet.replaceSync('*, *::before, *::after { animation-iteration-count: 1 !important; animation-duration: 1ms !important; }');
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
