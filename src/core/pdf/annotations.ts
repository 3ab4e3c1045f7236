import type { UserBox } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { type UserLink, readLinks } from './readLinks.ts';

/** A tick box or radio button. */
export interface Toggle extends UserBox {
	readonly isOn: boolean;
}

/** A field with text, or a list box. */
export interface FilledField extends UserBox {
	/** The value; undefined for the letters of a password, which are not visible. */
	readonly value?: string | undefined;
	/** Whether the value is not visible, as the program that filled it in did not draw it. */
	readonly undrawn?: boolean;
	/** The entries of a list box. */
	readonly options?: readonly FieldOption[];
}

/** An entry of a list box. */
export interface FieldOption {
	readonly label: string;
	readonly isOn: boolean;
}

/** Facts about a page's annotations that are lost when they become part of its content. */
export interface PageAnnotations {
	readonly links: readonly UserLink[];
	readonly toggles: readonly Toggle[];
	readonly values: readonly FilledField[];
	/** Strokes and shapes that somebody has drawn onto the page, also over its text. */
	readonly marks: readonly UserBox[];
}

/** `FLAT_NORMALDISPLAY` of fpdf_flatten.h. */
const normalDisplay = 0;

/** `FORMTYPE_NONE`, `FPDF_FORMFIELD_*` of fpdf_formfill.h. */
const noForm = 0;
const pushButton = 1;
const checkBox = 2;
const radioButton = 3;
const comboBox = 4;
const listBox = 5;
const textField = 6;

/** `FPDF_FORMFLAG_TEXT_PASSWORD` of fpdf_annot.h. */
const passwordField = 1 << 13;

/** `FPDF_ANNOT_*` of fpdf_annot.h: annotations that draw nothing themselves, and ones with text. */
const linkSubtype = 2;
const freeTextSubtype = 3;
const strikeOutSubtype = 12;
const popupSubtype = 16;
const widgetSubtype = 20;

/** Lines, squares, circles, polygons, highlights and the like, and ink. */
const isMark = (subtype: number) => (subtype >= 4 && subtype <= 12) || subtype === 15;

/** `FPDF_ANNOT_FLAG_HIDDEN`, `FPDF_ANNOT_FLAG_NOVIEW`. */
const notShown = 0x02 | 0x20;

/** `FPDF_ANNOT_APPEARANCEMODE_NORMAL`. */
const normalAppearance = 0;

