import assert from 'node:assert/strict';
import * as gitea from '../../../src/core/forge/gitea/answers';
import { pullRequestFrom as fromGitea } from '../../../src/core/forge/gitea/convert';
import * as github from '../../../src/core/forge/github/answers';
import { pullRequestFrom as fromGitHub } from '../../../src/core/forge/github/convert';
import * as gitlab from '../../../src/core/forge/gitlab/answers';
import { pullRequestFrom as fromGitLab } from '../../../src/core/forge/gitlab/convert';
import { ownTowards } from '../../../src/core/promotion/record/recorded';

const sha = 'a'.repeat(40);
const branch = 'update/cart/dev';
/** As ours are, which anybody can read and copy. */
const body = `Hello\n\n<!-- branchline update cart dev\nUpdate-Target: dev@${sha}\nUpdated-Image: shop/cart:1\nPromotion-Commit: ${sha}\n-->`;

function aPull(head: string | null) {
  return {
    number: 7,
    title: 'Update cart',
    body,
    state: 'open',
    head: { ref: branch, label: branch, sha, repo: head === null ? null : { full_name: head } },
    base: { ref: 'dev', label: 'dev', sha, repo: { full_name: 'gitops/cart' } },
    user: { login: 'eve' },
    html_url: 'https://git.example.com/gitops/cart/pulls/7',
    mergeable: true,
    merged: false,
    updated_at: '2026-01-02T00:00:00Z',
  };
}

describe('A pull request from another repository', () => {
  for (const [forge, read] of [
    ['GitHub', (answer: object) => fromGitHub(github.pull.parse(answer))],
    ['Gitea', (answer: object) => fromGitea(gitea.pull.parse(answer))],
  ] as const) {
    it(`is never ours on ${forge}, whatever its branch is called and its text says`, () => {
      assert.equal(ownTowards(read(aPull('gitops/cart')), 'dev')?.kind, 'update');
      assert.equal(ownTowards(read(aPull('eve/cart')), 'dev'), undefined);
      assert.equal(ownTowards(read(aPull(null)), 'dev'), undefined);
      assert.equal(read(aPull('eve/cart')).head.branch, `eve/cart:${branch}`);
      assert.equal(read(aPull(null)).head.branch, `:${branch}`);
    });
  }

  it('is never ours on GitLab, which names projects by number', () => {
    const of = (source_project_id: number | null) =>
      fromGitLab(
        gitlab.mergeRequest.parse({
          iid: 7,
          title: 'Update cart',
          description: body,
          state: 'opened',
          sha,
          source_branch: branch,
          target_branch: 'dev',
          source_project_id,
          target_project_id: 1,
        }),
        sha,
      );
    assert.equal(ownTowards(of(1), 'dev')?.kind, 'update');
    assert.equal(ownTowards(of(2), 'dev'), undefined);
    assert.equal(ownTowards(of(null), 'dev'), undefined);
    assert.deepEqual([of(2).head.branch, of(null).head.branch], [`2:${branch}`, `:${branch}`]);
  });
});
