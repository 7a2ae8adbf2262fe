import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { withWorkbench } from '../harness/story';

/** What the fleet will not do as the other commands expect it: on a page, and at the catalog's lines. */
describe('A check of the fleet in VS Code', () => {
  let lab: Lab;

  before(async () => (lab = await startLab({ services: ['cart', 'web'], deployMs: 100 })));
  afterEach(() => lab.faults.forge({ kind: 'none' }));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));

  it('says what was found, why it matters and what to do, each at its line', async () => {
    const { quickInput, editor, problems } = workbench();
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. .*to promote/);
    await quickInput.run('Branchline: Check the Fleet');
    const page = await editor.rendered(/2 services were looked at/);
    assert.match(page, /→ .*\n.*branchline\.yaml, line \d+/);
    await workbench().screenshot('check-fleet');
    await problems.shown(/Branchline/);
  });

  it('leads from a line of the catalog to where it is mended', async () => {
    const { page, editor } = workbench();
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'is not protected' }).first().dblclick();
    await editor.fixes(/Open the protection of branches on the forge/);
    await editor.fixes(/Check the fleet again/);
    await workbench().screenshot('check-fleet-fixes');
    await page.keyboard.press('Escape');
  });

  it('never calls fine what could not be read', async () => {
    const { quickInput, editor } = workbench();
    lab.faults.forge({ kind: 'down' });
    await quickInput.run('Branchline: Check the Fleet');
    const page = await editor.rendered(/Not all could be checked/);
    assert.match(page, /Not checked/);
    assert.doesNotMatch(page, /Nothing was found|has no branch/);
    await workbench().screenshot('check-fleet-dead-forge');
  });
});
