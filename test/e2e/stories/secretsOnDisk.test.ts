import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64, Heard, marker } from '../../integration/secrets/search';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { canRender } from '../harness/canRender';
import { DecisionPage } from '../harness/decisionPage';
import { eventually } from '../harness/eventually';
import { hearFolder } from '../harness/leftOnDisk';
import { withWorkbench } from '../harness/story';

const path = 'canary.yaml';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Values of Secrets; each is one that nothing else has. */
const values = {
  text: marker(),
  data: marker(),
  comment: marker(),
  lastApplied: marker(),
  live: marker(),
  liveOnly: marker(),
  liveLastApplied: marker(),
  rendered: marker(),
};

/** What the person types, and what the browser is made to keep: it has to be found. */
const planted = { saved: marker(), unsaved: marker(), local: marker(), database: marker() };

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: canary
  annotations: {${lastApplied}: '{"stringData":{"p":"${values.lastApplied}"}}'}
stringData:
  p: ${values.text} # was ${values.comment}
data:
  q: ${base64(values.data)}
`;

const carriers = `apiVersion: v1
kind: ConfigMap
metadata: {name: shipping}
data: {CARRIERS: dhl}
---
apiVersion: v1
kind: Secret
metadata: {name: shipping-carriers}
stringData: {DHL_KEY: ${values.rendered}}
`;

/**
 * The person works with Secrets; then everything that editor, extension and browser have written is searched. What the
 * person has themselves, the workspace, lies elsewhere.
 */
describe('Values of Secrets on disk', () => {
  let lab: Lab;
  let folder: string;
  const place = (name: string) => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bl-disk-'));
    await Promise.all(['data', 'home', 'tmp', 'profile'].map((name) => mkdir(place(name))));
    lab = await startLab({ services: ['web', 'shipping'], deployMs: 50 });
    await lab.forge.commit('web', 'dev', 'A Secret', { [path]: secret });
    await lab.forge.commit('shipping', 'dev', 'Other carriers', { 'base/config.yaml': carriers });
    await Promise.all([lab.settled('web', 'dev'), lab.settled('shipping', 'dev')]);
    const annotations = { [lastApplied]: JSON.stringify({ stringData: { p: values.liveLastApplied } }) };
    const data = { p: base64(values.live), extra: base64(values.liveOnly) };
    await lab.cluster.edit('staging', 'web-dev', 'Secret', 'canary', { data, metadata: { annotations } });
    await writeFile(join(lab.workspace, 'web', path), secret); // as a pull would bring it
  });
  after(async () => {
    await lab.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  describe('while they are worked with', () => {
    const workbench = withWorkbench(() => ({
      workspace: lab.workspace,
      env: { ...lab.environment, HOME: place('home'), TMPDIR: place('tmp'), TEMP: place('tmp'), TMP: place('tmp') },
      settings: { 'files.autoSave': 'off' },
      data: place('data'),
      profile: place('profile'),
    }));
    const fleet = () => workbench().tree('Fleet');
    const line = (words: string) =>
      workbench().page.locator('.editor-group-container.active .view-line', { hasText: words }).first();

    it('the tree counts it, and the line says that it differs', async () => {
      const { quickInput, editor } = workbench();
      await workbench().showContainer('Branchline');
      await fleet().expand(/^web\./);
      await fleet().expand(/^web, dev\./);
      await fleet().row(/^1 drifted/);
      await quickInput.openFile(`web/${path}`);
      await editor.addition('p:', /secret differs/);
      assert.match(await editor.hover('p:'), /secret differs/);
    });

    it('the file is held against what is live', async () => {
      const { quickInput, page } = workbench();
      await quickInput.run('Branchline: Compare File with Live State');
      await page.locator('.monaco-diff-editor .view-line', { hasText: '***' }).first().waitFor();
    });

    it('a file of a branch is opened, and what kustomize makes of another', async () => {
      const { quickInput, notifications } = workbench();
      await quickInput.run("Branchline: Open Environment's Files…");
      await quickInput.choose('web, dev');
      await quickInput.asked(/Files of web in dev/);
      await quickInput.choose(path);
      await line('p: ***').hover();
      await quickInput.run('Branchline: Open Rendered Manifests');
      await quickInput.choose('shipping, dev');
      if (canRender()) await line('DHL_KEY: ***').hover();
      else await notifications.shown(/kustomize \(or kubectl\) is not on the PATH/);
    });

    it('a promotion that brings it is looked at, with its changes', async () => {
      const { quickInput, page } = workbench();
      await quickInput.run('Branchline: Show Preview of a Promotion');
      await quickInput.choose('web, dev → test');
      await page.locator('.tab', { hasText: 'dev → test' }).first().waitFor();
      await quickInput.run('Branchline: Promote…');
      await quickInput.choose('web, dev → test');
      const decision = new DecisionPage(page);
      await decision.about(/^web.*dev → test$/);
      await workbench().settled();
      await workbench().screenshot('secrets-preview');
      await decision.press(/^web/, 'Cancel');
    });

    it('and the person types into a file of theirs', async () => {
      const { quickInput, page } = workbench();
      await quickInput.openFile('web/deployment.yaml');
      await line('apiVersion').click();
      await page.keyboard.press('End');
      await page.keyboard.type(` # ${planted.saved}`);
      await page.keyboard.press('Control+s');
      await page.locator('.tab.active:not(.dirty)').waitFor();
      await page.keyboard.type(` ${planted.unsaved}`);
      await page.evaluate(`localStorage.setItem('planted', '${base64(planted.local)}')`);
      await page.evaluate(`new Promise((resolve, reject) => {
        const opening = indexedDB.open('planted');
        opening.onupgradeneeded = () => opening.result.createObjectStore('planted').put({ text: '${planted.database}' }, 'text');
        opening.onsuccess = resolve;
        opening.onerror = reject;
      }).then(() => undefined)`);
      await eventually('the editor has kept it', async () => {
        const heard = new Heard();
        await hearFolder(heard, place('data')).catch(() => undefined); // of what is written meanwhile something may go
        return heard.leaks({ unsaved: planted.unsaved }).length > 0;
      });
    });
  });

  describe('once all of it has ended', () => {
    const heard = new Heard();
    let leftOut: readonly string[];

    before(async () => {
      leftOut = await hearFolder(heard, folder);
    });

    it('what the person typed and the browser kept is found: the search sees it all', () => {
      const found = heard.leaks(planted).map((leak) => leak.split(': ')[0] ?? '');
      const isFound = (where: string) => found.some((one) => one.startsWith(where));
      const byEditor = ['unsaved in data/data/User/Backups/', 'saved in data/data/User/History/'];
      const byBrowser = ['local in profile/', 'database in profile/'];
      for (const where of [...byEditor, ...byBrowser]) assert.ok(isFound(where), `${where}: ${found.join()}`);
    });

    it('nothing of the extension’s own is left out but the objects of its mirrors', () => {
      const own = 'branchline.branchline';
      for (const part of [`${own}/fleet.json`, `${own}/Branchline.log`, '/HEAD']) {
        const isSearched = [...heard.places].some((file) => file.endsWith(part));
        assert.ok(isSearched, part);
      }
      assert.notEqual(leftOut.length, 0);
      for (const one of leftOut) assert.match(one, /\/globalStorage\/branchline\.branchline\/mirrors\/\w+\/objects$/);
    });

    it('no value of a Secret is there', () => assert.deepEqual(heard.leaks(values), []));
  });
});
