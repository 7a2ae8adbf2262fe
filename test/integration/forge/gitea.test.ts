import assert from 'node:assert/strict';
import { ForgeFinder } from '../../../src/core/forge/identify';
import { parseRemote, repositoryOf } from '../../../src/core/forge/remote';
import type { HeadsAnswer } from '../../../src/core/forge/types';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;

describe('a Gitea forge', () => {
  let world: World;
  before(async () => {
    world = await aWorld({ branchIndexing: { kind: 'immediate' } });
    await world.forge.createRepository('gitops/many', { topics: ['gitops', 'many'] });
    await world.forge.commit('gitops/many', 'main', 'First', { a: '1\n' });
    for (let number = 0; number < 60; number++) {
      await world.forge.commit('gitops/many', `a/${number}`, 'Branch', {}, { from: 'main' });
    }
    await world.forge.commit('gitops/many', 'env/prod', 'Branch', {}, { from: 'main' });
    await world.forge.createRepository('gitops/empty');
    await world.forge.createRepository('dev/personal');
    world.forge.protect('gitops/cart', 'prod', { requiredContexts: ['deploy'] });
  });
  after(() => world.end());

  it('is found out by its address', async () => {
    const remote = parseRemote(`${world.forge.url}/gitops/cart.git`)!;
    const found = await new ForgeFinder({}).identify(remote, signal);
    assert.ok(found.kind === 'forge');
    assert.deepEqual(found.identity, world.client().identity);
    assert.deepEqual(repositoryOf(remote, found.basePath), cart);
  });

  it('tells of a repository', async () => {
    const repository = await world.client().repository(cart, signal);
    assert.equal(repository.defaultBranch, 'dev');
    assert.equal(repository.cloneUrl, `${world.forge.url}/gitops/cart.git`);
    assert.deepEqual(repository.landingStyles, ['merge', 'squash', 'rebase']);
    assert.equal(repository.mayPush, true);
    assert.equal((await world.client('reader').repository(cart, signal)).mayPush, false);
  });

  it('lists the repositories of an organisation and of a person, by topic', async () => {
    const names = async (owner: string, topic?: string) =>
      (await world.client().repositories(owner, topic, signal)).map(({ name }) => name).toSorted();
    assert.deepEqual(await names('gitops'), ['cart', 'empty', 'many']);
    assert.deepEqual(await names('gitops', 'many'), ['many']);
    assert.deepEqual(await names('dev'), ['personal']);
    await assert.rejects(names('nobody-at-all'), { code: 'forge/notFound' });
  });

  it('gives the heads of the branches that are there, with their protection', async () => {
    const heads = await world.client().heads(cart, ['dev', 'prod', 'gone'], signal);
    const actual = await world.forge.heads('gitops/cart');
    assert.deepEqual(
      heads.toSorted((a, b) => a.branch.localeCompare(b.branch)),
      [
        { branch: 'dev', commit: actual.get('dev'), protected: false, requiredChecks: [] },
        { branch: 'prod', commit: actual.get('prod'), protected: true, requiredChecks: ['deploy'] },
      ],
    );
  });

  it('finds a branch with a slash beyond the first page, without reading all pages', async () => {
    world.forge.clearRequests();
    const heads = await world.client().heads({ owner: 'gitops', name: 'many' }, ['env/prod', 'a/3', 'gone'], signal);
    assert.deepEqual(heads.map(({ branch }) => branch).toSorted(), ['a/3', 'env/prod']);
    assert.ok(world.forge.requests.length <= 4, world.forge.requests.map(({ path }) => path).join('\n'));
  });

  it('has no heads in an empty repository', async () => {
    assert.deepEqual(await world.client().heads({ owner: 'gitops', name: 'empty' }, ['dev'], signal), []);
  });

  it('answers for many repositories; the dead one fails alone', async () => {
    const requests = ['cart', 'gone', 'many'].map((name) => ({
      repository: { owner: 'gitops', name },
      branches: ['dev', 'main'],
    }));
    const answers = await world.client().headsOf(requests, signal);
    const shown = (answer: HeadsAnswer) =>
      answer.kind === 'known' ? answer.heads.map(({ branch }) => branch).join() : answer.error.code;
    assert.deepEqual(answers.map(shown), ['dev', 'forge/notFound', 'main']);
  });

  it('answers for a whole organisation, and sees what was pushed since', async () => {
    const names = ['s1', 's2', 's3', 's4', 's5'];
    for (const name of names) {
      await world.forge.createRepository(`gitops/${name}`);
      await world.forge.commit(`gitops/${name}`, 'dev', 'First', { a: '1\n' });
    }
    const client = world.client();
    const sweep = async () => {
      const requests = names.map((name) => ({ repository: { owner: 'gitops', name }, branches: ['dev'] }));
      const answers = await client.headsOf(requests, signal);
      return answers.map((answer) => (answer.kind === 'known' ? answer.heads[0]?.commit : answer.error.code));
    };
    const first = await sweep();
    const moved = await world.forge.commit('gitops/s3', 'dev', 'Second', { a: '2\n' });
    assert.deepEqual(await sweep(), first.with(2, moved));
  });

  it('gives the newest status of each context, over all pages', async () => {
    const commit = (await world.forge.heads('gitops/cart')).get('dev')!;
    for (let number = 0; number < 55; number++) {
      await world.forge.postStatus('gitops/cart', commit, {
        context: 'deploy',
        state: 'failure',
        description: `try ${number}`,
      });
    }
    await world.forge.postStatus('gitops/cart', commit, { context: 'ci', state: 'pending' });
    await world.forge.postStatus('gitops/cart', commit, {
      context: 'deploy',
      state: 'success',
      targetUrl: 'https://ci.example.com/7',
    });
    const checks = await world.client().checks(cart, commit, signal);
    assert.deepEqual(checks.map(({ context, state, url }) => [context, state, url]).toSorted(), [
      ['ci', 'pending', undefined],
      ['deploy', 'success', 'https://ci.example.com/7'],
    ]);
  });

  for (const [who, code] of [
    ['nobody', 'forge/unauthorised'],
    ['stranger', 'forge/notFound'],
    [{ token: 'wrong' }, 'forge/unauthorised'],
  ] as const) {
    it(`refuses ${typeof who === 'string' ? who : 'a wrong token'} with ${code}`, async () => {
      await assert.rejects(world.client(who).repository(cart, signal), (error: Error & { code: string }) =>
        who === 'nobody' ? ['forge/unauthorised', 'forge/notFound'].includes(error.code) : error.code === code,
      );
    });
  }

  it('refuses a reader who would write', async () => {
    const request = { title: 'x', body: '', head: 'dev', base: 'prod' };
    await assert.rejects(world.client('reader').createPullRequest(cart, request, signal), { code: 'forge/forbidden' });
  });

  for (const [fault, code] of [
    [{ kind: 'down' }, 'forge/unreachable'],
    [{ kind: 'html' }, 'forge/html'],
    [{ kind: 'unauthorised' }, 'forge/unauthorised'],
    [{ kind: 'slow', delayMs: 2_000 }, 'forge/timeout'],
  ] as const) {
    it(`that is ${fault.kind} is told as ${code}`, async () => {
      world.forge.setFault(fault);
      try {
        await assert.rejects(world.client('developer', { timeoutMs: 100 }).repository(cart, signal), { code });
      } finally {
        world.forge.setFault({ kind: 'none' });
      }
    });
  }

  it('that is slow does not hold up who cancels', async () => {
    world.forge.setFault({ kind: 'slow', delayMs: 2_000 });
    try {
      const cancelling = new AbortController();
      const asked = world.client().repository(cart, cancelling.signal);
      cancelling.abort();
      await assert.rejects(asked, { name: 'AbortError' });
    } finally {
      world.forge.setFault({ kind: 'none' });
    }
  });

  it('is not asked again before the time that it named', async () => {
    const client = world.client();
    world.forge.failOnce(
      { method: 'GET', path: /cart$/ },
      { kind: 'answer', status: 429, message: 'slow down', headers: { 'retry-after': '60' } },
    );
    await assert.rejects(client.repository(cart, signal), { code: 'forge/rateLimited' });
    world.forge.clearRequests();
    await assert.rejects(client.heads(cart, ['dev'], signal), { code: 'forge/rateLimited' });
    assert.equal(world.forge.requests.length, 0);
  });
});

