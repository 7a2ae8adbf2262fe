import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HostedRepository, OwnerKind, Protection } from '../../../src/core/forge/hosting';
import { partName, type Item } from '../../../src/core/setup/plan/item';
import { planSetup } from '../../../src/core/setup/plan/plan';
import type { BranchState, Place, SetupState } from '../../../src/core/setup/state';
import type { Fact } from '../../../src/core/support/fact';
import { markerOf, type Wish } from '../../../src/core/setup/wish';
import { message } from '../../../src/core/support/message';

const branches = ['dev', 'test', 'prod'];
const strict: Protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['branchline/promotion'],
  requiredApprovals: 1,
  needsCodeOwner: true,
};
const webhook = { url: 'https://example.com/hook', events: ['push', 'status'], active: true } as const;

const wish: Wish = {
  service: 'cart',
  repository: { owner: 'gitops', name: 'cart' },
  marker: markerOf('cart'),
  private: true,
  defaultBranch: 'dev',
  branches: new Map(branches.map((branch) => [branch, branch])),
  protection: new Map(branches.map((branch) => [branch, strict])),
  webhook,
  faults: [],
  access: new Map([['cart-dev.yaml', '']]),
};
const said = message('no answer');
const unknown = { kind: 'unknown', reason: 'unreachable', said } as const;

const fact = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof(
    { arbitrary: value.map((known): Fact<T> => ({ kind: 'known', value: known })), weight: 9 },
    { arbitrary: fc.constant<Fact<T>>(unknown), weight: 1 },
  );
const hosted: fc.Arbitrary<HostedRepository> = fc.record({
  owner: fc.constantFrom('gitops', 'GitOps', 'elsewhere'),
  name: fc.constant('cart'),
  description: fc.constantFrom(wish.marker, 'mine', ''),
  defaultBranch: fc.constantFrom('dev', 'prod', ''),
  archived: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 }),
  private: fc.oneof({ arbitrary: fc.constant(true), weight: 5 }, { arbitrary: fc.constant(false), weight: 1 }),
  mayAdminister: fc.boolean(),
});
const protection: fc.Arbitrary<Protection> = fc.oneof(
  fc.constant(strict),
  fc.record({
    pullRequestsOnly: fc.boolean(),
    mayForcePush: fc.boolean(),
    mayDelete: fc.boolean(),
    requiredChecks: fc.subarray(['branchline/promotion', 'ci']),
    requiredApprovals: fc.nat(2),
    needsCodeOwner: fc.boolean(),
  }),
);
const place: fc.Arbitrary<Place> = fc.constantFrom<Place>(
  { kind: 'free' },
  { kind: 'there' },
  { kind: 'differs', how: said },
  { kind: 'impossible', why: said },
  { kind: 'unknown', why: said },
);
const state: fc.Arbitrary<SetupState> = fc
  .record({
    owner: fact(fc.constantFrom<OwnerKind | undefined>('organisation', 'self', 'person', undefined)),
    repository: fact(fc.option(hosted, { nil: undefined })),
    refs: fact(fc.nat(4)),
    states: fc.array(fc.constantFrom<BranchState>('same', 'grown', 'other', 'missing'), { minLength: 3, maxLength: 3 }),
    rules: fc.array(fact(fc.option(protection, { nil: undefined })), { minLength: 3, maxLength: 3 }),
    webhooks: fact(
      fc.array(
        fc.record({
          url: fc.constantFrom(webhook.url, 'https://other'),
          events: fc.subarray(['push', 'status'] as const),
          active: fc.boolean(),
          isUsual: fc.boolean(),
        }),
      ),
    ),
    catalog: place,
    access: place,
  })
  .map(({ owner, repository, refs, states, rules, webhooks, catalog, access }): SetupState => {
    const isThere = repository.kind === 'known' && repository.value !== undefined;
    const hasRefs = isThere && refs.kind === 'known' && refs.value > 0;
    return {
      owner,
      repository,
      branches: !isThere
        ? undefined
        : refs.kind === 'unknown'
          ? refs
          : {
              kind: 'known',
              value: {
                refs: refs.value,
                states: hasRefs ? new Map(branches.map((branch, at) => [branch, states[at] ?? 'missing'])) : new Map(),
              },
            },
      protection: hasRefs ? new Map(branches.map((branch, at) => [branch, rules[at] ?? unknown])) : new Map(),
      webhooks: isThere ? webhooks : undefined,
      catalog,
      access: new Map([['cart-dev.yaml', access]]),
    };
  });

