import assert from 'node:assert/strict';
import { reviewGate } from '../../../src/core/change/gates/review';
import { demandsOf } from '../../../src/core/forge/demandsOf';
import { policyTypes } from '../../../src/core/forge/azure/policies';
import { checksState } from '../../../src/core/pipeline/rollUp';
import { at, azureOn, below, cart, list, pullRequest, refs, sha, usual } from './azureWorld';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const comments = 'c6a1889d-b943-4856-b76f-9e46bb6b0df2';
const workItems = '40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e';

describe('what Azure DevOps makes of a pull request', () => {
  let server: TestServer;
  before(async () => {
    server = await aServer();
  });
  after(() => server.stop());

  const scope = [{ repositoryId: 'id-cart', refName: 'refs/heads/prod', matchKind: 'Exact' }];
  const policy = (id: number, type: string, settings: object = {}, displayName = 'Type') => ({
    id,
    isEnabled: true,
    isBlocking: true,
    type: { id: type, displayName },
    settings: { ...settings, scope },
  });
  const build = (id: number, name = 'CI') => policy(id, policyTypes.build, { buildDefinitionId: 5, displayName: name });
  const approvals = policy(3, policyTypes.approvals, { minimumApproverCount: 1, creatorVoteCounts: false });
  const evaluated = (configuration: object, status: string, context?: unknown) => ({ configuration, status, context });

  const gateOf = async (policies: readonly object[], evaluations: readonly object[], more: object = {}) => {
    const { client, answering } = azureOn(server, () => 0);
    answering(
      usual({
        [`${below}/policy/configurations`]: list(...policies),
        [`${below}/policy/evaluations`]: list(...evaluations),
        [`${at}/refs`]: refs('prod', 'promote/x'),
        [`${at}/pullrequests`]: list(pullRequest()),
        [`${at}/pullrequests/7`]: pullRequest(more),
        [`${at}/pullRequests/7/statuses`]: list(),
        [`${at}/commits/${sha}`]: { commitId: sha },
        [`${at}/commits/${sha}/statuses`]: list(),
        [`${below}/build/builds`]: list({
          id: 1,
          status: 'completed',
          result: 'succeeded',
          definition: { id: 5, name: 'CI' },
          sourceVersion: sha,
        }),
      }),
    );
    const mayAll = server.answer;
    server.answer = (asked) => {
      if (!asked.path.endsWith('/permissionevaluationbatch')) return mayAll(asked);
      const { evaluations: all } = asked.body as { evaluations: readonly object[] };
      return { body: { evaluations: all.map((one) => ({ ...one, value: true })) } };
    };
    const one = client();
    const [[demands], reviews, checks, open] = await Promise.all([
      one.heads(cart, ['prod'], signal),
      one.reviews(cart, 7, signal),
      one.checks(cart, sha, signal),
      one.pullRequest(cart, 7, signal),
    ]);
    const judged = await one.judged(cart, open, signal);
    assert.equal(
      server.asked.findLast(({ path }) => path.endsWith('/evaluations'))?.query.get('includeNotApplicable'),
      'true',
    );
    const observed = { at: 0, source: 'test' };
    const state = checksState(sha, checks, observed);
    const told = demands && demandsOf(demands, observed);
    return {
      before: reviewGate({ to: 'prod' }, { demands: told }, 0).kind,
      open: reviewGate({ to: 'prod' }, { demands: told, open: { number: 7, reviews, checks: state, judged } }, 0).kind,
    };
  };

  const ownVote = { reviewers: [{ uniqueName: 'dev', vote: 10 }], createdBy: { id: 'd', uniqueName: 'dev' } };
  const cases: readonly [string, readonly object[], readonly object[], string, object?][] = [
    [
      'is good where each policy is',
      [build(1), approvals],
      [evaluated(build(1), 'approved'), evaluated(approvals, 'approved')],
      'passed',
    ],
    ['is not what a build of the same name says', [build(1)], [evaluated(build(1), 'rejected')], 'notPassed'],
    [
      'is not what another policy of the same name says',
      [build(1), build(2)],
      [evaluated(build(1), 'approved'), evaluated(build(2), 'queued')],
      'notPassed',
    ],
    [
      'is not good by a build that expired',
      [build(1)],
      [evaluated(build(1), 'approved', { isExpired: true })],
      'notPassed',
    ],
    [
      'is good by a build that is only not of the newest trial',
      [build(1)],
      [evaluated(build(1), 'approved', { buildIsNotCurrent: true, isExpired: false })],
      'passed',
    ],
    [
      'is not held up by what does not apply to it',
      [build(1, 'Docs')],
      [evaluated(build(1, 'Docs'), 'notApplicable')],
      'passed',
    ],
    [
      'is not known where a policy was not judged yet',
      [build(1), approvals],
      [evaluated(build(1), 'approved')],
      'unknown',
      ownVote,
    ],
    ['is not known by a word that is new', [approvals], [evaluated(approvals, 'pondered')], 'unknown', ownVote],
    ['is not good by the author’s own vote', [approvals], [evaluated(approvals, 'queued')], 'notPassed', ownVote],
    [
      'is not good where comments have to be resolved',
      [policy(4, comments)],
      [evaluated(policy(4, comments), 'rejected')],
      'notPassed',
    ],
    [
      'is not good where work items have to be linked',
      [policy(5, workItems)],
      [evaluated(policy(5, workItems), 'rejected')],
      'notPassed',
    ],
    ['is not held up by what is optional', [], [evaluated({ ...build(1), isBlocking: false }, 'rejected')], 'passed'],
  ];
  for (const [name, policies, evaluations, kind, more] of cases) {
    it(name, async () => {
      const found = await gateOf(policies, evaluations, more);
      assert.equal(found.open, kind);
      assert.equal(found.before, policies.length === 0 ? 'passed' : 'unknown', 'beforehand');
    });
  }
});