describe('pull requests on a Gitea forge', () => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld({ branchIndexing: { kind: 'immediate' } });
  });
  afterEach(() => world.end());

  const request = { title: 'Promote cart', body: 'What changes:\n- replicas', head: 'dev', base: 'prod' };

  it('are created, found, read, changed, commented, closed', async () => {
    const client = world.client();
    assert.equal(await client.findOpenPullRequest(cart, 'dev', 'prod', signal), undefined);
    const created = await client.createPullRequest(cart, request, signal);
    const heads = await world.forge.heads('gitops/cart');
    assert.equal(created.state, 'open');
    assert.deepEqual(created.head, { branch: 'dev', commit: heads.get('dev') });
    assert.deepEqual(created.base, { branch: 'prod', commit: heads.get('prod') });
    assert.equal(created.author, 'dev');
    assert.equal((await client.findOpenPullRequest(cart, 'dev', 'prod', signal))?.number, created.number);
    assert.deepEqual(
      (await client.openPullRequests(cart, 'prod', signal)).map(({ number }) => number),
      [created.number],
    );
    assert.deepEqual(await client.openPullRequests(cart, 'dev', signal), []);
    const updated = await client.updatePullRequest(cart, created.number, { title: 'New', body: 'Words' }, signal);
    assert.deepEqual([updated.title, updated.body], ['New', 'Words']);
    await client.comment(cart, created.number, 'Closed: nothing left to promote.', signal);
    await client.updatePullRequest(cart, created.number, { state: 'closed' }, signal);
    assert.equal((await client.pullRequest(cart, created.number, signal)).state, 'closed');
    assert.equal(await client.findOpenPullRequest(cart, 'dev', 'prod', signal), undefined);
  });

  it('that were merged or closed do not count as open: the edge can be promoted again', async () => {
    const client = world.client();
    const first = await client.createPullRequest(cart, request, signal);
    await world.forge.merge('gitops/cart', first.number, 'merge');
    const merged = await client.pullRequest(cart, first.number, signal);
    assert.equal(merged.state, 'merged');
    assert.equal(merged.mergeCommit, (await world.forge.heads('gitops/cart')).get('prod'));
    const landed = await client.mergedPullRequests(cart, 'prod', signal);
    assert.ok(landed.every(({ state }) => state === 'merged'));
    assert.ok(landed.some(({ number, mergeCommit }) => number === first.number && mergeCommit === merged.mergeCommit));
    assert.deepEqual(await client.mergedPullRequests(cart, 'dev', signal), []);
    await world.forge.commit('gitops/cart', 'dev', 'Third', { a: '3\n' });
    const second = await client.createPullRequest(cart, request, signal);
    assert.equal((await client.findOpenPullRequest(cart, 'dev', 'prod', signal))?.number, second.number);
  });

  it('keep the name of their branch once it is deleted', async () => {
    const client = world.client();
    await world.forge.commit('gitops/cart', 'branchline/x', 'Candidate', { b: '1\n' }, { from: 'prod' });
    const created = await client.createPullRequest(cart, { ...request, head: 'branchline/x' }, signal);
    await world.forge.merge('gitops/cart', created.number, 'squash');
    const url = `${world.forge.url}/api/v1/repos/gitops/cart/branches/branchline/x`;
    await fetch(url, { method: 'DELETE', headers: { authorization: `token ${world.accounts.admin.token}` } });
    const merged = await client.pullRequest(cart, created.number, signal);
    assert.equal(merged.head.branch, 'branchline/x');
    assert.equal(merged.head.commit, created.head.commit);
  });

  it('exist once for two branches', async () => {
    const client = world.client();
    await client.createPullRequest(cart, request, signal);
    await assert.rejects(client.createPullRequest(cart, request, signal), { code: 'forge/duplicatePullRequest' });
  });

  it('need branches that are there', async () => {
    const client = world.client();
    for (const missing of [{ head: 'gone' }, { base: 'gone' }]) {
      await assert.rejects(client.createPullRequest(cart, { ...request, ...missing }, signal), {
        code: 'forge/branchMissing',
      });
    }
  });
});
