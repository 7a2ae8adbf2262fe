// @ts-check
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * mocha's `spec` output, the counts as JSON in the file that `BRANCHLINE_COUNTS` names, and each test with its outcome in
 * the one that `BRANCHLINE_RESULTS` names.
 */
class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const results = collected(runner);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const counts = { passed: passes, failed: failures, skipped: pending };
      const file = process.env['BRANCHLINE_COUNTS'];
      if (file) writeFileSync(file, JSON.stringify(counts));
      const list = process.env['BRANCHLINE_RESULTS'];
      if (list) writeFileSync(list, JSON.stringify(results));
    });
  }
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
