import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withWorkbench } from '../harness/story';

describe('The harness, on an extension that shows one of each', () => {
  let workspace: string;

  before(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'branchline-story-'));
    await writeFile(join(workspace, 'deployment.yaml'), 'kind: Deployment\nspec:\n  replicas: 3\n');
  });
  after(() => rm(workspace, { recursive: true, force: true }));

  const workbench = withWorkbench(() => ({
    workspace,
    extension: resolve('test/e2e/sample'),
    theme: 'light',
    env: { SAMPLE_TOKEN: 'a token' },
  }));

  it('reads and presses rows of a tree', async () => {
    await workbench().showContainer('Sample');
    const fleet = workbench().tree('Fleet');
    await fleet.expand('cart');
    const prod = await fleet.row(/cart in prod/);
    assert.deepEqual(prod, { text: 'prodin sync', aria: 'cart in prod, in sync', level: 2, fold: 'none' });
    assert.deepEqual(
      (await fleet.rows()).map(({ text }) => text),
      ['cart', 'devin sync', 'prodin sync', 'orders'],
    );

    await fleet.press(/cart in prod/, 'Promote');
    assert.equal(await workbench().notifications.shown(/Promoted/), 'Promoted cart/prod');
    await fleet.menu(/cart in dev/, 'Promote');
    assert.equal(await workbench().notifications.shown(/Promoted.*dev/), 'Promoted cart/dev');
  });

  it('runs a command, answers its questions and presses a button of its message', async () => {
    const { quickInput, notifications, dialog } = workbench();
    await quickInput.run('Sample: Ask');
    await quickInput.asked(/Which service\?/);
    await quickInput.choose('orders');
    await quickInput.answer(/Why\?/, 'because');
    await notifications.press(/orders: because/, 'Open');
    assert.match(await dialog.text(), /Sure\?\s+All of it/);
    await dialog.press('Yes');
    await notifications.shown(/^Opened$/);
  });

  it('reads the status bar and presses an item', async () => {
    const { statusBar, quickInput } = workbench();
    const { text, aria } = await statusBar.item(/3 environments/);
    assert.deepEqual({ text, aria }, { text: '3 environments', aria: 'check  3 environments, All pipelines passed' });
    await statusBar.click(/3 environments/);
    await quickInput.asked(/Which service\?/);
    await quickInput.cancel();
  });

  it('reads what decorations add to a line, hovers and problems', async () => {
    const { quickInput, editor, problems } = workbench();
    await quickInput.openFile('deployment.yaml');
    assert.equal(await editor.addition('replicas:', /live/), 'live: 5 "by hand"');
    assert.match(await editor.hover('replicas:'), /In git 3, live 5/);
    assert.match(await problems.shown(/too few/), /Three is too few/);
  });

  it('keeps pictures and logs, the output channels of the extension among them', async () => {
    await workbench().keepEvidence('harness');
    const files = await readdir('out/e2e/harness', { recursive: true });
    const log = files.find((file) => file.endsWith('Sample.log')) ?? '';
    assert.match(await readFile(join('out/e2e/harness', log), 'utf8'), /started with a token/);
    assert.ok(files.includes('screen.png'));
  });
});
