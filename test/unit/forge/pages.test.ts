import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allPages } from '../../../src/core/forge/http/pages';

/** A list of `size` entries, served `pageSize` at a time, whose end is told in some way. */
function served(size: number, pageSize: number, headers: (page: number, pages: number) => Record<string, string>) {
  const all = Array.from({ length: size }, (_, index) => index);
  let asked = 0;
  return {
    all,
    asked: () => asked,
    fetch: (page: number) => {
      asked++;
      const entries = all.slice((page - 1) * pageSize, page * pageSize);
      const answer = { status: 200, headers: new Headers(headers(page, Math.ceil(size / pageSize))), body: undefined };
      return Promise.resolve({ entries, answer });
    },
  };
}

const sizes = [fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 })] as const;

describe('a list in pages', () => {
  for (const [told, headers] of [
    ['X-Total-Count', (size: number) => () => ({ 'x-total-count': String(size) })],
    ['Link', () => (page: number, pages: number) => ({ link: page < pages ? '<x>; rel="next"' : '<x>; rel="first"' })],
  ] as const) {
    it(`is read whole and no further where ${told} says so, however many the server gives at a time`, () =>
      fc.assert(
        fc.asyncProperty(...sizes, async (size, pageSize) => {
          const list = served(size, pageSize, headers(size));
          assert.deepEqual(await allPages(list.fetch, 'a list'), list.all);
          assert.equal(list.asked(), Math.max(1, Math.ceil(size / pageSize)));
        }),
      ));
  }

  it('is read up to an empty page where nothing is said', () =>
    fc.assert(
      fc.asyncProperty(...sizes, async (size, pageSize) => {
        const list = served(size, pageSize, () => ({}));
        assert.deepEqual(await allPages(list.fetch, 'a list'), list.all);
      }),
    ));

  it('is read once from a server that does not page', async () => {
    const answer = { status: 200, headers: new Headers(), body: undefined };
    const everything = [{ id: 1 }, { id: 2 }];
    assert.deepEqual(await allPages(() => Promise.resolve({ entries: everything, answer }), 'a list'), everything);
  });

  it('is an error where it goes on beyond all measure, and no short list', async () => {
    const answer = { status: 200, headers: new Headers(), body: undefined };
    const endless = (page: number) => Promise.resolve({ entries: [{ id: page }], answer });
    await assert.rejects(allPages(endless, 'shop/cart'), {
      code: 'forge/refused',
      message: /shop\/cart lists more than the 200/,
    });
  });
});
