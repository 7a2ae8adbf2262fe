import assert from 'node:assert/strict';
import { mergeRequest as mergeRequestAnswer, project as projectAnswer } from '../../../src/core/forge/gitlab/answers';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { pullRequestFrom, repositoryFrom } from '../../../src/core/forge/gitlab/convert';
import { checksState } from '../../../src/core/pipeline/rollUp';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const cart = { owner: 'gitops/shop', name: 'cart' };
const below = '/api/v4/projects/gitops%2Fshop%2Fcart';

describe('checks of a commit on GitLab', () => {
  let server: TestServer;
  before(async () => {
    server = await aServer();
  });
  after(() => server.stop());

  const read = (answers: Readonly<Record<string, unknown>>) => {
    server.answer = ({ path }) =>
      path in answers ? { body: answers[path] } : { status: 404, body: { message: '404 Not Found' } };
    const client = new GitLabClient({
      identity: { kind: 'gitlab', host: server.host, apiBase: `${server.url}/api/v4` },
      tokens: { token: () => Promise.resolve(undefined) },
    });
    return client.checks(cart, sha, signal);
  };
  const at = `${below}/repository/commits/${sha}`;
  const job = (id: number, name: string, status: string, more: object = {}) => ({
    id,
    name,
    status,
    ref: 'dev',
    pipeline_id: 1,
    allow_failure: false,
    created_at: '2026-01-01T00:00:00Z',
    ...more,
  });
  const pipeline = (id: number, more: object = {}) => ({
    id,
    sha,
    ref: 'dev',
    status: 'success',
    source: 'push',
    ...more,
  });
  const states = async (statuses: unknown, pipelines: unknown = [pipeline(1)], more: Record<string, unknown> = {}) => {
    const checks = await read({ [`${at}/statuses`]: statuses, [`${below}/pipelines`]: pipelines, ...more });
    const { verdict, inFlight } = checksState(sha, checks, { at: 0, source: 'test' });
    return [verdict, inFlight, checks.map(({ context, state }) => `${context}: ${state}`)];
  };

  for (const [what, jobs, verdict, inFlight] of [
    ['all good', [job(1, 'build', 'success'), job(2, 'deploy', 'success')], 'success', 'no'],
    ['one that failed', [job(1, 'build', 'success'), job(2, 'deploy', 'failed')], 'failure', 'no'],
    [
      'one that may fail',
      [job(1, 'build', 'success'), job(2, 'lint', 'failed', { allow_failure: true })],
      'warning',
      'no',
    ],
    ['one that a person has to start', [job(1, 'build', 'success'), job(2, 'deploy', 'manual')], 'blocked', 'no'],
    [
      'one that a person may start',
      [job(1, 'build', 'success'), job(2, 'd', 'manual', { allow_failure: true })],
      'success',
      'no',
    ],
    ['one that is delayed', [job(1, 'build', 'success'), job(2, 'd', 'scheduled')], 'success', 'queued'],
    ['one that runs', [job(1, 'build', 'running')], 'none', 'running'],
    [
      'one that may fail and was stopped',
      [job(1, 'build', 'success'), job(2, 'lint', 'canceled', { allow_failure: true })],
      'warning',
      'no',
    ],
    ['one that was stopped', [job(1, 'build', 'canceled')], 'cancelled', 'no'],
    ['a word that is new', [job(1, 'build', 'pondering')], 'unknown', 'no'],
    ['none', [], 'none', 'no'],
    ['one that was tried again', [job(1, 'build', 'failed'), job(2, 'build', 'success')], 'success', 'no'],
  ] as const) {
    it(`${what}: ${verdict}, in flight: ${inFlight}`, async () => {
      const pipelines = jobs.length === 0 ? [] : [pipeline(1)];
      assert.deepEqual((await states(jobs, pipelines)).slice(0, 2), [verdict, inFlight]);
    });
  }

  it('a job that started a child is what the child came to', async () => {
    const bridges = [
      { name: 'child', status: 'success', ref: 'dev', downstream_pipeline: pipeline(5, { status: 'failed' }) },
    ];
    const answer = await states([job(1, 'build', 'success'), job(2, 'child', 'success')], [pipeline(1)], {
      [`${below}/pipelines/1/bridges`]: bridges,
    });
    assert.deepEqual(answer, ['failure', 'no', ['build: success', 'child: failed']]);
  });

  it('a pipeline without a job, whose file is wrong, is not green; nor is that of a trial merge', async () => {
    assert.deepEqual(await states([], [pipeline(1, { status: 'failed' })]), ['failure', 'no', ['pipeline: failed']]);
    const one = {
      iid: 3,
      title: 't',
      state: 'opened',
      sha,
      source_branch: 'a',
      target_branch: 'b',
      target_project_id: 1,
    };
    const trial = pipeline(8, { sha: 'c'.repeat(40), status: 'failed', source: 'merge_request_event' });
    const posted = [job(1, 'branchline/promotion', 'success', { pipeline_id: 7 })];
    const answer = await states(posted, [pipeline(7, { source: 'external' })], {
      [`${at}/merge_requests`]: [one],
      [`${below}/merge_requests/3`]: { ...one, head_pipeline: trial },
    });
    assert.deepEqual(answer[2], ['branchline/promotion: success', 'merge request pipeline: failed']);
    const beside = await states([job(1, 'build', 'success')], [pipeline(1)], {
      [`${at}/merge_requests`]: [one],
      [`${below}/merge_requests/3`]: { ...one, head_pipeline: trial },
    });
    assert.deepEqual(beside, ['failure', 'no', ['build: success', 'merge request pipeline: failed']]);
  });

  it('of a branch and of its merge request each stay, and of the pipelines of one ref the newest counts', async () => {
    const request = 'refs/merge-requests/3/head';
    const answer = await states(
      [job(1, 'build', 'success'), job(2, 'build', 'failed', { ref: request, pipeline_id: 2 })],
      [pipeline(2, { ref: request, source: 'merge_request_event' }), pipeline(1)],
    );
    assert.deepEqual(answer[2], ['build: success', 'build (2): failed']);
  });
});

