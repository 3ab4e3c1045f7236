import { testFolder } from './documents/folder.ts';
import { useFoundryWindow } from './documents/foundryWindow.ts';
import { testTyping } from './documents/typing.ts';
import { testWindows } from './documents/windows.ts';

suite('Documents that a service reads', () => {
	const window = useFoundryWindow();

	suite('Long documents, and windows that come and go', () => testWindows(window));
	suite('A folder, converted in the workbench', () => testFolder(window));
	suite('Who types in another file during conversions', () => testTyping(window));
});
