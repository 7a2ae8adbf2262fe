import assert from 'node:assert/strict';
import { authorOf, shownLine, subjectOf } from '../../../../src/core/manifest/secrecy/commits';

describe('A line that a person wrote', () => {
  const masked: readonly (readonly [string, string])[] = [
    ['Use postgres://app:hunter2@db/app from now on', 'Use *** from now on'],
    ['Rotate ghp_0123456789abcdefABCDEF (#12)', 'Rotate *** (#12)'],
    ['Set DB_PASSWORD=hunter2', 'Set ***'],
    ['Run it with --token hunter2', '***'],
    ['-----BEGIN RSA PRIVATE KEY----- MIIabc', '***'],
    ['Authorization: Bearer abc123def456ghi789', '***'],
    ['Clone https://x0123456789:hunter2@git.example.com/a.git', 'Clone ***'],
  ];
  for (const [line, shown] of masked) {
    it(`shows no credential: ${shown} of ${line.slice(0, 12)}…`, () => {
      assert.equal(shownLine(line), shown);
    });
  }

  const plain = [
    'Promote dev to test: 91 changes from c65368d7b6',
    'Merge pull request #12 from https://git.example.com/a/b',
    'Rotate the password of the database',
    'replicas=2, image: web:1.2.3',
    'Revert "Token lifetime: 5m"',
    'See 0123456789abcdef0123456789abcdef01234567',
    '',
  ];
  for (const line of plain) {
    it(`is shown as it is: ${line}`, () => {
      assert.equal(shownLine(line), line);
    });
  }

  it('as a subject and as the name of who made it', () => {
    const url = 'https://ada:hunter2@git.example.com';
    assert.equal(subjectOf({ message: `From ${url}\n\nbody` }), 'From ***');
    assert.equal(authorOf({ author: { name: `Ada ${url}` } }), 'Ada ***');
  });
});
