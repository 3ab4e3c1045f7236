import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readMetadata } from '../../src/core/raster/metadata.ts';
import { type HistoryFilter, dayOf, noFilter } from '../../src/shared/panelState.ts';
import { imageInMenu, imageMenu } from '../../src/shared/imageMenu.ts';
import { type ImageEmulator, startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { until } from '../support/until.ts';
import { type PanelPage, PanelStage, drawBy, drawer, setImages } from './panelStage.ts';
import { Stage, folder, names, onlySettings, place, resetSettings } from './stage.ts';

suite('the image panel', () => {
	let stage: Stage;
	let panel: PanelStage;
	let emulator: ImageEmulator;
	let page: PanelPage;

	const asked = () => emulator.requests.filter(({ kind }) => kind === 'generations' || kind === 'edits');
	const sample = () => readFile(path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'scan.png'));
	const stored = async () => (await panel.store.page(undefined, 1000)).records;

	setup(async () => {
		stage = new Stage();
		panel = new PanelStage();
		emulator = await startImageEmulator({ profile: 'openai', key: 'right-key' });
		await onlySettings(drawer({ name: 'Test', service: 'openai', endpoint: emulator.endpoint }));
		await panel.keys.set(emulator.origin, 'right-key');
		await panel.openWindow();
		page = await panel.openPage();
	});
	teardown(async () => {
		await panel.leave();
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	suite('generating', () => {
		test('an image is on disk, among the results and in the history, with what it was made from @api', async () => {
			await page.generate('a red fox');

			const [image] = page.shown.results;
			assert.deepEqual(
				[image?.prompt, image?.provider, image?.model, page.shown.history.images[0]?.id, page.shown.generations.length],
				['a red fox', 'OpenAI', 'gpt-image-2', image?.id, 0],
			);
			const [record] = await stored();
			const bytes = await readFile(panel.store.pathOf(record!.file));
			assert.deepEqual([record?.prompt, readMetadata(bytes)?.prompt], ['a red fox', 'a red fox']);
		});

		test('the page and the host hold the same state', async () => {
			await page.generate('a red fox', { n: 2 });
			await until('the size of the history', () => page.shown.history.size);

			assert.deepEqual(page.shown, structuredClone(panel.session.state));
		});

		test('unfinished images are shown while one is drawn', async () => {
			await page.generate('a red fox');

			assert.ok(page.told('partialArrived').length > 0);
			assert.match(page.told('partialArrived')[0]!.src, /partial/);
		});

		test('the request has what the form shows and nothing else', async () => {
			await page.generate('a red fox', { size: '1536x1024', quality: 'low', n: 2, output_format: 'jpeg', output_compression: 80 });

			assert.deepEqual(asked()[0]?.fields, {
				model: 'gpt-image-2',
				prompt: 'a red fox',
				size: '1536x1024',
				quality: 'low',
				n: 2,
				output_format: 'jpeg',
				output_compression: 80,
			});
			assert.equal(page.shown.results.length, 2);
		});

		test('cost and time are on the card', async () => {
			await page.generate('a red fox', { quality: 'low', size: '1024x1024' });

			const [image] = page.shown.results;
			assert.match(image?.cost ?? '', /^\$0\.\d+$/);
			assert.ok((image?.duration ?? 0) > 0);
		});

		test('several run at once', async () => {
			emulator.hold();

			const both = [page.generate('a red fox'), page.generate('a blue whale')];
			await until('both requests', () => emulator.held.length === 2);
			emulator.release();
			await Promise.all(both);

			assert.deepEqual([page.shown.results.length, emulator.peakConcurrency], [2, 2]);
		});

		test('Cancel ends a request without a word', async () => {
			emulator.faults.push({ kind: 'stalled', at: 'headers' });
			const ended = page.generate('a red fox');
			const { id } = await until('a card', () => asked()[0] && page.shown.generations[0]);

			await page.send({ type: 'cancel', id });
			await ended;

			assert.deepEqual([page.shown.generations, page.shown.notices], [[], []]);
		});

		test('a wait that the service asks for is told, then the image comes', async () => {
			emulator.faults.push({ kind: 'rateLimited', retryAfterSeconds: 1 });

			await page.generate('a red fox');

			assert.ok(page.told('generationProgressed').some(({ status }) => /again in \d+ s/.test(status)));
			assert.equal(page.shown.results.length, 1);
		});

		test('an empty prompt sends nothing', async () => {
			await page.generate('   ');

			assert.equal(asked().length, 0);
		});
	});

	suite('failures', () => {
		test('a content filter is told with its category and the rewritten prompt, and Edit Prompt brings the prompt back', async () => {
			emulator.faults.push({ kind: 'promptFiltered', form: 'innerError', categories: ['violence'], revisedPrompt: 'a fierce fox' });
			await page.generate('a fighting fox');
			const { failure } = page.shown.generations[0]!;
			assert.match(failure?.text ?? '', /violence/);
			assert.match(failure?.detail ?? '', /a fierce fox/);
			await page.change({ prompt: 'something else' });

			await page.press('Edit Prompt');

			assert.equal(page.shown.draft.prompt, 'a fighting fox');
			assert.equal(page.told('focusPrompt').length, 1);
		});

		test('a paid request that broke is asked again by the button only', async () => {
			emulator.faults.push({ kind: 'cut', at: 'body' });
			await page.generate('a red fox', { partial_images: 0 });
			assert.match(page.failure, /broke before the image had arrived/);
			assert.equal(asked().length, 1);

			await page.press('Try Again');

			assert.deepEqual([asked().length, page.shown.results.length, page.shown.generations.length], [2, 1, 0]);
		});

		test('a wrong key is entered anew, and the request goes on by itself', async () => {
			await panel.keys.set(emulator.origin, 'wrong-key');
			await page.generate('a red fox');
			assert.match(page.failure, /does not accept the API key/);
			stage.answers.push('right-key');

			await page.press('Set API Key');

			assert.deepEqual([page.shown.results.length, page.shown.generations.length], [1, 0]);
		});

		test('a setting that the service does not know is left out if the person says so, and from then on', async () => {
			emulator.faults.push({ kind: 'unknownParameter', field: 'quality' });
			await page.generate('a red fox', { quality: 'low' });
			assert.match(page.failure, /does not know the setting "quality"/);

			await page.press('Try Again Without It');
			await page.generate('a blue whale', { quality: 'low' });

			assert.deepEqual(
				asked().map(({ fields }) => 'quality' in fields),
				[true, false, false],
			);
			assert.equal(page.shown.results.length, 2);
		});

		test('a retired model is told, and another is a button away', async () => {
			await page.change({ model: 'dall-e-3' });
			await page.generate('a red fox');
			assert.match(page.failure, /retired/);

			const alternative = page.shown.generations[0]!.failure!.remedies[0]!.label;
			await page.press(alternative);

			assert.equal(`Use ${page.shown.draft.model}`, alternative);
			assert.equal(page.shown.draft.prompt, 'a red fox');
		});

		test('of several images those that came are kept when one is held back', async () => {
			emulator.faults.push({ kind: 'outputFiltered', only: 1 });

			await page.generate('a red fox', { n: 3 });

			assert.equal(page.shown.results.length, 2);
			assert.match(page.shown.notices[0]?.text ?? '', /^1 of 3 images did not come/);
		});

		test('an image that cannot be written is offered to be saved elsewhere', async () => {
			const target = vscode.Uri.joinPath(await folder(), 'rescued.png');
			stage.replace('showSaveDialog', async () => target);
			await mkdir(panel.folder, { recursive: true });
			await writeFile(panel.store.folder, 'in the way');

			await page.generate('a red fox');

			await until('the file', () => existsSync(target.fsPath));
			await until('the notice is gone', () => page.shown.notices.length === 0);
			assert.equal(readMetadata(await readFile(target.fsPath))?.prompt, 'a red fox');
		});

		test('a message that is none of the page’s changes nothing', async () => {
			const before = page.shown;

			await panel.session.receive({ type: 'image', action: 'format', id: '../../etc' });

			assert.equal(page.shown, before);
		});
	});

	suite('after a reload', () => {
		test('draft, results and references are there', async () => {
			await page.generate('a red fox');
			await page.send({ type: 'image', action: 'reference', id: page.shown.results[0]!.id });
			await page.change({ prompt: 'half a sen' });
			const before = page.shown;

			await panel.openWindow();
			page = await panel.openPage();

			const ids = ({ results, references }: typeof before) => [...results, ...references].map(({ id }) => id);
			assert.deepEqual([page.shown.draft, ids(page.shown)], [before.draft, ids(before)]);
			assert.match(page.shown.results[0]!.src, /^page2:/);
		});

		test('what the page kept and the host never heard is taken over', async () => {
			await page.change({ prompt: 'half a sen' });
			const { draft, revision } = page.shown;

			await panel.openWindow();
			page = await panel.openPage({ draft: { ...draft, prompt: 'half a sentence' }, revision: revision + 3 });

			assert.equal(page.shown.draft.prompt, 'half a sentence');
		});

		test('a request that was under way is told, and asked again by the button only', async () => {
			emulator.faults.push({ kind: 'stalled', at: 'headers' });
			void page.generate('a red fox', { n: 2 });
			await until('the request', () => asked()[0]);

			await panel.openWindow();
			page = await panel.openPage();

			assert.match(page.failure, /reloaded before the answer/);
			assert.equal(asked().length, 1);
			await page.press('Try Again');
			assert.deepEqual([page.shown.results.length, asked()[1]?.fields['n']], [2, 2]);
		});

		test('a failed request whose card was put away does not come back', async () => {
			emulator.faults.push({ kind: 'promptFiltered' });
			await page.generate('a red fox');
			await page.send({ type: 'dismiss', id: page.shown.generations[0]!.id });

			await panel.openWindow();
			page = await panel.openPage();

			assert.deepEqual(page.shown.generations, []);
		});
	});

	suite('without a page', () => {
		test('images go into the history, which is told; a new page shows them', async () => {
			emulator.hold();
			const ended = page.generate('a red fox');
			await until('the request', () => asked()[0]);
			page.gone = true;
			panel.session.show(undefined);
			emulator.release();
			await ended;
			assert.deepEqual(panel.unseen, [{ images: 1 }]);

			page = await panel.openPage();

			assert.deepEqual([page.shown.results.length, page.shown.history.total], [1, 1]);
		});

		test('what came while its tab was in the background is told once, when the last request has ended', async () => {
			emulator.hold();
			const ended = [page.generate('a red fox'), page.generate('a blue fox'), page.generate('a green fox')];
			await until('the requests', () => asked().length === 3);
			page.hidden = true;
			emulator.release();
			await Promise.all(ended);
			assert.deepEqual(panel.unseen, [{ images: 3 }]);

			page.hidden = false;
			await page.generate('seen');
			assert.equal(panel.unseen.length, 1);
		});

		test('what a hidden page did not hear it gets when it is back', async () => {
			page.gone = true;
			await panel.session.usePrompt('from the editor');

			page = await panel.openPage({ draft: page.shown.draft, revision: page.shown.revision });

			assert.equal(page.shown.draft.prompt, 'from the editor');
		});
	});

	suite('an image', () => {
		setup(() => page.generate('a red fox', { size: '1536x1024', quality: 'low' }));

		const act = (action: 'save' | 'vary' | 'edit' | 'reference' | 'delete') =>
			page.send({ type: 'image', action, id: page.shown.results[0]!.id });

		test('Vary brings back prompt, model and values', async () => {
			await page.change({ model: 'gpt-image-1', prompt: 'other', values: { size: '1024x1024', quality: 'high' } });

			await act('vary');

			const { prompt, model, values } = page.shown.draft;
			assert.deepEqual([prompt, model, values.size, values.quality], ['a red fox', 'gpt-image-2', '1536x1024', 'low']);
			assert.equal(page.told('focusPrompt').length, 1);
		});

		test('what was being composed is there again after Vary and Edit, unless it was sent', async () => {
			await act('vary');
			assert.deepEqual(page.shown.notices, [], 'nothing of what was sent is lost');
			await page.change({ prompt: 'being written' });
			await page.send({ type: 'addReference', name: 'mine.png', mediaType: 'image/png', bytes: await sample() });

			await act('edit');
			await page.press('Undo');

			assert.equal(page.shown.draft.prompt, 'being written');
			assert.deepEqual(
				page.shown.references.map(({ name }) => name),
				['mine.png'],
			);
			await act('vary');
			await page.press('Undo');
			assert.deepEqual([page.shown.draft.prompt, page.shown.notices], ['being written', []]);
			await act('vary');
			await page.send({ type: 'generate', draft: page.shown.draft, revision: page.shown.revision });
			assert.deepEqual(page.shown.notices, [], 'a notice about the past goes with the next request');
		});

		test('Edit makes it the only reference and sends it', async () => {
			await act('reference');
			await act('edit');
			assert.deepEqual([page.shown.references.length, page.shown.draft.prompt], [1, '']);

			await page.generate('make it blue');

			assert.deepEqual([asked()[1]?.kind, asked()[1]?.files.length], ['edits', 1]);
		});

		test('Save puts it into the workspace, and says where @api', async () => {
			await act('save');

			const { savedAs } = page.shown.results[0]!;
			const [root] = vscode.workspace.workspaceFolders!;
			assert.ok(savedAs && existsSync(path.join(root!.uri.fsPath, savedAs)), savedAs);
			assert.match(page.told('done').at(-1)?.text ?? '', /^Saved as/);
		});

		test('the commands of its context menu do what its buttons do, by what the page says about it', async () => {
			const { id } = page.shown.results[0]!;
			assert.equal(imageInMenu({ ...JSON.parse(imageMenu(id, true)), webview: 'fovea.imagePanel' }), id);

			await page.send({ type: 'image', action: 'copyPrompt', id });
			await page.send({ type: 'image', action: 'copy', id });

			assert.equal(await vscode.env.clipboard.readText(), 'a red fox');
			assert.deepEqual(
				[page.told('done').at(-1), page.told('copyImage')],
				[{ type: 'done', id, text: 'Copied the prompt.' }, [{ type: 'copyImage', id }]],
			);
		});

		test('a document that it is dropped on gets a link to a copy in the workspace', async () => {
			const [root] = vscode.workspace.workspaceFolders!;
			const file = vscode.Uri.joinPath(root!.uri, 'notes', 'dropped.md');
			await vscode.workspace.fs.writeFile(file, new Uint8Array());
			const document = await vscode.workspace.openTextDocument(file);

			const link = await panel.session.linkAt(page.shown.results[0]!.id, document, new vscode.Position(0, 0));

			const [, alt, to = ''] = /^!\[([^\]]*)\]\(([^)]+)\)/.exec(link ?? '') ?? [];
			assert.equal(alt, 'a red fox', link);
			assert.ok(existsSync(path.join(root!.uri.fsPath, 'notes', decodeURI(to))), link);
			assert.equal(await panel.session.linkAt('none', document, new vscode.Position(0, 0)), undefined);
		});

		test('Delete asks nothing, and Undo brings all back that were deleted', async () => {
			await page.generate('a blue fox', { size: '1024x1024', quality: 'low' });
			const before = page.shown.results.map(({ id }) => id);

			await act('delete');
			await act('delete');

			assert.deepEqual([(await stored()).length, page.shown.results, page.shown.history.total], [0, [], 0]);
			assert.deepEqual(
				page.shown.notices.map(({ text }) => text),
				['Deleted 2 images. Copies that you saved stay.'],
			);

			await page.press('Undo');

			assert.deepEqual(
				[page.shown.results.map(({ id }) => id), page.shown.history.images.map(({ id }) => id), page.shown.notices],
				[before, before, []],
			);
		});

		test('an image that lies at another host is fetched when its button is pressed, and its address copied', async () => {
			const record = await panel.store.addRemote(new URL('http://127.0.0.1:1/x.png?se=2026-12-01T00%3A00%3A00Z'), {
				prompt: 'far away',
				provider: 'compatible',
				host: '127.0.0.1:8000',
				model: 'painter',
				asked: {},
				actual: {},
				references: 0,
				createdAt: Date.now(),
			});
			await page.send({ type: 'search', query: '', filter: noFilter });
			const shown = page.shown.history.images.find(({ id }) => id === record.id);
			assert.deepEqual([shown?.remote, shown?.src], [{ host: '127.0.0.1:1', expires: Date.UTC(2026, 11, 1) }, '']);

			await page.send({ type: 'image', action: 'copyAddress', id: record.id });
			assert.equal(await vscode.env.clipboard.readText(), record.remote?.url);
			await page.send({ type: 'image', action: 'fetch', id: record.id });
			assert.match(page.shown.notices.at(-1)?.text ?? '', /127\.0\.0\.1:1/);
			assert.ok(page.shown.history.images.some(({ id, remote }) => id === record.id && remote));
		});

		test('a thumbnail is kept, if it is one', async () => {
			const { id } = page.shown.results[0]!;
			await page.send({ type: 'thumbnail', id, bytes: Buffer.from('not an image') });
			assert.equal(page.shown.history.images[0]?.thumbnail, page.shown.history.images[0]?.src);

			await page.send({ type: 'thumbnail', id, bytes: smallWebp });

			assert.match(page.shown.history.images[0]?.thumbnail ?? '', /\.thumb\.webp$/);
		});
	});

	suite('reference images', () => {
		const paste = (name: string, bytes: Uint8Array) => page.send({ type: 'addReference', name, mediaType: 'image/png', bytes });

		test('what is pasted is kept and sent', async () => {
			await paste('room.png', await sample());

			await page.generate('add a chair');

			assert.deepEqual([page.shown.references[0]?.name, asked()[0]?.files.map(({ name }) => name)], ['room.png', ['image[]']]);
		});

		test('what is no image that the model takes is refused in words', async () => {
			await paste('room.png', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;'));

			assert.equal(page.shown.references.length, 0);
			assert.match(page.shown.notices[0]?.text ?? '', /room\.png/);
		});

		test('files of the workspace are read', async () => {
			const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'scan.png');

			await page.send({ type: 'addReferenceFiles', uris: [uri.toString()] });

			assert.equal(page.shown.references[0]?.name, 'scan.png');
		});

		test('a mask goes with its reference, which is sent first', async () => {
			await page.generate('a red fox', { size: '1024x1024' });
			const [image] = await stored();
			const png = await readFile(panel.store.pathOf(image!.file));
			await paste('first.png', await sample());
			await paste('second.png', png);
			await page.send({ type: 'setMask', reference: page.shown.references[1]!.id, png });
			assert.equal(page.shown.mask?.reference, page.shown.references[1]!.id);

			await page.generate('only there');

			const files = asked()[1]!.files;
			assert.deepEqual(
				files.map(({ name }) => name),
				['image[]', 'image[]', 'mask'],
			);
			assert.equal(files[0]?.sha256, files[2]?.sha256);
		});

		test('a mask of another size is none', async () => {
			await page.generate('a red fox', { size: '1024x1024' });
			const [image] = await stored();
			await paste('first.png', await sample());

			await page.send({ type: 'setMask', reference: page.shown.references[0]!.id, png: await readFile(panel.store.pathOf(image!.file)) });

			assert.equal(page.shown.mask, undefined);
		});

		test('are part of the estimate, also when one comes back with the window', async () => {
			await page.change({ values: { ...page.shown.draft.values, size: '1024x1024', quality: 'low' } });
			assert.equal(page.shown.estimate, '$0.006');
			await paste('room.png', await sample());
			assert.equal(page.shown.estimate, '$0.006 or more');

			await panel.openWindow();
			page = await panel.openPage();

			assert.equal(page.shown.estimate, '$0.006 or more');
		});

		test('what is removed is not sent', async () => {
			await paste('room.png', await sample());
			await page.send({ type: 'removeReference', id: page.shown.references[0]!.id });

			await page.generate('a chair');

			assert.equal(asked()[0]?.kind, 'generations');
		});
	});

	suite('the history', () => {
		test('comes in pages, newest first, and is searched by prompt', async () => {
			for (let number = 0; number < 130; number++) {
				await panel.store.add(onePixel, originOf(`image ${number}`, number));
			}
			page = await panel.openPage();
			assert.deepEqual([page.shown.history.images.length, page.shown.history.images[0]?.prompt], [100, 'image 129']);

			await page.send({ type: 'loadMore', query: '', filter: noFilter, after: page.shown.history.images.at(-1)!.id });
			assert.equal(page.shown.history.images.at(-1)?.prompt, 'image 0');
			page.state = { ...page.shown, history: { ...page.shown.history, query: 'image 77' } };
			await page.send({ type: 'search', query: 'image 77', filter: noFilter });

			assert.deepEqual(
				page.shown.history.images.map(({ prompt }) => prompt),
				['image 77'],
			);
		});

		test('is filtered by model, day and mark, and a favourite is never pruned', async () => {
			await page.generate('one', { quality: 'low', size: '1024x1024' });
			await page.generate('two');
			await panel.store.add(onePixel, { ...originOf('three', 0), model: 'gpt-image-1', createdAt: Date.now() });
			await page.send({ type: 'search', query: '', filter: noFilter });
			const [third, , first] = page.shown.history.images;
			const shows = async (filter: Partial<HistoryFilter>) => {
				await page.send({ type: 'search', query: '', filter: { ...noFilter, ...filter } });
				return page
					.told('historyLoaded')
					.at(-1)!
					.images.map(({ prompt }) => prompt);
			};

			await page.send({ type: 'image', action: 'favourite', id: first!.id });
			await page.send({ type: 'findFilters' });

			assert.deepEqual(page.shown.history.models, ['gpt-image-1', 'gpt-image-2']);
			assert.deepEqual(page.shown.history.days, [dayOf(third!.createdAt)]);
			assert.deepEqual(await shows({ model: 'gpt-image-1' }), ['three']);
			assert.deepEqual(await shows({ day: dayOf(third!.createdAt) }), ['three', 'two', 'one']);
			assert.deepEqual(await shows({ day: '2001-01-01' }), []);
			assert.deepEqual(await shows({ favourites: true }), ['one']);
			await page.send({ type: 'image', action: 'unfavourite', id: first!.id });
			assert.deepEqual(await shows({ favourites: true }), []);
		});

		test('several become reference images at once, as many as the model takes', async () => {
			await page.generate('one');
			await page.generate('two');
			const ids = page.shown.history.images.map(({ id }) => id);

			await page.send({ type: 'images', action: 'reference', ids });
			assert.deepEqual(
				page.shown.references.map(({ name }) => name),
				['two', 'one'],
			);

			await page.send({ type: 'images', action: 'reference', ids: Array.from({ length: 9 }, () => ids).flat() });
			assert.equal(page.shown.references.length, page.shown.form.maxReferences);
			assert.match(page.shown.notices.at(-1)?.text ?? '', /at most 16/);
		});

		test('several are saved, and deleted with one notice that brings all back', async () => {
			await page.generate('one', { quality: 'low', size: '1024x1024' });
			await page.generate('two');
			const ids = page.shown.history.images.map(({ id }) => id);

			await page.send({ type: 'images', action: 'save', ids });
			assert.equal(page.shown.history.images.filter(({ savedAs }) => savedAs !== undefined).length, 2);
			await page.send({ type: 'images', action: 'delete', ids });
			assert.deepEqual(
				[page.shown.history.images, page.shown.notices.map(({ text }) => text)],
				[[], ['Saved 2 images.', 'Deleted 2 images. Copies that you saved stay.']],
			);
			await page.press('Undo');
			assert.deepEqual(
				page.shown.history.images.map(({ id }) => id),
				ids,
			);
		});

		test('keeps as many as the setting says, the results in any case', async () => {
			for (let number = 0; number < 5; number++) {
				await panel.store.add(onePixel, originOf(`image ${number}`, number));
			}
			await setImages({ historyImages: 3 });

			await page.generate('a red fox');
			await until('the history is cut', async () => (await stored()).length === 3);

			assert.deepEqual(
				(await stored()).map(({ prompt }) => prompt),
				['a red fox', 'image 4', 'image 3'],
			);
			await until('the page counts anew', () => page.shown.history.total === 3);
		});
	});

	suite('an image file', () => {
		test('gives back the prompt and the settings that it remembers', async () => {
			await page.generate('a red fox', { size: '1536x1024', quality: 'low' });
			const [record] = await stored();
			const uri = await place(await folder(), 'fox.png', await readFile(panel.store.pathOf(record!.file)));
			await page.change({ prompt: 'other', values: {} });

			await panel.session.openImage(uri);

			const { prompt, values } = page.shown.draft;
			assert.deepEqual([prompt, values.size, values.quality], ['a red fox', '1536x1024', 'low']);
			await page.press('Use as Reference');
			assert.equal(page.shown.references[0]?.name, 'fox.png');
		});

		test('that remembers nothing becomes a reference, and that is said', async () => {
			await panel.session.openImage(vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'scan.png'));

			assert.equal(page.shown.references[0]?.name, 'scan.png');
			assert.match(page.shown.notices[0]?.text ?? '', /contains no prompt/);
		});
	});

	suite('providers', () => {
		test('without a key a provider is to be set up, and the environment’s will do', async () => {
			await panel.keys.remove(emulator.origin);
			await panel.session.refresh();
			const configured = () => page.shown.providers.find(({ id }) => id === 'connection:Test')?.configured;
			assert.equal(configured(), false);
			panel.environment['OPENAI_API_KEY'] = 'right-key';

			stage.presses.push([/^Send the key in OPENAI_API_KEY to/, 'Use OPENAI_API_KEY']);
			await panel.session.refresh();
			await page.generate('a red fox');

			assert.deepEqual([configured(), page.shown.results.length], [true, 1]);
		});

		test('a compatible server wants no key, and gets none from the environment', async () => {
			panel.environment['OPENAI_API_KEY'] = 'secret';
			const own = await startImageEmulator({ profile: 'compatible', key: '' });
			try {
				await drawBy({ name: 'Attic', service: 'compatible', endpoint: own.endpoint, model: 'flux' });
				await panel.session.refresh();
				await page.change({ provider: 'connection:Attic' });
				assert.equal(page.shown.draft.model, 'flux');

				await page.generate('a red fox');

				assert.equal(own.requests[0]?.headers.authorization, undefined);
				assert.equal(own.requests.length, 1);
			} finally {
				await own.close();
			}
		});

		test('MAI-Image and FLUX on Foundry are drawn and edited in their own forms, and their price is told', async () => {
			const foundry = await startImageEmulator({ profile: 'azure', key: 'right-key' });
			try {
				await panel.keys.set(foundry.origin, 'right-key');
				for (const [route, model] of [
					['mai', 'MAI-Image-2.6'],
					['flux', 'FLUX.2-pro'],
				] as const) {
					await drawBy({ name: model, service: 'azure', endpoint: foundry.azureEndpoint(route), model });
					await panel.session.refresh();
					await page.change({ provider: `connection:${model}` });
					await page.generate('a red fox', { size: '1536x1024' });
					await page.send({ type: 'addReference', name: 'room.png', mediaType: 'image/png', bytes: await sample() });
					await page.generate('a red fox in this room');
					await page.send({ type: 'removeReference', id: page.shown.references[0]!.id });
				}

				assert.deepEqual(
					[page.shown.generations.map(({ failure }) => failure?.text), foundry.requests.map(({ status }) => status)],
					[[], [200, 200, 200, 200]],
				);
				assert.deepEqual(page.shown.results.map(({ model, cost }) => [model, cost]).reverse(), [
					['MAI-Image-2.6', '$0.058'],
					['MAI-Image-2.6', '$0.046'],
					['FLUX.2-pro', '$0.04'],
					['FLUX.2-pro', '$0.04'],
				]);
			} finally {
				await foundry.close();
			}
		});

		test('nothing goes unencrypted to another machine without leave, which is asked for', async () => {
			await drawBy({ name: 'Far', service: 'compatible', endpoint: 'http://images.invalid:8000/v1', model: 'flux' });
			await panel.session.refresh();
			await page.change({ provider: 'connection:Far' });

			await page.generate('a red fox');

			assert.match(stage.texts('warning')[0] ?? '', /without encryption/);
			assert.deepEqual([page.shown.generations, page.shown.notices], [[], []]);
		});

		test('what no longer fits another model is repaired, and told', async () => {
			await page.change({ values: { ...page.shown.draft.values, size: '2048x2048', quality: 'high', background: 'transparent' } });

			await page.change({ model: 'dall-e-3' });

			const { values } = page.shown.draft;
			assert.deepEqual([values.size, values.quality, values.background], ['1024x1024', 'hd', undefined]);
			assert.deepEqual(page.shown.repairs.map(({ label }) => label).sort(), ['Background', 'Quality', 'Size']);
		});

		test('what was set is there again with the model that takes it', async () => {
			await page.change({ model: 'gpt-image-2', values: { size: '1536x1024', quality: 'low' } });

			await page.change({ model: 'dall-e-3' });
			assert.notDeepEqual([page.shown.draft.values.size, page.shown.draft.values.quality], ['1536x1024', 'low']);
			await page.change({ values: { ...page.shown.draft.values, style: 'natural' } });
			await page.change({ model: 'gpt-image-2' });
			assert.deepEqual(
				[page.shown.draft.values.size, page.shown.draft.values.quality, page.shown.repairs.map(({ label }) => label)],
				['1536x1024', 'low', ['Style']],
			);

			await page.change({ model: 'dall-e-3' });
			assert.equal(page.shown.draft.values.style, 'natural');
		});

		test('the cost is estimated with the form', async () => {
			await page.change({ values: { ...page.shown.draft.values, size: '1024x1024', quality: 'medium', n: 2 } });

			assert.equal(page.shown.estimate, '$0.106');
		});
	});

	suite('connecting a service', () => {
		const connect = (provider?: string) => vscode.commands.executeCommand('fovea.connectImageService', provider);
		const chosen = () => vscode.workspace.getConfiguration('fovea.images').get('connection');
		const connections = () => vscode.workspace.getConfiguration('fovea').get<readonly object[]>('connections');

		test('of Azure takes the Target URI, the deployment in it, and a key', async () => {
			const azure = await startImageEmulator({ profile: 'azure', key: 'azure-key' });
			try {
				stage.answers.push(azure.endpoint, 'gpt-image-2', 'API Key', 'azure-key', 'Save');

				await connect('new:azure');
				await panel.openWindow();
				await panel.keys.set(azure.origin, 'azure-key'); // the command has kept it in the editor's own storage
				page = await panel.openPage();
				await panel.session.useService('connection:Azure OpenAI');
				await page.generate('a red fox');

				assert.deepEqual([chosen(), azure.requests.at(-1)?.status], ['Azure OpenAI', 200]);
				assert.equal((connections()?.at(-1) as { endpoint?: string }).endpoint, azure.endpoint);
			} finally {
				await azure.close();
			}
		});

		test('of one’s own adds a server, with or without a key, also where the test fails', async () => {
			stage.answers.push('http://localhost:9/v1', 'flux', '', 'Save Anyway');

			await connect('new:compatible');

			assert.deepEqual(connections()?.at(-1), {
				name: 'localhost:9',
				for: 'images',
				service: 'compatible',
				endpoint: 'http://localhost:9/v1',
				model: 'flux',
			});
			assert.equal(chosen(), 'localhost:9');
		});

		test('left half-way changes nothing', async () => {
			const before = connections();
			stage.answers.push('http://localhost:9/v1', 'flux', undefined);

			await connect('new:compatible');

			assert.deepEqual([chosen(), connections()], ['Test', before]);
		});
	});

	test('the key is in nothing that the page is told', async () => {
		await page.generate('a red fox');
		emulator.faults.push({ kind: 'status', status: 401 });
		await page.generate('a blue whale');

		assert.doesNotMatch(JSON.stringify(page.messages), /right-key/);
	});

	suite('the tab @api', () => {
		const tabs = () =>
			vscode.window.tabGroups.all
				.flatMap((group) => group.tabs)
				.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('fovea.imagePanel'));

		test('opens once', async () => {
			await vscode.commands.executeCommand('fovea.generateImage');
			await vscode.commands.executeCommand('fovea.generateImage');
			await until('the tab', () => tabs().length > 0);

			assert.equal(tabs().length, 1);
		});
	});

	test('no file but those of images and their records is left in the store', async () => {
		await page.generate('a red fox');
		await page.generate('a blue whale', { n: 2 });

		const left = (await names(vscode.Uri.file(panel.store.folder))).filter((name) => !/\.(png|json)$/.test(name) && name !== 'partial');
		assert.deepEqual(left, []);
		assert.deepEqual(await names(vscode.Uri.file(path.join(panel.store.folder, 'partial'))), []);
	});
});

const onePixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const smallWebp = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64');

function originOf(prompt: string, time: number) {
	const asked = { size: '1024x1024' };
	return { prompt, provider: 'openai' as const, host: 'h', model: 'gpt-image-2', asked, actual: {}, references: 0, createdAt: 1e12 + time };
}
