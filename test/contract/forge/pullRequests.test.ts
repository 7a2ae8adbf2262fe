import assert from 'node:assert/strict';
import type { PullRequest } from '../../../src/core/forge/types';
import { onEachForge } from './kinds';
import { eventually } from './eventually';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const request = { title: 'Promote cart', body: 'What changes:\n- replicas', head: 'dev', base: 'prod' };

onEachForge('pull requests on a FORGE', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
  });

  it('are created, found, read, changed, commented, closed, opened again', async () => {
    const client = world.client();
    const { cart } = world;
    assert.equal(await client.findOpenPullRequest(cart, 'dev', 'prod', signal), undefined);
    const created = await client.createPullRequest(cart, request, signal);
    const heads = await world.forge.heads(world.named('cart'));
    assert.equal(created.state, 'open');
    assert.deepEqual([created.title, created.body], [request.title, request.body]);
    assert.deepEqual(created.head, { branch: 'dev', commit: heads.get('dev') });
    assert.deepEqual(created.base, { branch: 'prod', commit: heads.get('prod') });
    assert.equal(created.author, 'dev');
    assert.equal(created.webUrl, `${world.forge.url}${kind.page(world.owner, 'cart')}${kind.pulls}/${created.number}`);
    assert.equal((await client.findOpenPullRequest(cart, 'dev', 'prod', signal))?.number, created.number);
    const towards = async (base: string) =>
      (await client.openPullRequests(cart, base, signal)).map(({ number }) => number);
    assert.deepEqual([await towards('prod'), await towards('dev')], [[created.number], []]);
    const updated = await client.updatePullRequest(cart, created.number, { title: 'New', body: 'Words' }, signal);
    assert.deepEqual([updated.title, updated.body], ['New', 'Words']);
    await client.comment(cart, created.number, 'Closed: nothing left to promote.', signal);
    const closed = await client.updatePullRequest(cart, created.number, { state: 'closed' }, signal);
    assert.equal(closed.state, 'closed');
    assert.equal((await client.pullRequest(cart, created.number, signal)).state, 'closed');
    assert.equal(await client.findOpenPullRequest(cart, 'dev', 'prod', signal), undefined);
    if (!kind.reopens) {
      const again = client.updatePullRequest(cart, created.number, { state: 'open' }, signal);
      await assert.rejects(again, { code: 'forge/refused' });
      return;
    }
    const opened = await client.updatePullRequest(cart, created.number, { state: 'open' }, signal);
    assert.equal(opened.state, 'open');
  });

  it('that were merged or closed do not count as open: the edge can be promoted again', async () => {
    const client = world.client();
    const first = await client.createPullRequest(world.cart, request, signal);
    const landed = await world.forge.merge(world.named('cart'), first.number, 'merge');
    const merged = await client.pullRequest(world.cart, first.number, signal);
    assert.equal(merged.state, 'merged');
    assert.equal(merged.mergeCommit, landed);
    assert.equal((await world.forge.heads(world.named('cart'))).get('prod'), landed);
    const listed = await client.mergedPullRequests(world.cart, 'prod', signal);
    assert.deepEqual(
      listed.map(({ number, state, mergeCommit }) => [number, state, mergeCommit]),
      [[first.number, 'merged', landed]],
    );
    assert.ok(Date.parse(listed[0]?.mergedAt ?? '') > 0, 'since when what is said of it may be said of a deployment');
    assert.deepEqual(await client.mergedPullRequests(world.cart, 'dev', signal), []);
    await world.forge.commit(world.named('cart'), 'dev', 'Third', { a: '3\n' });
    const second = await client.createPullRequest(world.cart, request, signal);
    assert.equal((await client.findOpenPullRequest(world.cart, 'dev', 'prod', signal))?.number, second.number);
    await client.updatePullRequest(world.cart, second.number, { state: 'closed' }, signal);
    assert.equal((await client.mergedPullRequests(world.cart, 'prod', signal)).length, 1);
    const closed = await client.closedPullRequests(world.cart, 'prod', signal);
    assert.deepEqual(
      closed.map(({ number, state }) => [number, state]),
      [[second.number, 'closed']],
    );
    const third = await client.createPullRequest(world.cart, request, signal);
    assert.equal((await client.findOpenPullRequest(world.cart, 'dev', 'prod', signal))?.number, third.number);
  });

  it('say in a list what they say by themselves, however much: whose one is, is read from its text', async () => {
    const client = world.client();
    const body = `${'- replicas: 1 → 2\n'.repeat(60)}\n<!-- branchline promotion dev prod -->`;
    const { number } = await client.createPullRequest(world.cart, { ...request, body }, signal);
    const whole = (await client.pullRequest(world.cart, number, signal)).body;
    assert.ok(whole.endsWith('<!-- branchline promotion dev prod -->'));
    const listed = async (read: Promise<readonly PullRequest[]>) => (await read).map((one) => one.body);
    assert.deepEqual(await listed(client.openPullRequests(world.cart, 'prod', signal)), [whole]);
    assert.equal((await client.findOpenPullRequest(world.cart, 'dev', 'prod', signal))?.body, whole);
    await client.updatePullRequest(world.cart, number, { body: whole.replaceAll('1 → 2', '1 → 3') }, signal);
    const changed = whole.replaceAll('1 → 2', '1 → 3');
    assert.deepEqual(await listed(client.openPullRequests(world.cart, 'prod', signal)), [changed], 'also once changed');
    await client.updatePullRequest(world.cart, number, { state: 'closed' }, signal);
    assert.deepEqual(await listed(client.closedPullRequests(world.cart, 'prod', signal)), [changed]);
    const landed = await client.createPullRequest(world.cart, { ...request, body }, signal);
    await world.forge.merge(world.named('cart'), landed.number, 'merge');
    assert.deepEqual(await listed(client.mergedPullRequests(world.cart, 'prod', signal)), [whole]);
  });

  it('keep the name and the commit of their branch once it is deleted', async () => {
    const client = world.client();
    await world.forge.commit(world.named('cart'), 'promote/x', 'Candidate', { b: '1\n' }, { from: 'prod' });
    const created = await client.createPullRequest(world.cart, { ...request, head: 'promote/x' }, signal);
    await world.forge.merge(world.named('cart'), created.number, 'squash');
    await world.forge.deleteBranch(world.named('cart'), 'promote/x');
    const merged = await client.pullRequest(world.cart, created.number, signal);
    assert.equal(merged.state, 'merged');
    assert.equal(merged.head.branch, 'promote/x');
    assert.equal(merged.head.commit, created.head.commit);
  });

  it('are closed with their branch', async () => {
    const client = world.client();
    await world.forge.commit(world.named('cart'), 'promote/y', 'Candidate', { b: '1\n' }, { from: 'prod' });
    const created = await client.createPullRequest(world.cart, { ...request, head: 'promote/y' }, signal);
    await world.forge.deleteBranch(world.named('cart'), 'promote/y');
    await eventually(async () => (await client.pullRequest(world.cart, created.number, signal)).state === 'closed');
    assert.equal(await client.findOpenPullRequest(world.cart, 'promote/y', 'prod', signal), undefined);
  });

  it('follow their branch', async () => {
    const client = world.client();
    const created = await client.createPullRequest(world.cart, request, signal);
    const moved = await world.forge.commit(world.named('cart'), 'dev', 'Third', { a: '3\n' });
    await eventually(async () => (await client.pullRequest(world.cart, created.number, signal)).head.commit === moved);
  });

  it('exist once for two branches', async () => {
    const client = world.client();
    await client.createPullRequest(world.cart, request, signal);
    await assert.rejects(client.createPullRequest(world.cart, request, signal), {
      code: 'forge/duplicatePullRequest',
    });
    await assert.rejects(world.client('admin').createPullRequest(world.cart, request, signal), {
      code: 'forge/duplicatePullRequest',
    });
  });

  it('need branches that are there, and two of them', async () => {
    const client = world.client();
    for (const missing of [{ head: 'gone' }, { base: 'gone' }, { head: 'promote/gone' }]) {
      await assert.rejects(client.createPullRequest(world.cart, { ...request, ...missing }, signal), {
        code: 'forge/branchMissing',
      });
    }
    await assert.rejects(client.createPullRequest(world.cart, { ...request, head: 'prod' }, signal), {
      code: 'forge/nothingToPromote',
    });
  });

  it('may go between branches with slashes and letters of all kinds', async () => {
    const client = world.client();
    const [head, base] = ['promote/dev-to-prod/zürich', 'env/prod-ä#1'];
    await world.forge.commit(world.named('cart'), base, 'Base', { b: '1\n' }, { from: 'prod' });
    await world.forge.commit(world.named('cart'), head, 'Head', { b: '2\n' }, { from: base });
    const title = 'Änderung “✓” & <b>';
    const created = await client.createPullRequest(world.cart, { ...request, title, head, base }, signal);
    const found = await client.findOpenPullRequest(world.cart, head, base, signal);
    assert.equal(found?.number, created.number);
    assert.deepEqual([found.head.branch, found.base.branch, found.title], [head, base, title]);
  });

  it('keep a long body as it is, hidden lines too', async () => {
    const body = `### Änderungen\n\n${'- replicas: 1 → 2\n'.repeat(3_000)}\n<!-- branchline promotion dev prod\nPromoted-From: dev@${'1'.repeat(40)}\n-->`;
    const created = await world.client().createPullRequest(world.cart, { ...request, body }, signal);
    const kept = (await world.client().pullRequest(world.cart, created.number, signal)).body.trim();
    if (kind.longestBody >= body.length) assert.equal(kept, body);
    else {
      assert.ok(kept.length <= kind.longestBody && kept.startsWith('### Änderungen\n'));
      assert.ok(kept.endsWith(body.slice(body.indexOf('\n<!--'))), 'what is hidden is whole');
    }
  });

  if (!kind.tellsMergeable) {
    it('say nothing of whether git can merge them, since that is not told', async () => {
      const created = await world.client().createPullRequest(world.cart, request, signal);
      await world.forge.commit(world.named('cart'), 'prod', 'Hotfix', { 'deployment.yaml': 'replicas: 7\n' });
      assert.equal((await world.client().pullRequest(world.cart, created.number, signal)).mergeable, 'unknown');
    });
  } else
    it('say that they can be merged once that is known, and never that a conflict can', async () => {
      const client = world.client();
      const created = await client.createPullRequest(world.cart, request, signal);
      await eventually(async () => (await client.pullRequest(world.cart, created.number, signal)).mergeable === 'yes');
      await world.forge.commit(world.named('cart'), 'prod', 'Hotfix', { 'deployment.yaml': 'replicas: 7\n' });
      await eventually(async () => (await client.pullRequest(world.cart, created.number, signal)).mergeable !== 'yes');
    });

  if (kind.switchesPullRequestsOff)
    it('that are switched off are told from a repository that is not there', async () => {
      await world.forge.createRepository(world.named('off'), { pullRequests: false });
      const client = world.client();
      for (const repository of [world.ref('off'), world.ref('gone')]) {
        const code = repository.name === 'off' ? 'forge/refused' : 'forge/notFound';
        await assert.rejects(client.openPullRequests(repository, 'prod', signal), { code });
        await assert.rejects(client.mergedPullRequests(repository, 'prod', signal), { code });
        await assert.rejects(client.findOpenPullRequest(repository, 'dev', 'prod', signal), { code });
      }
    });

  it('are refused to who may not write, each in its way', async () => {
    const code = async (
      who: 'reader' | 'limited' | 'stranger' | 'nobody',
      work: (client: ReturnType<World['client']>) => Promise<unknown>,
    ) => {
      try {
        await work(world.client(who));
        return 'done';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const made = await world.client().createPullRequest(world.cart, request, signal);
    const update = (client: ReturnType<World['client']>): Promise<PullRequest> =>
      client.updatePullRequest(world.cart, made.number, { title: 'Mine' }, signal);
    const create = (client: ReturnType<World['client']>): Promise<PullRequest> =>
      client.createPullRequest(world.cart, { ...request, head: 'prod', base: 'dev' }, signal);
    const comment = (client: ReturnType<World['client']>) => client.comment(world.cart, made.number, 'Hm', signal);
    assert.deepEqual(
      [await code('limited', create), await code('limited', update), await code('limited', comment)],
      ['forge/forbidden', 'forge/forbidden', 'forge/forbidden'],
      'a token that may only read',
    );
    assert.deepEqual(
      [await code('reader', update), await code('reader', comment), await code('reader', create)],
      ['forge/forbidden', 'done', kind.readersMayPropose ? 'done' : 'forge/forbidden'],
      'an account that may only read',
    );
    assert.deepEqual([await code('stranger', update), await code('stranger', comment)], [kind.stranger, kind.stranger]);
    assert.equal(await code('nobody', update), kind.nobody);
    assert.equal((await world.client().pullRequest(world.cart, made.number, signal)).title, request.title);
  });
});
