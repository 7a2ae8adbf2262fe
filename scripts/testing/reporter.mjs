// @ts-check
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** mocha's `spec` output, and the counts as JSON in the file that `BRANCHLINE_COUNTS` names. */
class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const counts = { passed: passes, failed: failures, skipped: pending };
      const file = process.env['BRANCHLINE_COUNTS'];
      if (file) writeFileSync(file, JSON.stringify(counts));
    });
  }
}

export { CountingReporter as default, CountingReporter as 'module.exports' };
