/** `npm run test:desktop`: the suite in the extension host of a desktop VS Code, which is downloaded where needed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../build/bundle';
import { buildSuite } from '../build/suite';
import { cacheFolder } from '../bootstrap/cache.mjs';
import { asStageResult } from '../testing/editorSuite';
import { runLanes } from '../testing/stages';
import { suiteWorkspace, type SuiteReport } from '../../test/e2e/suite/report';

const { failed } = await runLanes([[{ title: 'Suite in a desktop VS Code', run }]]);
process.exitCode = failed > 0 ? 1 : 0;

async function run() {
  await build({ mode: 'production' });
  const folder = await mkdtemp(join(tmpdir(), 'branchline-suite-'));
  const file = join(folder, 'report.json');
  try {
    await runTests({
      cachePath: join(cacheFolder(), 'vscode-test'),
      extensionDevelopmentPath: process.cwd(),
      extensionTestsPath: await buildSuite(),
      extensionTestsEnv: { BRANCHLINE_SUITE_REPORT: file },
      launchArgs: [resolve(suiteWorkspace), '--disable-extensions', '--disable-workspace-trust'],
    }).catch((error: unknown) => console.error(error)); // a failed test ends it so; the report says which
    return asStageResult(JSON.parse(await readFile(file, 'utf8')) as SuiteReport);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
