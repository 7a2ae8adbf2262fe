import { strict as assert } from 'node:assert';
import { addressKey, normalisedUrl, parseAddress, shownAddress } from '../../../src/core/git/address';
import { branchRef, ownRef } from '../../../src/core/git/names';

describe('names that reach git', () => {
  for (const text of ['file://elsewhere/a', 'file://[', 'file:///a%2fb']) {
    it(`refuses the address ${text} as it refuses others`, () =>
      assert.throws(() => parseAddress(text, '/w'), { code: 'git/badName' }));
  }

  for (const name of [
    '-x',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a\nb',
    'a~1',
    'a^',
    'a:b',
    '',
    '.a',
    'a.lock',
    'a/',
    '@{u}',
    '*',
    '@',
    'HEAD',
    'FETCH_HEAD',
    'refs/heads/dev',
    'refs/remotes/origin/dev',
  ]) {
    it(`refuses the branch ${JSON.stringify(name)}`, () =>
      assert.throws(() => branchRef(name), { code: 'git/badName' }));
  }

  it('lets through what git allows', () => assert.equal(branchRef('env/prod-1@eu'), 'refs/heads/env/prod-1@eu'));

  for (const name of [
    'dev',
    'prod',
    'promote',
    'promote/',
    'x/promote/a',
    'rollbacks/a',
    'update',
    'update/',
    'updates/a',
    'dev/update/a',
    'refs/heads/promote/a',
    'refs/heads/update/a',
  ]) {
    it(`never pushes to ${name}`, () => assert.throws(() => ownRef(name), { code: 'git/badName' }));
  }

  it('pushes under its own prefixes', () =>
    assert.deepEqual(['promote/a-to-b/1', 'rollback/prod/x', 'update/cart/dev'].map(ownRef), [
      'refs/heads/promote/a-to-b/1',
      'refs/heads/rollback/prod/x',
      'refs/heads/update/cart/dev',
    ]));

  for (const text of ['ext::sh -c x', 'ext://x', 'fd::17', '-c', '--upload-pack=x', 'javascript://x', 'a\nb']) {
    it(`refuses the address ${JSON.stringify(text)}`, () =>
      assert.throws(() => parseAddress(text, '/w'), { code: 'git/badName' }));
  }

  it('tells paths from URLs', () =>
    assert.deepEqual(
      ['./a', '/a', 'a', 'file:///a', 'git@h:o/r.git', 'https://h/o/r'].map((text) => parseAddress(text, '/w')),
      [
        { kind: 'path', path: '/w/a' },
        { kind: 'path', path: '/a' },
        { kind: 'path', path: '/w/a' },
        { kind: 'path', path: '/a' },
        { kind: 'url', url: 'git@h:o/r.git' },
        { kind: 'url', url: 'https://h/o/r' },
      ],
    ));

  it('keeps one mirror for all spellings of a URL, and shows no password', () => {
    const spellings = ['https://H.example/o/r.git', 'https://user:pw@h.example/o/r/', 'https://h.example:443/o/r'];
    assert.equal(new Set(spellings.map(addressKey)).size, 1);
    assert.equal(normalisedUrl('git@h.example:o/r.git'), 'ssh://h.example/o/r');
    assert.equal(shownAddress({ kind: 'url', url: 'https://user:pw@h.example/o' }), 'https://h.example/o');
  });
});
