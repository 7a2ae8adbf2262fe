import assert from 'node:assert/strict';
import { Pager } from '../../../src/core/past/pager';
import { aRow } from '../ui/past/builders';

describe('the pages of a history', () => {
  const count = 7;
  let fails = -1;
  const past = {
    count,
    at: async (position: number) => {
      await new Promise(setImmediate);
      if (position === fails) throw new Error('gone');
      return aRow({ commit: String(position) }).deployment;
    },
  };
  const signal = new AbortController().signal;
  const commitsOf = (pages: readonly (readonly { readonly commit: string }[])[]) =>
    pages.flat().map(({ commit }) => Number(commit));

  it('that are asked for at once have each deployment once', async () => {
    const pager = new Pager(past, signal);
    const pages = await Promise.all([pager.next(3), pager.next(3), pager.next(3)]);
    assert.deepEqual(commitsOf(pages), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('leave nothing out where one could not be read', async () => {
    const pager = new Pager(past, signal);
    fails = 2;
    await assert.rejects(pager.next(3), /gone/);
    fails = -1;
    assert.deepEqual(commitsOf([await pager.next(3)]), [0, 1, 2]);
  });
});
