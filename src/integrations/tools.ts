import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { GenerateImageTool } from './generateImageTool.ts';
import { ReadDocumentTool } from './readDocumentTool.ts';
import { SearchDocumentTool } from './searchDocumentTool.ts';
import { ViewPageTool } from './viewPageTool.ts';

/** Creates the tools, by their names in the manifest. They are in a bundle of their own, which the first call loads. */
export function createTools(services: Services): Readonly<Record<string, vscode.LanguageModelTool<unknown>>> {
	return {
		fovea_read_document: new ReadDocumentTool(services),
		fovea_search_document: new SearchDocumentTool(services),
		fovea_view_page: new ViewPageTool(services),
		fovea_generate_image: new GenerateImageTool(services),
	};
}
