import { type WrappedPdfiumModule, init } from '@embedpdf/pdfium';
import { type OpenBytes } from '../disk/bytes.ts';
import type { Stretch } from '../raster/rgbaImage.ts';

/** Pictures that PDFium decodes. */
export type ImageType = 'image/png' | 'image/jpeg';

/** How a picture is opened. */
export interface ImageForm {
	readonly type: ImageType;
	/** For pixels that are not square; not at all when absent. */
	readonly stretch?: Stretch | undefined;
}

/** The largest document in bytes: WebAssembly's 2 GiB must suffice for it and the work on it. */
export const maxPdfBytes = 700_000_000;

/** PDFium's functions as WebAssembly exports them: numbers in, a number out, 0 for false. The package's own wrappers cost more than most calls. */
export type RawFunctions = { readonly [Name in Exclude<keyof WrappedPdfiumModule, 'pdfium'>]: (...args: readonly number[]) => number };

/** The part of Emscripten's runtime that the package's types leave out. */
interface Runtime {
	readonly HEAPU8: Uint8Array<ArrayBuffer>;
	readonly wasmExports: RawFunctions;
	/** Makes a function callable from WebAssembly; its address. */
	addFunction(callable: (...args: [number, number, number, number]) => number, signature: string): number;
}

/** PDFium's memory as numbers. */
interface Views {
	readonly heap: Uint8Array;
	readonly floats: Float32Array;
	readonly doubles: Float64Array;
	readonly integers: Int32Array;
}

/** The source that PDFium reads a document from. */
export interface PdfSource {
	readonly bytes: OpenBytes;
	/** Opens the document in PDFium and returns its handle; 0 when it cannot be opened. */
	readonly open: () => number;
	/** Frees PDFium's memory for the source once no document is open; the bytes stay open. */
	readonly forget: () => void;
	/** Calls `forget`, and closes the bytes. */
	readonly release: () => void;
}

/** PDFium in this thread. A malicious document can hang it or exhaust its memory, so the extension runs it in a worker. */
export class Pdfium {
	/** The sources of open documents, by the number that PDFium got for each. */
	private readonly files = new Map<number, OpenBytes>();
	private nextFile = 1;
	private viewed: Views | undefined;
	private scratchMemory = 0;
	/** The address of `readFile` for PDFium. */
	private readonly reader: number;

	private constructor(
		readonly module: WrappedPdfiumModule,
		/** The same functions without the package's wrappers, for calls per letter or line. */
		readonly raw: RawFunctions,
	) {
		this.reader = (module.pdfium as unknown as Runtime).addFunction((...args) => this.readFile(...args), 'iiiii');
	}

	/** `wasm` is the content of PDFium's `pdfium.wasm`. */
	static async load(wasm: Uint8Array): Promise<Pdfium> {
		const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
		const module = await init({ wasmBinary });
		module.PDFiumExt_Init();
		return new Pdfium(module, (module.pdfium as unknown as Runtime).wasmExports);
	}

	/** A source by `FPDF_FILEACCESS` of fpdfview.h: PDFium reads the parts of a document that it needs, so that its memory does not contain a copy. */
	source(bytes: OpenBytes, password: string): PdfSource {
		const file = this.nextFile++;
		const access = this.allocate(12);
		this.integers(access, 3).set([bytes.length, this.reader, file]);
		this.files.set(file, bytes);
		const forget = () => {
			this.files.delete(file);
			this.free(access);
		};
		return {
			bytes,
			open: () => this.module.FPDF_LoadCustomDocument(access, password),
			forget,
			release: () => {
				forget();
				bytes.close();
			},
		};
	}

	/** `m_GetBlock` of `FPDF_FILEACCESS`: 0 when there are no such bytes, or they cannot be read. */
	private readFile(file: number, position: number, pointer: number, size: number): number {
		const [start, length] = [position >>> 0, size >>> 0];
		try {
			const bytes = this.files.get(file)?.slice(start, start + length);
			if (bytes?.length !== length) {
				return 0;
			}
			this.heap().set(bytes, pointer >>> 0);
			return 1;
		} catch {
			return 0;
		}
	}

	/** 64 bytes of scratch memory, valid for one call, for what is asked of every letter and line. */
	get scratch(): number {
		return (this.scratchMemory ||= this.allocate(64));
	}

	/** Reads a 32-bit float at an address. */
	float(pointer: number): number {
		return this.views().floats[pointer >> 2]!;
	}

	/** Reads a 64-bit float at an address. */
	double(pointer: number): number {
		return this.views().doubles[pointer >> 3]!;
	}

	/** Reads a 32-bit integer at an address. */
	integer(pointer: number): number {
		return this.views().integers[pointer >> 2]!;
	}

	/** Allocates `size` bytes for the duration of `use`. */
	withMemory<T>(size: number, use: (pointer: number) => T): T {
		const pointer = this.allocate(size);
		try {
			return use(pointer);
		} finally {
			this.free(pointer);
		}
	}

	/** Reads 32-bit floats at an address. */
	floats(pointer: number, count: number): Float32Array {
		return new Float32Array(this.heap().buffer, pointer, count);
	}

	/** Reads 32-bit integers at an address. */
	integers(pointer: number, count: number): Int32Array {
		return new Int32Array(this.heap().buffer, pointer, count);
	}

	/** Reads 64-bit floats at an address. */
	doubles(pointer: number, count: number): Float64Array {
		return new Float64Array(this.heap().buffer, pointer, count);
	}

	/** A view of PDFium's memory, valid until the next call. */
	bytes(pointer: number, length: number): Uint8Array {
		return this.heap().subarray(pointer, pointer + length);
	}

	/** Reads text from a function that returns the length in bytes when it gets no buffer; removes a closing zero. */
	text(encoding: 'latin1' | 'utf8', read: (buffer: number, length: number) => number): string {
		const length = read(0, 0);
		return length <= 1
			? ''
			: this.withMemory(length, (buffer) => {
					read(buffer, length);
					return Buffer.from(this.bytes(buffer, length - 1)).toString(encoding);
				});
	}

	/** Reads UTF-16 text from a function that returns the length in bytes, including a closing zero, when it gets no buffer. */
	utf16(read: (buffer: number, length: number) => number): string {
		const length = read(0, 0);
		return length <= 2
			? ''
			: this.withMemory(length, (buffer) => {
					read(buffer, length);
					return Buffer.from(this.bytes(buffer, length - 2)).toString('utf16le');
				});
	}

	free(pointer: number): void {
		this.module.pdfium.wasmExports.free(pointer);
	}

	private views(): Views {
		const heap = this.heap();
		if (this.viewed?.heap !== heap) {
			const { buffer } = heap;
			this.viewed = { heap, floats: new Float32Array(buffer), doubles: new Float64Array(buffer), integers: new Int32Array(buffer) };
		}
		return this.viewed;
	}

	/** Must be read anew each time, because it is another array after the memory has grown. */
	private heap(): Uint8Array<ArrayBuffer> {
		return (this.module.pdfium as unknown as Runtime).HEAPU8;
	}

	private allocate(size: number): number {
		const pointer = this.module.pdfium.wasmExports.malloc(Math.max(size, 1));
		if (!pointer) {
			throw new RangeError(`PDFium has no memory for ${size} bytes`);
		}
		return pointer;
	}

	/** Copies bytes into PDFium's memory; the caller must free them. */
	copyIn(bytes: Uint8Array): number {
		const pointer = this.allocate(bytes.length);
		this.heap().set(bytes, pointer);
		return pointer;
	}
}