/** Operators in an appearance stream that draw text, or an object that may contain text. */
const showsText = /\bT[jJ]\b|['"]\s|\bDo\b/;

/** More than a page can show. */
const mostAnnotations = 20_000;
const mostOptions = 1000;

/**
 * Flattens a document's form fields and annotations into the content of their pages, so that rendering and text include them. The document is never
 * saved, so it may be changed.
 */
export class Annotations {
	private readonly pages = new Map<number, PageAnnotations>();
	private form: { readonly info: number; readonly environment: number } | undefined;

	constructor(
		private readonly pdfium: Pdfium,
		private readonly document: number,
	) {}

	/** Flattens a loaded page, once. `changed`: the page must be loaded again to show the change. */
	prepare(index: number, page: number): { readonly annotations: PageAnnotations; readonly changed: boolean } {
		const known = this.pages.get(index);
		if (known) {
			return { annotations: known, changed: false };
		}
		const { changed, ...annotations } = this.into(page);
		this.pages.set(index, annotations);
		return { annotations, changed };
	}

	/** Call this before the document is closed. */
	close(): void {
		if (this.form) {
			this.pdfium.raw.PDFiumExt_ExitFormFillEnvironment(this.form.environment);
			this.pdfium.raw.PDFiumExt_CloseFormFillInfo(this.form.info);
		}
	}

	private into(page: number): PageAnnotations & { readonly changed: boolean } {
		const { raw } = this.pdfium;
		const toggles: Toggle[] = [];
		const values: FilledField[] = [];
		const marks: UserBox[] = [];
		const links = readLinks(this.pdfium, this.document, page);
		let draws = false;
		let changed = false;
		let drawnFields = false;
		let hasButtons = false;
		for (let i = Math.min(raw.FPDFPage_GetAnnotCount(page), mostAnnotations) - 1; i >= 0; i--) {
			const annotation = raw.FPDFPage_GetAnnot(page, i);
			const subtype = annotation ? raw.FPDFAnnot_GetSubtype(annotation) : linkSubtype;
			let isShown = true;
			if (annotation) {
				isShown = (raw.FPDFAnnot_GetFlags(annotation) & notShown) === 0;
				if (isShown && subtype === widgetSubtype) {
					drawnFields ||= raw.EPDFAnnot_HasAppearanceStream(annotation, normalAppearance) !== 0;
					this.readField(annotation, toggles, values);
					hasButtons ||= this.isPushButton(annotation);
				} else if (
					isShown &&
					(subtype === freeTextSubtype || subtype === strikeOutSubtype) &&
					!raw.EPDFAnnot_HasAppearanceStream(annotation, normalAppearance)
				) {
					this.giveFont(annotation);
					raw.EPDFAnnot_GenerateAppearance(annotation);
				}
				if (isShown && isMark(subtype)) {
					marks.push(this.boxOf(annotation));
				}
				raw.FPDFPage_CloseAnnot(annotation);
			}
			if (!isShown) {
				raw.FPDFPage_RemoveAnnot(page, i);
				changed = true;
			} else if (subtype !== linkSubtype && subtype !== popupSubtype) {
				draws = true;
			}
		}
		if (hasButtons && !drawnFields) {
			this.drawFields(page);
		}
		if (draws) {
			this.keepVisiblePart(page);
			// Flattening removes links, so they are read before.
			raw.FPDFPage_Flatten(page, normalDisplay);
		}
		return { links, toggles, values, marks, changed: changed || draws };
	}

	/** Draws the fields of a page, buttons with their captions. Fields that are drawn already would lose letters that the form's font lacks. */
	private drawFields(page: number): void {
		const environment = this.environment();
		this.pdfium.raw.FORM_OnAfterLoadPage(page, environment);
		this.pdfium.raw.FORM_OnBeforeClosePage(page, environment);
	}

	/** PDFium draws no text whose default appearance names no font; readers take Helvetica (PDF 32000-1, 12.5.6.6 asks for one). */
	private giveFont(annotation: number): void {
		const { module } = this.pdfium;
		const appearance = this.pdfium.utf16((buffer, length) => module.FPDFAnnot_GetStringValue(annotation, 'DA', buffer, length));
		if (!/\bTf\b/.test(appearance)) {
			const text = Buffer.from(`/Helv 12 Tf ${appearance}\0`, 'utf16le');
			this.pdfium.withMemory(text.length, (memory) => {
				this.pdfium.bytes(memory, text.length).set(text);
				module.FPDFAnnot_SetStringValue(annotation, 'DA', memory);
			});
		}
	}

	private isPushButton(annotation: number): boolean {
		const environment = this.environment();
		return environment !== 0 && this.pdfium.raw.FPDFAnnot_GetFormFieldType(environment, annotation) === pushButton;
	}

	/** Flattening gives a page the size of letter paper when the size is an entry of the tree of pages and not of the page itself. */
	private keepVisiblePart(page: number): void {
		const { raw } = this.pdfium;
		const [left = 0, top = 0, right = 0, bottom = 0] = this.pdfium.withMemory(16, (memory) => {
			raw.FPDF_GetPageBoundingBox(page, memory);
			return [...this.pdfium.floats(memory, 4)];
		});
		raw.FPDFPage_SetMediaBox(page, left, bottom, right, top);
		raw.FPDFPage_SetCropBox(page, left, bottom, right, top);
	}

	private readField(annotation: number, toggles: Toggle[], values: FilledField[]): void {
		const { raw } = this.pdfium;
		const environment = this.environment();
		if (!environment) {
			return;
		}
		const type = raw.FPDFAnnot_GetFormFieldType(environment, annotation);
		const value = this.pdfium.utf16((buffer, length) => raw.EPDFAnnot_GetFormFieldRawValue(environment, annotation, buffer, length));
		const box = this.boxOf(annotation);
		if (type === checkBox || type === radioButton) {
			const on = this.pdfium.utf16((buffer, length) => raw.EPDFAnnot_GetButtonExportValue(annotation, buffer, length));
			// Some programs that fill forms set only the appearance or only the field's value.
			const isOn = (value !== '' && value === on) || raw.FPDFAnnot_IsChecked(environment, annotation) !== 0;
			toggles.push({ ...box, isOn });
		} else if (type === listBox || ((type === textField || type === comboBox) && value !== '')) {
			// Some programs set the value and leave drawing it to the reader.
			const drawn = this.pdfium.utf16((buffer, length) => raw.FPDFAnnot_GetAP(annotation, normalAppearance, buffer, length));
			const isDrawn = showsText.test(drawn);
			const options = type === textField ? [] : this.optionsOf(environment, annotation);
			const shown = options.find(({ isOn }) => isOn)?.label ?? value;
			// PDFium draws the stored value of a choice, not the label that readers show.
			if (!isDrawn && (type === listBox || shown === value)) {
				raw.EPDFAnnot_GenerateFormFieldAP(annotation);
			}
			const isSecret = type === textField && (raw.FPDFAnnot_GetFormFieldFlags(environment, annotation) & passwordField) !== 0;
			values.push({ ...box, ...(type === listBox ? { options } : isSecret ? {} : { value: shown, undrawn: !isDrawn }) });
		}
	}

	private optionsOf(environment: number, annotation: number): FieldOption[] {
		const { raw } = this.pdfium;
		const count = Math.max(0, Math.min(raw.FPDFAnnot_GetOptionCount(environment, annotation), mostOptions));
		return Array.from({ length: count }, (_, i) => ({
			label: this.pdfium.utf16((buffer, length) => raw.FPDFAnnot_GetOptionLabel(environment, annotation, i, buffer, length)),
			isOn: raw.FPDFAnnot_IsOptionSelected(environment, annotation, i) !== 0,
		}));
	}

	private boxOf(annotation: number): UserBox {
		return this.pdfium.withMemory(16, (memory) => {
			this.pdfium.raw.FPDFAnnot_GetRect(annotation, memory);
			const [left = 0, top = 0, right = 0, bottom = 0] = this.pdfium.floats(memory, 4);
			return { left: Math.min(left, right), top: Math.max(top, bottom), right: Math.max(left, right), bottom: Math.min(top, bottom) };
		});
	}

	/** PDFium's form environment of the document, which is needed to read fields; 0 when there is none. */
	private environment(): number {
		const { raw } = this.pdfium;
		if (!this.form && raw.FPDF_GetFormType(this.document) !== noForm) {
			const info = raw.PDFiumExt_OpenFormFillInfo();
			this.form = { info, environment: raw.PDFiumExt_InitFormFillEnvironment(this.document, info) };
		}
		return this.form?.environment ?? 0;
	}
}
