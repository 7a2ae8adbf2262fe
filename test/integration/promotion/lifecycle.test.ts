import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ForgeWorld, manifest } from './forgeWorld';

/** One pull request per edge: what becomes of the open one when something new waits. Source: docs/promotion.md, "Promoting". */
describe('an open promotion', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  it('takes what came since: the same pull request, the same branch, the new commit', async () => {
    const first = await world.promote();
    assert.equal(first.document.pullRequest?.action, 'created', first.stderr);
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const second = await world.promote('bob');
    assert.deepEqual(
      [second.code, second.document.pullRequest?.action, second.document.pullRequest?.number],
      [0, 'updated', first.document.pullRequest.number],
      second.stderr,
    );
    assert.equal(second.document.branch, first.document.branch);
    assert.notEqual(second.document.commit, first.document.commit);
    assert.equal(await world.head(first.document.branch ?? ''), second.document.commit);
    const [only, ...more] = world.open();
    assert.deepEqual(more, []);
    assert.match(only?.body ?? '', /`cart:1` → `cart:3`/);
    const third = await world.promote();
    assert.equal(third.document.pullRequest?.action, 'none', 'nothing changed since');
  });

  it('is made anew on the target’s new head where that moved', async () => {
    const first = await world.promote();
    const moved = await world.commit('test', 'Scaled', { 'cart.yaml': manifest('cart:1', 3) });
    const second = await world.promote();
    assert.equal(second.document.pullRequest?.action, 'updated', second.stderr);
    assert.equal(second.document.pullRequest.number, first.document.pullRequest?.number);
    assert.ok(world.open()[0]?.body.includes(`Promotion-Target: test@${moved}`));
    await world.forge.merge(world.repository, second.document.pullRequest.number, 'rebase');
    assert.equal((await world.plan()).document.state, 'downstreamOnly', 'the scaling stayed');
  });

  it('gives way to a new one that contains it, with a link', async () => {
    const first = await world.promote();
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const second = await world.promote('bob', '--supersede');
    const old = first.document.pullRequest?.number ?? 0;
    assert.deepEqual(second.document.pullRequest?.superseded, [old], second.stderr);
    assert.equal(second.document.pullRequest.action, 'created');
    assert.equal(world.pullRequest(old).state, 'closed');
    assert.deepEqual(await world.comments(old), [
      `Superseded by #${second.document.pullRequest.number}, which contains it.`,
    ]);
    assert.equal(world.open().length, 1);
  });

  it('does not give way to one that would lose what it ships', async () => {
    await world.promote();
    const base = (await world.head('test')) ?? '';
    await world.forge.commit(
      world.repository,
      'other',
      'Rewritten',
      { 'cart.yaml': manifest('cart:9') },
      { from: base },
    );
    await rewrite(world, 'dev', 'other');
    const refused = await world.promote('bob', '--supersede');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /holds changes that the new one would not/);
    assert.deepEqual(
      world.open().map(({ number }) => number),
      [1],
    );
  });

  it('never loses commits that a person added to its branch', async () => {
    const first = await world.promote();
    const branch = first.document.branch ?? '';
    const added = await world.commit(branch, 'By hand', { 'notes.txt': 'mine\n' });
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const refused = await world.promote();
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Somebody added commits/);
    assert.equal(await world.head(branch), added);
  });

  it('may hold a part, and is brought to the whole by the next call', async () => {
    await world.commit('dev', 'Notes', { 'notes.txt': 'new\n' });
    const part = await world.promote('ada', '--only', 'cart.yaml#spec.template');
    assert.equal(part.code, 0, part.stderr);
    assert.match(world.pullRequest(part.document.pullRequest?.number).body, /Stays pending\n\n- `notes.txt`/);
    const whole = await world.promote();
    assert.deepEqual(
      [whole.document.pullRequest?.action, whole.document.pullRequest?.number],
      ['updated', part.document.pullRequest?.number],
    );
    const none = await world.promote('ada', '--only', 'other.yaml');
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /other\.yaml names nothing that is pending/);
  });

  it('of a person is never edited, and ours is opened beside it', async () => {
    const theirs = await world.forge.openPullRequest(world.repository, {
      title: 'Mine',
      body: 'By hand',
      head: 'dev',
      base: 'test',
    });
    const ours = await world.promote();
    assert.equal(ours.document.pullRequest?.action, 'created', ours.stderr);
    const { title, body, state } = world.pullRequest(theirs);
    assert.deepEqual([title, body, state], ['Mine', 'By hand', 'open']);
    assert.deepEqual(await world.comments(theirs), []);
  });

  it('whose marker a person took away is theirs from then on', async () => {
    const first = await world.promote();
    const number = first.document.pullRequest?.number ?? 0;
    await fetch(`${world.forge.url}/api/v1/repos/${world.repository}/pulls/${number}`, {
      method: 'PATCH',
      headers: { authorization: `token ${world.tokens.bob}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body: 'Now by hand' }),
    });
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const second = await world.promote();
    assert.equal(second.document.pullRequest?.action, 'created', second.stderr);
    assert.equal(world.pullRequest(number).body, 'Now by hand');
    assert.equal(await world.head(first.document.branch ?? ''), first.document.commit);
  });
});

/** A force-push, as a person does it. */
async function rewrite(world: ForgeWorld, branch: string, to: string): Promise<void> {
  const path = world.forge.repositoryPath(world.repository);
  await promisify(execFile)('git', ['-C', path, 'update-ref', `refs/heads/${branch}`, (await world.head(to)) ?? '']);
}
