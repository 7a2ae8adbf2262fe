import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { openPullRequests } from '../harness/forge';
import { DecisionPage } from '../harness/decisionPage';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

/** A promotion that is open while the world goes on: chosen in part, brought up to date, closed when it is void. */
describe('An open promotion in VS Code', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100 });
    await lab.forge.commit('cart', 'dev', 'Notes', { 'notes.txt': 'new\n' });
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const fleet = () => workbench().tree('Fleet');
  const page = () => new DecisionPage(workbench().page);

  it('begins with a part, chosen from a list by file', async () => {
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Promote Chosen Changes…');
    await quickInput.asked(/Promote a part of which service\?/);
    await quickInput.choose('cart, dev → test');
    await quickInput.asked(/choose the changes/);
    await quickInput.choose('notes.txt (the whole file)');
    await workbench().settled();
    await workbench().screenshot('choose-changes');
    await quickInput.confirm();
    await page().press(/^cart, dev → test$/, 'Open the pull request');
    await page().says(/^cart/, /cart to test: pull request #\d+ is open/);
    const [only, ...more] = await open();
    assert.deepEqual(more, []);
    assert.match(only?.body ?? '', /Stays pending/);
  });

  it('is said to be behind, and takes what came since', async () => {
    const { quickInput } = workbench();
    await lab.forge.commit('cart', 'test', 'Own', { 'own.txt': 'own\n' });
    await quickInput.run('Branchline: Refresh');
    await fleet().expand(/^cart\./);
    await fleet().expand(/^cart, dev\./);
    await fleet().expand(/^\d+ changes wait to be promoted/);
    await fleet().row(/Pull request #\d+\. .*test went on since/);
    await workbench().screenshot('stale-promotion');
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    await page().about(/^cart 2\.10\.0 → 2\.11\.0, dev → test$/);
    await workbench().settled();
    await workbench().screenshot('preview-with-open-promotion');

    // While somebody looks at it, the branch goes on: what is shown is not what would happen.
    await lab.forge.commit('cart', 'test', 'Own again', { 'own.txt': 'own again\n' });
    await quickInput.run('Branchline: Refresh');
    await page().says(/^cart/, /out of date[\s\S]*test went on since: it was at [0-9a-f]{10}/);
    await workbench().screenshot('decision-stale');
    await page().press(/^cart/, 'Make it anew');
    await page().press(/^cart/, /Update pull request #/);
    await page().says(/^cart/, /cart 2\.11\.0 to test: pull request #\d+ is up to date now/);
    const [only, ...more] = await open();
    assert.deepEqual(more, []);
    assert.doesNotMatch(only?.body ?? '', /Stays pending/);
  });

  it('is closed with a comment when a person says so', async () => {
    const { quickInput, dialog } = workbench();
    await quickInput.run('Branchline: Close a Pull Request of Branchline…');
    await quickInput.choose('cart #');
    assert.match(await dialog.text(), /Close pull request #\d+ of cart\?/);
    await dialog.press('Close with a Comment');
    await eventually('it is closed', async () => ((await open()).length === 0 ? true : undefined));
  });

  const open = () => openPullRequests(lab, 'cart');
});
