import assert from 'node:assert/strict';
import { ForgeWorld, manifest } from '../forgeWorld';
import { Doorway } from './doorway';

type Person = 'ada' | 'bob';

/** Whoever is late at the door waits for the others: all have asked before any is answered. */
function together(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return all;
  };
}

describe('several who roll back at once', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  let doorway: Doorway;
  let good: string;

  beforeEach(async () => {
    world = await ForgeWorld.start();
    doorway = await Doorway.to(world.forge.url);
    good = await world.git('rev-parse', 'test');
    await world.commit('test', 'Bad', { 'cart.yaml': manifest('cart:bad') });
    await world.commit('test', 'Later', { 'later.yaml': 'a: 1\n' });
  });
  afterEach(async () => {
    await doorway.close();
    await world.end();
  });

  const rollback = (person: Person, address: string, ...way: readonly string[]) =>
    world.cli(person, 'rollback', '--repo', `${address}/${world.repository}.git`, '--branch', 'test', ...way);
  const throughDoor = (person: Person, ...way: readonly string[]) => rollback(person, doorway.url, ...way);
  const beside = (person: Person, ...way: readonly string[]) => rollback(person, world.forge.url, ...way);

  /** From now on nobody learns what is open before all have asked. */
  function allLookFirst(count: number): void {
    const looked = together(count);
    doorway.whenDone(async (passed): Promise<'handOn'> => {
      if (/^GET .*\/pulls$/.test(passed)) await looked();
      return 'handOn';
    });
  }

  /** What is open is one pull request, and its text is that of its commit. */
  async function theOnlyOne() {
    const [only, ...more] = world.open();
    assert.ok(only);
    assert.deepEqual(more, [], 'one pull request');
    const commit = (await world.head(only.head)) ?? 'no commit';
    assert.match(only.body, new RegExp(`^Promotion-Commit: ${commit}$`, 'm'));
    return { ...only, commit };
  }

  const ways: Readonly<Record<string, readonly [args: () => string[], gives: () => Record<string, string | null>]>> = {
    'restore the same state': [() => ['--to', good], () => ({ 'cart.yaml': manifest('cart:1'), 'later.yaml': null })],
    'undo the same deployment': [
      () => ['--undo', 'test~1'],
      () => ({ 'cart.yaml': manifest('cart:1'), 'later.yaml': 'a: 1\n' }),
    ],
    'undo the same two': [
      () => ['--undo', 'test', 'test~1'],
      () => ({ 'cart.yaml': manifest('cart:1'), 'later.yaml': null }),
    ],
  };
  const filesAt = async (commit: string) => {
    const there = (await world.git('ls-tree', '--name-only', commit)).split('\n');
    const read = async (path: string) =>
      there.includes(path) ? `${await world.git('show', `${commit}:${path}`)}\n` : null;
    return { 'cart.yaml': await read('cart.yaml'), 'later.yaml': await read('later.yaml') };
  };

  for (const [way, [args, gives]] of Object.entries(ways)) {
    it(`${way}: one pull request of one commit, with what was promised`, async () => {
      allLookFirst(3);
      const ran = await Promise.all((['ada', 'bob', 'ada'] as const).map((person) => throughDoor(person, ...args())));
      assert.deepEqual(
        ran.map(({ code, stderr }) => [code, stderr]),
        ran.map(() => [0, '']),
      );
      const { number, commit } = await theOnlyOne();
      for (const { document } of ran) {
        assert.deepEqual([document.commit, document.pullRequest?.number], [commit, number]);
      }
      assert.deepEqual(await filesAt(commit), gives());
      assert.equal(await world.git('rev-parse', `${commit}^`), await world.head('test'));
    });
  }

  it('once the branch of the open one went on: the same pull request, made anew once', async () => {
    const first = await beside('ada', '--to', good);
    await world.commit('test', 'Later still', { 'later.yaml': 'a: 2\n' });
    allLookFirst(2);
    const ran = await Promise.all([throughDoor('ada', '--to', good), throughDoor('bob', '--to', good)]);
    const { number, commit } = await theOnlyOne();
    assert.deepEqual(
      ran.map(({ code, document }) => [code, document.commit, document.pullRequest?.number]),
      ran.map(() => [0, commit, number]),
    );
    assert.equal(number, first.document.pullRequest?.number);
    assert.equal(await world.treeOf(commit), await world.treeOf(good));
    assert.equal(await world.git('rev-parse', `${commit}^`), await world.head('test'));
  });

  it('to different ends: a pull request for each, since a person chooses between them', async () => {
    allLookFirst(2);
    const ran = await Promise.all([throughDoor('ada', '--to', good), throughDoor('bob', '--undo', 'test~1')]);
    assert.deepEqual(
      ran.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(world.open().length, 2);
  });

  it('for different reasons, pushed at the same moment: the first stands, the second is told, and may do it again', async () => {
    const slow = ['--to', good, '--reason', 'Slow'];
    let hasLooked = false;
    let bob: ReturnType<typeof beside> | undefined;
    doorway.whenDone(async (passed): Promise<'handOn'> => {
      // Nothing is open, and the branch was not there: only then the other one comes.
      if (hasLooked && /^POST .*\/git-upload-pack$/.test(passed)) {
        await (bob ??= beside('bob', '--to', good, '--reason', 'Broken'));
      }
      hasLooked ||= /^GET .*\/pulls$/.test(passed);
      return 'handOn';
    });
    const ada = await throughDoor('ada', ...slow);
    const stands = await theOnlyOne();
    assert.deepEqual([(await bob)?.document.commit, ada.code], [stands.commit, 1], ada.stdout);
    assert.match(ada.stderr, /rollback\/test\/to-\w+ .*at the same moment/);

    const again = await beside('ada', ...slow);
    const { number, action } = again.document.pullRequest ?? {};
    assert.deepEqual([number, action], [stands.number, 'updated']);
    assert.equal((await theOnlyOne()).commit, again.document.commit);
  });

  it('for different reasons, one between push and pull request of the other: the text is that of the commit that stands', async () => {
    let bob: ReturnType<typeof beside> | undefined;
    doorway.whenDone(async (passed): Promise<'handOn'> => {
      if (/^POST .*\/git-receive-pack$/.test(passed)) await (bob ??= beside('bob', '--to', good, '--reason', 'Broken'));
      return 'handOn';
    });
    const ada = await throughDoor('ada', '--to', good, '--reason', 'Slow');
    const stands = await theOnlyOne();
    const told = await bob;
    assert.deepEqual([told?.code, told?.document.commit], [0, stands.commit]);
    assert.match(stands.body, /Reason: Broken/);
    assert.equal(ada.code, 1, ada.stdout);
    assert.match(ada.stderr, /rollback\/test\/to-\w+ .*at the same moment/);
  });
});