/** What a forge that does as it is told has afterwards. */
function made(before: SetupState, item: Item): SetupState {
  const { part } = item;
  const known = <T>(value: T): Fact<T> => ({ kind: 'known', value });
  switch (part.kind) {
    case 'content':
      return before;
    case 'repository':
      return {
        ...before,
        repository: known({
          ...wish.repository,
          description: wish.marker,
          defaultBranch: '',
          archived: false,
          private: true,
          mayAdminister: true,
        }),
        branches: known({ refs: 0, states: new Map() }),
        webhooks: known([]),
      };
    case 'branches':
      return {
        ...before,
        branches: known({ refs: 3, states: new Map(branches.map((branch) => [branch, 'same'] as const)) }),
      };
    case 'defaultBranch': {
      const { repository } = before;
      return repository.kind === 'known' && repository.value
        ? { ...before, repository: known({ ...repository.value, defaultBranch: 'dev' }) }
        : before;
    }
    case 'protection':
      return { ...before, protection: new Map([...before.protection, [part.branch, known(strict)]]) };
    case 'webhook':
      return {
        ...before,
        webhooks: known([
          ...(before.webhooks?.kind === 'known' ? before.webhooks.value : []),
          { ...webhook, isUsual: true },
        ]),
      };
    case 'catalog':
      return { ...before, catalog: { kind: 'there' } };
    case 'access':
      return { ...before, access: new Map([[part.file, { kind: 'there' }]]) };
  }
}

const toMake = (items: readonly Item[]) => items.filter(({ standing }) => standing === 'make');
const byName = (items: readonly Item[]) => new Map(items.map((item) => [partName(item.part), item.standing]));

