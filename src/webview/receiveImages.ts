import { draggedImage } from '../shared/protocol.ts';
import type { Context } from './context.ts';
import { acceptReferences } from './referenceFiles.ts';

/** The types for dragged files: the explorer's, and the one of other programs. */
const uriLists = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Accepts images that are dropped or pasted anywhere in the panel. */
export function receiveImages(context: Context, overlay: HTMLElement): void {
	const { state, send, report: tell, strings } = context;
	const add = async (files: readonly File[]): Promise<void> => {
		const { form, references } = state();
		const { accepted, problems } = acceptReferences(files, form, references.length, strings);
		if (problems.length > 0) {
			tell(problems.join(' '));
		}
		for (const file of accepted) {
			const bytes = new Uint8Array(await file.arrayBuffer());
			send({ type: 'addReference', name: file.name.slice(0, 200), mediaType: file.type, bytes });
		}
	};
	const carriesImages = ({ dataTransfer }: DragEvent): boolean =>
		dataTransfer?.types.some((type) => type === 'Files' || type === draggedImage || uriLists.includes(type)) ?? false;

	const hide = (): void => {
		overlay.hidden = true;
	};
	for (const over of ['dragenter', 'dragover'] as const) {
		document.addEventListener(over, (event) => {
			if (carriesImages(event)) {
				event.preventDefault();
				// The editor listens at the window, and would open files from outside that are dropped without Shift.
				event.stopPropagation();
				overlay.hidden = false;
			}
		});
	}
	document.addEventListener('dragleave', ({ relatedTarget }) => {
		if (relatedTarget === null) {
			hide();
		}
	});
	document.addEventListener('dragend', hide);
	document.addEventListener('drop', (event) => {
		hide();
		const { dataTransfer } = event;
		if (!dataTransfer || !carriesImages(event)) {
			return;
		}
		event.preventDefault();
		const id = dataTransfer.getData(draggedImage);
		const listed = uriLists.map((type) => dataTransfer.getData(type)).find((text) => text !== '') ?? '';
		const uris = listed.split(/\r?\n/).filter((uri) => uri !== '' && !uri.startsWith('#'));
		if (id !== '') {
			send({ type: 'image', action: 'reference', id });
		} else if (dataTransfer.files.length > 0) {
			void add([...dataTransfer.files]);
		} else if (uris.length > 0) {
			send({ type: 'addReferenceFiles', uris: uris.slice(0, 64) });
		}
	});
	document.addEventListener('paste', (event) => {
		const files = [...(event.clipboardData?.files ?? [])];
		if (files.length > 0) {
			event.preventDefault();
			void add(files);
		}
	});
}
