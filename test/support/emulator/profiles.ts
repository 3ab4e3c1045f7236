import type { AuthScheme } from './auth.ts';
import type { OcrModelId } from './models.ts';

/** The services that the emulator can play: Mistral's own API, Mistral OCR on an Azure AI Foundry resource, and on an Azure serverless endpoint. */
export type ProfileName = 'mistral' | 'foundry' | 'serverless';

export interface Limits {
	readonly pages: number;
	/** Of the decoded document. */
	readonly bytes: number;
	/** Of a file in the files API; 0 where there is none. */
	readonly fileBytes: number;
}

export interface Profile {
	readonly path: string;
	readonly limits: Limits;
	readonly authSchemes: readonly AuthScheme[];
	/** Names that a request may ask for, and the model behind each. */
	readonly models: Readonly<Record<string, OcrModelId>>;
	/** Whether documents may come as URL or file id and be office documents; Azure takes PDF and images in data URIs only. */
	readonly azure: boolean;
}

const azureLimits: Limits = { pages: 30, bytes: 30_000_000, fileBytes: 0 };

/**
 * What each service offers in November 2026; retired models have to be asked for when starting an emulator.
 * Limits: "50 MB, 1,000 pages" (Mistral, basic_ocr.md, FAQ) and 30 MB, 30 pages (Foundry models page, 2026-10), for serverless endpoints not
 * documented, so Foundry's are used; 512 MB a file (Mistral's OpenAPI document). A megabyte is read as 10^6 bytes and counted before base64, neither of which is documented.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
	mistral: {
		path: '/v1/ocr',
		limits: { pages: 1000, bytes: 50_000_000, fileBytes: 512_000_000 },
		authSchemes: ['bearer'],
		models: {
			'mistral-ocr-2512': 'mistral-ocr-2512',
			'mistral-ocr-4-1': 'mistral-ocr-4-1',
			'mistral-ocr-4': 'mistral-ocr-4-1',
			'mistral-ocr-latest': 'mistral-ocr-4-1',
		},
		azure: false,
	},
	foundry: {
		path: '/providers/mistral/azure/ocr',
		limits: azureLimits,
		authSchemes: ['bearer', 'api-key'],
		models: { 'mistral-document-ai-2512': 'mistral-document-ai-2512', 'mistral-ocr-4-0': 'mistral-ocr-4-0' },
		azure: true,
	},
	serverless: { path: '/v1/ocr', limits: azureLimits, authSchemes: ['bearer'], models: {}, azure: true },
};
