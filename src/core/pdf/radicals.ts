/** Radicals of dictionaries in Unicode (U+2E80 to U+2FDF), which look like the letters that they are parts of. */
const radical = /^[\u2e80-\u2fdf]$/;

/** Radicals that Unicode does not decompose, each before its letter (Unicode's `EquivalentUnifiedIdeograph.txt`). */
const letters = new Map(
	(
		'⺁厂 ⺊卜 ⺒巳 ⺓幺 ⺠民 ⺮竹 ⻁虎 ⻂衤 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ' +
		'⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻲亀'
	)
		.split(' ')
		.map((pair) => [pair.slice(0, 1), pair.slice(1)] as const),
);

/** The letter that a radical stands for, undefined for other characters. Makers of PDFs that go from glyphs to characters, Skia among them, confuse both. */
export function letterOfRadical(text: string): string | undefined {
	return radical.test(text) ? (letters.get(text) ?? text.normalize('NFKC')) : undefined;
}
