import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { canRender } from '../harness/canRender';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

/** What a person does about drift, on the line where they see it. */
describe('Drift in the editor', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['cart', 'shipping'], deployMs: 300 });
  });
  after(() => lab.dispose());

  // In a browser the editor saves by itself after a while; here it is seen that nothing else does.
  const settings = { 'files.autoSave': 'off' };
  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment, settings }));
  const text = async () => (await workbench().editor.lines()).map((line) => line.text).join('\n');
  const line = (words: string) =>
    workbench().page.locator('.editor-group-container.active .view-line', { hasText: words }).first();
  const shows = (pattern: RegExp) =>
    eventually(`the editor shows ${pattern.source}`, async () => pattern.test(await text()), { seen: text });

  it('offers on the line to adopt the live value, and to ignore the key', async () => {
    const { quickInput, editor } = workbench();
    await workbench().showContainer('Branchline');
    await quickInput.openFile('cart/deployment.yaml');
    await lab.cluster.scale('production', 'cart', 'cart', 7);
    assert.equal(await editor.addition('replicas:', /live/), 'live: 7');
    const hover = await editor.hover('replicas:');
    assert.match(hover, /in git: 5[\s\S]*live: 7[\s\S]*Adopt the live value[\s\S]*Ignore this key here/);
    await workbench().screenshot('drift-hover');
  });

  it('keeps what it knows, greyed, while the text cannot be read', async () => {
    const { editor, page } = workbench();
    await line('selector:').click();
    await page.keyboard.press('Home');
    await page.keyboard.type('templ: [\n', { delay: 20 });
    await workbench().settled();
    assert.equal(await editor.addition('replicas:', /live/), 'live: 7');
    await workbench().screenshot('drift-stale');
    for (let times = 0; times < 12; times++) await page.keyboard.press('Control+z');
    assert.equal(await editor.addition('replicas:', /live/), 'live: 7');
  });

  it('adopts the live value in the buffer: one step to undo, nothing saved', async () => {
    const { quickInput, editor, page } = workbench();
    await line('replicas:').click();
    await quickInput.run('Branchline: Adopt the Live Value');
    await shows(/replicas: 7/);
    await editor.noAddition('replicas:');
    await workbench().screenshot('drift-adopted');
    assert.match(await readFile(join(lab.workspace, 'cart', 'deployment.yaml'), 'utf8'), /replicas: 5/);
    await page.keyboard.press('Control+z');
    await shows(/replicas: 5/);
    assert.equal(await editor.addition('replicas:', /live/), 'live: 7');
  });

  it('shows it on the line of a branch that is not checked out', async () => {
    const { quickInput, editor } = workbench();
    await lab.cluster.scale('staging', 'cart-test', 'cart', 4);
    await quickInput.run("Branchline: Open Environment's Files…");
    await quickInput.choose('cart, test');
    await quickInput.asked(/Files of cart in test/);
    await quickInput.choose('deployment.yaml');
    await editor.addition('replicas:', /live: 4/);
    await workbench().screenshot('drift-branch');
  });

  it('ignores the key where the catalog says so, and shows it apart', async () => {
    const { quickInput, editor, notifications } = workbench();
    await quickInput.openFile('cart/deployment.yaml');
    await editor.addition('replicas:', /live: 7/);
    await line('replicas:').click();
    await quickInput.run('Branchline: Ignore This Key Here');
    await notifications.shown(/no longer counts as drift of cart in prod/);
    assert.equal(await editor.addition('replicas:', /ignored/), 'live: 7 (ignored)');
    await workbench().screenshot('drift-ignored');
  });

  it('shows it on the lines of what kustomize makes of a branch', async () => {
    const { quickInput, editor, notifications, page } = workbench();
    await lab.cluster.scale('production', 'shipping', 'shipping', 6);
    await quickInput.run('Branchline: Open Rendered Manifests');
    await quickInput.choose('shipping, prod');
    if (!canRender()) {
      await notifications.shown(/kustomize \(or kubectl\) is not on the PATH/);
      return;
    }
    await line('kind: Secret').click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('replicas:', { delay: 20 });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.equal(await editor.addition('replicas:', /live: 6/), 'live: 6');
    assert.doesNotMatch(await editor.hover('replicas:'), /Adopt the live value/);
    await workbench().screenshot('drift-rendered');
  });
});
