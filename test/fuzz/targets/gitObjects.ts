import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeCommit, decodeTree } from '../../../src/core/git/decode';
import { encodeCommit, encodeTree } from '../../../src/core/git/encode';
import { GitError } from '../../../src/core/git/errors';
import { anyWord } from '../engine/words';
import { orRefused, type Target } from '../engine/target';

const sha = fc.constantFrom('a'.repeat(40), '0'.repeat(40), 'é'.repeat(40), 'f'.repeat(64), '');
const signature = fc
  .tuple(anyWord, anyWord, fc.constantFrom(' 1700000000 +0100', ' -1 -1234', ' 99999999999999999999 +0000', '', ' x'))
  .map(([name, mail, time]) => `${name} <${mail}>${time}`);
const commit = fc
  .tuple(sha, fc.array(sha, { maxLength: 2 }), signature, anyWord, fc.array(anyWord, { maxLength: 4 }))
  .map(
    ([tree, parents, by, header, message]) =>
      `tree ${tree}\n${parents.map((one) => `parent ${one}\n`).join('')}author ${by}\ncommitter ${by}\ngpgsig ${header}\n more\n\n${message.join('\n')}`,
  );
const tree = fc
  .array(fc.tuple(fc.constantFrom('100644', '100755', '120000', '160000', '40000', '100664', '0', ''), anyWord), {
    maxLength: 5,
  })
  .map((entries) => entries.map(([mode, name]) => `${mode} ${name}\0${'\x01\xff'.repeat(10)}`).join(''));

/** The bytes of an object, each as the character of its number. They are read or refused; what is read can be written. */
export const gitObjects: Target = {
  name: 'gitObjects',
  inputs: fc.oneof(commit, tree),
  weight: 70,
  law(input) {
    const data = Buffer.from(input, 'latin1');
    const read = orRefused([GitError], () => decodeCommit('c'.repeat(40), data));
    if (read) {
      for (const { time } of [read.author, read.committer])
        assert.ok(!Number.isNaN(Date.parse(time)), `no time: ${time}`);
      const again = decodeCommit(read.sha, encodeCommit(read));
      assert.equal(again.message, read.message);
      assert.deepEqual([again.author.time, again.committer.time], [read.author.time, read.committer.time]);
    }
    for (const bytes of [20, 32]) {
      const entries = orRefused([GitError], () => decodeTree(data, bytes)) ?? [];
      assert.deepEqual(decodeTree(encodeTree(entries), bytes).length, entries.length);
      for (const entry of entries) {
        assert.match(entry.sha, bytes === 20 ? /^[0-9a-f]{40}$/ : /^[0-9a-f]{64}$/, 'half an entry is taken for one');
      }
    }
  },
};
