import assert from 'node:assert/strict';
import { repositoryIdentity } from '../../../src/core/support/repositoryIdentity';

/** Each line: the addresses of one repository. */
const repositories = [
  [
    'https://github.com/o/r',
    'git@github.com:o/r.git',
    'ssh://git@ssh.github.com:443/o/r.git',
    'https://github.com/O//R.git/',
  ],
  ['https://gitlab.com/g/s/r.git', 'ssh://git@altssh.gitlab.com:443/g/s/r.git', 'git@gitlab.com:/g/s/r'],
  ['https://bitbucket.org/o/r', 'ssh://git@altssh.bitbucket.org:443/o/r.git'],
  [
    'https://dev.azure.com/org/My%20Project/_git/r',
    'https://org@dev.azure.com/org/My Project/_git/r',
    'git@ssh.dev.azure.com:v3/org/My%20Project/r',
    'https://org.visualstudio.com/DefaultCollection/My%20Project/_git/r',
    'org@vs-ssh.visualstudio.com:v3/org/My%20Project/r',
  ],
  ['https://dev.azure.com/org/_git/p', 'https://dev.azure.com/org/p/_git/p', 'git@ssh.dev.azure.com:v3/org/p/p'],
  ['https://bb.example.com/scm/p/r.git', 'ssh://git@bb.example.com:7999/p/r.git'],
  ['https://bb.example.com/p/r.git', 'ssh://git@bb.example.com/p/r.git'],
  ['https://git.example.com:3000/o/100%/r', 'ssh://git@git.example.com:2222/o/100%/r'],
  ['https://git.example.com/o/other'],
];

describe('the identity of a repository', () => {
  const all = repositories.flatMap((addresses, at) => addresses.map((address) => ({ address, at })));

  for (const { address, at } of all) {
    it(`is that of its other addresses, and of no other repository: ${address}`, () => {
      const same = all.filter((other) => repositoryIdentity(other.address) === repositoryIdentity(address));
      assert.deepEqual(
        same,
        all.filter((other) => other.at === at),
      );
    });
  }
});
