import assert from 'node:assert/strict';
import { aDataCenter, below, branch, cart, nothing, other, pull, sha, signal, thrown, within } from './dataCenterWorld';

const request = { title: 't', body: 'b', head: 'promote/x', base: 'prod' };

describe('pull requests of a Bitbucket Data Center', () => {
  const world = aDataCenter();
  const at = `${below}/pull-requests/7`;

  it('are changed with their version, and keep their reviewers and their description', async () => {
    const reviewers = [{ user: { name: 'rex' }, status: 'NEEDS_WORK' }];
    world.answers[at] = pull({ reviewers, draft: true });
    await world.client().updatePullRequest(cart, 7, { title: 'New' }, signal);
    assert.deepEqual(world.asked('PUT', '/7')[0]?.body, {
      ...{ version: 3, title: 'New', description: 'why', draft: true },
      reviewers: [{ user: { name: 'rex' } }],
    });
    world.answers[`POST ${at}/decline`] = pull({ state: 'DECLINED' });
    assert.equal((await world.client().updatePullRequest(cart, 7, { state: 'closed' }, signal)).state, 'closed');
    assert.equal(world.asked('POST', '/decline')[0]?.query.get('version'), '3');
  });

  it('that somebody else changed meanwhile are not written over', async () => {
    world.answers[at] = pull();
    world.refusals[`PUT ${at}`] = thrown(409, 'pull.PullRequestOutOfDateException');
    await assert.rejects(world.client().updatePullRequest(cart, 7, { title: 'New' }, signal), {
      code: 'forge/headMoved',
    });
    world.answers[at] = pull({ state: 'MERGED' });
    await assert.rejects(world.client().updatePullRequest(cart, 7, { state: 'open' }, signal), {
      code: 'forge/headMoved',
    });
  });

  for (const [exception, status, code] of [
    ['pull.DuplicatePullRequestException', 409, 'forge/duplicatePullRequest'],
    ['pull.EmptyPullRequestException', 409, 'forge/nothingToPromote'],
    ['pull.InvalidPullRequestReviewersException', 409, 'forge/refused'],
    ['repository.ArchivedRepositoryException', 409, 'forge/refused'],
    ['repository.NoSuchBranchException', 404, 'forge/branchMissing'],
    ['repository.NoSuchRepositoryException', 404, 'forge/notFound'],
    ['AuthorisationException', 401, 'forge/forbidden'],
  ] as const) {
    it(`are refused with ${exception} as ${code}`, async () => {
      world.refusals[`POST ${below}/pull-requests`] = thrown(status, exception);
      await assert.rejects(world.client().createPullRequest(cart, request, signal), { code });
    });
  }

  describe('that are created ask whom the page of the forge would ask', () => {
    const reviewers = `/rest/default-reviewers${within}/reviewers`;
    const bodies = () =>
      world.asked('POST', '/pull-requests').map(({ body }) => (body as { readonly reviewers?: unknown }).reviewers);
    const create = () => world.client().createPullRequest(cart, request, signal);
    beforeEach(() => {
      world.answers[`GET ${below}`] = { id: 12, slug: 'cart', project: { key: 'SHOP' } };
      world.answers[`POST ${below}/pull-requests`] = pull();
      const people = ['rex', 'ANN@x', ''].map((name) => ({ name }));
      world.answers[reviewers] = [
        { reviewers: people },
        { reviewers: [{ name: 'rex' }, { name: 'gone', active: false }] },
      ];
    });

    it('but not who opens it, nor who is gone', async () => {
      await create();
      assert.deepEqual(bodies(), [[{ user: { name: 'rex' } }]]);
      const [asked] = world.asked('GET', '/reviewers');
      assert.deepEqual(Object.fromEntries(asked?.query ?? []), {
        ...{ sourceRepoId: '12', sourceRefId: 'refs/heads/promote/x' },
        ...{ targetRepoId: '12', targetRefId: 'refs/heads/prod' },
      });
    });

    it('or nobody, where that is refused or not told', async () => {
      world.server.answer = (one) =>
        one.method === 'POST' && JSON.stringify(one.body).includes('rex')
          ? thrown(409, 'pull.InvalidPullRequestReviewersException')
          : world.answer(one);
      assert.equal((await create()).number, 7);
      assert.deepEqual(bodies(), [[{ user: { name: 'rex' } }], undefined]);
      world.refusals[reviewers] = thrown(401, 'AuthorisationException');
      assert.equal((await create()).number, 7);
      assert.deepEqual(bodies().slice(2), [undefined]);
    });
  });

  it('of forks and of tags are no branch of the repository', async () => {
    const fork = { slug: 'cart', project: { key: '~eve' } };
    world.answers[`${below}/pull-requests`] = {
      values: [
        pull({ id: 9 }),
        pull({ id: 8 }),
        pull({ id: 5, fromRef: { ...branch('promote/x'), repository: fork } }),
        pull({
          id: 4,
          fromRef: { id: 'refs/tags/promote/x', latestCommit: sha, repository: pull().fromRef.repository },
        }),
        pull({ id: 3, fromRef: branch('promote/x') }),
      ],
    };
    const found = await world.client().findOpenPullRequest(cart, 'promote/x', 'prod', signal);
    assert.equal(found?.number, 8);
    const heads = (await world.client().openPullRequests(cart, 'prod', signal)).map(({ head }) => head.branch);
    assert.deepEqual(heads.slice(2), ['~eve/cart:promote/x', ':refs/tags/promote/x', '/:promote/x']);
    const closed = { values: [pull({ id: 6, state: 'DECLINED', fromRef: { ...branch('x'), repository: fork } })] };
    world.answers[`${below}/pull-requests`] = closed;
    assert.deepEqual(await world.client().closedPullRequests(cart, 'prod', signal), []);
  });

  it('can be merged where git can: not a draft, nor one with a conflict; where that is not told it is not known', async () => {
    const mergeable = async () => (await world.client().pullRequest(cart, 7, signal)).mergeable;
    world.answers[at] = pull();
    world.answers[`${at}/merge`] = { canMerge: false, conflicted: false, outcome: 'CLEAN', vetoes: [] };
    assert.equal(await mergeable(), 'yes');
    world.answers[`${at}/merge`] = { conflicted: true, outcome: 'CLEAN' };
    assert.equal(await mergeable(), 'no');
    world.answers[`${at}/merge`] = { conflicted: false, outcome: 'UNKNOWN' };
    assert.equal(await mergeable(), 'unknown');
    world.refusals[`${at}/merge`] = thrown(409, 'pull.IllegalPullRequestStateException');
    assert.equal(await mergeable(), 'unknown');
    world.answers[at] = pull({ draft: true });
    assert.equal(await mergeable(), 'no');
  });

  it('say when and as what they landed, where that is told', async () => {
    const landed = { state: 'MERGED', closedDate: 1_700_000_000_000, properties: { mergeCommit: { id: other } } };
    world.answers[at] = pull(landed);
    const { mergeCommit, mergedAt } = await world.client().pullRequest(cart, 7, signal);
    assert.deepEqual([mergeCommit, mergedAt], [other, '2023-11-14T22:13:20.000Z']);
    world.answers[at] = pull({ state: 'MERGED', closedDate: 9e15 });
    const bare = await world.client().pullRequest(cart, 7, signal);
    assert.deepEqual(['mergeCommit' in bare, 'mergedAt' in bare], [false, false]);
  });

  it('have what was said on them, with replies, and without what was said of lines', async () => {
    const said = (id: number, more: object = {}) => ({
      id,
      version: 0,
      text: `t${id}`,
      author: { name: 'ann' },
      ...more,
    });
    const commented = (comment: object, more: object = {}) => ({ action: 'COMMENTED', comment, ...more });
    world.answers[`${at}/activities`] = {
      values: [
        { action: 'SOMETHING_NEW' },
        commented(said(2, { comments: [said(5, { comments: [said(6)] })] })),
        commented(said(2)),
        commented(said(3), { commentAnchor: { line: 1 } }),
        commented(said(1)),
      ],
    };
    const all = await world.client().comments(cart, 7, signal);
    assert.deepEqual(
      all.map(({ id }) => id),
      [1, 2, 5, 6],
    );
  });

  describe('asked to land by themselves', () => {
    const asked = `${at}/auto-merge`;
    const ask = (head = sha) => world.client().requestMerge(cart, 7, { head, style: 'squash' }, signal);
    beforeEach(() => {
      world.answers[at] = pull();
      world.answers[`${below}/settings/auto-merge`] = { enabled: true };
      world.answers[`${below}/settings/pull-requests`] = {
        mergeConfig: { strategies: [{ id: 'squash-ff-only', enabled: true }] },
      };
      world.answers[`POST ${at}/merge`] = pull();
    });

    it('are asked with the version and the strategy that the repository has', async () => {
      await ask();
      assert.deepEqual(world.asked('POST', '/merge')[0]?.body, {
        ...{ autoMerge: true, strategyId: 'squash-ff-only', version: 3 },
      });
    });

    it('are not, where that is off or not known: an older server would land them at once', async () => {
      for (const settings of [{ enabled: false }, undefined]) {
        world.answers[`${below}/settings/auto-merge`] = settings;
        await assert.rejects(ask(), { code: 'forge/refused' });
      }
      world.answers[`${below}/settings/auto-merge`] = { enabled: true };
      await assert.rejects(ask(other), { code: 'forge/headMoved' });
      world.answers[`${below}/settings/pull-requests`] = {};
      await assert.rejects(ask(), { code: 'forge/refused' });
      assert.deepEqual(world.asked('POST', '/merge'), []);
    });

    it('of a head that somebody moved in between are taken back', async () => {
      world.answers[asked] = { fromHash: other };
      world.server.answer = (one) => (one.method === 'DELETE' ? { status: 204 } : world.answer(one));
      await assert.rejects(ask(), { code: 'forge/headMoved' });
      assert.equal(world.asked('DELETE', '/auto-merge').length, 1);
    });

    it('are refused with each reason', async () => {
      const vetoes = [
        { summaryMessage: 's', detailedMessage: 'Two builds are missing' },
        { summaryMessage: 'No token may' },
      ];
      world.refusals[`POST ${at}/merge`] = thrown(409, 'pull.PullRequestMergeVetoedException', { vetoes });
      await assert.rejects(ask(), /Two builds are missing · No token may/);
    });

    it('are known to be withdrawn by what happened last', async () => {
      const happened = (...actions: readonly string[]) => ({ values: actions.map((action) => ({ action })) });
      const standing = () => world.client().mergeRequest(cart, 7, signal);
      world.answers[`${at}/activities`] = happened('COMMENTED', 'AUTO_MERGE_CANCELLED', 'AUTO_MERGE_REQUESTED');
      assert.equal(await standing(), 'withdrawn');
      world.answers[`${at}/activities`] = happened('OPENED');
      assert.equal(await standing(), 'none');
      world.answers[asked] = { fromHash: sha };
      assert.equal(await standing(), 'asked');
    });
  });

  describe('set up', () => {
    const wanted = {
      ...{ pullRequestsOnly: true, mayForcePush: false, mayDelete: true },
      ...{ requiredChecks: ['ci'], requiredApprovals: 1 },
    };

    it('a branch is protected by all of its rules at once and last; approvals are never fewer than before', async () => {
      world.answers[`POST /rest/required-builds${within}/condition`] = {};
      world.answers[`POST /rest/branch-permissions${within}/restrictions`] = {};
      world.answers[`${below}/settings/pull-requests`] = { requiredApprovers: { enabled: true, count: '2' } };
      await world.hosting().protect(cart, 'prod', wanted, signal);
      const written = world.server.asked.filter(({ method }) => method === 'POST');
      assert.deepEqual(
        written.map(({ path }) => path.split('/')[2]),
        ['required-builds', 'branch-permissions'],
      );
      assert.equal(written[1]?.headers['content-type'], 'application/vnd.atl.bitbucket.bulk+json');
      assert.deepEqual(
        (written[1].body as readonly { readonly type: string }[]).map(({ type }) => type),
        ['fast-forward-only', 'pull-request-only'],
      );
    });

    it('one that is protected stays as it is', async () => {
      world.answers[`/rest/required-builds${within}/conditions`] = {
        values: [{ buildParentKeys: ['ci'], refMatcher: { id: 'refs/heads/prod', type: { id: 'BRANCH' } } }],
      };
      await assert.rejects(world.hosting().protect(cart, 'prod', wanted, signal), { code: 'forge/headMoved' });
      assert.ok(world.server.asked.every(({ method }) => method === 'GET'));
    });

    it('a project of one’s own is known by its name, and whoever is a person or none', async () => {
      world.answers['/rest/api/latest/application-properties'] = { version: '9.4.0' };
      const owner = (name: string) => world.hosting().owner(name, signal);
      assert.equal(await owner('~ANN@x'), 'self');
      world.answers['/rest/api/latest/projects/~bob'] = { key: '~BOB', type: 'PERSONAL' };
      world.answers['/rest/api/latest/projects/SHOP'] = { key: 'SHOP', type: 'NORMAL' };
      assert.deepEqual(
        [await owner('~bob'), await owner('SHOP'), await owner('NONE')],
        ['person', 'organisation', undefined],
      );
    });

    it('a webhook that trusts any certificate is not as ours', async () => {
      const hook = { url: 'https://x', active: true, events: ['repo:refs_changed'] };
      world.answers[`${below}/webhooks`] = {
        values: [hook, { ...hook, sslVerificationRequired: false }],
        isLastPage: true,
      };
      const found = await world.hosting().webhooks(cart, signal);
      assert.deepEqual(
        found.map(({ events, isUsual }) => [events, isUsual]),
        [
          [['push', 'status'], true],
          [['push', 'status'], false],
        ],
      );
      world.answers[`${below}/webhooks`] = nothing;
      assert.deepEqual(await world.hosting().webhooks(cart, signal), []);
    });
  });
});
