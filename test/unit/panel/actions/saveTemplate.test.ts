import assert from 'node:assert/strict';
import { TemplateError, readTemplate, withExtension } from '../../../../src/panel/actions/saveTemplate.ts';

const facts = {
	prompt: 'A red fox',
	model: 'gpt-image-2',
	createdAt: new Date(2026, 0, 5, 23, 59).getTime(),
	extension: '.png',
};

/** The base and the first paths of a template. */
function expand(template: string, changed: Partial<typeof facts> = {}, attempts = 1): string[] {
	const { base, pathAt } = readTemplate(template, { ...facts, ...changed });
	return [base, ...Array.from({ length: attempts }, (_, index) => pathAt(index + 1))];
}

suite('the template of saved images', () => {
	for (const [template, base, path] of [
		['${workspaceFolder}/images/${slug}', 'workspaceFolder', 'images/a-red-fox.png'],
		['${documentDirname}/../img/${slug}', 'documentDirname', '../img/a-red-fox.png'],
		['images/${date}-${slug}', 'workspaceFolder', 'images/2026-01-05-a-red-fox.png'],
		['${workspaceFolder}\\images\\${model}-${slug}', 'workspaceFolder', 'images/gpt-image-2-a-red-fox.png'],
		['${model}/${date}/${index}', 'workspaceFolder', 'gpt-image-2/2026-01-05/1.png'],
		['/srv/images/${slug}', 'absolute', '/srv/images/a-red-fox.png'],
		['D:\\images\\${slug}', 'absolute', 'D:/images/a-red-fox.png'],
		['~/Pictures/${slug}', 'home', 'Pictures/a-red-fox.png'],
	] as const) {
		test(`${template} is ${path}`, () => assert.deepEqual(expand(template), [base, path]));
	}

	for (const [template, path] of [
		['${workspaceFolder}/images/', 'images/a-red-fox.png'],
		['${workspaceFolder}/images', 'images/a-red-fox.png'],
		['${workspaceFolder}', 'a-red-fox.png'],
		['${documentDirname}/${slug}/', 'a-red-fox/a-red-fox.png'],
		['', 'a-red-fox.png'],
	] as const) {
		test(`"${template}" is a folder, in which the prompt names images`, () => assert.equal(expand(template)[1], path));
	}

	test('counts with ${index}, wherever it is', () => {
		assert.deepEqual(expand('img/${index}-${slug}', {}, 3).slice(1), ['img/1-a-red-fox.png', 'img/2-a-red-fox.png', 'img/3-a-red-fox.png']);
		assert.deepEqual(expand('${index}/${slug}', {}, 2).slice(1), ['1/a-red-fox.png', '2/a-red-fox.png']);
	});

	test('without ${index} counts from 2 before the extension', () => {
		assert.deepEqual(expand('img/${slug}', {}, 3).slice(1), ['img/a-red-fox.png', 'img/a-red-fox-2.png', 'img/a-red-fox-3.png']);
		assert.deepEqual(expand('img/cover.png', {}, 2).slice(1), ['img/cover.png', 'img/cover-2.png']);
	});

	test('knows its variables in any case', () => {
		assert.deepEqual(expand('${documentDirName}/${SLUG}'), ['documentDirname', 'a-red-fox.png']);
	});

	for (const [template, problem, variable] of [
		['${workspaceFolder}/${prompt}', 'unknownVariable', '${prompt}'],
		['${workspaceRoot}/${slug}', 'unknownVariable', '${workspaceRoot}'],
		['${toString}/${slug}', 'unknownVariable', '${toString}'],
		['img/${documentDirname}/${slug}', 'notAtStart', '${documentDirname}'],
		['${workspaceFolder}-images/${slug}', 'notAtStart', '${workspaceFolder}'],
	] as const) {
		test(`${template} is told off: ${problem}`, () => {
			assert.throws(
				() => expand(template),
				(error) => error instanceof TemplateError && error.problem === problem && error.variable === variable,
			);
		});
	}

	test('a prompt or a model leads to no other folder', () => {
		assert.deepEqual(expand('img/${model}/${slug}', { prompt: '../../x', model: '../..\\evil' }), ['workspaceFolder', 'img/evil/x.png']);
	});

	test('names that Windows keeps for devices are not used', () => {
		assert.equal(expand('img/${slug}', { prompt: 'CON' })[1], 'img/image-con.png');
		assert.equal(expand('img/${slug}', { prompt: 'concert' })[1], 'img/concert.png');
	});
});

suite('the extension of a saved image', () => {
	for (const [name, extension, expected] of [
		['fox', '.png', 'fox.png'],
		['fox.png', '.png', 'fox.png'],
		['fox.PNG', '.png', 'fox.PNG'],
		['fox.jpeg', '.jpg', 'fox.jpeg'],
		['fox.png', '.webp', 'fox.webp'],
		['fox-v1.5', '.png', 'fox-v1.5.png'],
	] as const) {
		test(`${name} of the format ${extension} is ${expected}`, () => assert.equal(withExtension(name, extension), expected));
	}
});
