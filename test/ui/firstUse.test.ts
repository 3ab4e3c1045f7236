import { fromRoot } from '../support/host/repository.ts';
import { SignInAuthority } from '../support/signInAuthority.ts';
import { useVSCode } from '../support/uiSession.ts';
import { testConnect } from './firstUse/connect.ts';
import { testConvert } from './firstUse/convert.ts';
import { testSignIn } from './firstUse/signIn.ts';

suite('Somebody who begins', () => {
	let authority: SignInAuthority;
	const vscode = useVSCode(async () => {
		authority = await SignInAuthority.start();
		return { builtIn: { 'microsoft-authentication': fromRoot('test/fixtures/signIn') }, env: { FOVEA_TEST_AUTHORITY: authority.address } };
	});
	suiteTeardown(() => authority.close());

	suite('Convert to Markdown, clicked in the workbench', () => testConvert(vscode));
	suite('From nothing to a first document by Azure, with a wrong path and a wrong key on the way', () => testConnect(vscode));
	suite('Signing in with Microsoft, through VS Code’s own accounts', () => testSignIn(vscode, () => authority));
});