describe('the plan of a setup', () => {
  it('once carried out has nothing more to make, and has changed nothing else', () =>
    fc.assert(
      fc.property(state, (before) => {
        const plan = planSetup(wish, before);
        const after = planSetup(wish, toMake(plan).reduce(made, before));
        assert.deepEqual(toMake(after), []);
        const standings = byName(after);
        for (const { part, standing } of plan) {
          assert.equal(standings.get(partName(part)), standing === 'make' ? 'there' : standing, partName(part));
        }
      }),
      { numRuns: 3_000 },
    ));

  it('carried out in part, goes on with the rest', () =>
    fc.assert(
      fc.property(state, fc.nat(8), (before, steps) => {
        const plan = toMake(planSetup(wish, before));
        const halfway = plan.slice(0, steps).reduce(made, before);
        // The forge may have set the default branch by itself.
        const names = (items: readonly Item[]) =>
          items.map(({ part }) => partName(part)).filter((name) => name !== 'defaultBranch');
        assert.deepEqual(names(toMake(planSetup(wish, halfway))), names(plan.slice(steps)));
      }),
      { numRuns: 3_000 },
    ));

  it('pushes only into what is empty and ours, and touches nothing of what has other content', () =>
    fc.assert(
      fc.property(state, (before) => {
        const plan = planSetup(wish, before);
        const standing = byName(plan);
        const { repository, branches: found } = before;
        const there = repository.kind === 'known' ? repository.value : undefined;
        if (standing.get('branches') === 'make' && there) {
          assert.ok(found?.kind === 'known' && found.value.refs === 0);
          assert.ok(there.description === wish.marker && there.mayAdminister && !there.archived && there.private);
        }
        const isForeign = !['there', 'make'].includes(standing.get('branches') ?? '');
        if (isForeign) assert.deepEqual(toMake(plan), []);
      }),
      { numRuns: 3_000 },
    ));

  it('of what nobody could read nothing is called there, and nothing is made', () =>
    fc.assert(
      fc.property(state, (before) => {
        const standing = byName(planSetup(wish, before));
        if (before.repository.kind === 'unknown') assert.equal(standing.get('repository'), 'unknown');
        for (const [branch, rule] of before.protection) {
          if (rule.kind === 'unknown') assert.equal(standing.get(`protection ${branch}`), 'unknown');
        }
        if (before.catalog.kind === 'unknown') assert.equal(standing.get('catalog'), 'unknown');
      }),
    ));

  it('makes nothing of content that is at fault', () =>
    fc.assert(
      fc.property(state, (before) => {
        assert.deepEqual(toMake(planSetup({ ...wish, faults: [said] }, before)), []);
      }),
    ));

  const found: HostedRepository = {
    ...wish.repository,
    description: '',
    defaultBranch: 'dev',
    archived: false,
    private: true,
    mayAdminister: true,
  };
  const known = <T>(value: T): Fact<T> => ({ kind: 'known', value });
  const done: SetupState = {
    owner: known('organisation'),
    repository: known(found),
    branches: known({ refs: 3, states: new Map(branches.map((branch) => [branch, 'same'] as const)) }),
    protection: new Map(branches.map((branch) => [branch, known(strict)])),
    webhooks: known([{ ...webhook, isUsual: true }]),
    catalog: { kind: 'there' },
    access: new Map([['cart-dev.yaml', { kind: 'there' }]]),
  };
  const remarks = (changed: Partial<SetupState>) =>
    planSetup(wish, { ...done, ...changed })
      .filter(({ standing }) => standing !== 'there')
      .map(({ part, standing }) => [partName(part), standing]);

  it('calls what everybody may read no private repository, and the other way round', () => {
    assert.deepEqual(remarks({}), []);
    assert.deepEqual(remarks({ repository: known({ ...found, private: false }) }), [['repository', 'differs']]);
    const [, repository] = planSetup({ ...wish, private: false }, done);
    assert.deepEqual([repository?.standing, repository?.said.length], ['differs', 1]);
  });

  it('sets no default branch anew once the branches are protected: somebody chose it', () => {
    const other = known({ ...found, defaultBranch: 'prod' });
    assert.deepEqual(remarks({ repository: other }), [['defaultBranch', 'differs']]);
    const bare = new Map(branches.map((branch) => [branch, known(undefined)]));
    assert.deepEqual(remarks({ repository: other, protection: bare })[0], ['defaultBranch', 'make']);
  });

  it('says of a webhook that tells less, or less safely, that it differs', () => {
    for (const odd of [{ isUsual: false }, { active: false }, { events: [] }]) {
      const one = { ...webhook, isUsual: true, ...odd };
      assert.deepEqual(remarks({ webhooks: known([one]) }), [['webhook', 'differs']]);
    }
  });

  it('calls a stricter protection right, and says of a looser one how', () => {
    const stricter = { ...strict, requiredApprovals: 2, requiredChecks: ['ci', 'branchline/promotion'] };
    const plan = planSetup(wish, {
      ...done,
      protection: new Map([
        ['dev', known(stricter)],
        ['test', known({ ...strict, requiredChecks: [], mayForcePush: true })],
        ['prod', known(strict)],
      ]),
    });
    assert.deepEqual(
      plan
        .filter(({ standing }) => standing !== 'there')
        .map(({ part, said: words }) => [partName(part), words.length]),
      [['protection test', 2]],
    );
  });

  it('calls what is only warned of no protection, where it is wished that something holds', () => {
    const warned = (wanted: Protection) =>
      planSetup(
        { ...wish, protection: new Map([['prod', wanted]]) },
        { ...done, protection: new Map([['prod', known({ ...strict, onlyWarns: true })]]) },
      )
        .filter(({ standing }) => standing !== 'there')
        .map(({ part, standing, said: words }) => [partName(part), standing, words.length]);
    assert.deepEqual(warned(strict), [['protection prod', 'differs', 1]]);
    assert.deepEqual(warned({ ...strict, requiredChecks: [], requiredApprovals: 0 }), []);
  });
});
