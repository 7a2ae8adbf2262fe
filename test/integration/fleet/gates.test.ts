import type { PreparedChange } from '../../../src/core/change/preparedChange';
import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

const minute = 60_000;

describe('The gates of a fleet on the lab', function () {
  this.timeout(300_000);
  let lab: Lab;
  let seen: ObservedLab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    const freeze = [{ kind: 'once', from: 0, to: Number.MAX_SAFE_INTEGER / 2, reason: 'Sale' }] as const;
    seen = await observe(lab, {
      change: (service) => ({
        ...service,
        edges: service.edges.map((edge) => ({
          ...edge,
          gates: edge.to === 'test' ? { ...edge.gates, soakMs: 525_600 * minute } : { ...edge.gates, freeze },
        })),
      }),
    });
    await seen.fleet.refresh('start', never);
    await seen.until('the cluster is seen', ({ cells }) => {
      const { live, health } = cells.get('cart/dev') ?? {};
      return live?.kind === 'exact' && health?.kind === 'known' && health.verdict === 'healthy';
    });
  });
  after(async () => {
    await seen.dispose();
    await lab.dispose();
  });

  const preview = (edge: `${string}/${string}>${string}`) =>
    seen.fleet.previewPromotion(edge, { includeReintroduced: false }, never);
  const gateOf = ({ gate }: PreparedChange, name: string) => gate?.gates.find((one) => one.name === name);

  it('say since when the content has run, by the times of the cluster', async () => {
    const shown = await preview('cart/dev>test');
    const soak = gateOf(shown, 'soak');
    assert.equal(soak?.kind, 'notPassed');
    assert.match(soak.said, /^dev has run this content since 20\S+Z, says cluster staging: /);
    assert.deepEqual([gateOf(shown, 'pipeline')?.kind, shown.gate?.kind], ['passed', 'notPassed']);
    assert.match(shown.body, /### Gates\n[^#]*- soak: not passed\. dev has run this content since/);
  });

  it('say until when an environment is frozen, and what the forge asks for', async () => {
    const shown = await preview('cart/test>prod');
    assert.match(gateOf(shown, 'freeze')?.said ?? '', /^prod is frozen until .* \(Sale\)\.$/);
    assert.ok(shown.review?.demands);
    assert.equal(gateOf(shown, 'review')?.required, false);
  });

  it('tell how the open pull request stands', async () => {
    const shown = await preview('cart/dev>test');
    const { pullRequest } = await seen.fleet.propose(shown, 'update', never);
    await seen.until('it is seen', ({ edges }) =>
      (edges.get('cart/dev>test')?.proposals ?? []).some(({ kind }) => kind === 'ours'),
    );
    const again = await preview('cart/dev>test');
    assert.match(gateOf(again, 'review')?.said ?? '', new RegExp(`#${pullRequest.number} has no approval`));
  });
});
