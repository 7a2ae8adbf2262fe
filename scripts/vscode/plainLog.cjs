// @ts-check
/**
 * Stands in for `@vscode/spdlog`, which needs a compiler: VS Code's log files and output channels are written plainly.
 * Copied over that package's `index.js` when the server is installed.
 */
const { createWriteStream, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  /**
   * @param {string} _type
   * @param {string} _name
   * @param {string} file
   */
  constructor(_type, _name, file) {
    mkdirSync(dirname(file), { recursive: true });
    this.stream = createWriteStream(file, { flags: 'a' });
    this.stream.on('error', () => undefined); // the data folder is being removed
    this.level = 2;
    this.plain = false;
    /** @type {(level: number) => (message: string) => void} */
    const at = (level) => (message) => this.write(level, message);
    [this.trace, this.debug, this.info, this.warn, this.error, this.critical] = levels.slice(0, 6).map((_, i) => at(i));
  }

  /**
   * @param {number} level
   * @param {string} message
   */
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    this.stream.write(this.plain ? message : `${time} [${levels[level]}] ${message}\n`);
  }

  getLevel() {
    return this.level;
  }

  /** @param {number} level */
  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.plain = true;
  }

  drop() {
    this.stream.end();
  }

  setPattern() {}
  flush() {}
}

/**
 * @param {string} name
 * @param {string} file
 */
const createLogger = (name, file) => Promise.resolve(new Logger('plain', name, file));

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
