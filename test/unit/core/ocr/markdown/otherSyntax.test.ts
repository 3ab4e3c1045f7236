import assert from 'node:assert/strict';
import { inSyntax } from '../../../../../src/core/ocr/markdown/otherSyntax.ts';

const page = `# Harbour & tolls

The *fee* of **7 %** is due_now; see [the list](https://example.org/a_b) and $E = mc^2$.

- Boats
  1. small
  2. large
- Rafts

| Kind | Fee |
| ---- | --- |
| Boat | 2   |
| Raft | 10% |

\`\`\`python
if fee_due:
    pay()
\`\`\`

$$
\\frac{a}{b}
$$

H<sub>2</sub>O and x<sup>2</sup>`;

suite('markdown in another syntax', () => {
	test('is itself as markdown', () => {
		assert.equal(inSyntax(page, 'markdown'), page);
	});

	test('has no markup as text', () => {
		assert.equal(
			inSyntax(page, 'text'),
			[
				'Harbour & tolls',
				'The fee of 7 % is due_now; see the list and $E = mc^2$.',
				'- Boats\n  1. small\n  2. large\n- Rafts',
				'Kind\tFee\nBoat\t2\nRaft\t10%',
				'if fee_due:\n    pay()',
				'$$\n\\frac{a}{b}\n$$',
				'H2O and x2',
			].join('\n\n'),
		);
	});

	test('is LaTeX that compiles without a package', () => {
		assert.equal(
			inSyntax(page, 'latex'),
			[
				'\\section{Harbour \\& tolls}',
				'The \\emph{fee} of \\textbf{7 \\%} is due\\_now; see the list (\\texttt{https://example.org/a\\_b}) and $E = mc^2$.',
				'\\begin{itemize}\n\t\\item Boats\n\t\\begin{enumerate}\n\t\t\\item small\n\t\t\\item large\n\t\\end{enumerate}\n\t\\item Rafts\n\\end{itemize}',
				'\\begin{tabular}{ll}\n\tKind & Fee \\\\ \\hline\n\tBoat & 2 \\\\\n\tRaft & 10\\% \\\\\n\\end{tabular}',
				'\\begin{verbatim}\nif fee_due:\n    pay()\n\\end{verbatim}',
				'$$\n\\frac{a}{b}\n$$',
				'H\\textsubscript{2}O and x\\textsuperscript{2}',
			].join('\n\n'),
		);
	});

	test('merged cells keep their columns', () => {
		const table =
			'<table><tr><th rowspan="2">Year</th><th colspan="2">Boats</th></tr><tr><th>in</th><th>out</th></tr><tr><td>1911</td><td>4</td><td>5</td></tr></table>';

		assert.equal(inSyntax(table, 'text'), 'Year\tBoats\t\n\tin\tout\n1911\t4\t5');
		assert.equal(
			inSyntax(table, 'latex'),
			'\\begin{tabular}{lll}\n\tYear & \\multicolumn{2}{l}{Boats} \\\\ \\hline\n\t & in & out \\\\ \\hline\n\t1911 & 4 & 5 \\\\\n\\end{tabular}',
		);
	});

	test('what LaTeX would read as a command is text', () => {
		assert.equal(
			inSyntax('\\\\input{/etc/passwd} 100% #1 ~ ^ \\_ {x} <https://example.org/?a=1&b=2>', 'latex'),
			'\\textbackslash{}input\\{/etc/passwd\\} 100\\% \\#1 \\textasciitilde{} \\textasciicircum{} \\_ \\{x\\} https://example.org/?a=1\\&b=2',
		);
		assert.ok(!inSyntax('```\na\n\\end{verbatim}\\input{x}\n```', 'latex').includes('\\input{'));
	});

	test('a list that begins later keeps its numbers', () => {
		assert.equal(inSyntax('3. c\n4. d', 'text'), '3. c\n4. d');
		assert.ok(inSyntax('3. c\n4. d', 'latex').includes('\\setcounter{enumi}{2}'));
	});

	test('takes what is nested or spans without end', () => {
		assert.ok(inSyntax('> '.repeat(90) + 'x', 'text').endsWith('x'));
		assert.equal(inSyntax('> '.repeat(3000) + 'x', 'text'), '');
		assert.ok(inSyntax(`${'<div>'.repeat(3000)}x`, 'latex').endsWith('x'));
		assert.ok(inSyntax('<table><tr><td colspan="99999999" rowspan="99999999">x</td></tr></table>', 'latex').length < 20_000);
	});
});
