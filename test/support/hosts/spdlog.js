/**
 * Takes the place of the native `@vscode/spdlog` in code-server, which npm does not compile here: without it, VS Code's server writes no logs, and output
 * channels of extensions stay empty. Writes each line at once. What is below a level, VS Code leaves out itself.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');

class Logger {
	constructor(_type, _name, file) {
		this.file = file;
		this.plain = false;
		this.level = 0;
		mkdirSync(path.dirname(file), { recursive: true });
		for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) {
			this[level] = (message) => this.write(level === 'warn' ? 'warning' : level, message);
		}
	}

	write(level, message) {
		const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
		appendFileSync(this.file, this.plain ? message : `${time} [${level}] ${message}\n`);
	}

	getLevel() {
		return this.level;
	}

	setLevel(level) {
		this.level = level;
	}

	setPattern() {}

	clearFormatters() {
		this.plain = true;
	}

	flush() {}

	drop() {}
}

const create = async (name, file) => new Logger('rotating', name, file);

// One by one: code-server imports them by name.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
