import assert from 'node:assert/strict';
import { checks } from '../../../src/core/doctor/checks';
import { known } from '../../../src/core/support/fact';
import type {
  ForgeFacts,
  GitFacts,
  NamespaceFacts,
  SeenChecks,
  ServiceFacts,
} from '../../../src/core/doctor/facts/facts';
import { rules, type Code } from '../../../src/core/doctor/rules';
import { shown } from '../../../src/core/doctor/shown';
import { message } from '../../../src/core/support/message';
import {
  aContent,
  aForge,
  aGit,
  aHead,
  aNamespace,
  aRepository,
  aService,
  deployment,
  facts,
  named,
  theChecks,
  unknown,
} from './builders';

function outcomes(all: ServiceFacts) {
  return checks.flatMap((check) => check.of(all, check.name));
}

function codes(all: ServiceFacts): readonly Code[] {
  return [...new Set(outcomes(all).flatMap((outcome) => (outcome.kind === 'found' ? [outcome.code] : [])))];
}

function unchecked(all: ServiceFacts): readonly string[] {
  return [...new Set(outcomes(all).flatMap((outcome) => (outcome.kind === 'notChecked' ? [outcome.check] : [])))];
}

const forge = (more: Partial<ForgeFacts>) => facts({ forge: known(aForge(more)) });
const repository = (more: Parameters<typeof aRepository>[0]) => forge({ repository: known(aRepository(more)) });
const git = (more: Partial<GitFacts>) => facts({ git: known(aGit(more)) });
const seen = (more: Partial<SeenChecks>) => facts({ cell: { checks: theChecks(more) } });
const content = (more: Parameters<typeof aContent>[0]) => facts({ cell: { content: known(aContent(more)) } });
const namespace = (more: Partial<NamespaceFacts>) => facts({ cell: { cluster: known(aNamespace(more)) } });
const heads = (dev: Parameters<typeof aHead>[1], test: Parameters<typeof aHead>[1]) =>
  forge({ heads: known([aHead('dev', dev), aHead('test', test)]) });
const unrendered = (reason: 'missingTool' | 'failed' | 'timeout') =>
  content({ rendering: { kind: 'unrendered', reason, message: 'why' } });
const service = aService();
const withHead = aService({ edges: service.edges.map((edge) => ({ ...edge, head: 'merge' as const })) });
const withCheck = aService({
  environments: service.environments.map((environment) => ({
    ...environment,
    checks: [{ name: 'migrated', timeoutMs: 1, kind: 'job', job: 'migrate' } as const],
  })),
});
const job = { apiVersion: 'batch/v1', kind: 'Job', name: 'migrate' };

