import assert from 'node:assert/strict';
import { ForgeError } from '../../../src/core/forge/errors';
import { onEachForge } from './kinds';
import { aWorld } from './world';

const signal = new AbortController().signal;

onEachForge('comparing commits of a FORGE', (kind) => {
  it('gives what one brings, newest first, and what it takes back', async () => {
    const { forge, named, cart, client } = await aWorld(kind);
    const from = (await forge.heads(named('cart'))).get('dev') ?? '';
    await forge.commit(named('cart'), 'dev', 'Third\n\nAnd why.', { a: '3\n' });
    const to = await forge.commit(named('cart'), 'dev', 'Fourth (#12)', { a: '4\n' });
    const { ahead, behind } = await client().compare(cart, from, to, signal);
    assert.deepEqual(
      ahead.commits.map(({ subject }) => subject),
      ['Fourth (#12)', 'Third'],
    );
    assert.deepEqual([ahead.total, ahead.commits[0]?.commit, behind], [2, to, { commits: [], total: 0 }]);
    assert.ok(ahead.commits.every(({ author, at }) => author !== '' && Date.parse(at) > 0));
    const back = await client().compare(cart, to, from, signal);
    assert.deepEqual([back.ahead, back.behind], [behind, ahead]);
  });

  it('gives both sides of branches that went apart, and nothing of a commit and itself', async () => {
    const { forge, named, cart, client } = await aWorld(kind);
    const heads = await forge.heads(named('cart'));
    const [dev, prod] = [heads.get('dev') ?? '', heads.get('prod') ?? ''];
    const { ahead, behind } = await client().compare(cart, prod, dev, signal);
    assert.deepEqual(
      [ahead, behind].map(({ commits }) => commits.map(({ subject }) => subject)),
      [['Second'], ['First in prod']],
    );
    const none = { commits: [], total: 0 };
    assert.deepEqual(await client().compare(cart, dev, dev, signal), { ahead: none, behind: none });
  });

  it('gives the newest of many, and counts all', async () => {
    const { forge, named, cart, client } = await aWorld(kind);
    const from = (await forge.heads(named('cart'))).get('dev') ?? '';
    const commits = Array.from({ length: 52 }, (_, index) => {
      const begins = index === 0 ? `from ${from}\n` : '';
      const by = `committer Ada <ada@example.com> ${1_760_000_000 + index} +0000`;
      return `commit refs/heads/long\n${by}\ndata ${String(index).length}\n${index}\n${begins}\n`;
    });
    await forge.seed(named('cart'), { kind: 'stream', stream: commits.join('') });
    const to = (await forge.heads(named('cart'))).get('long') ?? '';
    const { ahead } = await client().compare(cart, from, to, signal);
    assert.deepEqual([ahead.total, ahead.commits.length, ahead.commits[0]?.subject], [52, 50, '51']);
  });

  it('says of a commit that is not there, on either side, that it was not found', async () => {
    const { forge, named, cart, client } = await aWorld(kind);
    const there = (await forge.heads(named('cart'))).get('dev') ?? '';
    const none = '1'.repeat(40);
    for (const [from, to] of [
      [none, there],
      [there, none],
    ] as const) {
      await assert.rejects(client().compare(cart, from, to, signal), (error) => ForgeError.is(error, 'notFound'));
    }
  });

  it('shows none to who may not see the repository', async () => {
    const { forge, named, cart, client } = await aWorld(kind);
    const there = (await forge.heads(named('cart'))).get('dev') ?? '';
    const asked = client('stranger').compare(cart, there, there, signal);
    await assert.rejects(asked, { code: kind.stranger });
  });
});
