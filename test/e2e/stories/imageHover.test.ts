import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { DecisionPage } from '../harness/decisionPage';
import { withWorkbench } from '../harness/story';

/** What stands over an image: newer ones by the policy, where each version stands and runs, and what cannot be told. */
describe('An image in a manifest in VS Code', () => {
  let lab: Lab;
  let image: string;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100, registry: true });
    image = `${lab.registry?.host}/shop/jobs`;
    for (const tag of ['1.0.0', '1.4.0', '2.0.0'])
      await lab.registry?.push({ repository: 'shop/jobs', tag, content: tag });
    await lab.forge.commit('cart', 'prod', 'Nightly jobs', { 'jobs.yaml': jobs(`${image}:1.0.0`) });
    await lab.forge.commit('cart', 'dev', 'Nightly jobs', { 'jobs.yaml': jobs(`${image}:1.3.0`) });
    await lab.settled('cart', 'dev');
    const policy = `\nupdate:\n  images:\n    - { image: "${image}", semver: ^1.0 }\n`;
    await appendFile(join(lab.workspace, 'branchline.yaml'), policy);
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));

  it('says which newer one the policy allows, and where each version stands and runs', async () => {
    const { quickInput, editor } = workbench();
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. .*to promote/);
    await quickInput.run('Branchline: Open Manifest');
    await quickInput.choose('cart, dev');
    await quickInput.choose('jobs.yaml');
    await workbench().settled();
    const first = await editor.hover('image:');
    assert.match(first, /shop\/jobs:1\.3\.0/);
    const told = await settledHover();
    assert.match(told, /In dev: \S*shop\/jobs:1\.3\.0 → 1\.4\.0/);
    assert.match(told, /dev\s+1\.3\.0\s+1\.3\.0/);
    assert.match(told, /prod\s+1\.0\.0/);
    assert.match(told, /Update Images…/);
    await workbench().screenshot('image-hover');
  });

  it('leads to the update of that service', async () => {
    const { page } = workbench();
    await page.locator('.monaco-hover:visible a', { hasText: 'Update Images…' }).first().click();
    await new DecisionPage(page).about(/cart: .*jobs/);
  });

  /** Once the registry has answered. */
  async function settledHover(): Promise<string> {
    const { page, editor } = workbench();
    for (let round = 0; ; round += 1) {
      const told = await editor.hover('image:');
      if (!/look again/.test(told) || round === 20) return told;
      await page.keyboard.press('Escape');
      await page.mouse.move(5, 5);
    }
  }
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
