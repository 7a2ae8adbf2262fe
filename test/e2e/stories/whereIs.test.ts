import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { askForge } from '../harness/forge';
import { withWorkbench } from '../harness/story';

/** A commit, an issue, a version: which environments have it, and what holds it back. */
describe('Where a change is, in VS Code', () => {
  let lab: Lab;

  before(async () => (lab = await startLab({ services: ['cart', 'payments', 'web'], deployMs: 100 })));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));

  it('is asked once, and answered for all services on one page', async () => {
    const { quickInput, editor } = workbench();
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. .*to promote/);
    const found = (await askForge(lab, 'cart/branches/dev')) as { commit: { id: string } };
    await quickInput.run('Branchline: Where Is My Change?…');
    await quickInput.answer(/Where is my change/, found.commit.id.slice(0, 10));
    const page = await editor.rendered(/Where is [0-9a-f]{10}\?/);
    assert.match(page, /dev: has it; since/);
    assert.match(page, /test: does not have it/);
    assert.match(page, /can be promoted from dev/);
    await workbench().screenshot('where-is');
  });

  it('and another page tells how often, how fast and how well was deployed, with what is counted', async () => {
    const { quickInput, editor } = workbench();
    await quickInput.run('Branchline: Show Measures…');
    await quickInput.choose('The last 365 days');
    const page = await editor.rendered(/How often, how fast and how well/);
    assert.match(page, /prod · 3 services[^]*test · 3 services[^]*dev · 3 services/);
    assert.match(page, /Deployment frequency[^]*a week; \d+ deployments/);
    assert.match(page, /Change failure rate[^]*with a verdict/);
    assert.match(page, /The deployments that are counted[^]*payments[^]*taken back by [0-9a-f]{10}/);
    await workbench().screenshot('measures');
  });

  it('says what is no question before anything is looked for', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Where Is My Change?…');
    await quickInput.answer(/Where is my change/, 'two words');
    await quickInput.asked(/No commit, no pull request/);
    await quickInput.cancel();
  });
});
