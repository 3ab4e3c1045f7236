// `npm run package`, after the production build: writes out/fovea.vsix and holds it to the budget in package.json.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createVSIX, listFiles } from '@vscode/vsce';

const { budget } = JSON.parse(readFileSync('package.json', 'utf8'));
const out = 'out/fovea.vsix';

mkdirSync('out', { recursive: true });
// There is no public repository yet that relative links in README.md could lead to.
await createVSIX({ packagePath: out, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });

const files = (await listFiles({ packageManager: 0 })).sort();
const problems = [];
const expected = [...budget.files].sort();
for (const file of files.filter((name) => !expected.includes(name))) {
	problems.push(`${file} is in the package and not in budget.files`);
}
for (const file of expected.filter((name) => !files.includes(name))) {
	problems.push(`${file} is missing from the package`);
}
for (const [file, kilobytes] of Object.entries({ ...budget.kilobytes, [out]: budget.packageKilobytes })) {
	const size = statSync(file).size / 1024;
	console.log(`${file}: ${size.toFixed(0)} of ${kilobytes} KB`);
	if (size > kilobytes) {
		problems.push(`${file} has ${size.toFixed(0)} KB, the budget is ${kilobytes} KB`);
	}
}
for (const problem of problems) {
	console.error(problem);
}
process.exitCode = problems.length > 0 ? 1 : 0;
