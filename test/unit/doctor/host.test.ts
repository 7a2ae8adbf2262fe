import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { known, type Fact } from '../../../src/core/support/fact';
import { Host } from '../../../src/core/doctor/facts/host';
import { MirrorStore } from '../../../src/core/git/mirror';
import { inEnglish } from '../../../src/core/support/message';
import { unknown } from './builders';

describe('a host that answers nobody', () => {
  const host = () => new Host(new MirrorStore(join(tmpdir(), 'branchline-none')));
  /** Reads one after the other; how often each was really asked. */
  async function read(answers: readonly Fact<number>[], way: 'fetch' | 'ask', of = host()) {
    let asked = 0;
    const facts: Fact<number>[] = [];
    for (const answer of answers) {
      facts.push(
        await of[way](() => {
          asked += 1;
          return Promise.resolve(answer);
        }),
      );
    }
    return { asked, facts };
  }
  const dead = unknown('unreachable', 'No answer.');

  it('is asked three times, and then tells for all others why it is not asked', async () => {
    const { asked, facts } = await read([dead, dead, dead, known(1), known(2)], 'fetch');
    assert.equal(asked, 3);
    const last = facts.at(-1);
    assert.match(last?.kind === 'unknown' ? inEnglish(last.said) : '', /not asked any more.*No answer\./);
  });

  it('is no host of which single repositories do not answer, or are not there', async () => {
    assert.equal((await read([dead, dead, known(1), dead, dead, known(2)], 'fetch')).asked, 6);
    assert.equal(
      (
        await read(
          [1, 2, 3, 4, 5].map(() => unknown('missing')),
          'fetch',
        )
      ).asked,
      5,
    );
  });

  it('may be dead by one way alone', async () => {
    const one = host();
    await read([dead, dead, dead], 'ask', one);
    assert.equal((await read([known(1)], 'ask', one)).asked, 0);
    assert.equal((await read([known(1)], 'fetch', one)).asked, 1);
  });
});
