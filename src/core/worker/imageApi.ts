import type { ErrorCode, ErrorFacts } from '../errors.ts';
import type { NetworkOptions } from '../net/http.ts';
import type { ReferenceImage } from '../image/generator.ts';
import type { ImageMetadata } from '../raster/imageMetadata.ts';
import type { ImageProvider } from '../image/models.ts';
import type { ImageSettings } from '../image/settings.ts';
import type { ImageRecord } from '../image/imageRecord.ts';
import type { Method } from '../rpc.ts';

/** An image generator as plain data that can cross to the worker: the model, the endpoint and the key. */
export interface ImageSpec {
	readonly provider: ImageProvider;
	/** As the user pasted it; `imageEndpoint` understands it. */
	readonly endpoint: string;
	/** A model, or on Azure a deployment. */
	readonly model: string;
	/** The known model behind a deployment's name. */
	readonly knownAs?: string | undefined;
	/** Empty for a server without keys. */
	readonly key: string;
	/** The origin for which an account is signed in, instead of a key. */
	readonly signIn?: string | undefined;
	readonly timeoutMs: number;
	/** Fields that this server has refused for this model. */
	readonly omit?: readonly string[] | undefined;
	/** `b64_json` or `url`, for a server's models that are not known. */
	readonly responseFormat?: string | undefined;
	readonly network: NetworkOptions;
}

/** A request for images. */
export interface DrawRequest {
	readonly generator: ImageSpec;
	readonly prompt: string;
	/** What to send: active fields only. */
	readonly settings: ImageSettings;
	/** Reference images; the mask belongs to the first. */
	readonly references: readonly ReferenceImage[];
	/** A PNG of the first reference's size. */
	readonly mask?: Uint8Array | undefined;
	/** The folder of the image store. */
	readonly store: string;
	/** Unique; names the files of partial images. */
	readonly id: string;
	readonly metadata: MetadataPolicy;
	/** Pairs of hosts (`hostPair`) whose images the user wants fetched without being asked. */
	readonly agreedHosts?: readonly string[] | undefined;
}

/**
 * Whether prompt and parameters are written into an image. Images that carry a signed manifest of their origin (C2PA) keep it whole in any case,
 * but with anything added its signature does not match the file any more; `unlessSigned` leaves such images as they came.
 */
export type MetadataPolicy = 'write' | 'unlessSigned' | 'off';

/** An event of a running request for images. */
export type DrawEvent =
	/** An unfinished image, as a file in the store's `partial` folder; the one before is gone. Comes with requests for one image only. */
	| { readonly type: 'partial'; readonly file: string }
	/** An image that is whole and on disk, or whose address is. */
	| { readonly type: 'image'; readonly index: number; readonly record: ImageRecord }
	/** An image that could not be written. This event has the only copy, so the receiver must ask the user where to save it. */
	| { readonly type: 'unsaved'; readonly bytes: Uint8Array<ArrayBuffer>; readonly fileName: string; readonly failure: DrawFailure }
	/** A wait, in seconds, before the next attempt: the service asks for it, or cannot be reached. */
	| { readonly type: 'waiting'; readonly seconds: number; readonly because: 'busy' | 'unreachable' }
	/** A field that the server does not know; the request was repeated without it, since it does not affect the image. */
	| { readonly type: 'refusedField'; readonly field: string }
	| { readonly type: 'log'; readonly line: string };

/** The result of a request for images. */
export interface DrawResult {
	/** The images of the request, now with duration and cost. */
	readonly images: readonly ImageRecord[];
	/** Why requested images are missing. */
	readonly failures: readonly DrawFailure[];
}

/** A failure, ready to cross between threads. */
export interface DrawFailure {
	readonly code: ErrorCode;
	readonly facts: ErrorFacts[ErrorCode];
}

/** An image of the store to be downloaded from its address. */
export interface FetchRequest {
	/** The folder of the image store. */
	readonly store: string;
	/** Of the record. */
	readonly id: string;
	readonly timeoutMs: number;
	readonly metadata: MetadataPolicy;
	readonly network: NetworkOptions;
}

/** Type and size of an image file. */
export interface ImageFacts {
	/** `image/png` and the like; absent when it is not an image that services accept or return. */
	readonly mediaType?: string;
	/** Pixels. */
	readonly width?: number;
	readonly height?: number;
	readonly metadata?: ImageMetadata;
}

/** The worker's methods for images. */
export type ImageApi = {
	/**
	 * Draws, and keeps every image in the store the moment it has arrived.
	 * Fails when there is no image at all; images of earlier events are valid even then.
	 */
	readonly draw: Method<DrawRequest, DrawResult, DrawEvent>;
	/** Downloads an image without a key, and stores it in place of its address. Undefined when it was deleted meanwhile. Emits lines for the log. */
	readonly fetchImage: Method<FetchRequest, ImageRecord | undefined, string>;
	/** Finds out whether a service would generate images, at no cost. */
	readonly probeImages: Method<ImageSpec, undefined, never>;
	readonly inspectImage: Method<{ readonly bytes: Uint8Array }, ImageFacts, never>;
};
