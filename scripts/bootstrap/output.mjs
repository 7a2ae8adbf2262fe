// @ts-check
import { performance } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { clearInterval, setInterval } from 'node:timers';

/** Lines for the person who waits: what is being done, and how long it took. */

const reminderMs = 15_000;

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Announces a step, runs it, says how long it took; reminds every 15 s that it is still at work.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  say(`· ${title}`);
  const reminder = setInterval(() => say(`  still: ${title} (${seconds(performance.now() - started)})`), reminderMs);
  try {
    const result = await work();
    say(`✓ ${title} (${seconds(performance.now() - started)})`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

/** Something that cannot work here, with what to do about it. Shown without a stack. */
export class Impossible extends Error {}

/**
 * Runs a task to its end; what fails is said, and makes the exit code 1.
 *
 * @param {() => Promise<void>} work
 */
export async function runTask(work) {
  try {
    await work();
  } catch (error) {
    say(`✗ ${error instanceof Impossible ? error.message : inspect(error)}`);
    process.exitCode = 1;
  }
}
