import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporary.ts';

/** Values of VS Code's settings by their names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Where a VS Code of its own keeps its settings and extensions. */
export interface Profile {
	readonly userData: string;
	readonly extensions: string;
}

/** Nothing that calls home, pops up, or opens in a place of its own while a test is looking. */
const calm: Settings = {
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'git.enabled': false,
	'chat.setupFromDialog': false,
	'security.workspace.trust.startupPrompt': 'never',
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
	'workbench.reduceMotion': 'on',
	'workbench.enableExperiments': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.editor.useModal': 'off',
	// Colours of text and the small map of it, which no test looks at.
	'editor.maxTokenizationLineLength': 1,
	'editor.minimap.enabled': false,
	// The hover of a row under a pointer that rests lies over the next row, which a test wants to click.
	'workbench.hover.delay': 3_600_000,
	// It moves the selection in the explorer while a test makes one.
	'explorer.autoReveal': false,
	// It looks for listening ports in every process of the machine again and again.
	'remote.autoForwardPorts': false,
	'files.simpleDialog.enable': true,
	'window.dialogStyle': 'custom',
};

/** A new profile with calm settings and `settings` on top; it is gone when this process ends. */
export function createProfile(settings: Settings = {}): Profile {
	const folder = temporaryFolder();
	const profile = { userData: path.join(folder, 'user'), extensions: path.join(folder, 'extensions') };
	mkdirSync(path.join(profile.userData, 'User'), { recursive: true });
	mkdirSync(profile.extensions);
	writeSettings(profile, settings);
	return profile;
}

/** Replaces a profile's settings by calm ones and `settings` on top. */
export function writeSettings({ userData }: Profile, settings: Settings): void {
	writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify({ ...calm, ...settings }, undefined, '\t'));
}
