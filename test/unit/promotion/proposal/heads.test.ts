import assert from 'node:assert/strict';
import type { Plan } from '../../../../src/core/promotion/plan';
import { chooseHead, headOptions, type HeadFacts } from '../../../../src/core/promotion/proposal/heads';
import { inEnglish } from '../../../../src/core/support/message';

const sha = (letter: string) => letter.repeat(40);
const plan: Plan = {
  edge: { from: 'dev', to: 'test' },
  source: { branch: 'dev', commit: sha('a') },
  target: { branch: 'test', commit: sha('b'), tree: sha('c') },
  state: 'pending',
  baseline: { commit: null, tree: null, rung: 'none', inferred: false },
  prediction: { tree: sha('d') },
  items: [{ path: 'a.yaml', change: 'changed', reintroduced: false }],
  conflicts: [],
  hotfixes: [],
  untouched: [],
  commits: [],
  notes: [],
};
const good: HeadFacts = {
  plan,
  rules: { landingStyles: ['merge', 'squash'], deletesHeadOnMerge: false },
  isPartial: false,
  native: sha('d'),
};

const verdicts = (facts: Partial<HeadFacts>) =>
  Object.fromEntries(headOptions({ ...good, ...facts }).map(({ head, verdict }) => [head, verdict]));

describe('what a promotion can come from', () => {
  const cases: readonly (readonly [string, Partial<HeadFacts>, { merge: string; source: string }])[] = [
    ['a merge lands what is shown', {}, { merge: 'possible', source: 'possible' }],
    ['git would merge something else', { native: sha('e') }, { merge: 'possible', source: 'refused' }],
    ['git would conflict', { native: null }, { merge: 'possible', source: 'refused' }],
    ['only a part travels', { isPartial: true }, { merge: 'refused', source: 'refused' }],
    ['the forge did not tell', { rules: undefined }, { merge: 'refused', source: 'refused' }],
    [
      'it did not tell which merges it allows',
      { rules: { landingStyles: undefined, deletesHeadOnMerge: false } },
      { merge: 'refused', source: 'refused' },
    ],
    [
      'it did not tell whether it deletes heads',
      { rules: { landingStyles: ['merge'], deletesHeadOnMerge: undefined } },
      { merge: 'possible', source: 'refused' },
    ],
    [
      'merges are not allowed',
      { rules: { landingStyles: ['squash', 'rebase'], deletesHeadOnMerge: false } },
      { merge: 'refused', source: 'refused' },
    ],
    [
      'what is merged is deleted',
      { rules: { landingStyles: ['merge'], deletesHeadOnMerge: true } },
      { merge: 'possible', source: 'refused' },
    ],
  ];
  for (const [what, facts, expected] of cases) {
    it(`where ${what}`, () => assert.deepEqual(verdicts(facts), { commit: 'advised', ...expected }));
  }

  it('says what belongs to the environment as the reason, where that is it', () => {
    const [, , source] = headOptions({
      ...good,
      native: sha('e'),
      plan: { ...plan, untouched: [{ path: 'env.yaml' }] },
    });
    assert.match(source?.why.map(inEnglish).join(' ') ?? '', /belongs to its environment/);
  });

  it('warns of a rebase where the forge allows one', () => {
    const rules = { landingStyles: ['merge', 'rebase'], deletesHeadOnMerge: false } as const;
    const merge = headOptions({ ...good, rules }).find(({ head }) => head === 'merge');
    assert.match(merge?.why.map(inEnglish).join(' ') ?? '', /Do not land it by rebase/);
  });

  it('is what the person wants, or an error; what the catalog wants, or the advised one', () => {
    const open = headOptions(good);
    const closed = headOptions({ ...good, native: null });
    assert.equal(chooseHead(open, {}).head, 'commit');
    assert.equal(chooseHead(open, { catalog: 'source' }).head, 'source');
    assert.equal(chooseHead(open, { catalog: 'source', person: 'merge' }).head, 'merge');
    assert.equal(chooseHead(closed, { catalog: 'source' }).head, 'commit');
    assert.throws(() => chooseHead(closed, { person: 'source' }), { code: 'promotion/headRefused' });
  });
});
