import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MovedBy } from '../../../../src/core/catalog/movedBy';
import { declaredOwner } from '../../../../src/core/change/engine/declared';
import type { BranchOwner } from '../../../../src/core/change/engine/owner';
import { engineRefusal, wayBackWarning } from '../../../../src/core/change/engine/refusal';
import { message } from '../../../../src/core/support/message';

const observed = { at: 0, source: 'cluster lab' };
const seen: readonly (BranchOwner | undefined)[] = [
  undefined,
  { kind: 'nobody', observed },
  ...(['pending', 'notConfigured', 'forbidden', 'unreachable', 'missing'] as const).map((reason): BranchOwner => ({
    kind: 'unknown',
    reason,
    said: message('Why.'),
  })),
  {
    kind: 'engine',
    observed,
    status: {
      source: 'kargo',
      kind: 'Stage',
      name: 'prod',
      namespace: 'cart',
      sync: 'unknown',
      health: 'unknown',
      operation: 'idle',
      paused: false,
    },
  },
];
const engines = ['kargo', 'promoter', 'argocd', 'other'] as const;
const said: readonly (MovedBy | undefined)[] = [
  undefined,
  { kind: 'people' },
  ...engines.map((engine) => ({ kind: 'engine', engine }) as const),
];

describe('who moves a branch, by the catalog and by what is seen', () => {
  it('refuses wherever an engine is declared or seen, and wherever nobody can tell and nobody has said', () => {
    const any = fc.tuple(fc.constantFrom(...said), fc.constantFrom(...seen), fc.boolean());
    fc.assert(
      fc.property(any, ([word, look, accepts]) => {
        const refused = engineRefusal(declaredOwner(word, look), 'prod', accepts) !== undefined;
        const isEngine = word?.kind === 'engine' || look?.kind === 'engine';
        const isOpen = word === undefined && look?.kind === 'unknown' && !accepts;
        assert.equal(refused, isEngine || isOpen);
      }),
    );
  });

  it('names both where people are declared and an engine is seen', () => {
    const refused = engineRefusal(declaredOwner({ kind: 'people' }, seen.at(-1)), 'prod');
    assert.match(refused?.text ?? '', /The catalog says that people move .* and .* does/);
  });

  it('warns of a way back wherever somebody else moves the branch, or nobody can tell', () => {
    for (const word of said)
      for (const look of seen) {
        const owner = declaredOwner(word, look);
        const isWarned = owner !== undefined && owner.kind !== 'nobody' && owner.kind !== 'people';
        assert.equal(wayBackWarning(owner, 'prod') !== undefined, isWarned);
      }
  });
});
