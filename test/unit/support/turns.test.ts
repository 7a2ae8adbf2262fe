import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { atOnce, inTurns, type Steps } from '../../../src/core/support/turns';

/** Computes for that long, and rests each time that it may. */
function* computing(forMs: number, said: string[] = [], name = ''): Steps<string> {
  said.push(`${name} begins`);
  for (const start = performance.now(); performance.now() - start < forMs;) {
    for (const step = performance.now(); performance.now() - step < 1;);
    yield;
  }
  said.push(`${name} ends`);
  return 'done';
}

describe('long work', () => {
  it('lets what waits have its turn', async () => {
    let turns = 0;
    const waiting = setInterval(() => (turns += 1), 1);
    assert.equal(await inTurns(computing(300)), 'done');
    clearInterval(waiting);
    assert.ok(turns >= 3, `${turns}`);
  });

  it('is done one after the other', async () => {
    const said: string[] = [];
    await Promise.all(['one', 'two'].map((name) => inTurns(computing(40, said, name))));
    assert.deepEqual(said, ['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('is not held up by what failed', async () => {
    const failing = inTurns(
      (function* (): Steps<string> {
        yield;
        throw new Error('broken');
      })(),
    );
    const next = inTurns(computing(1));
    await assert.rejects(failing, /broken/);
    assert.equal(await next, 'done');
  });

  it('ends at its next turn once it is given up, and one that waits does not begin', async () => {
    const said: string[] = [];
    const [given, waiting] = [new AbortController(), new AbortController()];
    const first = inTurns(computing(60_000, said, 'one'), given.signal);
    const second = inTurns(computing(60_000, said, 'two'), waiting.signal);
    setTimeout(() => given.abort(new Error('left')), 30);
    waiting.abort(new Error('left, too'));
    await assert.rejects(first, /left/);
    await assert.rejects(second, /left, too/);
    assert.deepEqual(said, ['one begins']);
    assert.equal(await inTurns(computing(1)), 'done');
  });

  it('can be done at once', () => assert.equal(atOnce(computing(5)), 'done'));
});
