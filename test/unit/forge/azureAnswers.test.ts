import assert from 'node:assert/strict';
import * as answers from '../../../src/core/forge/azure/answers';
import { AzureClient } from '../../../src/core/forge/azure/client';
import {
  demandsOn,
  policyTypes,
  requiredApprovals,
  requiredChecks,
  stylesOf,
} from '../../../src/core/forge/azure/policies';
import { tokenOf } from '../../../src/core/forge/azure/permissions';
import { checksState } from '../../../src/core/pipeline/rollUp';
import { aServer, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const cart = { owner: 'shop', name: 'cart' };
const below = '/shop/_apis';
const at = `${below}/git/repositories/cart`;
const list = (...value: readonly unknown[]) => ({ count: value.length, value });

describe('checks of a commit on Azure DevOps', () => {
  let server: TestServer;
  before(async () => {
    server = await aServer();
  });
  after(() => server.stop());

  const client = () =>
    new AzureClient({
      identity: { kind: 'azure', host: server.host, apiBase: server.url },
      tokens: { token: () => Promise.resolve(undefined) },
    });
  const asked = (answered: Readonly<Record<string, unknown>>) => {
    const all: Readonly<Record<string, unknown>> = {
      [`${below}/git/repositories`]: list({ id: 'r1', name: 'cart', project: { id: 'p1', name: 'shop' } }),
      [`${below}/policy/configurations`]: list(),
      [`${at}/pullrequests`]: list(),
      [`${at}/commits/${sha}/statuses`]: list(),
      [`${at}/commits/${sha}`]: { commitId: sha },
      [`${below}/build/builds`]: list(),
      ...answered,
    };
    server.answer = ({ path }): Said => {
      const body = all[path];
      return typeof body === 'number'
        ? { status: body, body: { message: 'TF400813' } }
        : body === undefined
          ? { status: 404, body: {} }
          : { body };
    };
  };
  const states = async (answered: Readonly<Record<string, unknown>>) => {
    asked(answered);
    const checks = await client().checks(cart, sha, signal);
    const { verdict, inFlight } = checksState(sha, checks, { at: 0, source: 'test' });
    return [verdict, inFlight, checks.map(({ context, state }) => `${context}: ${state}`)];
  };
  const status = (state: string, more: object = {}) => ({
    id: 1,
    state,
    context: { name: 'Build123', genre: 'continuous-integration' },
    creationDate: '2016-01-27T09:33:07Z',
    ...more,
  });
  const pushes = list(
    { id: 1, sourceRefCommit: { commitId: 'b'.repeat(40) }, createdDate: '2014-01-01T00:00:00Z' },
    { id: 2, sourceRefCommit: { commitId: sha }, createdDate: '2016-01-01T00:00:00Z' },
  );
  const build = (id: number, more: object = {}) => ({
    id,
    status: 'completed',
    result: 'succeeded',
    definition: { id: 5, name: 'CI' },
    sourceVersion: sha,
    queueTime: '2026-01-01T00:00:00Z',
    ...more,
  });

  for (const [state, verdict, inFlight] of [
    ['succeeded', 'success', 'no'],
    ['failed', 'failure', 'no'],
    ['error', 'error', 'no'],
    ['pending', 'none', 'running'],
    ['notSet', 'none', 'queued'],
    ['notApplicable', 'skipped', 'no'],
    ['a new word', 'unknown', 'no'],
  ] as const) {
    it(`a status ${state}: ${verdict}, in flight: ${inFlight}`, async () => {
      const found = await states({ [`${at}/commits/${sha}/statuses`]: list(status(state)) });
      assert.deepEqual(found.slice(0, 2), [verdict, inFlight]);
    });
  }

  for (const [what, one, verdict, inFlight] of [
    ['succeeded', {}, 'success', 'no'],
    ['partially succeeded', { result: 'partiallySucceeded' }, 'warning', 'no'],
    ['failed', { result: 'failed' }, 'failure', 'no'],
    ['canceled', { result: 'canceled' }, 'cancelled', 'no'],
    ['ended without a result', { result: 'none' }, 'skipped', 'no'],
    ['ended with a word that is new', { result: 'pondered' }, 'unknown', 'no'],
    ['runs', { status: 'inProgress', result: undefined }, 'none', 'running'],
    ['is being stopped', { status: 'cancelling', result: undefined }, 'none', 'running'],
    ['waits', { status: 'notStarted', result: undefined }, 'none', 'queued'],
    ['was put off', { status: 'postponed', result: undefined }, 'none', 'queued'],
    ['is of another commit', { sourceVersion: 'b'.repeat(40) }, 'none', 'no'],
    [
      'is of a pull request of it',
      { sourceVersion: 'b'.repeat(40), triggerInfo: { 'pr.sourceSha': sha } },
      'success',
      'no',
    ],
  ] as const) {
    it(`a build that ${what}: ${verdict}, in flight: ${inFlight}`, async () => {
      assert.deepEqual((await states({ [`${below}/build/builds`]: list(build(1, one)) })).slice(0, 2), [
        verdict,
        inFlight,
      ]);
    });
  }

  it('of builds of one definition the newest counts; that of a branch and of its pull request each stay', async () => {
    const ofPullRequest = { sourceVersion: 'b'.repeat(40), triggerInfo: { 'pr.sourceSha': sha }, result: 'failed' };
    const found = await states({
      [`${below}/build/builds`]: list(build(3, ofPullRequest), build(2), build(1, { result: 'failed' })),
    });
    assert.deepEqual(found, ['failure', 'no', ['CI: failed', 'CI (2): success']]);
  });

  it('a build and the status that it left are one, with an address that a browser knows', async () => {
    const left = status('succeeded', { targetUrl: 'vstfs:///Build/Build/2' });
    asked({
      [`${at}/commits/${sha}/statuses`]: list(left),
      [`${below}/build/builds`]: list(build(2, { result: 'partiallySucceeded' })),
    });
    const page = `${server.url}/shop/_build/results?buildId=2`;
    const shown = async () =>
      (await client().checks(cart, sha, signal)).map(({ context, state, url }) => [context, state, url]);
    assert.deepEqual(await shown(), [['CI', 'warning', page]]);
    asked({ [`${at}/commits/${sha}/statuses`]: list(left) });
    assert.deepEqual(await shown(), [['continuous-integration/Build123', 'success', page]]);
  });

  it('what may not be read is not known: the rest is no success', async () => {
    const posted = { [`${at}/commits/${sha}/statuses`]: list(status('succeeded')) };
    for (const code of [401, 403, 404]) {
      const [verdict] = await states({ ...posted, [`${below}/build/builds`]: code });
      assert.equal(verdict, 'unknown', String(code));
    }
    const open = {
      pullRequestId: 7,
      status: 'active',
      sourceRefName: 'refs/heads/a',
      targetRefName: 'refs/heads/b',
      repository: {},
      lastMergeSourceCommit: { commitId: sha },
    };
    const [verdict] = await states({
      ...posted,
      [`${at}/pullrequests`]: list(open),
      [`${at}/pullRequests/7/statuses`]: list(),
      [`${below}/policy/evaluations`]: 403,
    });
    assert.equal(verdict, 'unknown');
    asked({ [`${below}/policy/configurations`]: 403, [`${at}/refs`]: list({ name: 'refs/heads/dev', objectId: sha }) });
    await assert.rejects(client().heads(cart, ['dev'], signal), { code: 'forge/forbidden' });
  });

  it('of an open pull request of it, what a policy makes of a status counts, and the policies that ask for people do not', async () => {
    const open = (number: number, commitId: string) => ({
      pullRequestId: number,
      status: 'active',
      sourceRefName: 'refs/heads/a',
      targetRefName: 'refs/heads/b',
      repository: {},
      lastMergeSourceCommit: { commitId },
    });
    const evaluation = (state: string, type: string, settings: object) => ({
      status: state,
      configuration: { id: 1, type: { id: type }, settings },
      completedDate: '2026-01-01T00:00:00Z',
    });
    const own = { name: 'promotion', genre: 'branchline' };
    const found = await states({
      [`${at}/pullrequests`]: list(open(7, sha), open(8, 'b'.repeat(40))),
      [`${at}/commits/${sha}/statuses`]: list(status('succeeded', { context: own })),
      [`${at}/pullRequests/7/statuses`]: list(
        status('succeeded', { context: own }),
        status('failed', { context: { name: 'lint', genre: null } }),
        status('failed', { context: { name: 'old', genre: null }, iterationId: 1 }),
        status('failed', { context: { name: 'older', genre: null }, creationDate: '2015-01-01T00:00:00Z' }),
      ),
      [`${at}/pullRequests/7/iterations`]: pushes,
      [`${below}/policy/evaluations`]: list(
        evaluation('queued', policyTypes.status, { statusGenre: 'branchline', statusName: 'promotion' }),
        evaluation('rejected', policyTypes.build, { buildDefinitionId: 5, displayName: 'Validate' }),
        evaluation('approved', policyTypes.build, { buildDefinitionId: 6 }),
        evaluation('notApplicable', policyTypes.build, { buildDefinitionId: 9, displayName: 'Docs' }),
        evaluation('running', policyTypes.approvals, { minimumApproverCount: 2 }),
      ),
    });
    assert.deepEqual(found, [
      'failure',
      'queued',
      ['lint: failed', 'branchline/promotion: queued', 'Validate: failed', 'Build 6: success', 'Docs: skipped'],
    ]);
  });

  it('of a status on the commit and one on its pull request the newer counts', async () => {
    const open = {
      pullRequestId: 7,
      status: 'active',
      sourceRefName: 'refs/heads/a',
      targetRefName: 'refs/heads/b',
      repository: {},
      lastMergeSourceCommit: { commitId: sha },
    };
    const lint = { context: { name: 'lint', genre: null } };
    const of = (onCommit: string, onPullRequest: string) =>
      states({
        [`${at}/pullrequests`]: list(open),
        [`${at}/commits/${sha}/statuses`]: list(status(onCommit, { ...lint, creationDate: '2026-01-02T00:00:00Z' })),
        [`${at}/pullRequests/7/statuses`]: list(status(onPullRequest, lint)),
        [`${at}/pullRequests/7/iterations`]: pushes,
        [`${below}/policy/evaluations`]: list(),
      });
    assert.deepEqual(await of('failed', 'succeeded'), ['failure', 'no', ['lint: failed']]);
    assert.deepEqual(await of('succeeded', 'failed'), ['success', 'no', ['lint: success']]);
  });

  it('of several commits of one repository, its builds and pull requests are read once', async () => {
    const other = 'c'.repeat(40);
    asked({ [`${at}/commits/${other}/statuses`]: list(), [`${at}/commits/${other}`]: {} });
    server.asked.length = 0;
    const requests = [sha, other, sha].map((commit) => ({ repository: cart, commit }));
    await Promise.all(client().checksOf(requests, signal));
    const count = (end: string) => server.asked.filter(({ path }) => path.endsWith(end)).length;
    assert.deepEqual([count('/builds'), count('/pullrequests'), count('/statuses')], [1, 1, 3]);
  });
});

describe('what a branch of Azure DevOps demands', () => {
  const policy = (type: string, settings: object, more: object = {}) =>
    answers.policy.parse({
      id: 1,
      isEnabled: true,
      isBlocking: true,
      isDeleted: false,
      type: { id: type },
      settings,
      ...more,
    });
  const repository = { id: '49C1D4D0', defaultBranch: 'refs/heads/main' };
  const approvals = (count: number, scope: object[], more: object = {}) =>
    policy(policyTypes.approvals, { minimumApproverCount: count, scope }, more);
  const demanded = (branch: string, ...policies: answers.AzurePolicy[]) =>
    requiredApprovals(demandsOn(branch, { repository, policies }));

  for (const [what, scope, branch, isMeant] of [
    ['a branch by its name', { refName: 'refs/heads/prod', matchKind: 'Exact' }, 'prod', true],
    ['a longer name', { refName: 'refs/heads/prod', matchKind: 'Exact' }, 'prod-eu', false],
    ['in small letters', { refName: 'refs/heads/prod', matchKind: 'exact' }, 'prod', true],
    ['the beginning of a name', { refName: 'refs/heads/env/', matchKind: 'Prefix' }, 'env/eu/prod', true],
    ['another beginning', { refName: 'refs/heads/env/', matchKind: 'Prefix' }, 'prod', false],
    ['this repository', { repositoryId: '49c1d4d0', refName: 'refs/heads/prod', matchKind: 'Exact' }, 'prod', true],
    ['another repository', { repositoryId: '11111111', refName: 'refs/heads/prod', matchKind: 'Exact' }, 'prod', false],
    ['all of its branches', { repositoryId: '49c1d4d0', refName: null, matchKind: 'Exact' }, 'any', true],
    ['the default branch', { matchKind: 'DefaultBranch' }, 'main', true],
    ['the default branch, and this is another', { matchKind: 'DefaultBranch' }, 'prod', false],
    ['a way to match that is new', { refName: 'refs/heads/x', matchKind: 'Regex' }, 'prod', true],
  ] as const) {
    it(`a policy of ${what}${isMeant ? '' : ': not this one'}`, () => {
      assert.equal(demanded(branch, approvals(2, [scope])), isMeant ? 2 : 0);
    });
  }

  it('what is optional, switched off, deleted, or about pushes is no demand; of several the greatest number counts', () => {
    const all = [{ refName: null, matchKind: 'Exact' }];
    const demands = (...policies: answers.AzurePolicy[]) => demandsOn('prod', { repository, policies }).length;
    assert.equal(demands(approvals(1, all, { isBlocking: false })), 0);
    assert.equal(demands(approvals(1, all, { isEnabled: false })), 0);
    assert.equal(demands(approvals(1, all, { isDeleted: true })), 0);
    assert.equal(
      demands(policy('2e26e725-8201-4edd-8bf5-978563c34a80', { maximumGitBlobSizeInBytes: 1, scope: all })),
      0,
    );
    assert.equal(demands(policy('c6a1889d-b943-4856-b76f-9e46bb6b0df2', { scope: all })), 1);
    assert.equal(demanded('prod', approvals(1, all), approvals(3, all), approvals(2, all)), 3);
  });

  it('checks are told by the names that they are posted under', () => {
    const all = { scope: [{ refName: null, matchKind: 'Exact' }] };
    const policies = [
      policy(policyTypes.status.toUpperCase(), { statusGenre: 'branchline', statusName: 'promotion', ...all }),
      policy(policyTypes.status, { statusGenre: null, statusName: 'lint', ...all }),
      policy(policyTypes.build, { buildDefinitionId: 5, displayName: 'Validate', ...all }),
      policy(policyTypes.build, { buildDefinitionId: 6, displayName: null, ...all }),
    ];
    const found = requiredChecks(demandsOn('prod', { repository, policies }));
    assert.deepEqual(found, ['branchline/promotion', 'lint', 'Validate', 'Build 6']);
  });

  for (const [what, settings, styles] of [
    ['no rule', undefined, ['merge', 'squash', 'rebase']],
    ['squash alone', { allowSquash: true }, ['squash']],
    ['semi-linear alone', { allowRebaseMerge: true }, ['merge']],
    ['merge and rebase', { allowNoFastForward: true, allowRebase: true }, ['merge', 'rebase']],
    ['the older word for squash', { useSquashMerge: true }, ['squash']],
    ['the older word for a merge', { useSquashMerge: false }, ['merge']],
    ['nothing', {}, undefined],
  ] as const) {
    it(`lands by ${styles?.join(', ') ?? 'what is not told'}: ${what}`, () => {
      const scope = [{ repositoryId: '49c1d4d0', refName: 'refs/heads/main', matchKind: 'Exact' }];
      const policies = settings ? [policy(policyTypes.strategy, { ...settings, scope })] : [];
      assert.deepEqual(stylesOf({ repository, policies }), styles);
    });
  }

  it('permissions are kept by a token that tells capitals from small letters', () => {
    const one = answers.repository.parse({ id: '393d8e86', name: 'x', project: { id: '212d1460', name: 'p' } });
    assert.equal(tokenOf(one, 'master'), 'repoV2/212d1460/393d8e86/refs/heads/6d0061007300740065007200/');
    assert.equal(tokenOf(one, 'a/b'), 'repoV2/212d1460/393d8e86/refs/heads/6100/6200/');
  });
});
