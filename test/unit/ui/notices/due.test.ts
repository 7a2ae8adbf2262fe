import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attention, AttentionKind } from '../../../../src/ui/attention/kinds';
import { due, type Told } from '../../../../src/ui/notices/due';

const isGone = () => true;
const minute = 60_000;
const start = 1_000 * minute;

const one = (kind: AttentionKind, more: Partial<Attention> = {}): Attention => ({
  id: `${kind}:cart/prod`,
  kind,
  service: 'cart',
  where: 'prod',
  look: { word: '', sentence: '', icon: '', role: 'neutral' } as unknown as Attention['look'],
  isOld: false,
  target: { cell: 'cart/prod' },
  ...more,
});

/** What is told at each minute, by the ids that stand then; nothing is told where it reads `quiet`. */
function told(...minutes: (readonly Attention[] | 'quiet')[]): string[] {
  let state: { told: Told; standing: ReadonlyMap<string, number> } = { told: {}, standing: new Map() };
  let standing: readonly Attention[] = [];
  return minutes.map((at, index) => {
    if (at !== 'quiet') standing = at;
    const next = due(state, standing, { now: start + index * minute, mayTell: at !== 'quiet', isGone });
    state = next;
    return next.notices.map(({ kind }) => kind).join(' ');
  });
}

describe('a person who asked for it is told', () => {
  it('of a failure at once, and once', () =>
    assert.deepEqual(told([], [one('failing')], [one('failing')], [one('failing')]), ['', 'failing', '', '']));

  it('of another failure again', () => {
    const failedAt = (since: number) => [one('failing', { since: start + since * minute })];
    assert.deepEqual(told(failedAt(0), failedAt(0), failedAt(1.5), failedAt(1.5)), ['failing', '', 'failing', '']);
  });

  it('of what a rollout passes through only once it stays', () =>
    assert.deepEqual(told([one('unhealthy')], [], [one('unhealthy')], [one('unhealthy')]), ['', '', '', 'unhealthy']));

  it('once of however many stand', () => {
    const many = Array.from({ length: 2_000 }, (_, at) => one('ready', { id: `ready:s${at}/prod` }));
    const first = due({ told: {}, standing: new Map() }, many, { now: start, mayTell: true, isGone });
    const second = due(first, many, { now: start + minute, mayTell: true, isGone });
    assert.deepEqual([first.notices.length, second.notices.length], [2_000, 0]);
  });

  it('once of what nobody could look at for a day', () => {
    const day = 1_440 * minute;
    const first = due({ told: {}, standing: new Map() }, [one('hold')], { now: start, mayTell: true, isGone });
    const dark = due(first, [], { now: start + day, mayTell: true, isGone: () => false });
    assert.deepEqual(due(dark, [one('hold')], { now: start + day + minute, mayTell: true, isGone }).notices, []);
  });

  it('of what comes and goes once, until it was gone for an hour', () => {
    const minutes = Array.from({ length: 130 }, (_, at) => (at % 3 === 0 ? [] : [one('conflict')]));
    assert.equal(told(...minutes).filter((text) => text === 'conflict').length, 1);
    const gone = Array.from({ length: 70 }, (): readonly Attention[] => []);
    assert.equal(told([one('conflict')], ...gone, [one('conflict')]).at(-1), 'conflict');
  });

  it('after the quiet hours, of what still stands', () =>
    assert.deepEqual(told([], 'quiet', [one('hold')]), ['', '', 'hold']));

  it('never of what was only last seen, nor of what was told in another session', () => {
    assert.deepEqual(told([one('failing', { isOld: true })]), ['']);
    const before: Told = { 'hold:cart/prod': { at: start - 500 * minute } };
    const next = due({ told: before, standing: new Map() }, [one('hold')], { now: start, mayTell: true, isGone });
    assert.deepEqual([next.notices, next.told], [[], before]);
  });

  it('whatever comes and goes: of nothing that does not stand, and of the same never twice within an hour', () => {
    const kinds: readonly AttentionKind[] = ['failing', 'drifted', 'hold', 'ready'];
    const step = fc.record({ kinds: fc.uniqueArray(fc.constantFrom(...kinds)), mayTell: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const last = new Map<string, number>();
        let state: { told: Told; standing: ReadonlyMap<string, number> } = { told: {}, standing: new Map() };
        steps.forEach(({ kinds: there, mayTell }, index) => {
          const now = start + index * minute;
          const next = due(
            state,
            there.map((kind) => one(kind)),
            { now, mayTell, isGone },
          );
          for (const { id, kind } of next.notices) {
            assert.ok(mayTell && there.includes(kind));
            assert.ok(now - (last.get(id) ?? -Infinity) >= 60 * minute);
            last.set(id, now);
          }
          state = next;
        });
      }),
    );
  });
});
