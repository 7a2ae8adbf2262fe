import assert from 'node:assert/strict';
import { growScaleService } from '../../../lab/real/scale/history';
import { edges, expectedOf, scaleServices } from '../../../lab/real/scale/truth';

const now = new Date('2026-03-02T12:00:00Z');

describe('The scale fixture', () => {
  it('is the same each time, and fewer copies are the beginning of more', () => {
    assert.deepEqual(scaleServices(3), scaleServices(3));
    assert.deepEqual(scaleServices(1), scaleServices(3).slice(0, 10));
  });

  it('of thirty copies has 1,200 cells, about 4,000 objects, and some of everything that is to be found', () => {
    const { cells, objects, drifts, failing, pending } = expectedOf(scaleServices(30));
    assert.deepEqual([cells, objects], [1_200, 3_960]);
    for (const [what, count] of Object.entries({ ...drifts, failing, pending })) assert.ok(count >= 5, what);
  });

  it('has branches that differ exactly where a promotion waits', () => {
    for (const service of scaleServices(2)) {
      const { deployments } = growScaleService(service, now);
      const image = (branch: string) =>
        /image: \S+/.exec(deployments.get(branch)?.at(-1)?.files.get('deployment.yaml') ?? '')?.[0];
      for (const { from, to } of edges) {
        assert.equal(image(from) !== image(to), service.pendingFrom.has(from), `${service.name}: ${from} > ${to}`);
      }
    }
  });
});
