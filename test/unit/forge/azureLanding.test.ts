import assert from 'node:assert/strict';
import { at, azureOn, below, cart, list, pullRequest, refs, sha, usual } from './azureWorld';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;

describe('a pull request on Azure DevOps', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await aServer();
  });
  afterEach(() => server.stop());

  const client = () => azureOn(server, Date.now).client();
  const answering = (answers: Readonly<Record<string, unknown>>) => azureOn(server, Date.now).answering(answers);

  describe('landing by itself', () => {
    const note = (id: number, set: string, more: object = {}) => ({
      id,
      comments: [{ id: 1, commentType: 'system', content: 'x' }],
      properties: {
        CodeReviewThreadType: { $type: 'System.String', $value: 'AutoCompleteUpdate' },
        CodeReviewAutoCompleteNowSet: { $type: 'System.String', $value: set },
        ...more,
      },
    });
    const standing = async (setBy: object | undefined, ...threads: readonly object[]) => {
      answering(
        usual({
          [`${at}/pullrequests/7`]: pullRequest({ autoCompleteSetBy: setBy }),
          [`${at}/pullRequests/7/threads`]: list(...threads),
        }),
      );
      return client().mergeRequest(cart, 7, signal);
    };

    it('is told, and whether a person took that back', async () => {
      assert.equal(await standing({ id: 'me' }), 'asked');
      assert.equal(await standing(undefined), 'none');
      assert.equal(await standing(undefined, note(1, '1'), note(2, '0')), 'withdrawn');
      assert.equal(await standing(undefined, note(2, 'False'), note(1, 'True')), 'withdrawn');
      assert.equal(await standing(undefined, note(1, '0'), note(2, '1')), 'none');
      const reason = { CodeReviewAutoCompleteFailedReason: { $value: 'conflicts' } };
      assert.equal(await standing(undefined, note(1, '1'), note(2, '0', reason)), 'none');
      const said = { id: 3, comments: [{ id: 1, commentType: 'text', content: '{1} cancelled auto-complete' }] };
      assert.equal(await standing(undefined, said), 'none');
    });

    const request = async (answered: Readonly<Record<string, unknown>>, style: 'merge' | 'squash' = 'squash') => {
      answering(
        usual({
          '/tfs/Main/_apis/connectionData': { authenticatedUser: { id: 'me' } },
          [`${at}/refs`]: refs('promote/x', 'prod'),
          [`${at}/pullrequests/7`]: pullRequest(),
          ...answered,
        }),
      );
      await client().requestMerge(cart, 7, { head: sha, style }, signal);
      return server.asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    };

    it('is asked in one’s own name, with a message that keeps what a promotion says of itself', async () => {
      const [body, ...more] = await request({});
      assert.deepEqual(more, []);
      assert.deepEqual(body, {
        autoCompleteSetBy: { id: 'me' },
        completionOptions: {
          mergeStrategy: 'squash',
          mergeCommitMessage: 'Merged PR 7: t\n\nd',
          deleteSourceBranch: false,
          transitionWorkItems: false,
        },
      });
    });

    it('is a merge as the branch allows it: of a rebase where it takes only that', async () => {
      const rule = (settings: object) =>
        list({
          id: 1,
          isEnabled: true,
          isBlocking: true,
          type: { id: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab' },
          settings: { ...settings, scope: [{ repositoryId: null, refName: 'refs/heads/prod', matchKind: 'Exact' }] },
        });
      const strategy = async (settings: object) => {
        const [body] = await request({ [`${below}/policy/configurations`]: rule(settings) }, 'merge');
        return (body as { completionOptions: { mergeStrategy: string } }).completionOptions.mergeStrategy;
      };
      assert.equal(await strategy({ allowNoFastForward: true, allowRebaseMerge: true }), 'noFastForward');
      server.asked.length = 0;
      assert.equal(await strategy({ allowRebaseMerge: true }), 'rebaseMerge');
      await assert.rejects(strategy({ allowSquash: true }), { code: 'forge/notMergeable' });
    });

    it('is not asked for another head, and taken back where one came at the same moment', async () => {
      const moved = { [`${at}/refs`]: list({ name: 'refs/heads/promote/x', objectId: 'b'.repeat(40) }) };
      await assert.rejects(request(moved), { code: 'forge/headMoved' });
      assert.ok(server.asked.every(({ method }) => method !== 'PATCH'));
      const later = pullRequest({ lastMergeSourceCommit: { commitId: 'b'.repeat(40) } });
      await assert.rejects(request({ [`PATCH ${at}/pullrequests/7`]: later }), { code: 'forge/headMoved' });
      const last = server.asked.findLast(({ method }) => method === 'PATCH')?.body;
      assert.deepEqual(last, { autoCompleteSetBy: { id: '00000000-0000-0000-0000-000000000000' } });
    });
  });

  it('says nothing that has to be resolved, and reads what is said to people alone', async () => {
    const comment = (id: number, content: string, more: object = {}) => ({
      id,
      content,
      commentType: 'text',
      author: { uniqueName: 'a@example.com', displayName: 'A' },
      publishedDate: `2026-01-0${id}T00:00:00Z`,
      ...more,
    });
    answering({
      [`POST ${at}/pullRequests/7/threads`]: { id: 147, comments: [comment(1, 'x')] },
      [`${at}/pullRequests/7/threads`]: list(
        { id: 150, comments: [comment(3, 'later')], threadContext: null },
        { id: 148, comments: [comment(1, 'of a line')], threadContext: { filePath: '/a' } },
        {
          id: 147,
          comments: [comment(1, 'first'), comment(4, 'answer'), comment(2, '', { isDeleted: true, content: null })],
        },
        { id: 149, comments: [comment(1, 'noted', { commentType: 'system' })] },
        { id: 151, isDeleted: true, comments: [comment(1, 'gone')] },
      ),
    });
    const { id } = await client().comment(cart, 7, 'x', signal);
    assert.equal((server.asked[0]?.body as { status: string }).status, 'closed');
    assert.deepEqual(
      (await client().comments(cart, 7, signal)).map(({ body, author }) => [body, author]),
      ['first', 'later', 'answer'].map((body) => [body, 'a@example.com']),
    );
    server.asked.length = 0;
    await client().deleteComment(cart, { number: 7, id }, signal);
    assert.equal(server.asked[0]?.path, `${at}/pullRequests/7/threads/147/comments/1`);
  });

  it('gets a status that is posted on a head which was pushed a moment ago', async () => {
    const before = pullRequest({ lastMergeSourceCommit: { commitId: 'b'.repeat(40) } });
    const answers = {
      [`${at}/commits/${sha}/statuses`]: {},
      [`${at}/pullRequests/7/statuses`]: {},
      [`${at}/pullRequests/7/iterations`]: list(
        { id: 1, sourceRefCommit: { commitId: 'b'.repeat(40) } },
        { id: 2, sourceRefCommit: { commitId: sha } },
      ),
      [`${at}/pullrequests`]: list(before, pullRequest({ pullRequestId: 8, sourceRefName: 'refs/heads/other' })),
      [`${at}/refs`]: refs('promote/x', 'prod'),
    };
    const posted = async (open: readonly object[]) => {
      answering({ ...answers, [`${at}/pullrequests`]: list(...open) });
      server.asked.length = 0;
      await client().postStatus(cart, sha, { context: 'a/b', state: 'success', description: '' }, signal);
      return server.asked.filter(({ method }) => method === 'POST').map(({ path }) => path.slice(at.length));
    };
    const onCommit = `/commits/${sha}/statuses`;
    assert.deepEqual(await posted([before]), [onCommit, '/pullRequests/7/statuses']);
    const [, onPullRequest] = server.asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
    assert.equal((onPullRequest as { iterationId?: number }).iterationId, 2, 'a policy may want to know of which push');
    assert.deepEqual(await posted([{ ...before, sourceRefName: 'refs/heads/gone' }]), [onCommit]);
  });

  it('is listed with the heads of branches beyond the first of a list only where others land on them', async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      pullRequest({ pullRequestId: index, sourceRefName: `refs/heads/promote/${index}` }),
    );
    answering({ [`${at}/pullrequests`]: list(...many) });
    const rest = server.answer;
    server.answer = (one) => {
      if (!one.path.endsWith('/refs')) return rest(one);
      const isAll = one.query.get('filter') === 'heads/';
      return isAll ? { body: refs('a'), headers: { 'x-ms-continuationtoken': 'x' } } : { body: refs('prod') };
    };
    const listed = await client().openPullRequests(cart, undefined, signal);
    assert.deepEqual([listed.length, listed[0]?.base.commit, listed[0]?.head.commit], [40, sha, sha]);
    assert.equal(server.asked.length, 3);
  });
});
