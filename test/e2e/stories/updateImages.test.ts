import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { openPullRequests } from '../harness/forge';
import { DecisionPage } from '../harness/decisionPage';
import { withWorkbench } from '../harness/story';

/** A newer image that a registry has: from the row of its service to a pull request, and what is said where there is none. */
describe('Newer images in VS Code', () => {
  let lab: Lab;
  let image: string;

  before(async () => {
    lab = await startLab({ services: ['cart', 'web'], deployMs: 100, registry: true });
    image = `${lab.registry?.host}/shop/jobs`;
    for (const tag of ['1.0.0', '1.4.0', '2.0.0'])
      await lab.registry?.push({ repository: 'shop/jobs', tag, content: tag });
    await lab.forge.commit('cart', 'dev', 'Nightly jobs', { 'jobs.yaml': jobs(`${image}:1.0.0`) });
    const policy = `\nupdate:\n  images:\n    - { image: "${image}", semver: ^1.0 }\n`;
    await appendFile(join(lab.workspace, 'branchline.yaml'), policy);
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const fleet = () => workbench().tree('Fleet');

  it('are proposed from the row of the service: the newest that the policy allows, in one pull request', async () => {
    const { quickInput } = workbench();
    const page = new DecisionPage(workbench().page);
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    await fleet().menu(/^cart\./, 'Update Images…');
    await page.about(/cart: .*jobs/);
    await workbench().settled();
    await workbench().screenshot('update-images');
    await page.press(/^cart/, 'Open the pull request');
    await page.says(/^cart/, /cart to dev: pull request #\d+ is open/);
    const [proposal, ...others] = await open();
    assert.ok(proposal);
    assert.deepEqual(others, []);
    assert.equal(proposal.head.ref, 'update/cart/dev');
    assert.equal(proposal.base.ref, 'dev');
    assert.match(proposal.body, /1\.0\.0.*1\.4\.0/);
    await lab.forge.merge('cart', proposal.number, 'squash');
    await lab.settled('cart', 'dev');
    await quickInput.run('Branchline: Refresh');
  });

  it('are not proposed where there is nothing newer that the policy allows, and that is said', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Update Images…');
    await quickInput.choose('cart');
    assert.match(
      await workbench().editor.rendered(/Images of cart in dev/),
      /jobs:1\.4\.0: nothing newer that the policy allows/,
    );
    await workbench().screenshot('update-images-none');
    assert.deepEqual(await open(), []);
  });

  it('cannot be told where the registry is silent: never "nothing newer"', async () => {
    const { quickInput } = workbench();
    lab.faults.registry('unauthorised');
    await quickInput.run('Branchline: Update Images…');
    await quickInput.choose('cart');
    assert.match(await workbench().editor.rendered(/jobs:1\.4\.0: (?!nothing newer)/), /Images of cart in dev/);
    await workbench().screenshot('update-images-refused');
    lab.faults.registry('none');
  });

  const open = () => openPullRequests(lab, 'cart');
});

function jobs(image: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: cart-jobs
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: jobs
              image: ${image}
`;
}
