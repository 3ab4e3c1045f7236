import type { ConnectApi } from './connectApi.ts';
import type { OcrApi } from './api.ts';
import type { ImageApi } from './imageApi.ts';
import type { ReaderApi } from './readerApi.ts';
import type { TextApi } from './textApi.ts';

/** What the background worker does for the editor's thread. */
export type WorkerApi = OcrApi & ImageApi & ReaderApi & TextApi & ConnectApi;
