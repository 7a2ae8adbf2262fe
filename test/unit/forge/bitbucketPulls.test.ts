import assert from 'node:assert/strict';
import { keyOf } from '../../../src/core/forge/bitbucket/convert';
import { meaningOf } from '../../../src/core/pipeline/words';
import { aBitbucket, below, branch, cart, landing, nothing, sha, signal } from './bitbucketWorld';

describe('pull requests of a Bitbucket Cloud', () => {
  const world = aBitbucket();

  describe('pull requests', () => {
    const pull = (more: object = {}) => ({
      type: 'pullrequest',
      id: 3,
      title: 'Promote',
      summary: { raw: 'Body' },
      state: 'OPEN',
      author: { type: 'user', uuid: '{a}', nickname: 'ada', display_name: 'Ada' },
      source: {
        branch: { name: 'promote/x' },
        commit: { hash: sha.slice(0, 12) },
        repository: { full_name: 'gitops/cart' },
      },
      destination: {
        branch: { name: 'prod' },
        commit: { hash: landing.slice(0, 12) },
        repository: { full_name: 'gitops/cart' },
      },
      updated_on: '2026-01-02T00:00:00+00:00',
      ...more,
    });

    it('have whole names of commits, though Bitbucket tells their beginning', async () => {
      world.answers = {
        [`${below}/pullrequests/3`]: pull(),
        [`${below}/refs/branches`]: { values: [branch('promote/x'), branch('prod', landing)] },
      };
      const found = await world.client().pullRequest(cart, 3, signal);
      assert.deepEqual([found.head.commit, found.base.commit, found.mergeable], [sha, landing, 'unknown']);
      world.answers[`${below}/refs/branches`] = { values: [branch('promote/x', landing)] };
      world.answers[`${below}/commit/${sha.slice(0, 12)}`] = {
        type: 'commit',
        hash: sha,
        date: '2026-01-01T00:00:00+00:00',
      };
      assert.equal((await world.client().pullRequest(cart, 3, signal)).head.commit, sha);
    });

    it('that landed are told with what landed them, and many cost one page of their branch', async () => {
      const commit = (hash: string) => ({ type: 'commit', hash, date: '2026-01-01T10:00:00+00:00' });
      const many = Array.from({ length: 20 }, (_, id) =>
        pull({ id, state: 'MERGED', merge_commit: { hash: landing.slice(0, 12) } }),
      );
      world.answers = {
        [`${below}/pullrequests`]: { values: many },
        [`${below}/refs/branches`]: { values: [branch('prod', landing)] },
        [`${below}/commits`]: { values: [commit(landing), commit(sha)] },
      };
      const found = await world.client().mergedPullRequests(cart, 'prod', signal);
      assert.deepEqual(
        [found.length, found[0]?.mergeCommit, found[0]?.head.commit, found[0]?.mergedAt],
        [20, landing, sha, '2026-01-01T10:00:00+00:00'],
      );
      assert.equal(world.server.asked.length, 3);
    });

    it('of a fork are never ours, also where the fork is gone', async () => {
      const fork = pull({
        source: {
          branch: { name: 'promote/x' },
          commit: { hash: sha.slice(0, 12) },
          repository: { full_name: 'evil/cart' },
        },
      });
      const gone = pull({ id: 4, source: { branch: { name: 'promote/x' }, commit: null, repository: null } });
      world.answers = {
        [`${below}/pullrequests`]: { values: [fork, gone] },
        [`${below}/refs/branches`]: { values: [branch('promote/x')] },
      };
      assert.equal(await world.client().findOpenPullRequest(cart, 'promote/x', 'prod', signal), undefined);
      const open = await world.client().openPullRequests(cart, 'prod', signal);
      assert.deepEqual(
        open.map(({ head }) => [head.branch, head.commit]),
        [
          ['evil/cart:promote/x', ''],
          [':promote/x', ''],
        ],
      );
      assert.deepEqual(await world.client().closedPullRequests(cart, 'prod', signal), []);
    });

    it('are not created over one that is open: Bitbucket would write over it', async () => {
      world.answers = { [`${below}/pullrequests`]: { values: [pull()] } };
      const request = { title: 't', body: 'b', head: 'promote/x', base: 'prod' };
      await assert.rejects(world.client().createPullRequest(cart, request, signal), {
        code: 'forge/duplicatePullRequest',
      });
      assert.deepEqual(world.asked('POST', '/pullrequests'), []);
    });

    it('that cannot be created say why, as found out, since Bitbucket says it in words alone', async () => {
      const create = async (branches: object[], commits: object[]) => {
        world.answers = {
          [`GET ${below}/pullrequests`]: nothing,
          [`${below}/refs/branches`]: { values: branches },
          [`${below}/commits/${sha}`]: { values: commits },
        };
        world.server.answer = (one) =>
          one.method === 'POST'
            ? { status: 400, body: { type: 'error', error: { message: 'Bad request', fields: { source: ['so'] } } } }
            : world.answer(one);
        const request = { title: 't', body: 'b', head: 'promote/x', base: 'prod' };
        return world.client().createPullRequest(cart, request, signal).then(String, String);
      };
      const both = [branch('promote/x'), branch('prod', landing)];
      assert.match(await create([branch('prod')], []), /does not have one of the branches/);
      assert.match(await create(both, []), /nothing to promote/);
      assert.match(await create(both, [{ type: 'commit', hash: sha }]), /Bad request · source so/);
    });

    describe('that are created ask whom the page of the forge would ask', () => {
      const request = { title: 't', body: 'b', head: 'promote/x', base: 'prod' };
      const reviewer = (uuid: string) => ({ type: 'default_reviewer', user: { type: 'user', uuid } });
      const bodies = () =>
        world.asked('POST', '/pullrequests').map(({ body }) => (body as { readonly reviewers?: unknown }).reviewers);
      beforeEach(() => {
        world.answers = {
          [`GET ${below}/pullrequests`]: nothing,
          [`POST ${below}/pullrequests`]: pull(),
          [`${below}/refs/branches`]: nothing,
          [`${below}/effective-default-reviewers`]: { values: [reviewer('{r}'), reviewer('{a}'), reviewer('')] },
          '/2.0/user': { type: 'user', uuid: '{a}', nickname: 'ada' },
        };
      });

      it('but not who opens it, and keep the branch', async () => {
        await world.client().createPullRequest(cart, request, signal);
        assert.deepEqual(bodies(), [[{ uuid: '{r}' }]]);
        const [created] = world.asked('POST', '/pullrequests');
        assert.equal((created?.body as { readonly close_source_branch?: unknown }).close_source_branch, false);
      });

      it('or nobody, where that is refused or not told', async () => {
        world.server.answer = (one) => {
          const isRefused = one.method === 'POST' && JSON.stringify(one.body).includes('{r}');
          return isRefused ? { status: 400, body: { type: 'error', error: { message: 'no' } } } : world.answer(one);
        };
        assert.equal((await world.client().createPullRequest(cart, request, signal)).number, 3);
        assert.deepEqual(bodies(), [[{ uuid: '{r}' }], undefined]);
        world.answers[`${below}/effective-default-reviewers`] = undefined;
        assert.equal((await world.client().createPullRequest(cart, request, signal)).number, 3);
        assert.deepEqual(bodies().slice(2), [undefined]);
      });
    });

    it('keep their reviewers when their text changes, and are declined by a call of its own', async () => {
      const reviewed = pull({ reviewers: [{ type: 'user', uuid: '{r}', nickname: 'rex' }], close_source_branch: true });
      world.answers = {
        [`GET ${below}/pullrequests/3`]: reviewed,
        [`PUT ${below}/pullrequests/3`]: reviewed,
        [`${below}/refs/branches`]: nothing,
      };
      world.server.answer = (one) =>
        one.method === 'POST' ? { status: 200, body: pull({ state: 'DECLINED' }) } : world.answer(one);
      const closed = await world.client().updatePullRequest(cart, 3, { body: 'Why', state: 'closed' }, signal);
      assert.equal(closed.state, 'closed');
      assert.deepEqual(world.asked('PUT', '/pullrequests/3')[0]?.body, {
        title: 'Promote',
        description: 'Why',
        reviewers: [{ uuid: '{r}' }],
        close_source_branch: true,
      });
      assert.equal(world.asked('POST', '/pullrequests/3/decline').length, 1);
    });

    it('tell who approved, who wants changes, and who was asked', async () => {
      const user = (name: string) => ({ type: 'user', uuid: `{${name}}`, nickname: name });
      const said = (name: string, state: string | null) => ({
        type: 'participant',
        user: user(name),
        role: 'REVIEWER',
        approved: state === 'approved',
        state,
      });
      world.answers = {
        [`${below}/pullrequests/3`]: pull({
          reviewers: [user('rex'), user('roz'), user('ray')],
          participants: [
            said('rex', 'approved'),
            said('roz', 'changes_requested'),
            said('ray', null),
            said('pat', 'approved'),
          ],
        }),
      };
      assert.deepEqual(await world.client().reviews(cart, 3, signal), {
        approvedBy: ['rex', 'pat'],
        changesRequestedBy: ['roz'],
        requested: ['ray'],
      });
    });

    it('that are drafts cannot be merged, and are found among the open ones', async () => {
      world.answers = {
        [`${below}/pullrequests`]: { values: [pull({ draft: true })] },
        [`${below}/refs/branches`]: nothing,
      };
      assert.equal((await world.client().findOpenPullRequest(cart, 'promote/x', 'prod', signal))?.mergeable, 'no');
      assert.match(world.asked('GET', '/pullrequests')[0]?.query.get('q') ?? '', /draft=true OR draft=false/);
    });
  });

  it('comments are those of the whole, without what was said of lines and what was taken away', async () => {
    const said = (id: number, more: object = {}) => ({
      type: 'pullrequest_comment',
      id,
      user: { type: 'user', nickname: 'ada' },
      content: { raw: `said ${id}` },
      ...more,
    });
    world.answers = {
      [`${below}/pullrequests/3/comments`]: {
        values: [said(2), said(1), said(3, { inline: { path: 'a' } }), said(4, { deleted: true })],
      },
    };
    assert.deepEqual(
      (await world.client().comments(cart, 3, signal)).map(({ id }) => id),
      [1, 2],
    );
  });

  describe('statuses', () => {
    it('have a key of forty letters at most, and are known by it; a longer name is whole all the same', async () => {
      const long = 'branchline/verify/a-service-with-a-very-long-name/dev';
      const other = `${long}-eu`;
      assert.equal(keyOf('branchline/promotion'), 'branchline/promotion');
      assert.deepEqual([keyOf(long).length, keyOf(other).length], [40, 40]);
      assert.notEqual(keyOf(long), keyOf(other));
      const status = (key: string, name: string) => ({
        type: 'build',
        key,
        name,
        state: 'SUCCESSFUL',
        url: 'https://ci.example.com',
      });
      world.answers = {
        [`${below}/commit/${sha}/statuses`]: {
          values: [status(keyOf(long), long), status('BB-DEPLOY', 'BB-DEPLOY-1'), status('x', '')],
        },
      };
      assert.deepEqual(
        (await world.client().checks(cart, sha, signal)).map(({ context }) => context),
        [long, 'BB-DEPLOY', 'x'],
      );
    });

    it('always name an address, which Bitbucket demands', async () => {
      world.answers = { [`${below}/commit/${sha}/statuses/build`]: { type: 'build' } };
      await world.client().postStatus(cart, sha, { context: 'c', state: 'error', description: 'd' }, signal);
      assert.deepEqual(world.server.asked[0]?.body, {
        key: 'c',
        name: 'c',
        state: 'FAILED',
        description: 'd',
        url: `${world.server.url}/gitops/cart/commits/${sha}`,
      });
    });

    it('have words that are known, and others that are not', () => {
      const meant = ['SUCCESSFUL', 'FAILED', 'STOPPED', 'INPROGRESS', 'NEW'].map((word) => meaningOf(word));
      assert.deepEqual(
        meant.map(({ verdict, inFlight }) => [verdict, inFlight]),
        [
          ['success', 'no'],
          ['failure', 'no'],
          ['cancelled', 'no'],
          ['none', 'running'],
          ['unknown', 'no'],
        ],
      );
    });
  });
});
