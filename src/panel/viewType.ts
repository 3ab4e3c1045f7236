/** The type of the image panel's webview, as the manifest's activation event names it. */
export const viewType = 'fovea.imagePanel';
