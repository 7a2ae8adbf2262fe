import assert from 'node:assert/strict';
import { cellId, edgeId } from '../../../../src/core/fleet/state/snapshot';
import { markerOf } from '../../../../src/core/promotion/record/recorded';
import { trainId, trainLines } from '../../../../src/core/train/manifestText';
import { EndedTrains } from '../../../../src/ui/train/endedTrains';
import { factsOf, trainsIn } from '../../../../src/ui/train/hints';
import { waysOf } from '../../../../src/ui/train/ways';
import { aCommit, fourStages, now } from '../../../bench/probes/boardFleet';
import { aCatalog } from '../../fleet/builders';
import { aTrain, shaOf } from '../../train/build';
import { aFleet, aPullRequest, calm } from '../cockpitFleet';

const observed = { at: now, source: 'git.example.com' };
const manifest = aTrain([['cart'], ['web']]);
const id = trainId(manifest);

/** A pull request of the train, as ours say it. */
function aCar(lines = trainLines(manifest), branch = 'promote/dev-to-test/1') {
  const body = [
    markerOf(['promotion', 'dev', 'test']),
    `Promoted-From: dev@${shaOf('source')}`,
    `Promotion-Target: test@${shaOf('base')}`,
    ...lines,
    `Train-Tree: ${shaOf('tree')}`,
    '-->',
  ].join('\n');
  return { ...aPullRequest, body, head: { branch, commit: shaOf('head') } };
}

function fleetWith(pullRequest: ReturnType<typeof aCar>, service = 'cart') {
  const fleet = aFleet('cart', 'web');
  fleet.store.updateEdge(edgeId(service, 'dev', 'test'), {
    pullRequests: { kind: 'known', open: [pullRequest], observed },
  });
  fleet.store.flush();
  return fleet;
}

describe('the release trains that a fleet tells of', () => {
  it('are those of open pull requests and of the newest commits, whoever began them', () => {
    assert.deepEqual([...trainsIn(fleetWith(aCar()).store.snapshot).keys()], [id]);
    const fleet = aFleet('cart', 'web');
    const message = ['Promote', '', ...trainLines(manifest)].join('\n');
    const head = { kind: 'known', commit: { ...aCommit(0), message }, observed } as const;
    fleet.cell('cart', 'test', { ...calm, head });
    assert.deepEqual([...trainsIn(fleet.store.snapshot).keys()], [id]);
    assert.deepEqual([...trainsIn(aFleet('cart', 'web').store.snapshot)], []);
  });

  it('are none that a text makes up, comes from elsewhere, or does not name this very service', () => {
    const others = aTrain([['somebody']]);
    for (const one of [
      aCar(trainLines(others)),
      aCar(undefined, 'fork/repo:promote/x'),
      aCar(trainLines(manifest).slice(1)),
    ])
      assert.deepEqual([...trainsIn(fleetWith(one).store.snapshot)], []);
  });

  it('are looked at again only where something of theirs has changed', () => {
    const fleet = fleetWith(aCar());
    const facts = () => factsOf(fleet.store.snapshot, manifest);
    const before = facts();
    fleet.cell('cart', 'prod', { ...calm, head: { kind: 'known', commit: aCommit(7), observed } });
    assert.equal(facts(), before, 'an environment that it does not go to');
    fleet.cell('web', 'test', { ...calm, head: { kind: 'known', commit: aCommit(8), observed } });
    const moved = facts();
    assert.notEqual(moved, before);
    fleet.store.updateEdge(edgeId('cart', 'dev', 'test'), { pullRequests: { kind: 'known', open: [], observed } });
    fleet.store.flush();
    assert.notEqual(facts(), moved);
    assert.ok(fleet.store.snapshot.cells.has(cellId('cart', 'test')));
    const checked = facts();
    const { pipeline } = fleet.store.snapshot.cells.get(cellId('web', 'test')) ?? {};
    assert.ok(pipeline?.kind === 'known');
    const deploy = { name: 'deploy', verdict: 'success', inFlight: 'no', description: '', updatedAt: '' } as const;
    fleet.cell('web', 'test', {
      ...calm,
      head: { kind: 'known', commit: aCommit(8), observed },
      pipeline: { ...pipeline, contexts: [...pipeline.contexts, deploy] },
    });
    assert.notEqual(facts(), checked, 'a check more, of the same colour');
  });

  it('that ended are known by what the fleet told then, and no more of them than a few hundred', () => {
    let kept: unknown;
    const ended = new EndedTrains({
      get: () => kept as undefined,
      update: (_key, value) => Promise.resolve((kept = value)),
    });
    for (let at = 0; at < 300; at += 1) ended.keep(`train ${at}`, 'facts');
    assert.deepEqual(
      [ended.isEnded('train 299', 'facts'), ended.isEnded('train 299', 'others'), ended.isEnded('train 1', 'facts')],
      [true, false, false],
    );
    assert.equal((kept as unknown[]).length, 200);
    kept = { nonsense: true };
    assert.equal(ended.isEnded('train 299', 'facts'), false);
  });
});

describe('the ways that services can go together', () => {
  it('are single steps first, then chains; only what all of them have', () => {
    const { services } = aCatalog(fourStages('cart'), fourStages('web'));
    const ways = waysOf(services).map((way) => way.join(' '));
    const [first] = services;
    assert.ok(first);
    assert.equal(ways[0], `${first.edges[0]?.from} ${first.edges[0]?.to}`);
    assert.ok(ways.some((way) => way.split(' ').length === first.environments.length));
    assert.deepEqual(waysOf([first, { ...first, name: 'x', edges: first.edges.slice(0, 1) }]).length, 1);
    assert.deepEqual([waysOf([]), waysOf([first, { ...first, edges: [] }])], [[], []]);
  });
});
