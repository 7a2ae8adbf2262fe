import assert from 'node:assert/strict';
import { defaultContent } from '../../../src/core/catalog/content';
import type { PullRequest } from '../../../src/core/forge/types';
import { openLocal } from '../../../src/core/git/local';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { planMemory } from '../../../src/core/promotion/edge';
import { takenBack } from '../../../src/core/train/inForce';
import { landedByHistory, landingOf } from '../../../src/core/train/landed';
import { trainId, trainLines } from '../../../src/core/train/manifestText';
import { aTrain, shaOf } from '../../unit/train/build';
import { World } from '../promotion/world';

const manifest = aTrain([['cart']]);
const id = trainId(manifest);
const { signal } = new AbortController();
const files = (app: string, more = '0') => ({
  'app.yaml': `image: shop/app:${app}\n`,
  'more.yaml': `more: "${more}"\n`,
});

/** As the forge lists it. */
function pullRequest(more: Partial<PullRequest>): PullRequest {
  return {
    number: 1,
    title: '',
    body: '',
    state: 'merged',
    head: { branch: 'promote/dev-to-test/1', commit: shaOf('gone') },
    base: { branch: 'test', commit: '' },
    author: '',
    webUrl: '',
    mergeable: 'unknown',
    updatedAt: '',
    ...more,
  };
}

describe('what a pull request of a train landed as', function () {
  this.timeout(60_000);
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.dispose());

  async function memory<T>(work: (memory: ReturnType<typeof planMemory>) => Promise<T>): Promise<T> {
    const repository = await openLocal(world.path, signal);
    try {
      return await work(planMemory(repository, promotionRules(defaultContent)));
    } finally {
      repository.dispose();
    }
  }

  /** The message of a commit of ours. */
  const message = (source: string, target: string) =>
    ['Promote', '', `Promoted-From: dev@${source}`, `Promotion-Target: test@${target}`, ...trainLines(manifest)].join(
      '\n',
    ) + `\nTrain-Tree: ${shaOf('tree')}\n`;

  /** One commit of the train, one that a person added, and the same two as a rebase leaves them. */
  async function rebased() {
    const source = await world.commit('dev', 'Second', files('2'), { onto: null });
    const first = await world.commit('test', 'First', files('1'), { onto: null });
    const ours = message(source, first);
    await world.commit('pr', ours, files('2'), { onto: first });
    const proposed = await world.commit('pr', 'And this', files('2', '1'));
    const other = await world.commit('test', 'Meanwhile', { 'other.yaml': 'a: 1\n' });
    const one = await world.commit('test', ours, files('2'));
    const two = await world.commit('test', 'And this', files('2', '1'));
    const body = `Promotion-Target: test@${first}\nPromoted-From: dev@${source}\n`;
    const landed = pullRequest({ mergeCommit: two, body, head: { branch: 'promote/x', commit: proposed } });
    return { landed, first, other, one, two };
  }

  it('a rebase of several commits is all of them, whether or not what was proposed is there still', async () => {
    const { landed, one, two } = await rebased();
    const branch = { branch: 'test', head: two };
    for (const commit of [landed.head.commit, shaOf('gone')]) {
      const seen = { ...landed, head: { branch: 'promote/x', commit } };
      const found = await memory((of) =>
        landingOf(of, branch, seen, id, { fetch: () => Promise.resolve(false), signal }),
      );
      assert.deepEqual(found, { kind: 'whole', landing: [two, one] });
    }
  });

  it('a squash of several is one, and a merge is one; where nobody can tell, that is said', async () => {
    const { landed, other } = await rebased();
    const squash = await world.commit('squashed', 'A title', files('2', '1'), { onto: other });
    const of = (mergeCommit: string, head = landed.head) =>
      memory((known) =>
        landingOf(known, { branch: 'test', head: mergeCommit }, { ...landed, mergeCommit, head }, id, {
          fetch: () => Promise.resolve(false),
          signal,
        }),
      );
    assert.deepEqual(await of(squash), { kind: 'whole', landing: [squash] });
    const gone = { branch: 'promote/x', commit: shaOf('gone') };
    assert.deepEqual(await of(squash, gone), { kind: 'notWhole', landing: [squash] });
    const merge = await world.commit('merged', 'Merge', files('2', '1'), { onto: other, merge: [landed.head.commit] });
    assert.deepEqual(await of(merge, gone), { kind: 'whole', landing: [merge] });
  });

  it('one commit of it that is undone is a part of it, and the other is in force still', async () => {
    const { landed, one, two } = await rebased();
    const undo = `Undo\n\nRolled-Back: ${two}\nRollback-Target: test@${two}\n`;
    const head = await world.commit('test', undo, files('2'));
    const back = await memory((of) =>
      takenBack(of, { branch: 'test', head }, [two, one], { open: [], merged: [landed] }, signal),
    );
    assert.deepEqual(back, { by: head, commits: [two] });
  });

  it('a rollback that landed by its title alone is told by its pull request', async () => {
    const { one, two } = await rebased();
    // A hotfix of the same key along with it, so that the content alone does not say so.
    const head = await world.commit('test', 'Roll back', files('2', '7'));
    const body = ['<!-- branchline rollback test', `Rolled-Back: ${two}`, `Rollback-Target: test@${two}`, '-->'].join(
      '\n',
    );
    const rollback = pullRequest({ mergeCommit: head, body, head: { branch: 'rollback/test/1', commit: shaOf('r') } });
    const branch = { branch: 'test', head };
    const back = (merged: readonly PullRequest[]) =>
      memory((of) => takenBack(of, branch, [two, one], { open: [], merged }, signal));
    assert.equal(await back([]), undefined);
    assert.deepEqual(await back([rollback]), { by: head, commits: [two] });
    const elsewhere = { ...rollback, head: { branch: 'people/1', commit: shaOf('r') } };
    assert.equal(await back([elsewhere]), undefined, 'it is none of ours');
  });

  it('commits tell of a train only where they did what they say', async () => {
    const source = await world.commit('dev', 'Second', files('2'), { onto: null });
    const first = await world.commit('test', 'First', files('1'), { onto: null });
    const lie = await world.commit('test', message(source, first), files('9', '9'));
    const told = (head: string) =>
      memory((of) => landedByHistory(of, { branch: 'test', head }, { id, base: first }, signal));
    assert.equal(await told(lie), undefined);
    const truth = await world.commit('test', message(source, lie), files('2'));
    assert.deepEqual(await told(truth), { deployment: truth, promised: shaOf('tree'), isOwnCommit: true });
  });
});
