import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { openPullRequests } from '../harness/forge';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

/** Rules that nobody can read: nothing is judged by them, it is said where, and the way to mend it is one press away. */
describe('What cannot be judged in VS Code', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100, backend: 'embedded' });
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const fleet = () => workbench().tree('Fleet');

  it('is a service whose repository says of itself what nobody can read; promoting it opens the file at the line', async () => {
    const { quickInput, notifications, editor } = workbench();
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    await lab.forge.commit('cart', 'dev', 'Rules', {
      '.branchline.yaml': 'content:\n  environmentOwned:\n    keyz: [spec.replicas]\n',
    });
    await quickInput.run('Branchline: Refresh');
    await fleet().row(/^cart\. .*cannot be judged/);
    await workbench().screenshot('cannot-be-judged');
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    const said = await notifications.shown(/Unknown key "keyz"/);
    assert.match(said, /\.branchline\.yaml:3:5 \(dev, [0-9a-f]{10}\).*Did you mean "keys"\?/);
    await notifications.press(/Unknown key "keyz"/, 'Open the File');
    await eventually('the file is open', async () =>
      (await editor.lines()).some(({ text }) => text.includes('keyz: [spec.replicas]')) ? true : undefined,
    );
    await workbench().screenshot('cannot-be-judged-file');
    assert.deepEqual(await open(), []);
  });

  it('is judged again as soon as that is mended', async () => {
    await lab.forge.commit('cart', 'dev', 'Rules, in other words', {
      '.branchline.yaml': 'content:\n  environmentOwned:\n    keys: [spec.replicas]\n',
    });
    await workbench().quickInput.run('Branchline: Refresh');
    await fleet().row(/^cart\. .*to promote/);
  });

  it('is the fleet whose catalog was valid before: it is shown, and nothing is done by it', async () => {
    const { quickInput, notifications } = workbench();
    const catalog = join(lab.workspace, 'branchline.yaml');
    const text = await readFile(catalog, 'utf8');
    await writeFile(catalog, text.replace('services:', 'servicez:'));
    await fleet().row(/^branchline\.yaml\. .*is not valid, line \d+/);
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    await notifications.shown(/branchline\.yaml is not valid, line \d+.*is only shown: nothing is promoted/);
    await fleet().row(/^cart\./);
    await workbench().screenshot('catalog-not-valid-now');
    await notifications.press(/branchline\.yaml is not valid, line \d+/, 'Open the Catalog');
    await eventually('the catalog is open', async () =>
      (await workbench().editor.lines()).some(({ text: line }) => line.includes('servicez:')) ? true : undefined,
    );
    await writeFile(catalog, text);
    assert.deepEqual(await open(), []);
  });

  const open = () => openPullRequests(lab, 'cart');
});
