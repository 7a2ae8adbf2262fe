import assert from 'node:assert/strict';
import { broughtBy } from '../../../src/core/forge/broughtBy';

const sha = (letter: string) => letter.repeat(40);
const merged = (number: number, head: string, mergeCommit?: string) => ({
  ...{ number, title: `Change ${number}`, author: 'maya', webUrl: `https://forge.example/${number}` },
  head: { branch: 'promote/x', commit: sha(head) },
  ...(mergeCommit === undefined ? {} : { mergeCommit: sha(mergeCommit) }),
});
const numberOf = (found: ReturnType<typeof broughtBy>) => (found.kind === 'pullRequest' ? found.number : found.kind);

describe('the pull request that brought a deployment', () => {
  it('is the one whose merge it is, before one of which it is only the head', () => {
    assert.equal(numberOf(broughtBy([merged(1, 'a', 'b'), merged(2, 'c', 'a')], sha('a'))), 2);
  });

  it('is one that landed as it was', () => {
    assert.equal(numberOf(broughtBy([merged(3, 'a')], sha('a'))), 3);
  });

  it('is none where none of those that landed is of it', () => {
    assert.equal(numberOf(broughtBy([merged(1, 'a', 'b')], sha('f'))), 'none');
  });
});
