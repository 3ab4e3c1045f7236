/** How TeX sets a symbol, which determines its spacing and neighbours. */
export type SymbolKind = 'ordinary' | 'large' | 'binary' | 'relation' | 'open' | 'close' | 'punctuation';

/** A symbol's LaTeX, as KaTeX knows it. */
export interface MathSymbol {
	readonly latex: string;
	readonly kind: SymbolKind;
}

/** Symbols with their LaTeX; command names have no backslash here. */
const symbols: Readonly<Record<SymbolKind, string>> = {
	ordinary: `α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa ϰ varkappa λ lambda μ mu ν nu
		ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon ϕ phi φ varphi χ chi ψ psi ω omega ϝ digamma
		Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega µ mu ∆ Delta Ω Omega
		∂ partial ∇ nabla ∞ infty ℓ ell ℘ wp ℜ Re ℑ Im ℵ aleph ℶ beth ℷ gimel ℸ daleth ℏ hbar ı imath ȷ jmath ∅ emptyset ∀ forall ∃ exists ∄ nexists
		¬ neg ⊤ top ⊥ perp ∠ angle ∡ measuredangle ∢ sphericalangle ╱ diagup ╲ diagdown △ triangle ▽ triangledown □ square ■ blacksquare ◊ lozenge ⧫ blacklozenge ★ bigstar
		▲ blacktriangle ▼ blacktriangledown ♭ flat ♮ natural ♯ sharp ♣ clubsuit ♢ diamondsuit ♡ heartsuit ♠ spadesuit ℧ mho ð eth ∁ complement
		′ prime ‵ backprime † dagger ‡ ddagger § S ¶ P … ldots ⋯ cdots ⋮ vdots ⋱ ddots ° ^\\circ \\ backslash ✓ checkmark ∴ therefore ∵ because % \\% # \\# & \\& $ \\$ _ \\_
		″ '' ‴ ''' ∎ blacksquare`,
	large: `∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ∯ oiint ∰ oiiint ⋃ bigcup ⋂ bigcap ⨆ bigsqcup ⨄ biguplus ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes
		⨀ bigodot`,
	binary: `+ + − - - - ± pm ∓ mp × times ÷ div · cdot ⋅ cdot ∗ * * * ⋆ star ∘ circ ◦ circ ∙ bullet • bullet ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ◯ bigcirc
		∪ cup ∩ cap ⊎ uplus ⊔ sqcup ⊓ sqcap ∨ vee ∧ wedge ∖ setminus ≀ wr ⋄ diamond ⊞ boxplus ⊟ boxminus ⊠ boxtimes ⊡ boxdot ⋉ ltimes ⋊ rtimes
		⊺ intercal ⊚ circledcirc ⊛ circledast ⊝ circleddash ⋏ curlywedge ⋎ curlyvee ⋋ leftthreetimes ⋌ rightthreetimes ⊻ veebar ⊼ barwedge ∔ dotplus
		⋓ Cup ⋒ Cap ⩞ doublebarwedge ⋇ divideontimes ⋖ lessdot ⋗ gtrdot / / ∕ / ⁄ / ⨯ times ⧵ setminus ⨿ amalg`,
	relation: `= = < < > > : : ∶ : ≔ coloneqq ≕ eqqcolon ⟂ perp ≤ le ≥ ge ≠ ne ≡ equiv ∼ sim ≈ approx ≃ simeq ≅ cong ≍ asymp ∝ propto ∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq
		⊇ supseteq ⊈ nsubseteq ⊉ nsupseteq ⊊ subsetneq ⊋ supsetneq ⊏ sqsubset ⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ≪ ll ≫ gg ⋘ lll ⋙ ggg ≺ prec
		≻ succ ⪯ preceq ⪰ succeq ≼ preccurlyeq ≽ succcurlyeq ⩽ leqslant ⩾ geqslant ≦ leqq ≧ geqq ≲ lesssim ≳ gtrsim ⪅ lessapprox ⪆ gtrapprox
		≶ lessgtr ≷ gtrless ≰ nleq ≱ ngeq ≮ nless ≯ ngtr ⊀ nprec ⊁ nsucc ≁ nsim ∤ nmid ∦ nparallel ≜ triangleq ≐ doteq ≑ doteqdot ≗ circeq ≖ eqcirc
		≊ approxeq ≂ eqsim ∽ backsim ⋍ backsimeq ≎ Bumpeq ≏ bumpeq ∣ mid ⊢ vdash ⊣ dashv ⊨ models ⊩ Vdash ⊪ Vvdash ⊬ nvdash ⊭ nvDash
		⋈ bowtie ⌣ smile ⌢ frown ⊴ trianglelefteq ⊵ trianglerighteq ⊲ vartriangleleft ⊳ vartriangleright ▷ triangleright ◁ triangleleft
		▶ blacktriangleright ◀ blacktriangleleft ⋐ Subset ⋑ Supset ⋔ pitchfork ≬ between ϶ backepsilon
		→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow
		⇕ Updownarrow ↗ nearrow ↘ searrow ↖ nwarrow ↙ swarrow ⟶ longrightarrow ⟵ longleftarrow ⟷ longleftrightarrow ⟹ Longrightarrow
		⟸ Longleftarrow ⟺ Longleftrightarrow ⟼ longmapsto ↪ hookrightarrow ↩ hookleftarrow ↼ leftharpoonup ↽ leftharpoondown ⇀ rightharpoonup
		⇁ rightharpoondown ⇌ rightleftharpoons ⇋ leftrightharpoons ↠ twoheadrightarrow ↞ twoheadleftarrow ⇝ rightsquigarrow ↭ leftrightsquigarrow
		⇄ rightleftarrows ⇆ leftrightarrows ⇉ rightrightarrows ⇇ leftleftarrows ⇈ upuparrows ⇊ downdownarrows ↾ upharpoonright ⇂ downharpoonright
		↿ upharpoonleft ⇃ downharpoonleft ↣ rightarrowtail ↢ leftarrowtail ↺ circlearrowleft ↻ circlearrowright ⊸ multimap ↚ nleftarrow
		↛ nrightarrow ⇍ nLeftarrow ⇏ nRightarrow ⇎ nLeftrightarrow ↮ nleftrightarrow ⇛ Rrightarrow ⇚ Lleftarrow ↰ Lsh ↱ Rsh
		≾ precsim ≿ succsim ⪕ eqslantless ⪖ eqslantgtr ⋞ curlyeqprec ⋟ curlyeqsucc ≓ risingdotseq ≒ fallingdotseq ⋚ lesseqgtr ⋛ gtreqless
		⪋ lesseqqgtr ⪌ gtreqqless ⫅ subseteqq ⫆ supseteqq ↫ looparrowleft ↬ looparrowright ≨ lneqq ≩ gneqq ⪇ lneq ⪈ gneq ⋠ npreceq ⋡ nsucceq
		⋨ precnsim ⋩ succnsim ⋦ lnsim ⋧ gnsim ⪵ precneqq ⪶ succneqq ⪹ precnapprox ⪺ succnapprox ⪉ lnapprox ⪊ gnapprox ≇ ncong ⫋ subsetneqq
		⫌ supsetneqq ⋭ ntrianglerighteq ⋬ ntrianglelefteq ⋪ ntriangleleft ⋫ ntriangleright ⪸ succapprox ⪷ precapprox ↶ curvearrowleft
		↷ curvearrowright ⊮ nVdash ⊯ nVDash`,
	open: '( ( [ [ { \\{ ⌊ lfloor ⌈ lceil ⟨ langle 〈 langle ⟦ llbracket ⌞ llcorner ⟮ lgroup',
	close: ') ) ] ] } \\} ⌋ rfloor ⌉ rceil ⟩ rangle 〉 rangle ⟧ rrbracket ⌝ urcorner ⌟ lrcorner ⟯ rgroup',
	punctuation: ', , ; ; . . ! ! ? ? ’ \\text{’} ‘ \\text{‘} “ \\text{“} ” \\text{”}',
};

