import type * as vscode from 'vscode';
import type { AuthScheme, Lesson } from '../core/ocr/mistral/engine.ts';

/** What endpoints taught (how they take their key, that they refuse optional fields), remembered across windows so that it is asked once. */
export class Lessons {
	constructor(private readonly state: vscode.Memento) {}

	authScheme(origin: string): AuthScheme | undefined {
		return this.state.get<AuthScheme>(authSchemeKey(origin));
	}

	minimalBody(endpoint: string, model: string): boolean {
		return Date.now() - this.state.get<number>(minimalBodyKey(endpoint, model), 0) < minimalBodyMs;
	}

	/** How many requests the endpoint takes at once, as far as it is known. */
	atOnce(endpoint: string): number | undefined {
		return this.state.get<number>(atOnceKey(endpoint));
	}

	async learn(lesson: Lesson): Promise<void> {
		switch (lesson.kind) {
			case 'authScheme':
				return this.state.update(authSchemeKey(lesson.origin), lesson.scheme);
			case 'minimalBody':
				return this.state.update(minimalBodyKey(lesson.endpoint, lesson.model), Date.now());
			case 'atOnce':
				return this.state.update(atOnceKey(lesson.endpoint), lesson.atOnce);
			default:
				return lesson satisfies never;
		}
	}
}

/** Services learn fields with time: after a week the full request is tried again. */
const minimalBodyMs = 7 * 24 * 3600 * 1000;

const authSchemeKey = (origin: string): string => `fovea.authScheme:${origin}`;
const atOnceKey = (endpoint: string): string => `fovea.atOnce:${endpoint}`;
const minimalBodyKey = (endpoint: string, model: string): string => `fovea.minimalBody:${endpoint}:${model}`;
