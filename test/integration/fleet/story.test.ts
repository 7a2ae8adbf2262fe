import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/support/log';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';
import { never, observe, type ObservedLab } from './harness';

describe('A fleet on the lab', function () {
  this.timeout(300_000);
  let lab: Lab;
  let seen: ObservedLab;

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20 });
    seen = await observe(lab);
    await seen.fleet.refresh('start', never);
  });
  after(async () => {
    await seen.dispose();
    await lab.dispose();
  });

  it('knows every cell: head, pipeline, live revision, health, and no drift where nobody touched anything', async () => {
    await seen.until('every cell is known', ({ cells }) =>
      [...cells.values()].every(({ drift }) => drift.kind === 'known'),
    );
    for (const { id, head, pipeline, live, health, drift } of seen.fleet.snapshot.cells.values()) {
      assert.ok(head.kind === 'known' && pipeline.kind === 'known' && health.kind === 'known', id);
      assert.equal(pipeline.verdict, 'success', id);
      assert.equal(health.verdict, 'healthy', id);
      assert.equal(live.kind === 'exact' && live.deployment.sha, head.commit.sha, id);
      const counts = drift.kind === 'known' ? drift.report.counts : undefined;
      assert.equal(counts && counts.changed + counts.missing + counts.extra + counts.absent + counts.masked, 0, id);
    }
  });

  it('asks the forge at the first look for pull requests once a repository, however many edges it has', async () => {
    const lines: string[] = [];
    const other = await observe(lab, { log: { ...silentLog, debug: (line) => lines.push(line) } });
    await other.fleet.refresh('start', never);
    const { size } = other.fleet.snapshot.edges;
    assert.deepEqual([size, lines.filter((line) => /GET \S*\/pulls\b/.test(line)).length], [4, 2], lines.join('\n'));
    await other.dispose();
  });

  it('asks the forge for no checks and no pull requests while no branch has moved, unless a person asks', async () => {
    const lines: string[] = [];
    const asked = () => lines.splice(0).filter((line) => /inventory\/.*(statuses|pulls)/.test(line)).length;
    const other = await observe(lab, { log: { ...silentLog, debug: (line) => lines.push(line) } });
    await other.fleet.refresh('start', never);
    assert.ok(asked() > 0);
    await other.fleet.refresh('poll', never);
    assert.equal(asked(), 0);
    await other.fleet.refresh('person', never);
    assert.ok(asked() > 0);
    await lab.forge.commit('inventory', 'dev', 'A note', { 'NOTES.md': 'Ask the shop.' });
    await lab.settled('inventory', 'dev');
    await other.fleet.refresh('poll', never);
    assert.ok(asked() > 0, 'a branch moved');
    await other.fleet.refresh('poll', never);
    assert.ok(asked() > 0, 'and is looked at closely for a while');
    await other.dispose();
  });

  it('hears of a change by hand, and of its end', async () => {
    const drifted = () => {
      const { drift } = seen.cell('cart/prod');
      return drift.kind === 'known' ? drift.report.counts.changed : -1;
    };
    await lab.cluster.scale('production', 'cart', 'cart', 8);
    await seen.until('drift is seen', () => drifted() === 1);
    assert.equal(seen.cell('cart/prod').live.kind, 'exact', 'a hand is not another deployment');
    await lab.cluster.scale('production', 'cart', 'cart', 5);
    await seen.until('drift is gone', () => drifted() === 0);
  });

  it('promotes once, however often and by however many it is asked', async () => {
    const template = { title: '{service}: {summary}', body: '{gate}\n{items}' };
    const other = await observe(lab, { change: (service) => ({ ...service, pullRequests: { promotion: template } }) });
    await other.fleet.refresh('start', never);
    const previews = await Promise.all(
      [seen, other].map(({ fleet }) => fleet.previewPromotion('cart/dev>test', { includeReintroduced: false }, never)),
    );
    const [preview] = previews;
    assert.ok(preview);
    assert.equal(preview.gate?.kind, 'passed');
    assert.equal(previews[1]?.head.commit, preview.head.commit, 'two people make the same commit');
    assert.match(
      preview.body,
      /### Pipeline\n\nThe pipeline of `dev` at [0-9a-f]{10} passed\. Observed 20.*\n\n- `.+`: success \(/,
    );
    assert.match(previews[1].body, /^The pipeline of `dev` at [0-9a-f]{10} passed\..*\n\n- `.+`: success/);
    assert.equal(preview.title, 'Promote cart 2.11.0 from dev to test');
    assert.match(
      previews[1].title,
      /^cart: Promote dev to test: 3 changes from [0-9a-f]{10}$/,
      'in words of their own',
    );
    const applied = await Promise.all([
      seen.fleet.propose(preview, 'update', never),
      other.fleet.propose(previews[1], 'update', never),
    ]);
    const again = await seen.fleet.propose(preview, 'update', never);
    const numbers = new Set([...applied, again].map((one) => one.pullRequest.number));
    assert.equal(numbers.size, 1);
    await other.dispose();
  });

  it('sees what was merged deployed and live, and the edge in sync', async () => {
    const [pullRequest] = await openOf(seen, 'cart/dev>test');
    assert.ok(pullRequest);
    const head = await lab.forge.merge('cart', pullRequest, 'rebase');
    assert.equal(await lab.settled('cart', 'test'), 'success');
    await seen.fleet.refresh('person', never);
    await seen.until('the new revision is live', () => {
      const { live } = seen.cell('cart/test');
      return live.kind === 'exact' && live.deployment.sha === head;
    });
    const edge = seen.fleet.snapshot.edges.get('cart/dev>test');
    assert.equal(edge?.plan.kind === 'known' && edge.plan.plan.state, 'inSync');
  });

  it('refuses a preview whose branch has moved, and says what moved', async () => {
    const preview = await seen.fleet.previewPromotion('cart/test>prod', { includeReintroduced: false }, never);
    await lab.forge.commit('cart', 'test', 'Something new', { 'notes.txt': 'new\n' });
    await assert.rejects(seen.fleet.propose(preview, 'update', never), /test moved from/);
  });

  it('rolls back, and holds the next promotion until the change is asked for by name', async () => {
    const deployments = [];
    for await (const deployment of seen.fleet.deployments('cart/test', never)) deployments.push(deployment);
    const before = deployments.findIndex(({ origin }) => origin === 'promotion') + 1;
    const to = deployments[before]?.commit.sha ?? '';
    const preview = await seen.fleet.previewRollback('cart/test', { kind: 'restore', to }, never);
    const { pullRequest } = await seen.fleet.propose(preview, 'update', never);
    await lab.forge.merge('cart', pullRequest.number, 'squash');
    await lab.settled('cart', 'test');
    const plan = await seen.fleet.plan('cart/dev>test', never);
    assert.equal(plan.state, 'pendingReintroducesRollback');
    await assert.rejects(
      seen.fleet.previewPromotion('cart/dev>test', { includeReintroduced: false }, never),
      /rolled back/,
    );
    const named = await seen.fleet.previewPromotion('cart/dev>test', { includeReintroduced: true }, never);
    assert.ok(named.items.some(({ reintroduced }) => reintroduced));
  });

  it('asked the clusters for nothing but reading', () => assertOnlyReads(lab));
});

async function openOf(seen: ObservedLab, edge: `${string}/${string}>${string}`): Promise<readonly number[]> {
  await seen.fleet.refresh('person', never);
  const { pullRequests } = seen.fleet.snapshot.edges.get(edge) ?? {};
  return pullRequests?.kind === 'known' ? pullRequests.open.map(({ number }) => number) : [];
}
