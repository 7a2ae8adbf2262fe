// @ts-check
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import Mocha from 'mocha';

/**
 * mocha's `spec` output, the counts and how long each file took as JSON in the file that `BRANCHLINE_COUNTS` names, and each test
 * with its outcome in the one that `BRANCHLINE_RESULTS` names.
 */
class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const results = collected(runner);
    const times = timed(runner);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const counts = { passed: passes, failed: failures, skipped: pending, files: filesOf(times) };
      const file = process.env['BRANCHLINE_COUNTS'];
      if (file) writeFileSync(file, JSON.stringify(counts));
      const list = process.env['BRANCHLINE_RESULTS'];
      if (list) writeFileSync(list, JSON.stringify(results));
      endInTime();
    });
  }
}

const patienceMs = 30_000;

/** What a test that failed has not closed would keep the process, and all that waits for it, for ever. */
function endInTime() {
  setTimeout(() => {
    console.error(
      `The tests are over, and something of theirs is still open: ${process.getActiveResourcesInfo().join(', ')}`,
    );
    process.exit(1);
  }, patienceMs).unref();
}

/**
 * How long each file took, hooks and all, in milliseconds.
 * @param {import('mocha').Runner} runner
 */
function timed(runner) {
  /** @type {Map<string, number>} */
  const times = new Map();
  const { EVENT_SUITE_BEGIN, EVENT_SUITE_END } = Mocha.Runner.constants;
  let began = 0;
  runner.on(EVENT_SUITE_BEGIN, (suite) => {
    if (suite.parent?.root) began = performance.now();
  });
  runner.on(EVENT_SUITE_END, (suite) => {
    const file = suite.file ?? '';
    if (suite.parent?.root) times.set(file, (times.get(file) ?? 0) + performance.now() - began);
  });
  return times;
}

/** @param {ReadonlyMap<string, number>} times */
function filesOf(times) {
  return [...times].map(([file, ms]) => ({ file: relative(process.cwd(), file), ms: Math.round(ms) }));
}

/** @param {import('mocha').Runner} runner */
function collected(runner) {
  /** @type {{ suite: string; title: string; outcome: 'passed' | 'failed' | 'skipped' }[]} */
  const results = [];
  const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
  /** @param {'passed' | 'failed' | 'skipped'} outcome */
  const add = (outcome) => (/** @type {import('mocha').Test} */ test) =>
    results.push({ suite: test.parent?.fullTitle() ?? '', title: test.title, outcome });
  runner.on(EVENT_TEST_PASS, add('passed'));
  runner.on(EVENT_TEST_FAIL, add('failed'));
  runner.on(EVENT_TEST_PENDING, add('skipped'));
  return results;
}

export { CountingReporter as default, CountingReporter as 'module.exports' };
