import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { startLab } from '../../lab';
import { usualUsers } from '../../lab/cluster/serve/auth';
import type { Lab } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';
import { openPullRequests } from '../harness/forge';
import { DecisionPage } from '../harness/decisionPage';
import { withWorkbench } from '../harness/story';

const hotfix = { before: '160Mi', after: '192Mi' };

/** Gives a user of the kubeconfig the token of one who may do everything. */
async function mayPatch({ cluster: { kubeconfig } }: Lab, user: string): Promise<void> {
  const admin = usualUsers([]).find(({ name }) => name === 'admin');
  const file = parse(await readFile(kubeconfig, 'utf8')) as { users: { name: string; user: object }[] };
  const users = file.users.map((one) => (one.name === user ? { ...one, user: { token: admin?.token } } : one));
  await writeFile(kubeconfig, stringify({ ...file, users }));
}

/** What was done on the last environment directly: a hotfix goes back to the first, a change by hand is verified. */
describe('A hotfix and a change by hand in VS Code', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100, backend: 'embedded' });
    await mayPatch(lab, 'developer@production');
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const fleet = () => workbench().tree('Fleet');

  it('says what to do where there is no hotfix and no drift', async () => {
    const { quickInput, notifications } = workbench();
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    await workbench().settled();
    await quickInput.run('Branchline: Return a Hotfix…');
    assert.equal(
      await notifications.kind(/No environment has a hotfix that is not returned/),
      'info',
      'nothing went wrong',
    );
    await quickInput.run('Branchline: Verify Drift with the Server…');
    await notifications.shown(/Nothing that is known differs in a way that the server could explain/);
  });

  it('returns a hotfix of one key of a container to the first environment', async () => {
    const { quickInput } = workbench();
    const page = new DecisionPage(workbench().page);
    const manifest = await readFile(join(lab.workspace, 'cart', 'deployment.yaml'), 'utf8'); // prod is checked out
    assert.match(manifest, new RegExp(`memory: ${hotfix.before}`));
    const head = await lab.forge.commit('cart', 'prod', 'Hotfix: more memory', {
      'deployment.yaml': manifest.replace(`memory: ${hotfix.before}`, `memory: ${hotfix.after}`),
    });
    assert.equal(await lab.settled('cart', 'prod'), 'success');
    await quickInput.run('Branchline: Refresh');
    await fleet().expand(/^cart\./);
    await fleet().row(/^test.*hotfix.*→ prod/);
    await quickInput.run('Branchline: Return a Hotfix…');
    await quickInput.choose('cart, test → prod');
    await page.about(/cart: Return a hotfix of prod to dev/);
    await workbench().settled();
    await workbench().screenshot('return-hotfix');
    await page.press(/^cart/, 'Open the pull request');
    await page.says(/^cart/, /cart to dev: pull request #\d+ is open/);
    const [only, ...more] = await open();
    assert.deepEqual(more, []);
    assert.equal(only?.base.ref, 'dev');
    assert.match(only.body, new RegExp(`What was set on .prod. directly comes to .dev.`));
    assert.match(only.body, new RegExp(`memory.*${hotfix.before}.*${hotfix.after}`));
    assert.match(only.body, new RegExp(`Returned-From: prod@${head}`));
  });

  it('says that verifying takes a right that this person lacks, and asks for no more', async () => {
    const { quickInput, notifications } = workbench();
    await lab.cluster.scale('staging', 'cart-test', 'cart', 7);
    await fleet().row(/^cart\. .*test drifted/);
    await quickInput.run('Branchline: Verify Drift with the Server…');
    await quickInput.choose('cart, test');
    await quickInput.asked(/Verify which object of cart in test/);
    await quickInput.choose('diff-modified  Deployment cart');
    await notifications.shown(/Verifying takes the right to patch deployments\.apps, which you do not have here/);
    await assertOnlyReads(lab);
  });

  it('says to whom may patch that the change by hand is drift, and changes nothing', async () => {
    const { quickInput, notifications } = workbench();
    await lab.cluster.scale('production', 'cart', 'cart', 7);
    await fleet().row(/^cart\. .*2 drifted/);
    await quickInput.run('Branchline: Verify Drift with the Server…');
    await quickInput.choose('cart, prod');
    await quickInput.asked(/Verify which object of cart in prod/);
    await workbench().screenshot('verify-which');
    await quickInput.choose('diff-modified  Deployment cart');
    await notifications.shown(/Deployment cart: applying git would bring back what git says, so it is drift/);
    const live = await lab.cluster.get('production', 'cart', 'Deployment', 'cart');
    assert.equal((live?.['spec'] as { replicas: number }).replicas, 7);
  });

  const open = () => openPullRequests(lab, 'cart');
});
