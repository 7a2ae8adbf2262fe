import { planMemory, type EdgeRequest } from '../../../src/core/promotion/edge';
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBranchline } from '../runBranchline';
import { openLocal } from '../../../src/core/git/local';
import type { Repository } from '../../../src/core/git/repository';
import { buildPromotion } from '../../../src/core/promotion/candidate';
import type { Plan } from '../../../src/core/promotion/plan';
import { planEdge } from '../../../src/core/promotion/planEdge';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { EdgeUnderTest } from './edge';
import { World } from './world';

const nowhere = '1234567890'.repeat(4);

/** What is written down and names a commit that nobody has any more, as after a force-push. */
describe('a baseline whose commit is not there', function () {
  this.timeout(180_000);
  let world: World;
  let edge: EdgeUnderTest;
  let root: string;
  let folder: string;
  let copies = 0;
  const opened: Repository[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'branchline-lost-'));
    world = new World();
    root = await world.commit('dev', 'start', { 'a.yaml': 'a: 0\nb: 0\n' });
    await world.reset('test', root);
    edge = await EdgeUnderTest.of(world);
  });

  afterEach(() => {
    for (const repository of opened.splice(0)) repository.dispose();
    edge.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What git gives to somebody who clones now: nothing that no branch holds. */
  function copy(): string {
    const path = join(folder, `copy-${++copies}`);
    execFileSync('git', ['clone', '--quiet', '--mirror', `file://${world.path}`, path]);
    return path;
  }

  async function prepared(told: Partial<EdgeRequest> = {}) {
    const repository = await openLocal(copy());
    opened.push(repository);
    const memory = planMemory(repository, promotionRules({ environmentOwned: { paths: [], keys: [] } }));
    const [source, target] = [world.head('dev'), world.head('test')];
    return { memory, prepared: await planEdge(memory, { from: 'dev', to: 'test', source, target, ...told }) };
  }

  async function plan(told: Partial<EdgeRequest> = {}): Promise<Plan> {
    return (await prepared(told)).prepared.plan;
  }

  /** dev sets a: 1, which is promoted and then dropped by a force-push that has a: 2 in its place. */
  async function promotedAndDropped(landing: 'merge' | 'squash' | 'rebase' = 'squash') {
    const dropped = await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
    const deployment = await edge.promote(landing);
    dropCandidates();
    await world.commit('dev', 'anew', { 'a.yaml': 'a: 2\nb: 0\n' }, { onto: root });
    return { dropped, deployment };
  }

  function dropCandidates(): void {
    for (const ref of world.git('for-each-ref', '--format=%(refname)', 'refs/heads/promote').split('\n'))
      if (ref !== '') world.git('update-ref', '-d', ref);
  }

  function assertLost({ state, baseline, prediction, conflicts }: Plan, lost: Plan['baseline']['lost']): void {
    assert.equal(state, 'unknownBaseline');
    assert.deepEqual(baseline, { commit: null, tree: null, rung: 'none', inferred: false, lost });
    assert.deepEqual([prediction.tree, conflicts], [null, []]);
  }

  for (const landing of ['merge', 'squash', 'rebase'] as const) {
    it(`is unknown, and neither the merge base nor an older deployment stands for it (${landing})`, async () => {
      await world.commit('dev', 'before', { 'c.yaml': 'c: 1\n' });
      await edge.promote(landing);
      root = world.head('dev');
      const { dropped: commit, deployment } = await promotedAndDropped(landing);
      await world.commit('test', 'a hotfix on top', { 'hot.yaml': 'hot: 1\n' });
      const told = await plan();
      assertLost(told, { commit, deployment, by: 'promotion' });
      const [note = ''] = told.notes;
      assert.ok(note.length <= 400, 'the command line shows it whole');
      assert.ok(
        note.includes(`${deployment} on test brought ${commit} of dev, which is not there in this copy.`),
        note,
      );
      assert.ok(note.endsWith(`branchline pin --from dev --to test --baseline COMMIT --at ${deployment}`), note);
    });
  }

  it('is no reason to promote anything: what is refused names the commit and offers the pin', async () => {
    const { dropped } = await promotedAndDropped();
    const { memory, prepared: made } = await prepared();
    await assert.rejects(buildPromotion(memory, made), (error: Error & { readonly code?: string }) => {
      assert.equal(error.code, 'promotion/unknownBaseline');
      assert.match(error.message, new RegExp(`${dropped.slice(0, 10)}, .* is not there. Pin a baseline`));
      return true;
    });
  });

  it('is had by its name where somebody still has it, and counts as it did', async () => {
    const { dropped } = await promotedAndDropped();
    const source = world.path;
    const repository = await openLocal(copy());
    opened.push(repository);
    const memory = planMemory(repository, promotionRules({ environmentOwned: { paths: [], keys: [] } }));
    const asked: string[] = [];
    const fetch = async (commit: string) => {
      asked.push(commit);
      execFileSync('git', ['-C', repository.place.folder, 'fetch', '--quiet', source, commit]);
      return repository.hasCommit(commit);
    };
    const heads = { source: world.head('dev'), target: world.head('test') };
    const { plan: told } = await planEdge(memory, { from: 'dev', to: 'test', ...heads, fetch });
    assert.deepEqual([told.baseline.commit, told.baseline.rung], [dropped, 'trailer']);
    assert.deepEqual([told.state, asked], ['pending', [dropped]]);
    assert.ok(told.notes.some((note) => note.includes('rewritten')));
  });

  it('says so where it was asked for and nobody gave it', async () => {
    await promotedAndDropped();
    const asked: string[] = [];
    const fetch = (commit: string) => Promise.resolve(asked.push(commit) === 0);
    assert.match((await plan({ fetch })).notes.join(), /not there and could not be fetched/);
    assert.equal(asked.length, 1);
  });

  it('what was fetched and is not what arrived counts as little as where it was there from the start', async () => {
    const other = await world.commit('elsewhere', 'other', { 'a.yaml': 'a: 77\nb: 77\n' }, { onto: null });
    const target = world.head('test');
    const trailers = `Promoted-From: dev@${other}\nPromotion-Target: test@${target}`;
    await world.commit('test', `By hand\n\n${trailers}\n`, { 'a.yaml': 'a: 5\nb: 0\n' });
    world.git('update-ref', '-d', 'refs/heads/elsewhere');
    assert.equal((await plan()).state, 'unknownBaseline');
    const repository = await openLocal(copy());
    opened.push(repository);
    const memory = planMemory(repository, promotionRules({ environmentOwned: { paths: [], keys: [] } }));
    const fetch = async (commit: string) => {
      execFileSync('git', ['-C', repository.place.folder, 'fetch', '--quiet', world.path, commit]);
      return repository.hasCommit(commit);
    };
    const heads = { source: world.head('dev'), target: world.head('test') };
    const { plan: told } = await planEdge(memory, { from: 'dev', to: 'test', ...heads, fetch });
    assert.deepEqual([told.baseline.commit, told.baseline.rung], [root, 'mergeBase']);
  });

  it('is found again by equal content, where the source has that still', async () => {
    await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
    await edge.promote('squash');
    dropCandidates();
    const again = await world.commit('dev', 'one, in other words', { 'a.yaml': 'a: 1\nb: 0\n' }, { onto: root });
    await world.commit('dev', 'two', { 'a.yaml': 'a: 2\nb: 0\n' });
    const told = await plan();
    assert.deepEqual([told.state, told.baseline.commit, told.baseline.rung], ['pending', again, 'equalTree']);
  });

  it('is not taken for a rollback where the target looks as it did before', async () => {
    await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
    await edge.promote('squash');
    await world.commit('dev', 'two', { 'a.yaml': 'a: 2\nb: 0\n' });
    await edge.promote('squash');
    const commit = await world.commit('dev', 'one again', { 'a.yaml': 'a: 1\nb: 0\n' });
    const deployment = await edge.promote('squash');
    dropCandidates();
    await world.commit('dev', 'anew', { 'a.yaml': 'a: 3\nb: 0\n' }, { onto: root });
    assertLost(await plan(), { commit, deployment, by: 'promotion' });
  });

  it('of the promotion of a part, too', async () => {
    const commit = await world.commit('dev', 'both', { 'a.yaml': 'a: 1\nb: 1\n' });
    const places = [{ path: 'a.yaml', key: ['a'] }];
    const deployment = await edge.promote('squash', { items: { kind: 'places', places }, reintroduced: 'refuse' });
    dropCandidates();
    await world.commit('dev', 'anew', { 'a.yaml': 'a: 2\nb: 2\n' }, { onto: root });
    assertLost(await plan(), { commit, deployment, by: 'promotion' });
  });

  it('a part that is known, over one that is not, is as little known', async () => {
    const { dropped: commit, deployment } = await promotedAndDropped();
    await world.commit('dev', 'more', { 'b.yaml': 'b: 1\n', 'c.yaml': 'c: 1\n' });
    const places = [{ path: 'b.yaml' }];
    await edge.promote('squash', { items: { kind: 'places', places }, reintroduced: 'refuse' });
    dropCandidates();
    assertLost(await plan(), { commit, deployment, by: 'promotion' });
  });

  it('a restore of it, too; and what restores a deployment below it is known', async () => {
    const { dropped: commit, deployment } = await promotedAndDropped();
    await world.commit('test', 'by hand', { 'a.yaml': 'a: 9\nb: 0\n' });
    await edge.rollback({ kind: 'restore', to: deployment }, 'squash');
    assertLost(await plan(), { commit, deployment, by: 'promotion' });
    await edge.rollback({ kind: 'restore', to: root }, 'squash');
    const told = await plan();
    assert.deepEqual([told.baseline.commit, told.state], [root, 'pending']);
  });

  it('a later promotion of what is there wins over it', async () => {
    await promotedAndDropped();
    const target = world.head('test');
    const source = world.head('dev');
    const trailers = `Promoted-From: dev@${source}\nPromotion-Target: test@${target}`;
    await world.commit('test', `Promote\n\n${trailers}\n`, { 'a.yaml': 'a: 2\nb: 0\n' });
    assert.deepEqual((({ state, baseline }) => [state, baseline.commit])(await plan()), ['inSync', source]);
  });

  it('by a pull request whose head is gone', async () => {
    const deployment = await world.commit('test', 'Ship it (#7)', { 'a.yaml': 'a: 1\nb: 0\n' });
    await world.commit('dev', 'anew', { 'a.yaml': 'a: 2\nb: 0\n' });
    const told = `Promoted-From: dev@${nowhere}\nPromotion-Target: test@${root}\n`;
    const pullRequests = new Map([[deployment, told]]);
    assertLost(await plan({ pullRequests }), { commit: nowhere, deployment, by: 'promotion' });
  });

  it('that a person pinned: what they overruled does not come back', async () => {
    await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
    const deployment = await edge.promote('squash');
    const told = await plan({ pinned: { deployment, source: nowhere } });
    assert.equal(told.state, 'inSync', 'of what is the same on both nothing has to be known');
    await world.commit('dev', 'two', { 'a.yaml': 'a: 2\nb: 0\n' });
    assertLost(await plan({ pinned: { deployment, source: nowhere } }), { commit: nowhere, deployment, by: 'pin' });
  });

  it('and a pin of one that is there is the way out', async () => {
    const { deployment } = await promotedAndDropped();
    const told = await plan({ pinned: { deployment, source: root } });
    assert.deepEqual([told.baseline.rung, told.baseline.commit], ['pinned', root]);
    assert.equal(told.state, 'conflict', 'a: 1 came from what is lost, and a person decides');
  });

  describe('of a rollback on a branch that was rewritten itself', () => {
    const ways = { 'Rolled-Back-To': 'restore', 'Rolled-Back': 'undo' };
    for (const [trailer, way] of Object.entries(ways)) {
      it(`${way}: what it named is no deployment now, and what it took stays on hold`, async () => {
        await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
        await edge.promote('squash');
        const said = `${trailer}: ${nowhere}\nRollback-Target: test@${world.head('test')}`;
        const deployment = await world.commit('test', `Roll back\n\n${said}\n`, { 'a.yaml': 'a: 9\nb: 0\n' });
        assertLost(await plan(), { commit: nowhere, deployment, by: 'rollback' });
        const pinned = await plan({ pinned: { deployment, source: root } });
        assert.deepEqual([pinned.state, pinned.items], ['conflict', []]);
      });
    }

    it('an undo of which one of two is gone is not taken for an undo of the other', async () => {
      await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
      const first = await edge.promote('squash');
      const said = `Rolled-Back: ${first}\nRolled-Back: ${nowhere}\nRollback-Target: test@${first}`;
      const deployment = await world.commit('test', `Undo\n\n${said}\n`, { 'a.yaml': 'a: 9\nb: 0\n' });
      assertLost(await plan(), { commit: nowhere, deployment, by: 'rollback' });
    });

    it('where the state is that of an older deployment, that is what it went back to', async () => {
      await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
      await edge.promote('squash');
      const said = `Rolled-Back-To: ${nowhere}\nRollback-Target: test@${world.head('test')}`;
      await world.commit('test', `Roll back\n\n${said}\n`, { 'a.yaml': 'a: 0\nb: 0\n' });
      const told = await plan();
      assert.deepEqual([told.state, told.baseline.commit], ['pendingReintroducesRollback', root]);
    });
  });

  it('a source that has no history in common with what was promoted, which is there: its content counts', async () => {
    const dropped = await world.commit('dev', 'one', { 'a.yaml': 'a: 1\nb: 0\n' });
    await edge.promote('squash');
    await world.reset('kept', dropped);
    await world.commit('dev', 'a history of its own', { 'a.yaml': 'a: 1\nb: 2\n' }, { onto: null });
    await world.commit('test', 'a hotfix', { 'a.yaml': 'a: 5\nb: 0\n' });
    const told = await plan();
    assert.deepEqual([told.state, told.baseline.commit], ['diverged', dropped]);
    assert.ok(told.notes.some((note) => note.includes('rewritten')));
  });

  describe('on the command line', () => {
    async function cli(...args: string[]) {
      return runBranchline(args, {
        environment: { BRANCHLINE_CACHE: join(folder, 'cache') },
        folder,
      });
    }

    beforeEach(() => {
      const catalog = ['version: 1', 'environments: [{ name: dev, branch: dev }, { name: test, branch: test }]'];
      const services = 'services: [{ name: cart, repository: "https://git.example.com/shop/cart.git" }]';
      writeFileSync(join(folder, 'branchline.yaml'), [...catalog, services, ''].join('\n'));
    });

    it('plan says it and ends with 3; promote and return do nothing and end with 3', async () => {
      const { dropped, deployment } = await promotedAndDropped();
      const path = copy();
      const between = ['--repo', path, '--from', 'dev', '--to', 'test'];
      const text = await cli('plan', ...between);
      assert.equal(text.code, 3, text.stderr);
      assert.match(text.stdout, /: unknown baseline: /);
      assert.ok(
        text.stdout.includes(
          `baseline: not known: ${dropped.slice(0, 10)}, which came with ${deployment.slice(0, 10)}, is not there`,
        ),
      );
      assert.ok(text.stdout.includes(`branchline pin --from dev --to test --baseline COMMIT --at ${deployment}`));
      const document = JSON.parse((await cli('plan', ...between, '--json')).stdout) as Plan;
      assertLost(document, { commit: dropped, deployment, by: 'promotion' });
      const dry = await cli('promote', ...between, '--dry-run');
      assert.deepEqual(
        [dry.code, /which the history of test names, is not there/.test(dry.stdout + dry.stderr)],
        [3, true],
      );
      assert.equal((await cli('promote', ...between, '--no-pr')).code, 3);
      const returned = await cli('return', ...between, '--no-pr');
      assert.deepEqual([returned.code, /is not there/.test(returned.stdout + returned.stderr)], [3, true]);
    });

    it('history says which commit is not there, and claims no number of changes', async () => {
      const { dropped } = await promotedAndDropped();
      const of = ['history', '--repo', copy(), '--branch', 'test'];
      const text = await cli(...of);
      assert.match(
        text.stdout,
        new RegExp(`promotion from dev ${dropped.slice(0, 10)} \\(not there: ${dropped.slice(0, 10)}\\)`),
      );
      const { deployments } = JSON.parse((await cli(...of, '--json')).stdout) as {
        readonly deployments: readonly { readonly missing?: readonly string[]; readonly changes: readonly unknown[] }[];
      };
      assert.deepEqual(deployments.map(({ missing, changes }) => [missing, changes.length])[0], [[dropped], 0]);
    });
  });
});
