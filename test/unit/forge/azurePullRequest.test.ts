import assert from 'node:assert/strict';
import * as answers from '../../../src/core/forge/azure/answers';
import { pullRequestFrom, reviewsFrom } from '../../../src/core/forge/azure/convert';

const sha = 'a'.repeat(40);

describe('what Azure DevOps says of a pull request', () => {
  const parsed = (more: object) =>
    answers.pullRequest.parse({
      pullRequestId: 22,
      title: 't',
      status: 'active',
      sourceRefName: 'refs/heads/npaulk/my_work',
      targetRefName: 'refs/heads/new_feature',
      repository: { id: 'r', name: 'a b' },
      lastMergeSourceCommit: { commitId: sha },
      creationDate: '2016-11-01T16:30:31Z',
      ...more,
    });
  const of = (more: object, present = new Map<string, string>()) =>
    pullRequestFrom(parsed(more), { collection: 'https://dev.azure.com/acme', project: 'My Shop' }, present);

  for (const [status, mergeable, more] of [
    ['succeeded', 'yes', {}],
    ['succeeded', 'no', { isDraft: true }],
    ['conflicts', 'no', {}],
    ['rejectedByPolicy', 'no', {}],
    ['queued', 'unknown', {}],
    ['notSet', 'unknown', {}],
    ['failure', 'unknown', {}],
    ['succeeded', 'unknown', { status: 'completed' }],
  ] as const) {
    it(`${status}${'isDraft' in more ? ', as a draft' : 'status' in more ? ', once it landed' : ''}: git can do it: ${mergeable}`, () => {
      assert.equal(of({ mergeStatus: status, ...more }).mergeable, mergeable);
    });
  }

  it('merged on trial as its branches were before: nothing is known of them as they are', () => {
    const [one, other] = [sha, 'b'.repeat(40)];
    const trial = { mergeStatus: 'succeeded', lastMergeTargetCommit: { commitId: one } };
    const at = (head: string, base: string) =>
      of(
        trial,
        new Map([
          ['npaulk/my_work', head],
          ['new_feature', base],
        ]),
      );
    assert.deepEqual(
      [at(one, one), at(other, one), at(one, other)].map(({ mergeable }) => mergeable),
      ['yes', 'unknown', 'unknown'],
    );
  });

  it('where its branches are now counts while it is open, and where they were once it has ended', () => {
    const present = new Map([
      ['npaulk/my_work', 'c'.repeat(40)],
      ['new_feature', 'd'.repeat(40)],
    ]);
    const ended = {
      lastMergeTargetCommit: { commitId: 'e'.repeat(40) },
      lastMergeCommit: { commitId: 'f'.repeat(40) },
      closedDate: '2016-11-02T00:00:00Z',
    };
    const open = of(ended, present);
    assert.deepEqual(
      [open.head.commit, open.base.commit, open.mergeCommit],
      ['c'.repeat(40), 'd'.repeat(40), undefined],
    );
    const landed = of({ ...ended, status: 'completed' }, present);
    assert.deepEqual(
      [landed.head.commit, landed.base.commit, landed.mergeCommit, landed.mergedAt],
      [sha, 'e'.repeat(40), 'f'.repeat(40), ended.closedDate],
    );
    assert.deepEqual(
      ['active', 'completed', 'abandoned', 'odd'].map((status) => of({ status }).state),
      ['open', 'merged', 'closed', 'closed'],
    );
  });

  it('has a page, and of a fork no branch of this repository', () => {
    assert.equal(of({}).webUrl, 'https://dev.azure.com/acme/My%20Shop/_git/a%20b/pullrequest/22');
    const forkSource = { repository: { name: 'fork', project: { name: 'other' } } };
    assert.equal(
      of({ forkSource }, new Map([['npaulk/my_work', 'c'.repeat(40)]])).head.branch,
      'other/fork:npaulk/my_work',
    );
    assert.equal(of({ forkSource }, new Map([['npaulk/my_work', 'c'.repeat(40)]])).head.commit, sha);
  });

  it('votes: who approved, who wants changes, and who was asked', () => {
    const person = (uniqueName: string, vote: number, more: object = {}) => ({
      uniqueName,
      displayName: uniqueName,
      vote,
      ...more,
    });
    const reviewers = [
      person('a', 10),
      person('b', 5),
      person('c', -5),
      person('d', -10),
      person('e', 0),
      person('f', 0, { hasDeclined: true }),
      person('team', 10, { isContainer: true }),
      person('other team', 0, { isContainer: true }),
    ];
    assert.deepEqual(reviewsFrom(parsed({ reviewers })), {
      approvedBy: ['a', 'b'],
      changesRequestedBy: ['c', 'd'],
      requested: ['e', 'other team'],
    });
  });
});
