import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { GitError } from '../../../src/core/git/errors';
import { branchRef, ownRef } from '../../../src/core/git/names';
import { anyWord } from '../engine/words';
import { orRefused, type Target } from '../engine/target';

/** A name of a branch that git allows, and nothing else; of those, ours to push are the ones below our prefixes. */
export const refs: Target = {
  name: 'refs',
  inputs: fc
    .tuple(
      fc.constantFrom('', '', 'promote/', 'rollback/', 'update/', 'promote', 'update', 'refs/heads/'),
      fc.array(fc.oneof(anyWord, fc.constantFrom('/', '.', '-', '.lock', '@', '{', 'dev')), {
        minLength: 1,
        maxLength: 5,
      }),
    )
    .map(([prefix, parts]) => prefix + parts.join('')),
  weight: 100,
  law(name) {
    const ref = orRefused([GitError], () => branchRef(name));
    const isRefusedBeyondGit = /^-|^refs\/|^[A-Z_]*HEAD$/.test(name) || name === '@' || name.length > 250;
    assert.equal(ref !== undefined, isAllowed(name) && !isRefusedBeyondGit);
    if (isSample(name)) assert.equal(isAllowed(name), gitAllows(name), 'git sees it otherwise');
    const own = orRefused([GitError], () => ownRef(name));
    if (own !== undefined) assert.match(own, /^refs\/heads\/(?:promote|rollback|update)\/./s);
    else assert.ok(ref === undefined || !/^(?:promote|rollback|update)\/./s.test(name));
  },
};

/** The rules of git-check-ref-format, one by one as its page lists them. */
function isAllowed(name: string): boolean {
  const ref = `refs/heads/${name}`;
  const parts = ref.split('/');
  return !(
    parts.some((part) => part === '' || part.startsWith('.') || part.endsWith('.lock')) ||
    ref.includes('..') ||
    Array.from(ref).some((one) => one < ' ' || one === '\x7f' || ' ~^:?*[\\'.includes(one)) ||
    ref.endsWith('.') ||
    ref.includes('@{')
  );
}

const sampled = 1 / 400;

/** Some names are shown to git itself; the same ones each time. */
function isSample(name: string): boolean {
  return createHash('sha1').update(name).digest().readUInt32BE() < sampled * 2 ** 32 && !name.includes('\0');
}

function gitAllows(name: string): boolean {
  return spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0;
}
