import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSuite } from '../build/suite';
import { Workbench } from '../../test/e2e/harness/workbench';
import { eventually } from '../../test/e2e/harness/eventually';
import { suiteWorkspace, type SuiteReport } from '../../test/e2e/suite/report';
import type { StageResult } from './stages';

const timeoutMs = 180_000;

/** Runs `test/e2e/suite/` inside the extension host of a VS Code in a browser. */
export async function runEditorSuite(): Promise<StageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-suite-'));
  const file = join(folder, 'report.json');
  try {
    const workbench = await Workbench.open({
      workspace: resolve(suiteWorkspace),
      tests: await buildSuite(),
      env: { BRANCHLINE_SUITE_REPORT: file },
    });
    try {
      return asStageResult(
        await eventually('the suite in the extension host ends', () => readReport(file), { timeoutMs }),
      );
    } catch (error) {
      await workbench.keepEvidence('suite');
      throw error;
    } finally {
      await workbench.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The report of the suite, as a stage shows it. */
export function asStageResult({ passed, failed, skipped }: SuiteReport): StageResult {
  return {
    counts: { passed: passed.length, failed: failed.length, skipped: skipped.length },
    text: failed.map(({ title, error }) => `${title}\n${error}`).join('\n\n'),
  };
}

async function readReport(file: string): Promise<SuiteReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SuiteReport;
  } catch {
    return undefined; // not there yet, or half written
  }
}
