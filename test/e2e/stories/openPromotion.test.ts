import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { openPullRequests } from '../harness/forge';
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

  it('begins with a part, chosen from a list by file', async () => {
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    const { quickInput, notifications } = workbench();
    await quickInput.run('Branchline: Promote Chosen Changes…');
    await quickInput.asked(/Promote a part of which service\?/);
    await quickInput.choose('cart, dev → test');
    await quickInput.asked(/choose the changes/);
    await quickInput.choose('notes.txt (the whole file)');
    await workbench().settled();
    await workbench().screenshot('choose-changes');
    await quickInput.confirm();
    await quickInput.asked(/Promote cart: dev → test/);
    await quickInput.choose('Open the pull request');
    await notifications.shown(/: pull request #\d+ towards \w+ is open/);
    const [only, ...more] = await open();
    assert.deepEqual(more, []);
    assert.match(only?.body ?? '', /Stays pending/);
  });

  it('is said to be behind, and takes what came since', async () => {
    const { quickInput, notifications } = workbench();
    await lab.forge.commit('cart', 'test', 'Own', { 'own.txt': 'own\n' });
    await quickInput.run('Branchline: Refresh');
    await fleet().expand(/^cart\./);
    await fleet().expand(/^cart, dev\./);
    await fleet().expand(/^\d+ changes wait to be promoted/);
    await fleet().row(/Pull request #\d+\. .*test went on since/);
    await workbench().screenshot('stale-promotion');
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    await quickInput.asked(/Promote cart: dev → test/);
    await workbench().settled();
    await workbench().screenshot('preview-with-open-promotion');
    await quickInput.choose('Update pull request #');
    await notifications.shown(/: pull request #\d+ towards \w+ is up to date now/);
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
