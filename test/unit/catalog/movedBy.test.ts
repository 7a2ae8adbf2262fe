import assert from 'node:assert/strict';
import { accepted, catalogText, refused } from './build';

describe('who moves a branch, as a catalog says it', () => {
  it('may name the place of an engine by service and environment', () => {
    const moved = (place: string) => `{ name: prod, movedBy: { engine: kargo, at: ${place} } }`;
    const at = (place: string) => {
      const { catalog } = accepted(catalogText({ environments: `[{ name: dev }, ${moved(place)}]` }));
      const movedBy = catalog.services[0]?.environments[1]?.movedBy;
      return movedBy?.kind === 'engine' ? movedBy.at : undefined;
    };
    assert.deepEqual(at('{ context: "hub-{environment}", namespace: "kargo-{service}" }'), {
      cluster: { kind: 'context', context: 'hub-prod' },
      namespace: 'kargo-cart',
    });
    const server = 'https://10.0.0.1:6443';
    assert.deepEqual(at(`{ server: "${server}" }`), { cluster: { kind: 'server', server } });
  });

  it('is told what cannot be filled in', () => {
    const environments =
      '[{ name: dev, movedBy: { engine: kargo, at: { context: "hub-{team}", namespace: "{x}" } } }, { name: test }]';
    const said = refused(catalogText({ environments })).join(' ');
    assert.match(said, /"\{team\}" is not known/);
    assert.match(said, /"\{x\}" is not known/);
  });
});
