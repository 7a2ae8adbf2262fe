import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isBlobOf } from '../../../src/core/git/blobName';

describe('the name of a blob', () => {
  // As `git hash-object` names it, with both kinds of names.
  const names = [
    'ce013625030ba8dba906f756967f9e9ca394464a',
    '2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4',
  ];

  for (const name of names) {
    it(`tells a committed text from an edited one: ${name.length} digits`, () => {
      assert.equal(isBlobOf('hello\n', name), true);
      assert.equal(isBlobOf('hello', name), false);
    });
  }
});
