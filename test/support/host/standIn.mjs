#!/usr/bin/env node
// What @vscode/test-electron starts in place of a desktop VS Code: must be a program, so this only makes Node read TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./standIn.ts');
