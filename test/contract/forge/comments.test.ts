import assert from 'node:assert/strict';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const request = { title: 'Promote cart', body: '', head: 'dev', base: 'prod' };

onEachForge('what is said on a pull request of a FORGE', (kind) => {
  let world: World;
  let number: number;
  beforeEach(async () => {
    world = await aWorld(kind);
    number = (await world.client().createPullRequest(world.cart, request, signal)).number;
  });

  const said = async () =>
    (await world.client().comments(world.cart, number, signal)).map(({ author, body }) => [author, body]);

  it('is told with who said it, the oldest first, and nothing where nobody did', async () => {
    assert.deepEqual(await said(), []);
    const first = await world.client().comment(world.cart, number, 'One\n\n<!-- hidden -->', signal);
    const second = await world.client('reader').comment(world.cart, number, 'Two', signal);
    assert.deepEqual([first.author, second.author, second.id > first.id], ['dev', 'reader', true]);
    assert.deepEqual(await said(), [
      ['dev', 'One\n\n<!-- hidden -->'],
      ['reader', 'Two'],
    ]);
  });

  it('tells whose the token is', async () => {
    assert.equal(await world.client().account(signal), 'dev');
    assert.equal(await world.client('reader').account(signal), 'reader');
    await assert.rejects(world.client('nobody').account(signal), { code: 'forge/unauthorised' });
  });

  it('is changed, and taken away, by who said it; once more does no harm', async () => {
    const client = world.client();
    const { id } = await client.comment(world.cart, number, 'One', signal);
    const other = await world.client('reader').comment(world.cart, number, 'Two', signal);
    await client.updateComment(world.cart, { number, id }, 'One, changed', signal);
    assert.deepEqual(await said(), [
      ['dev', 'One, changed'],
      ['reader', 'Two'],
    ]);
    await assert.rejects(world.client('reader').updateComment(world.cart, { number, id }, 'Mine', signal), {
      code: 'forge/forbidden',
    });
    await assert.rejects(world.client('reader').deleteComment(world.cart, { number, id }, signal), {
      code: 'forge/forbidden',
    });
    await client.deleteComment(world.cart, { number, id }, signal);
    await client.deleteComment(world.cart, { number, id }, signal);
    assert.deepEqual(await said(), [['reader', 'Two']]);
    await assert.rejects(client.updateComment(world.cart, { number, id }, 'Again', signal), {
      code: 'forge/notFound',
    });
    await world.client('reader').deleteComment(world.cart, { number, id: other.id }, signal);
  });

  it('is not for a token that may not write there', async () => {
    const short = kind.hasScopes ? 'scoped' : 'limited';
    await assert.rejects(world.client(short).comment(world.cart, number, 'One', signal), { code: 'forge/forbidden' });
    await assert.rejects(world.client('stranger').comments(world.cart, number, signal), { code: kind.stranger });
  });
});
