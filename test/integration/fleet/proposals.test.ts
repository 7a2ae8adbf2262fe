import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** What the fleet says of promotions that are open while the world goes on. */
describe('Open promotions on the lab', function () {
  this.timeout(300_000);
  let lab: Lab;
  let seen: ObservedLab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    seen = await observe(lab);
    await seen.fleet.refresh('start', never);
  });
  after(async () => {
    await seen.dispose();
    await lab.dispose();
  });

  const edge = 'cart/dev>test';
  const preview = () => seen.fleet.previewPromotion(edge, { includeReintroduced: false }, never);
  async function stale(): Promise<readonly (readonly [number, string])[]> {
    await seen.fleet.refresh('person', never);
    const { proposals = [] } = seen.fleet.snapshot.edges.get(edge) ?? {};
    return proposals.map((one) => [one.pullRequest.number, one.kind === 'ours' ? one.stale.join(' ') : 'of a person']);
  }

  it('are said to be behind once the source or the target goes on, and up to date after an update', async () => {
    const { pullRequest } = await seen.fleet.propose(await preview(), 'update', never);
    const { number } = pullRequest;
    assert.deepEqual(await stale(), [[number, '']]);
    await lab.forge.commit('cart', 'dev', 'More', { 'more.txt': 'more\n' });
    assert.deepEqual(await stale(), [[number, 'sourceAdvanced']]);
    await lab.forge.commit('cart', 'test', 'Own', { 'own.txt': 'own\n' });
    assert.deepEqual(await stale(), [[number, 'targetMoved sourceAdvanced']]);
    const again = await preview();
    assert.deepEqual(
      again.existing.map((one) => [one.kind, one.pullRequest.number]),
      [['ours', number]],
    );
    const updated = await seen.fleet.propose(again, 'update', never);
    assert.deepEqual([updated.action, updated.pullRequest.number], ['updated', number]);
    assert.deepEqual(await stale(), [[number, '']]);
  });

  it('have nothing left to do once everything came by another way, and are closed with a comment when asked', async () => {
    const [[number] = [0]] = await stale();
    const ours = await preview();
    for (const { path, after } of ours.files) {
      const text =
        after === undefined
          ? null
          : await seen.fleet.shownFile('cart', { path, blob: after, commits: [ours.head.commit] }, never);
      await lab.forge.commit('cart', 'test', `By hand: ${path}`, { [path]: text });
    }
    const [[, reasons] = [0, '']] = await stale();
    assert.match(reasons, /noop/);
    const closed = await seen.fleet.closeProposal(
      'cart',
      { from: 'dev', to: 'test' },
      { number, comment: 'Everything is there already.' },
      never,
    );
    assert.equal(closed.state, 'closed');
    assert.deepEqual(await stale(), [[number, '']], 'closed, and nothing waits');
  });

  it('that somebody closed are said to be closed while their changes wait', async () => {
    await lab.forge.commit('cart', 'dev', 'Even more', { 'more.txt': 'even more\n' });
    const { pullRequest } = await seen.fleet.propose(await preview(), 'update', never);
    await stale();
    await api(`pulls/${pullRequest.number}`, 'PATCH', { state: 'closed' });
    const [[number, reasons] = [0, '']] = await stale();
    assert.deepEqual([number, reasons], [pullRequest.number, 'closedUnmerged']);
  });

  it('of a person are never closed', async () => {
    const theirs = await api('pulls', 'POST', { title: 'Mine', body: 'By hand', head: 'dev', base: 'test' });
    const [[number, whose] = [0, '']] = await stale();
    assert.deepEqual([number, whose], [theirs.number, 'of a person']);
    await assert.rejects(
      seen.fleet.closeProposal('cart', { from: 'dev', to: 'test' }, { number, comment: 'x' }, never),
      {
        code: 'promotion/notOurs',
      },
    );
    assert.equal((await api(`pulls/${number}`, 'GET')).state, 'open');
  });

  async function api(path: string, method: string, body?: object): Promise<{ number: number; state: string }> {
    const answer = await fetch(`${lab.forge.url}/api/v1/repos/${lab.forge.owner}/cart/${path}`, {
      method,
      headers: { authorization: `token ${lab.forge.tokens.developer}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as { number: number; state: string };
  }
});
