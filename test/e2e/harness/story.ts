import { Workbench, type WorkbenchOptions } from './workbench';

/**
 * One workbench for all tests of a `describe`: opened before the first, ended after the last. What explains a failing
 * test is kept under `out/e2e/`.
 *
 * @param options called when the tests start, so that it may use what earlier `before` hooks have made
 * @returns gives the workbench inside tests
 */
export function withWorkbench(options: () => WorkbenchOptions | Promise<WorkbenchOptions>): () => Workbench {
  let workbench: Workbench | undefined;
  before(async () => {
    workbench = await Workbench.open(await options());
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench?.keepEvidence(this.currentTest.fullTitle());
  });
  after(async function () {
    this.timeout(60_000);
    await workbench?.dispose();
  });
  return () => {
    if (!workbench) throw new Error('The workbench is open inside tests only.');
    return workbench;
  };
}
