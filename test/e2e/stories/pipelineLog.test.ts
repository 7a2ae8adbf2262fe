import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenVariable } from '../../../src/core/forge/environmentTokens';
import { ForgeWorld } from '../../integration/promotion/forgeWorld';
import { toldForges } from '../../lab/forge';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

const stamp = '2026-01-02T03:04:05.0000000Z';
const log = [
  '##[group]Run ./deploy.sh dev',
  '\u001b[36;1m./deploy.sh dev\u001b[0m',
  '##[endgroup]',
  ...Array.from({ length: 60 }, (_, at) => `Applied object ${at + 1} of 60`),
  '\u001b[31mThe deployment cart exceeded its progress deadline\u001b[0m',
  'See https://example.com/cart and http://localhost:1/sign-in for more',
  `Rendered ${'a-long-name-of-a-chart/'.repeat(20)}values.yaml`,
  '##[error]Process completed with exit code 1.',
  'Cleaning up orphan processes',
]
  .map((line) => `${stamp} ${line}\n`)
  .join('');

/** Why a pipeline failed, and once more, without leaving the editor. */
describe('The log of a failed pipeline in VS Code', function () {
  this.timeout(240_000);
  let world: ForgeWorld;
  let commit: string;

  before(async () => {
    world = await ForgeWorld.start('github');
    const { forge, repository } = world;
    commit = (await world.head('dev')) ?? '';
    const jobs = [
      { name: 'render', conclusion: 'success', log: 'fine\n' },
      { name: 'deploy (dev)', conclusion: 'failure', log },
      { name: 'smoke', conclusion: 'skipped' },
    ] as const;
    forge.addRun(repository, { commit, branch: 'dev', jobs });
    forge.addRun(repository, { commit: (await world.head('test')) ?? '', branch: 'test', jobs: jobs.slice(0, 1) });
    const services = `services: [{ name: cart, repository: "${world.url}" }]`;
    const catalog = ['version: 1', 'environments: [{ name: dev }, { name: test }]', services, ''];
    await writeFile(join(world.folder, 'branchline.yaml'), catalog.join('\n'));
  });
  after(() => world.end());

  const workbench = withWorkbench(() => ({
    workspace: world.folder,
    env: { [tokenVariable(new URL(world.forge.url).host)]: world.tokens.ada },
    settings: { 'branchline.forges': toldForges('github', world.forge.url) },
  }));
  const fleet = () => workbench().tree('Fleet');
  const host = () => new URL(world.forge.url).host;
  /** What was written by the forge's API. */
  const writes = () =>
    world.forge.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v3/'));

  it('opens at the line that tells why, as text and nothing that acts', async () => {
    const { quickInput, editor, page } = workbench();
    await workbench().showContainer('Branchline');
    await fleet().expand(/^cart\./);
    await fleet().row(/^cart, dev\. .*pipeline failed/i);
    await quickInput.run('Branchline: Open Log of a Failed Pipeline…');
    await quickInput.asked(/Open the log of which pipeline/);
    await workbench().settled();
    await workbench().screenshot('pipeline-log-which');
    await page.keyboard.press('Enter'); // the gravest comes first
    const lines = await eventually(
      'the log is open',
      async () => {
        const shown = (await editor.lines()).map(({ text }) => text);
        return shown.some((text) => text.includes('##[error]')) ? shown : undefined;
      },
      { seen: () => editor.lines() },
    );
    await workbench().settled();
    await workbench().screenshot('pipeline-log');
    assert.ok(lines.some((text) => text.includes('exceeded its progress deadline')));
    assert.ok(!lines.some((text) => text.includes('\u001b') || text.includes('[31m')));
    const current = page.locator('.editor-group-container.active .line-numbers.active-line-number');
    assert.equal(
      await current.innerText(),
      String(log.split('\n').findIndex((line) => line.includes('##[error]')) + 1),
    );
    assert.equal(await page.locator('.editor-group-container.active .detected-link').count(), 0);
  });

  it('asks before anything runs again, and sends nothing where the person does not want it', async () => {
    const { quickInput, dialog, page } = workbench();
    await quickInput.run('Branchline: Run Failed Jobs of a Pipeline Again…');
    await quickInput.asked(/Run the failed jobs of which pipeline again/);
    await page.keyboard.press('Enter');
    const asked = await dialog.text();
    await workbench().screenshot('pipeline-again');
    for (const word of [
      '• deploy (dev)',
      'may deploy to dev',
      'Branch dev',
      commit.slice(0, 10),
      `on ${host()}`,
      'as ada',
    ]) {
      assert.ok(asked.includes(word), `${word}: ${asked}`);
    }
    assert.doesNotMatch(asked, /render/);
    await page.keyboard.press('Escape');
    await eventually('the question is gone', async () => (await page.locator('.monaco-dialog-box').count()) === 0);
    await workbench().settled();
    assert.deepEqual(writes(), []);
  });

  it('runs them again after a yes, and tells what the forge tells', async () => {
    const { quickInput, dialog, notifications, page } = workbench();
    await quickInput.run('Branchline: Run Failed Jobs of a Pipeline Again…');
    await quickInput.asked(/Run the failed jobs of which pipeline again/);
    await page.keyboard.press('Enter');
    await dialog.press('Run Again');
    assert.equal(await notifications.shown(/has taken it/), `${host()} has taken it: 2 jobs are under way.`);
    await fleet().row(/^cart, dev\. .*(?:running|queued)/i);
    await workbench().screenshot('pipeline-again-running');
    await fleet().row(/^cart, dev\. .*pipeline passed/i);
    await workbench().settled();
    await workbench().screenshot('pipeline-again-passed');
    const [only, ...more] = writes();
    assert.match(only?.path ?? '', /\/rerun-failed-jobs$/);
    assert.deepEqual(more, []);
  });

  it('opens the log of what ran then, and not the one before', async () => {
    const { quickInput, editor, page } = workbench();
    await quickInput.run('Branchline: Open Log of a Failed Pipeline…');
    await quickInput.asked(/Open the log of which pipeline/);
    await quickInput.choose('cart, dev');
    await quickInput.asked(/Open the log of which job/);
    await workbench().settled();
    await workbench().screenshot('pipeline-log-which-job');
    await quickInput.choose('deploy (dev)');
    await eventually(
      'the log of the second time is open',
      async () => (await editor.lines()).some(({ text }) => text.startsWith('Run again: done.')),
      { seen: () => editor.lines() },
    );
    assert.equal(await page.locator('.editor-group-container.active .tab').count(), 1);
    await workbench().screenshot('pipeline-log-again');
  });
});
