import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('what was deployed reads well in a light theme', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Preferences: Color Theme');
    await quickInput.answer(/Color Theme/, 'Light Modern');
    await workbench().tree('History').open();
    await fleet().expand(/^cart\./);
    await fleet().click(/^cart, prod\./);
    await workbench()
      .tree('History')
      .row(/promotion|direct|rollback|hotfix/i);
    await workbench().screenshot('at-home-history-light');
  });
});

/** A new user: a folder without a catalog. */
describe('At home in VS Code, before there is a catalog', () => {
  let folder: string;

  before(async () => (folder = await mkdtemp(join(tmpdir(), 'branchline-new-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  const workbench = withWorkbench(() => ({ workspace: folder, env: {} }));

  it('is told what it is, and shown around in six steps that tick themselves off', async () => {
    const { quickInput, page } = workbench();
    await workbench().showContainer('Branchline');
    const welcome = page.locator('.welcome-view-content', { hasText: 'Branchline shows what runs where' });
    await welcome.waitFor();
    await workbench().screenshot('at-home-empty');
    await welcome.getByText('Show me around in six steps').click();
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    const titles = () => steps.locator('.step-title').allInnerTexts();
    await eventually('six steps', async () => (await titles()).length === 6, { seen: titles });
    const isDone = (title: string) =>
      steps.filter({ hasText: title }).locator('.codicon-getting-started-step-checked').isVisible();
    assert.equal(await isDone('Name your services'), false);
    const catalog = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      'services:',
      '  - { name: cart, repository: "http://127.0.0.1:9/gitops/cart.git" }',
    ];
    await writeFile(join(folder, 'branchline.yaml'), `${catalog.join('\n')}\n`);
    await eventually('a catalog is there', () => isDone('Name your services'), { seen: titles });
    await quickInput.run('Branchline: Open Board');
    await new BoardPage(page).frame();
    await page.locator('.tab', { hasText: /Welcome|Walkthrough/ }).click();
    await eventually('the fleet was seen', () => isDone('See the fleet'), { seen: titles });
    assert.equal(await isDone('Go back'), false);
    await workbench().screenshot('at-home-walkthrough');
  });
});
