import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openLocal } from '../../../src/core/git/local';
import { defaultContent } from '../../../src/core/catalog/content';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { planMemory } from '../../../src/core/promotion/edge';
import { broughtAgain } from '../../../src/core/train/broughtAgain';
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

  /** What was brought, taken back, and then came as the last commit says: by whom, and with what. */
  async function comesBack(last: { readonly isPromotion: boolean; readonly tag: string; readonly notes?: string }) {
    const files = (tag: string, notes = '0') => ({ ...image(tag), 'notes.yaml': `notes: "${notes}"\n` });
    const promoted = (source: string, onto: string) =>
      `Promote\n\nPromoted-From: dev@${source}\nPromotion-Target: test@${onto}\n`;
    const first = await world.commit('test', 'First', files('1'), { onto: null });
    const source = await world.commit('dev', 'Two', files('2', '1'), { onto: first });
    const landed = await world.commit('test', promoted(source, first), files('2', '1'), { onto: first });
    const back = await world.commit(
      'test',
      `Undo\n\nRolled-Back: ${landed}\nRollback-Target: test@${landed}\n`,
      files('1'),
    );
    const tip = await world.commit('dev', 'Again', files(last.tag, last.notes ?? '1'));
    const again = await world.commit(
      'test',
      last.isPromotion ? promoted(tip, back) : 'By hand',
      files(last.tag, last.notes ?? '1'),
    );
    const repository = await openLocal(world.path, new AbortController().signal);
    try {
      const memory = planMemory(repository, promotionRules(defaultContent));
      const { signal } = new AbortController();
      const branch = { branch: 'test', head: again };
      const nothing = { open: [], merged: [] };
      const taken = await takenBack(memory, branch, [landed], nothing, signal);
      assert.ok(typeof taken === 'object' && taken.by === back);
      const found = await broughtAgain(memory, branch, [landed], back, signal);
      if (found !== undefined) assert.equal(await takenBack(memory, branch, [found], nothing, signal), undefined);
      return found === again;
    } finally {
      repository.dispose();
    }
  }

  it('what a promotion brings again by hand, all of it and exactly so, is what landed; nothing else is', async () => {
    assert.equal(await comesBack({ isPromotion: true, tag: '2' }), true);
    assert.equal(await comesBack({ isPromotion: true, tag: '3' }), false, 'another version');
    assert.equal(await comesBack({ isPromotion: true, tag: '2', notes: '0' }), false, 'a part of it');
    assert.equal(await comesBack({ isPromotion: false, tag: '2' }), false, 'set by hand, and not promoted');
  });
});
