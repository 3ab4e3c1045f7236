import { connectedFoundry, enterKey } from '../../support/connectedFoundry.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../support/emulator/emulator.ts';
import type { EmulatorRequest } from '../../support/emulator/requests.ts';
import { copyWorkspace } from '../../support/host/temporary.ts';
import { type UiSession, useVSCode } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';

type Faults = Extract<NonNullable<EmulatorOptions['faults']>, (request: EmulatorRequest) => unknown>;

/** A window of VS Code whose user has connected Mistral OCR on Azure, for several suites one after another. */
export interface FoundryWindow {
	readonly vscode: UiSession;
	/** The folder that is open. */
	readonly workspace: string;
	readonly emulator: Emulator;
	/** Requests that have ended, well or not. */
	readonly ended: ReadonlySet<EmulatorRequest>;
	/** What goes wrong with a request; nothing when undefined. */
	faults: Faults | undefined;
	/** To be called in a suite: as `useFiles` of `test/support/useFiles.ts`; the service has no faults then. */
	useFiles(make: () => void): void;
}

/** To be called in a suite: opens the window, with the service's key stored, before its tests. */
export function useFoundryWindow(): FoundryWindow {
	const workspace = copyWorkspace();
	const ended = new Set<EmulatorRequest>();
	let emulator: Emulator;
	const vscode = useVSCode(async () => {
		emulator = await startEmulator({
			profile: 'foundry',
			key: 'the-key',
			onEnd: (request) => ended.add(request),
			faults: (request) => window.faults?.(request),
		});
		return { workspace, settings: connectedFoundry(emulator) };
	});
	suiteSetup('the service has its key', () => enterKey(vscode.workbench, 'the-key'));
	suiteTeardown(() => emulator.close());

	const window: FoundryWindow = {
		vscode,
		workspace,
		get emulator() {
			return emulator;
		},
		ended,
		faults: undefined,
		useFiles(make) {
			suiteTeardown('a service without faults', () => {
				window.faults = undefined;
				emulator.release();
			});
			useFiles(vscode, make);
		},
	};
	return window;
}
