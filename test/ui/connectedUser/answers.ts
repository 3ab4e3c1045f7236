import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lockedPdf } from '../../support/documents.ts';
import type { Emulator } from '../../support/emulator/emulator.ts';
import { docx, pptx } from '../../support/officeFiles.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';
import { until } from '../../support/until.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';

const word = (page: number) => `Words of page ${page}.`;
const pages = (count: number) => Array.from({ length: count }, (_, index) => word(index + 1));

/** Tests of what a service answers. They begin before anything else, with a connection to `mistral` that has no key yet. */
export function testAnswers(vscode: UiSession, mistral: () => Emulator): void {
	useFiles(vscode, () => {
		writeFileSync(path.join(vscode.workspace, 'letter.docx'), docx(pages(3)));
		writeFileSync(path.join(vscode.workspace, 'talk.pptx'), pptx(pages(3)));
		writeFileSync(path.join(vscode.workspace, 'thirty.pdf'), simplePdf(pages(30).map((text) => ({ content: textAt(72, 700, text) }))));
	});
	const markdown = (name: string) => readFileSync(path.join(vscode.workspace, name), 'utf8');

	test('the menu of a Word document offers to convert it where a connection takes it, before Fovea has run', async () => {
		await vscode.workbench.explorerMenu('letter.docx', 'Convert to Markdown');

		await vscode.page.locator('.quick-input-widget:visible', { hasText: 'API Key for 127.0.0.1' }).waitFor();
		await vscode.page.keyboard.press('Escape');
	});

	test('a Word document is sent once its pages that nobody can count are agreed to', async () => {
		const { workbench } = vscode;
		await workbench.explorerMenu('letter.docx', 'Convert to Markdown');
		await workbench.answer('the-key');
		await workbench.dialog.waitFor();
		await vscode.screenshot('answers, a Word document is asked about');
		await workbench.pressInDialog('Convert');
		await workbench.tab('letter.md').waitFor();

		await workbench.editorText(word(3));
		await vscode.screenshot('answers, a Word document');
	});

	test('a PowerPoint presentation has its slides', async () => {
		const { workbench } = vscode;
		await workbench.explorerMenu('talk.pptx', 'Convert to Markdown');
		await workbench.dialog.waitFor();
		await workbench.pressInDialog('Convert');
		await workbench.tab('talk.md').waitFor();

		await until('the slides', () => markdown('talk.md').includes(`<!-- page 2 -->\n\n${word(2)}`));
		await vscode.screenshot('answers, a PowerPoint presentation');
	});

	test('a page that the service leaves out is named, marked where it belongs, and there after Retry Failed Pages', async () => {
		const { workbench } = vscode;
		mistral().answers = (answered) => answered.filter((page) => !page.markdown.includes(word(18)));
		await workbench.explorerMenu('thirty.pdf', 'Convert to Markdown');
		const notice = workbench.notification('page 18 is missing');
		await notice.waitFor();
		await vscode.screenshot('answers, 29 of 30 pages');
		await until('its mark', () => /<!-- page 18 -->\n\n> \*\*Page 18 is missing/.test(markdown('thirty.md')));

		mistral().answers = undefined;
		await workbench.pressInNotification('page 18 is missing', 'Retry Failed Pages');
		await notice.waitFor({ state: 'hidden' });
		await until('the page, and the end of the file', () => [18, 30].every((page) => markdown('thirty.md').includes(word(page))));
		assert.equal(markdown('thirty.md').match(/Words of page/g)?.length, 30);
	});

	test('a PDF with a password is asked about before it is sent, then for its password', async () => {
		const { workbench } = vscode;
		writeFileSync(path.join(vscode.workspace, 'locked.pdf'), lockedPdf('Hello', 'asdfzxcv'));
		await workbench.file('locked.pdf').waitFor();
		const asked = mistral().requests.length;
		await workbench.explorerMenu('locked.pdf', 'Convert to Markdown');
		await workbench.quickInput.waitFor();
		await vscode.screenshot('answers, a password');
		assert.equal(mistral().requests.length, asked);
		await vscode.page.keyboard.press('Escape');
		await workbench.notification('locked.pdf is protected with a password').waitFor();
	});

	test('the menu of a Word document does not offer it where this machine reads', async () => {
		const { workbench, page } = vscode;
		await workbench.command('Fovea: Manage Connections');
		await workbench.quickPick('This Machine').click();
		await workbench.notification('Documents are now converted by This Machine').waitFor();

		const copyPath = page.getByRole('menuitem', { name: 'Copy Path' }).first();
		// A menu stays as it was when it opened.
		await until('a menu without it', async () => {
			await workbench.file('letter.docx').click({ button: 'right' });
			await copyPath.waitFor();
			const offered = await page.getByRole('menuitem', { name: 'Convert to Markdown' }).count();
			await page.keyboard.press('Escape');
			await copyPath.waitFor({ state: 'hidden' });
			return offered === 0;
		});
	});
}
