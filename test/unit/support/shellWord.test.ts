import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../../src/core/support/shellWord';

describe('a word in a command that people copy', () => {
  it('stands as it is where a shell has no use for it', () => {
    assert.equal(shellWord('feature/a-1.x'), 'feature/a-1.x');
  });

  it('is one word, and nothing else, to a shell', function () {
    if (process.platform === 'win32') return;
    this.timeout(60_000);
    const hostile = fc.constantFrom(...Array.from(`'"\`$();&|<>*?[]{}~#!\\ -=%^a\té`));
    const words = fc.sample(fc.array(hostile, { minLength: 1, maxLength: 12 }), 500).map((parts) => parts.join(''));
    const script = words.map((word) => `printf '%s\\0' ${shellWord(word)}`).join('\n');
    assert.deepEqual(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1), words);
  });
});