/** What is wrong, and beside it the nearest thing that is fine. */
const cases: readonly (readonly [string, ServiceFacts, Code, ServiceFacts])[] = [
  ['a repository that is not there', facts({ git: unknown('missing') }), 'repositoryMissing', facts()],
  ['archived', repository({ archived: true, mayPush: false }), 'archived', repository({ archived: false })],
  ['renamed', repository({ name: 'basket' }), 'renamed', repository({ name: 'Cart' })],
  [
    'no default branch',
    git({ defaultBranch: known('main') }),
    'noDefaultBranch',
    git({ defaultBranch: known('test') }),
  ],
  ['no branch', git({ heads: new Map([['dev', 'a']]) }), 'branchMissing', facts()],
  [
    'two environments of one branch',
    facts({ service: aService({ environments: service.environments.map((one) => ({ ...one, branch: 'dev' })) }) }),
    'sharedBranch',
    facts(),
  ],
  ['no common history', git({ unrelated: [{ from: 'dev', to: 'test' }] }), 'unrelated', facts()],
  ['rules that cannot be read', git({ unreadableRules: message('Line 3.') }), 'rulesUnreadable', facts()],
  ['other rules on a branch', git({ otherRules: ['test'] }), 'rulesDiffer', facts()],
  ['no token', forge({ hasToken: false }), 'noToken', facts()],
  ['a refused token', forge({ repository: unknown('unauthorised') }), 'tokenRefused', facts()],
  ['a token that may not push', repository({ mayPush: false }), 'mayNotPush', facts()],
  ['an open branch', heads({}, { refusesPushes: false }), 'notProtected', heads({}, { refusesPushes: true })],
  ['an open first branch', heads({ refusesPushes: false }, {}), 'entryNotProtected', facts()],
  ['a way past the protection', heads({}, { mayPush: true }), 'mayPushPast', heads({}, { mayPush: false })],
  [
    'a required check that nobody posts',
    heads({}, { requiredChecks: ['ci/*', 'branchline/promotion'] }),
    'requiredNeverPosted',
    heads({}, { requiredChecks: ['dep*', 'branchline/promotion'] }),
  ],
  ['a required check before any', seen({ onPullRequests: named(0) }), 'requiredNotSeen', facts()],
  ['a verdict that binds nobody', heads({}, { requiredChecks: [] }), 'verdictNotRequired', facts()],
  ['only squashing', repository({ landingStyles: ['squash'] }), 'onlySquash', repository({ landingStyles: undefined })],
  [
    'merges asked for and not allowed',
    facts({
      service: withHead,
      forge: known(aForge({ repository: known(aRepository({ landingStyles: ['rebase'] })) })),
    }),
    'mergeNotAllowed',
    facts({ service: withHead }),
  ],
  [
    'heads that stay',
    repository({ deletesHeadOnMerge: false }),
    'keepsHeads',
    repository({ deletesHeadOnMerge: undefined }),
  ],
  ['no pipeline', seen({ onBranch: named(5) }), 'noPipeline', seen({ onBranch: named(5, 'ci') })],
  ['no pipeline file', git({ pipelineFiles: [] }), 'noPipelineFile', facts()],
  ['no folder', content({ path: 'manifest', hasPath: false }), 'pathMissing', content({ path: 'manifests' })],
  ['no renderer', unrendered('missingTool'), 'rendererMissing', facts()],
  ['what does not render', unrendered('failed'), 'notRendered', facts()],
  [
    'a file that is no YAML',
    content({ rendering: { kind: 'rendered', objects: [deployment], problems: ['a.yaml:1 no'] } }),
    'notRendered',
    facts(),
  ],
  ['no object', content({ rendering: { kind: 'rendered', objects: [], problems: [] } }), 'noObjects', facts()],
  [
    'a check of what is not there',
    facts({ service: withCheck }),
    'verifyObjectMissing',
    facts({
      service: withCheck,
      cell: { content: known(aContent({ rendering: { kind: 'rendered', objects: [job], problems: [] } })) },
    }),
  ],
  [
    'no context',
    facts({ cell: { cluster: unknown('missing') } }),
    'contextMissing',
    facts({ cell: { cluster: undefined } }),
  ],
  ['refused credentials', facts({ cell: { cluster: unknown('unauthorised') } }), 'credentialsRefused', facts()],
  ['no namespace', namespace({ exists: known(false) }), 'namespaceMissing', facts()],
  [
    'a kind that may not be read',
    namespace({ kinds: known(new Map([['v1/Pod', unknown('forbidden')]])) }),
    'kindForbidden',
    facts(),
  ],
  [
    'a kind that is not served',
    namespace({ kinds: known(new Map([['v2/Pod', unknown('missing')]])) }),
    'kindUnknown',
    facts(),
  ],
];