describe('what GitLab says of a merge request', () => {
  const of = (more: object) =>
    pullRequestFrom(
      mergeRequestAnswer.parse({
        iid: 1,
        title: 't',
        state: 'opened',
        sha,
        source_branch: 'a',
        target_branch: 'b',
        source_project_id: 1,
        target_project_id: 1,
        merge_status: 'can_be_merged',
        ...more,
      }),
      sha,
    );

  for (const [status, merge, mergeable] of [
    ['mergeable', 'can_be_merged', 'yes'],
    ['ci_must_pass', 'can_be_merged', 'yes'],
    ['ci_still_running', 'can_be_merged', 'yes'],
    ['not_approved', 'can_be_merged', 'yes'],
    ['requested_changes', 'can_be_merged', 'yes'],
    ['discussions_not_resolved', 'can_be_merged', 'yes'],
    ['a_new_word', 'can_be_merged', 'yes'],
    ['not_approved', 'unchecked', 'unknown'],
    ['checking', 'checking', 'unknown'],
    ['preparing', 'preparing', 'unknown'],
    ['a_new_word', 'another', 'unknown'],
    ['conflict', 'cannot_be_merged', 'no'],
    ['need_rebase', 'can_be_merged', 'no'],
    ['draft_status', 'can_be_merged', 'no'],
    ['not_approved', 'cannot_be_merged', 'no'],
  ] as const) {
    it(`${status} and ${merge}: git can do it: ${mergeable}`, () => {
      assert.equal(of({ detailed_merge_status: status, merge_status: merge }).mergeable, mergeable);
    });
  }

  it('what landed is the merge, the squash, or by fast-forward the commit itself', () => {
    const landed = (more: object) => of({ state: 'merged', ...more }).mergeCommit;
    assert.equal(landed({ merge_commit_sha: 'm', squash_commit_sha: 's' }), 'm');
    assert.equal(landed({ merge_commit_sha: null, squash_commit_sha: 's' }), 's');
    assert.equal(landed({ merge_commit_sha: null, squash_commit_sha: null }), sha);
    assert.equal(of({}).mergeCommit, undefined);
    assert.deepEqual(
      ['opened', 'locked', 'closed', 'merged', 'odd'].map((state) => of({ state }).state),
      ['open', 'open', 'closed', 'merged', 'closed'],
    );
  });

  for (const [what, more, mayPush] of [
    ['a Developer', { permissions: { project_access: { access_level: 30 }, group_access: null } }, true],
    ['a Reporter of its group', { permissions: { project_access: null, group_access: { access_level: 20 } } }, false],
    [
      'who is no member: an administrator, somebody of an invited group, or a stranger',
      { permissions: { project_access: null, group_access: null } },
      undefined,
    ],
    ['whoever lists the projects of a group', {}, undefined],
    ['anybody, once it is archived', { archived: true }, false],
  ] as const) {
    it(`may be pushed to by ${what}: ${mayPush ?? 'unknown'}`, () => {
      const project = { path: 'c', path_with_namespace: 'g/c', http_url_to_repo: '', web_url: '', ...more };
      assert.equal(repositoryFrom(projectAnswer.parse(project)).mayPush, mayPush);
    });
  }

  for (const [method, squash, styles] of [
    ['merge', 'default_off', ['merge', 'squash']],
    ['rebase_merge', 'never', ['merge']],
    ['ff', 'never', ['rebase']],
    ['ff', 'default_on', ['squash', 'rebase']],
    ['merge', 'always', ['squash']],
    [null, null, undefined],
  ] as const) {
    it(`lands by ${method ?? 'what it does not tell'}, squash ${squash ?? '?'}: ${styles?.join(', ') ?? 'unknown'}`, () => {
      const project = {
        path: 'c',
        path_with_namespace: 'g/c',
        http_url_to_repo: '',
        web_url: '',
        merge_method: method,
        squash_option: squash,
      };
      assert.deepEqual(repositoryFrom(projectAnswer.parse(project)).landingStyles, styles);
    });
  }
});
