import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { BoardPage } from '../harness/boardPage';
import { DecisionPage } from '../harness/decisionPage';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

/** What Branchline adds to the editor's own ways: keys, links, messages, tools for its assistant. */
describe('At home in VS Code', function () {
  this.timeout(240_000);
  let lab: Lab;

  before(async () => (lab = await startLab({ services: ['cart', 'web'], deployMs: 100, backend: 'embedded' })));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({
    workspace: lab.workspace,
    env: lab.environment,
    settings: {
      'chat.disableAIFeatures': false,
      'branchline.notifications.about': ['failing'],
      'branchline.notifications.environments': ['dev'],
    },
  }));
  const fleet = () => workbench().tree('Fleet');

  it('a chord opens the board', async () => {
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    const { page } = workbench();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.press('Alt+b');
    await new BoardPage(page).frame();
  });

  it('a link that was copied leads a colleague to the page of the promotion', async () => {
    const { page, quickInput, dialog } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await fleet().expand(/^cart\./);
    await fleet().expand(/^cart, dev\./);
    await fleet().menu(/^to test:/, 'Copy Link');
    const link = await eventually('a link is in the clipboard', async () => {
      const text = await page.evaluate<string>('navigator.clipboard.readText()');
      return text.includes('://') ? text : undefined;
    });
    assert.match(link, /^[\w-]+:\/\/branchline\.branchline\/promotion\?service=cart&from=dev&to=test$/);
    await quickInput.run('Developer: Open URL');
    await page.keyboard.type(link);
    await page.keyboard.press('Enter');
    await workbench().screenshot('at-home-link');
    await dialog.press('Open');
    await new DecisionPage(page).about(/cart .*dev → test/);
  });

  it('who asked for it is told of a failure, once', async () => {
    const head = await lab.forge.commit('web', 'dev', 'A commit', { 'README.md': 'x\n' });
    await lab.forge.postStatus('web', head, 'e2e', 'failure', 'no');
    const { notifications, editor, quickInput } = workbench();
    await quickInput.run('Branchline: Refresh');
    await notifications.shown(/web in dev: failing/);
    await workbench().screenshot('at-home-told');
    await notifications.press(/web in dev: failing/, 'Show');
    await editor.rendered(/web · dev/);
  });

  it('the tools of an assistant are offered, and answer', async () => {
    const { quickInput, page } = workbench();
    await quickInput.run('MCP: List Servers');
    await quickInput.choose('Branchline');
    await quickInput.choose('Start Server');
    await page
      .locator('.monaco-workbench .output-view-column, .part.panel .view-lines')
      .filter({ hasText: /Discovered.\d+.tools/ })
      .waitFor();
    await workbench().screenshot('at-home-tools');
  });
});
