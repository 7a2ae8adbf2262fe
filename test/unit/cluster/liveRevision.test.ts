import assert from 'node:assert/strict';
import fc from 'fast-check';
import { liveRevision, type DeploymentMatch, type ObjectMatch } from '../../../src/core/cluster/liveRevision';

type World = Readonly<Record<string, string>>;

/** Compares by value; what is not in `seen` cannot be compared. */
function against(seen: World, deployments: Readonly<Record<string, World>>) {
  return (deployment: string): DeploymentMatch =>
    new Map(
      Object.entries(deployments[deployment] ?? {}).map(([object, value]): [string, ObjectMatch] => {
        if (!(object in seen)) return [object, 'unknown'];
        return [object, seen[object] === value ? 'same' : 'differs'];
      }),
    );
}

const deployments = {
  third: { web: '3', db: '1', cache: '2' },
  second: { web: '2', db: '1', cache: '2' },
  first: { web: '1', db: '1', cache: '1' },
};
const newestFirst = Object.keys(deployments);
const revisionOf = (seen: World) => liveRevision(newestFirst, against(seen, deployments));

describe('the live revision', () => {
  it('is the deployment that everything is as in', () => {
    assert.deepEqual(revisionOf(deployments.second), {
      kind: 'exact',
      deployment: 'second',
      compared: 3,
      notCompared: 0,
    });
  });

  it('is the newest of those that are alike in what can be compared, and says how much that was', () => {
    assert.deepEqual(revisionOf({ db: '1', cache: '2' }), {
      kind: 'exact',
      deployment: 'third',
      compared: 2,
      notCompared: 1,
    });
  });

  it('is mixed where parts come from several deployments', () => {
    assert.deepEqual(revisionOf({ web: '3', db: '1', cache: '1' }), {
      kind: 'mixed',
      deployments: ['third', 'first'],
      differing: [{ object: 'cache', matches: ['first'] }],
    });
  });

  it('is mixed, with an object that no deployment explains, where somebody changed it by hand', () => {
    assert.deepEqual(revisionOf({ web: 'by hand', db: '1', cache: '2' }), {
      kind: 'mixed',
      deployments: ['third'],
      differing: [{ object: 'web', matches: [] }],
    });
  });

  it('is unknown where nothing can be compared', () => {
    assert.deepEqual(revisionOf({}), { kind: 'unknown' });
    assert.deepEqual(
      liveRevision([], () => new Map()),
      { kind: 'unknown' },
    );
  });

  it('compares no deployment older than the one that runs', () => {
    const compared: string[] = [];
    liveRevision(newestFirst, (deployment) => {
      compared.push(deployment);
      return against(deployments.second, deployments)(deployment);
    });
    assert.deepEqual(compared, ['third', 'second']);
  });

  const world = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { minKeys: 1 });
  it('is exact for whatever was deployed, and says nothing that is not so', () =>
    fc.assert(
      fc.property(fc.array(world, { minLength: 1, maxLength: 5 }), fc.nat(), (worlds, pick) => {
        const all = Object.fromEntries(worlds.map((each, index) => [String(index), each]));
        const running = worlds[pick % worlds.length] ?? {};
        const match = against(running, all);
        const found = liveRevision(Object.keys(all), match);
        assert.equal(found.kind, 'exact');
        assert.ok(!new Set(match(found.deployment).values()).has('differs'));
      }),
    ));
});
