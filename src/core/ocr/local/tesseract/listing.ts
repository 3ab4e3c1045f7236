/** What marks code and the output of programs: times, paths, options, assignments, results in brackets. */
const technical =
	/[{}<>[\]|\\^~$@#_=`]|\w\(|[:,(;]$|\d:\d\d\b|\b\d{4}-\d\d-\d\d\b|(?:^|\s)--?[a-z]|\w[/.]\w+[/.]\w|[a-z]\.[a-z]{1,4}\b|\w:\S|(?:^|\s)\/\w|\b\d+%|^\s*(?:\/\/|\*|--|import |from |return|end$|else|def |fi$|done$)/;

/** Empty cells between the columns of what a program prints. */
const columns = /\S {3,}\S/;

/** The end of a line of a receipt: an amount after a gap, perhaps with a currency symbol or a tax code. */
const amount = /\s[$€£-]?\d{1,6}[.,]\d\d(?:\s?[A-Z*€]{1,2})?$/;

/** The least share of rows that are technical, and the largest share that end with an amount. */
const mostly = 0.5;
const mostAmounts = 0.25;

/** Whether rows in a monospaced font are code or the content of a terminal, and not typewritten text or a receipt. */
export function isListing(rows: readonly string[]): boolean {
	const found = rows.filter((row) => technical.test(row) || columns.test(row.trim()));
	const amounts = rows.filter((row) => amount.test(row));
	return found.length > mostly * rows.length && amounts.length < mostAmounts * rows.length;
}