describe('what the doctor finds in a service', () => {
  it('nothing where all is well, and everything was checked', () => {
    assert.deepEqual(outcomes(facts()), []);
  });

  for (const [name, broken, code, fine] of cases) {
    it(`${name}: ${code}`, () => {
      assert.deepEqual(codes(broken), [code]);
      assert.ok(!codes(fine).includes(code), 'its twin is clean');
    });
  }

  it('has a case for every rule that is about one service', () => {
    const ofAll = [
      'catalogDoubt',
      'keyUnused',
      'pathUnused',
      'ignoreUnused',
      'ignoreKeyUnused',
      'imageNowhere',
      'controllersForbidden',
      'moversForbidden',
    ];
    const tried = [...cases.map(([, , code]) => code as string), ...ofAll];
    assert.deepEqual([...new Set(tried)].sort(), Object.keys(rules).sort());
  });

  it('leaves no place of a text empty', () => {
    for (const [, broken] of cases) {
      for (const outcome of outcomes(broken)) {
        if (outcome.kind === 'notChecked') continue;
        const { what, why, fix } = rules[outcome.code];
        for (const text of [what, why, fix]) assert.doesNotMatch(shown(text, outcome.values), /\{\w+\}/, outcome.code);
      }
    }
  });
});

describe('a repository that was renamed', () => {
  const now = known(aForge({ repository: known(aRepository({ owner: 'shop', name: 'basket' })) }));
  const addresses = [
    ['https://git.example.com/gitops/cart.git', 'https://git.example.com/shop/basket.git'],
    ['git@git.example.com:GitOps/Cart', 'git@git.example.com:shop/basket'],
  ] as const;
  for (const [before, after] of addresses) {
    it(`is told with the address that the catalog should have: ${after}`, () => {
      const outcome = outcomes(facts({ service: aService({ repository: before }), forge: now }))[0];
      assert.equal(outcome?.kind === 'found' ? outcome.values['address'] : undefined, after);
    });
  }

  it('is told also where git is sent away by it', () => {
    const all = facts({ forge: now, git: unknown('invalid'), cell: { content: unknown('invalid') } });
    assert.deepEqual(codes(all), ['renamed']);
    assert.ok(unchecked(all).includes('repository'));
  });
});

describe('what the doctor could not check', () => {
  const neither = { onBranch: unknown(), onPullRequests: unknown() };
  const dead: readonly (readonly [string, ServiceFacts, readonly string[]])[] = [
    [
      'a forge that does not answer',
      facts({ forge: unknown(), cell: { checks: neither } }),
      ['repository', 'access', 'protection', 'requiredChecks', 'landing', 'pipeline'],
    ],
    [
      'a repository that does not answer',
      facts({ git: unknown(), cell: { content: unknown() } }),
      ['repository', 'branches', 'rules', 'pipeline', 'content'],
    ],
    ['a cluster that does not answer', facts({ cell: { cluster: unknown() } }), ['cluster']],
    ['a namespace that may not be seen', namespace({ exists: unknown('forbidden') }), ['namespace']],
    ['a list that breaks off', namespace({ kinds: known(new Map([['v1/Pod', unknown()]])) }), ['kinds']],
    ['heads that are not told', forge({ heads: unknown() }), ['protection', 'requiredChecks']],
    [
      'a forge that does not tell of the repository',
      forge({ repository: unknown() }),
      ['repository', 'access', 'landing'],
    ],
    ['a protection that is not told', heads({}, { refusesPushes: undefined }), ['protection']],
    ['a renderer that takes too long', unrendered('timeout'), ['content']],
  ];
  for (const [name, all, names] of dead) {
    it(`${name} is no finding, and never fine`, () => {
      assert.deepEqual(codes(all), []);
      assert.deepEqual(unchecked(all), names);
    });
  }

  it('is what a branch asks for, where the forge does not tell that to this token', () => {
    const untold = { requiredChecks: [], untold: true } as const;
    const found = heads(untold, untold);
    assert.deepEqual([unchecked(found), codes(found)], [['requiredChecks'], []]);
  });

  it('is anything of which no fact is known', () => {
    const all = facts({
      forge: unknown(),
      git: unknown(),
      cell: { checks: neither, content: unknown(), cluster: unknown() },
    });
    assert.deepEqual(codes(all), []);
    const silent = checks.filter((check) => check.of(all, check.name).length === 0).map(({ name }) => name);
    assert.deepEqual(silent, ['verify'], 'there are no checks of the team here');
  });
});
