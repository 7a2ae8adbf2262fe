import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openLocal } from '../../../src/core/git/local';
import { defaultContent } from '../../../src/core/catalog/content';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { planMemory } from '../../../src/core/promotion/edge';
import { takenBack } from '../../../src/core/train/inForce';
import { World } from '../promotion/world';

const image = (tag: string, notes = '0') => ({ 'app.yaml': `image: shop/app:${tag}\nnotes: "${notes}"\n` });

/** What may happen on a branch after a service of a train has landed there. */
type Deed =
  | { readonly do: 'direct' }
  | { readonly do: 'byHand' }
  | { readonly do: 'undo' | 'revert' | 'restore'; readonly at: number };

const deeds = fc.array(
  fc.oneof(
    fc.constantFrom<Deed>({ do: 'direct' }, { do: 'byHand' }),
    fc.record({ do: fc.constantFrom('undo' as const, 'revert' as const, 'restore' as const), at: fc.nat(9) }),
  ),
  { minLength: 1, maxLength: 6 },
);

describe('whether what landed of a train is in force', function () {
  this.timeout(120_000);
  let world: World;
  before(() => (world = new World()));
  after(() => world.dispose());

  /** Plays a history in which the train brings `2`, and tells what is said of it beside what the branch has. */
  async function played(program: readonly Deed[]): Promise<{ readonly said: boolean; readonly has: boolean }> {
    const branch = 'test';
    let notes = 0;
    const chain = [await world.commit(branch, 'First', image('1'), { onto: null })];
    const tags = ['1', '2'];
    chain.push(await world.commit(branch, 'Of the train', image('2')));
    const landed = chain[1] ?? '';
    for (const deed of program) {
      const newest = chain.length - 1;
      const tag = tags[newest] ?? '';
      if (deed.do === 'direct') {
        chain.push(await world.commit(branch, 'By hand', image(tag, String((notes += 1)))));
        tags.push(tag);
        continue;
      }
      if (deed.do === 'byHand') {
        // Somebody sets the old version, and says nothing of it.
        if (tag === '1') continue;
        chain.push(await world.commit(branch, 'Another one', image('1', String(notes))));
        tags.push('1');
        continue;
      }
      const at = deed.at % chain.length;
      const [there, before] = [tags[at] ?? '', tags[at - 1] ?? ''];
      const head = `Rollback-Target: test@${chain[newest] ?? ''}`;
      if (deed.do === 'restore') {
        if (at === newest || there === tag) continue;
        chain.push(
          await world.commit(
            branch,
            `Back\n\nRolled-Back-To: ${chain[at] ?? ''}\n${head}\n`,
            image(there, String(notes)),
          ),
        );
        tags.push(there);
        continue;
      }
      // Only what is the newest to have set the version can be undone by itself.
      const setBy = tags.findLastIndex((one, index) => index === 0 || one !== tags[index - 1]);
      if (at === 0 || at !== setBy) continue;
      const undone = `Rolled-Back: ${chain[at] ?? ''}\n${head}\n`;
      const message = deed.do === 'undo' ? `Undo\n\n${undone}` : `Revert\n\nThis reverts commit ${chain[at] ?? ''}.\n`;
      chain.push(await world.commit(branch, message, image(before, String(notes))));
      tags.push(before);
    }
    const repository = await openLocal(world.path, new AbortController().signal);
    try {
      const memory = planMemory(repository, promotionRules(defaultContent));
      const head = chain.at(-1) ?? '';
      const back = await takenBack(
        memory,
        { branch, head },
        [landed],
        { open: [], merged: [] },
        new AbortController().signal,
      );
      return { said: back === undefined, has: tags.at(-1) === '2' };
    } finally {
      repository.dispose();
    }
  }

  it('is told as the branch has it, whatever was taken back, restored, or taken back again', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (program) => {
        const { said, has } = await played(program);
        assert.equal(said, has);
      }),
      { numRuns: 40 },
    );
  });

  it('a rollback of the rollback brings it back, and one of that takes it away', async () => {
    const undo = (at: number): Deed => ({ do: 'undo', at });
    assert.deepEqual(await played([undo(1), undo(2)]), { said: true, has: true });
    assert.deepEqual(await played([undo(1), undo(2), undo(3)]), { said: false, has: false });
    assert.deepEqual(await played([undo(1), { do: 'restore', at: 1 }, undo(3)]), { said: false, has: false });
  });
});
