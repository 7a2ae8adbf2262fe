import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import type { SuiteReport } from './report';

/**
 * Called by VS Code in the extension host: runs every `*.test.cjs` beside this file with mocha, and writes the report to
 * the file that `BRANCHLINE_SUITE_REPORT` names.
 *
 * @throws when a test failed, which is how VS Code itself is told
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 20_000 });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(__dirname, file));
  }
  const report = await new Promise<SuiteReport>((resolve) => {
    const passed: string[] = [];
    const skipped: string[] = [];
    const failed: { title: string; error: string }[] = [];
    mocha
      .run(() => resolve({ passed, skipped, failed }))
      .on('pass', (test) => passed.push(test.fullTitle()))
      .on('pending', (test) => skipped.push(test.fullTitle()))
      .on('fail', (test, error) =>
        failed.push({
          title: test.fullTitle(),
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      );
  });
  const file = process.env['BRANCHLINE_SUITE_REPORT'];
  if (file) writeFileSync(file, JSON.stringify(report));
  if (report.failed.length > 0) throw new Error(`${report.failed.length} tests failed`);
}
