import { readdir } from 'node:fs/promises';

/** Where the Tesseract project publishes the files of all languages, in the variant that suits this engine. */
export const languageFilesAddress = 'https://github.com/tesseract-ocr/tessdata_fast';

/** The language whose file is in the package. */
export const builtInLanguage = 'eng';

/** The codes of the files that are published there (tesseract-ocr/tessdata_fast, without `osd` and `equ`, which are not languages). */
export const publishedLanguages: readonly string[] = (
	'afr amh ara asm aze aze_cyrl bel ben bod bos bre bul cat ceb ces chi_sim chi_sim_vert chi_tra chi_tra_vert chr cos cym dan deu div dzo ell ' +
	'eng enm epo est eus fao fas fil fin fra frk frm fry gla gle glg grc guj hat heb hin hrv hun hye iku ind isl ita ita_old jav jpn jpn_vert ' +
	'kan kat kat_old kaz khm kir kmr kor kor_vert lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep nld nor oci ori pan pol por pus que ' +
	'ron rus san sin slk slv snd spa spa_old sqi srp srp_latn sun swa swe syr tam tat tel tgk tha tir ton tur uig ukr urd uzb uzb_cyrl vie yid yor'
).split(' ');

/** BCP 47 tags for Tesseract's codes that are not ISO 639 codes. */
const tags: Readonly<Record<string, string>> = {
	aze_cyrl: 'az-Cyrl',
	chi_sim: 'zh-Hans',
	chi_tra: 'zh-Hant',
	frk: 'de-Latf',
	ita_old: 'it',
	kat_old: 'ka',
	spa_old: 'es',
	srp_latn: 'sr-Latn',
	uzb_cyrl: 'uz-Cyrl',
};

/** The name of a language, and a variant of its script. */
export interface LanguageName {
	readonly name: string;
	readonly variant?: 'vertical' | 'old';
}

/**
 * The name of a language in the display language.
 * @param code Tesseract's code; an unknown one is returned as its own name
 * @param locale the display language, as a BCP 47 tag
 */
export function languageName(code: string, locale: string): LanguageName {
	const base = code.replace(/_vert$/, '');
	const variant = base !== code ? ({ variant: 'vertical' } as const) : base.endsWith('_old') ? ({ variant: 'old' } as const) : {};
	const name = nameOf(tags[base] ?? base, locale);
	return name === undefined ? { name: code } : { name, ...variant };
}

/** The codes of the languages whose files are in a folder; empty when it cannot be read. */
export async function languagesIn(folder: string): Promise<readonly string[]> {
	const files = folder ? await readdir(folder).catch(() => []) : [];
	return [...new Set(files.flatMap((file) => /^([A-Za-z0-9][\w-]{0,63})\.traineddata(?:\.gz)?$/.exec(file)?.[1] ?? []))].sort();
}

function nameOf(tag: string, locale: string): string | undefined {
	try {
		return new Intl.DisplayNames([locale, 'en'], { type: 'language', fallback: 'none' }).of(tag);
	} catch {
		// The code is not a valid tag.
		return undefined;
	}
}