const table = new Map(
	(Object.entries(symbols) as [SymbolKind, string][]).flatMap(([kind, list]) => {
		const words = list.trim().split(/\s+/);
		return Array.from({ length: words.length / 2 }, (_, i) => {
			const name = words[2 * i + 1]!;
			return [words[2 * i]!, { latex: /^[A-Za-z]+$/.test(name) ? `\\${name}` : name, kind }] as const;
		});
	}),
);

/** Symbols that stand on both sides of what they enclose. */
const bars = new Map([
	['|', '\\vert'],
	['‖', '\\Vert'],
	['∥', '\\Vert'],
]);

/** A symbol that is neither letter nor digit; undefined if it is not known in formulas. */
export function symbolOf(symbol: string): MathSymbol | undefined {
	const bar = bars.get(symbol);
	return bar === undefined ? table.get(symbol) : { latex: bar, kind: 'ordinary' };
}

const operators = new Set([...table.values()].filter(({ kind }) => kind === 'relation' || kind === 'binary').map(({ latex }) => latex));

/** Whether LaTeX is a relation or a binary operator. */
export function isOperatorLatex(latex: string): boolean {
	return operators.has(latex) || /^\\Long(?:left|right|leftright)arrow$|^\\(?:notin|cong|mapsto|iff)$/.test(latex);
}

/**
 * Whether a text is a single Greek capital, which TeX takes from its text fonts. An omega can be a unit; no other Greek capital is a one-letter word.
 */
export function isGreekSymbol(text: string): boolean {
	return /^[([]*[ΓΔ∆ΘΛΞΠΣΦΨ][()[\],.;:=]*$/.test(text);
}

/** Accents that combine with the letter before them. */
export const accents: ReadonlyMap<string, string> = new Map([
	['\u0300', 'grave'],
	['\u0301', 'acute'],
	['\u0302', 'hat'],
	['\u0303', 'tilde'],
	['\u0304', 'bar'],
	['\u0305', 'overline'],
	['\u0306', 'breve'],
	['\u0307', 'dot'],
	['\u0308', 'ddot'],
	['\u030a', 'mathring'],
	['\u030c', 'check'],
	['\u20d7', 'vec'],
]);

/** Names of functions that have a command of their own. */
const functions =
	/^(?:arccos|arcsin|arctan|arg|cos|cosh|cot|coth|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim|liminf|limsup|ln|log|max|min|Pr|sec|sin|sinh|sup|tan|tanh)$/;

/** Functions with limits below them, including two that LaTeX does not know. */
const withLimits = /^(?:arg ?max|arg ?min|det|gcd|inf|lim|lim ?inf|lim ?sup|max|min|Pr|sup)$/;

/** Whether a word is the name of a function. */
export function isFunction(word: string): boolean {
	return functions.test(word) || withLimits.test(word);
}

/** Whether text below a function's name is its limit. */
export function takesLimits(word: string): boolean {
	return withLimits.test(word);
}

/** The LaTeX of a function's name. */
export function functionLatex(word: string): string {
	return functions.test(word) ? `\\${word}` : `\\operatorname*{${word.replace(' ', '\\,')}}`;
}
