/** The largest distance between two lines of the name of a column, in em. */
export const closeLines = 1.5;

/** A year that names a column: no value, though a number. */
export const year = /^(?:FY\s?)?(?:19|20)\d\d$/;

/** The beginning of a caption of a table or a figure: no name of a column. */
export const caption = /^(?:table|tab\.|figure|fig\.|tabelle|tableau|tabla|tabella|tabel)\s*[\dIVX]/i;

/** Dots from a name to what belongs to it: the page of a heading or the amount of an account. */
export const leader = /(?:\.\s?){4,}|…{2,}|·{4,}/;
