import assert from 'node:assert/strict';
import { markerOf, ownTowards } from '../../../src/core/promotion/record/recorded';

const commit = 'a'.repeat(40);
const hidden = (identity: readonly string[], ...lines: readonly string[]) =>
  [markerOf(identity), ...lines, '-->'].join('\n');

const ours = {
  promotion: {
    branch: 'promote/dev-to-test/1',
    body: hidden(['promotion', 'dev', 'test'], `Promoted-From: dev@${commit}`, `Promotion-Target: test@${commit}`),
  },
  rollback: {
    branch: 'rollback/test/undo-1',
    body: hidden(['rollback', 'test'], `Rollback-Target: test@${commit}`, `Rolled-Back: ${commit}`),
  },
  return: {
    branch: 'promote/hotfix-of-prod/test/all',
    body: hidden(['hotfix', 'prod', 'test'], `Returned-From: prod@${commit}`),
  },
  update: { branch: 'update/test/1', body: hidden(['update', 'cart', 'test'], 'Update-Target: test') },
};

describe('whose a pull request is', () => {
  for (const [kind, { branch, body }] of Object.entries(ours)) {
    it(`${kind}: ours from a branch of ours, and not from a fork whose owner is called as our prefix`, () => {
      assert.equal(ownTowards({ body, head: { branch } }, 'test')?.kind, kind);
      // The owner `promote` and its repository `dev-to-test/1`, as a forge with groups of groups has them.
      assert.equal(ownTowards({ body, head: { branch: `${branch}:main` } }, 'test'), undefined);
    });
  }
});
