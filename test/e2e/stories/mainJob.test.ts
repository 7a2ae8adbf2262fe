import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';
import { askForge, openPullRequests } from '../harness/forge';
import { DecisionPage } from '../harness/decisionPage';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

const run = promisify(execFile);
const themes = { light: 'Light Modern', contrast: 'Dark High Contrast', dark: 'Dark Modern' };

/** The main job on three services: promotion, rollback and drift, from the palette to what runs. */
describe('The main job in VS Code', () => {
  let lab: Lab;
  let untouched: string;

  before(async () => {
    lab = await startLab({ services: ['cart', 'payments', 'web'], deployMs: 300 });
    untouched = await stateOf(join(lab.workspace, 'cart'));
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const fleet = () => workbench().tree('Fleet');
  const page = () => new DecisionPage(workbench().page);

  it('shows services, environments, what waits, and every pipeline', async () => {
    await workbench().showContainer('Branchline');
    assert.match((await fleet().row(/^cart\. .*to promote/)).text, /2 to promote/);
    await fleet().expand(/^cart\./);
    const prod = await fleet().row(/^cart, prod\. The pipeline passed.*runs the head/);
    assert.equal(prod.level, 2);
    await workbench().statusBar.item(/9 passed/);
    await workbench().settled();
    await workbench().screenshot('fleet-dark');
  });

  it('lists across services what needs attention, and each row leads to what can be done', async () => {
    const { page: window } = workbench();
    const attention = workbench().tree('Needs Attention');
    const head = window.locator('.pane-header', { hasText: 'Needs Attention' });
    await head.click();
    await attention.row(/^payments, test → prod, on hold/);
    await attention.row(/^web, .*ready to promote/);
    assert.equal(await window.getByText('Nothing needs attention').filter({ visible: true }).count(), 0);
    await workbench().settled();
    await workbench().screenshot('attention-dark');
    await attention.click(/^cart, dev → test, ready to promote/);
    await page().press(/^cart 2\.10\.0 → 2\.11\.0, dev → test$/, 'Cancel');
    await head.click();
  });

  it('keeps a question until it is answered: the person may look around first', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Roll Back…');
    await quickInput.asked(/Roll back which service and environment/);
    await fleet().click(/^payments\./);
    await workbench().settled();
    assert.ok((await quickInput.items()).some((item) => item.includes('cart, test')));
    await quickInput.cancel();
  });

  it('promotes through the palette: one page, one pull request, pipeline, live', async () => {
    const { quickInput, statusBar } = workbench();
    await quickInput.run('Branchline: Promote…');
    await quickInput.asked(/Promote which service\?/);
    await quickInput.choose('cart, dev → test');
    const decided = await page().about(/^cart 2\.10\.0 → 2\.11\.0, dev → test$/);
    await workbench().settled();
    for (const [name, theme] of Object.entries(themes)) {
      await quickInput.run('Preferences: Color Theme');
      await quickInput.answer(/Color Theme/, theme);
      await workbench().settled();
      await workbench().screenshot(`decision-${name}`);
      assert.deepEqual(await page().violations(/^cart /), [], theme);
    }
    // No button has the focus: whoever presses Enter once more decides nothing.
    await decided.locator('h1').focus();
    await workbench().page.keyboard.press('Enter');
    await workbench().page.keyboard.press('Escape');
    assert.deepEqual(await openPullRequests(lab, 'cart'), []);
    await workbench().page.keyboard.press('Tab');
    assert.match(await decided.locator(':focus').innerText(), /Open the pull request/);
    await workbench().page.keyboard.press('Enter');
    await page().says(/^cart /, /cart 2\.11\.0 to test: pull request #\d+ is open/);
    await workbench().settled();
    await workbench().screenshot('decision-done');
    await page().press(/^cart /, 'Close');
    await fleet().row(/^cart\. .*#\d+ open/); // also while it is closed, for whoever did not open it

    const number = await openPullRequest(lab, 'cart', 'test');
    await lab.forge.merge('cart', number, 'squash');
    assert.equal(await lab.settled('cart', 'test'), 'success');
    await quickInput.run('Branchline: Refresh');
    const head = await headOf(lab, 'cart', 'test');
    await fleet().row(
      new RegExp(`^cart, test\\..*The pipeline passed.*runs the head of the branch, ${head.slice(0, 10)}`),
    );
    await statusBar.item(/9 passed/);
  });

  it('rolls back, and the next promotion asks for what would return', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Roll Back…');
    await quickInput.choose('cart, test');
    await quickInput.asked(/Roll back: choose a deployment/);
    const offered = await quickInput.items();
    assert.doesNotMatch(offered.join('\n'), /\Schanges: /);
    const [healthy] = offered; // the one before, whose pipeline passed, is offered first
    await quickInput.choose(/\b[0-9a-f]{7}\b/.exec(healthy ?? '')?.[0] ?? 'no earlier deployment');
    await quickInput.asked(/Roll back how/); // earlier rollbacks among the deployments are called the same
    await quickInput.choose('Restore the state of');
    await page().about(/^cart 2\.11\.0 → 2\.10\.0, back on test$/);
    await workbench().settled();
    await workbench().screenshot('decision-rollback');
    await page().press(/^cart /, 'Open the pull request');
    await page().says(/^cart /, /cart 2\.10\.0 to test: pull request #\d+ is open/);
    await page().press(/^cart /, 'Close');

    await lab.forge.merge('cart', await openPullRequest(lab, 'cart', 'test'), 'merge');
    assert.equal(await lab.settled('cart', 'test'), 'success');
    await quickInput.run('Branchline: Refresh');
    await fleet().row(/^cart, dev\./);
    await fleet().expand(/^cart, dev\./);
    await fleet().row(/Held: promoting would bring back/);

    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    await page().press(/^cart /, 'Open the pull request');
    await page().says(/^cart /, /Look twice[\s\S]*A rollback took these changes from test[\s\S]*2\.11\.0/);
    await workbench().settled();
    await workbench().screenshot('decision-asks');
    await workbench().page.keyboard.press('Escape');
    await page().press(/^cart /, 'Cancel');
    assert.deepEqual(await openPullRequests(lab, 'cart'), []);
  });

  it('goes back from the history, which stays beside the code: rows lead to the same preview', async () => {
    const { quickInput } = workbench();
    const history = workbench().tree('History');
    await quickInput.run('Branchline: Show History of Deployments');
    await quickInput.choose('cart, test');
    await history.row(/^2\.10\.0 · .*stands now/);
    const rows = await history.rows();
    assert.match(rows[1]?.text ?? '', /^2\.11\.0 · promotion.*until /);
    await workbench().settled();
    await workbench().screenshot('history-view');
    await history.press(/^2\.11\.0 · promotion/, 'Roll Back to This State');
    await page().press(/^cart .*back on test$/, 'Cancel');
    await history.menu(/stands now/, 'Undo This Change');
    await page().press(/^cart .*back on test$/, 'Cancel');
    await history.menu(/^2\.9\.1 /, 'Undo This Change');
    await quickInput.asked(/That is not possible, see why/);
    const [refused] = await quickInput.items();
    assert.match(refused ?? '', /Undo only the change of .*not possible.*builds on it/);
    await workbench().settled();
    await workbench().screenshot('history-not-possible');
    await quickInput.cancel();
  });

  it('says on the line what somebody changed by hand, and falls silent when it is undone', async () => {
    const { quickInput, editor } = workbench();
    await quickInput.openFile('cart/deployment.yaml');
    await editor.noAddition('replicas:');
    const before = Date.now();
    await lab.cluster.scale('production', 'cart', 'cart', 7);
    assert.equal(await editor.addition('replicas:', /live/), 'live: 7');
    console.log(`      a change by hand stood on the line after ${Date.now() - before} ms`);
    assert.match(await editor.hover('replicas:'), /in git: 5[\s\S]*live: 7[\s\S]*Owned by kubectl/);
    await workbench().screenshot('drift-dark');
    await lab.cluster.scale('production', 'cart', 'cart', 5);
    await editor.noAddition('replicas:');
  });

  it('leaves work tree, index and HEAD of the person as they were', async () => {
    assert.equal(await stateOf(join(lab.workspace, 'cart')), untouched);
  });

  it('wrote nothing to an environment branch', async () => {
    const { stdout } = await run('git', ['ls-remote', '--heads', 'origin'], { cwd: join(lab.workspace, 'cart') });
    const branches = stdout.split('\n').flatMap((line) => line.split('refs/heads/')[1] ?? []);
    const own = branches.filter((branch) => !['dev', 'test', 'prod', 'main'].includes(branch));
    assert.ok(
      own.every((branch) => /^(promote|rollback)\//.test(branch)),
      own.join(' '),
    );
  });

  it('asked the clusters for nothing but reading', () => assertOnlyReads(lab));
});

/** What git says of a working folder, and where its HEAD is. */
async function stateOf(folder: string): Promise<string> {
  const status = await run('git', ['status', '--porcelain=v2', '--branch'], { cwd: folder });
  const head = await run('git', ['rev-parse', 'HEAD', 'HEAD^{tree}'], { cwd: folder });
  return status.stdout + head.stdout;
}

async function openPullRequest(lab: Lab, service: string, base: string): Promise<number> {
  return eventually(`an open pull request of ${service} towards ${base}`, async () => {
    const open = await openPullRequests(lab, service);
    const ours = open.filter((pullRequest) => pullRequest.base.ref === base);
    assert.ok(ours.length <= 1, 'more than one pull request');
    return ours[0]?.number;
  });
}

async function headOf(lab: Lab, service: string, branch: string): Promise<string> {
  const found = (await askForge(lab, `${service}/branches/${branch}`)) as { commit: { id: string } };
  return found.commit.id;
}
