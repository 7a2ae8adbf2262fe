import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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
    const code = join(lab.workspace, 'jobs');
    git('init', '-q', '-b', 'main', code);
    git('-C', code, 'remote', 'add', 'origin', 'git@elsewhere.example:shop/jobs.git');
    const [first, second] = ['First', 'Second'].map((subject) => {
      git('-C', code, 'commit', '-q', '--allow-empty', '-m', subject);
      return git('-C', code, 'rev-parse', 'HEAD');
    });
    for (const [tag, revision = ''] of Object.entries({
      '1.0.0': first,
      '1.3.0': second,
      '1.4.0': second,
      '2.0.0': second,
    })) {
      const annotations = {
        'org.opencontainers.image.source': 'https://elsewhere.example/shop/jobs',
        'org.opencontainers.image.revision': revision,
      };
      await lab.registry?.push({ repository: 'shop/jobs', tag, content: tag, annotations });
    }
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

  it('is built from the commit that is checked out, and the status bar tells which environments have that', async () => {
    const { statusBar, editor } = workbench();
    await statusBar.item(/dev .*·\s*test waits/);
    await workbench().screenshot('code-status');
    const { quickInput } = workbench();
    await quickInput.run('Preferences: Color Theme');
    await quickInput.answer(/Color Theme/, 'Light Modern');
    await workbench().settled();
    await workbench().screenshot('code-status-light');
    await statusBar.click(/test waits/);
    const page = await editor.rendered(/Where is [0-9a-f]{10}\?/);
    assert.match(page, /cart\s+dev\s+has it for [^]*cart\s+test\s+does not have it[^]*cart\s+prod\s+does not have it/);
    await workbench().screenshot('code-where');
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

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return execFileSync('git', [...who, ...args], { encoding: 'utf8' }).trim();
}

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
