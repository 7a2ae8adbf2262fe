import assert from 'node:assert/strict';
import { checks } from '../../../src/core/doctor/checks';
import { known } from '../../../src/core/support/fact';
import type { ServiceFacts } from '../../../src/core/doctor/facts/facts';
import { ignoreId } from '../../../src/core/doctor/facts/ignoreId';
import type { Outcome } from '../../../src/core/doctor/finding';
import { unusedPatterns } from '../../../src/core/doctor/patterns';
import type { Code } from '../../../src/core/doctor/rules';
import { message } from '../../../src/core/support/message';
import type { Unknown } from '../../../src/core/support/observation';
import { aContent, aForge, aGit, aHead, aNamespace, aRepository, aService, facts, named, there } from './builders';

const said = 'This reading failed.';
const ignore = { key: 'status.x', kind: 'Job' };
const rule = { image: 'r.example/cart', policy: { kind: 'same' }, exclude: [], pinsDigest: false, at: [] } as const;
const usual = aService();
const service = aService({
  environments: usual.environments.map((environment) => ({
    ...environment,
    checks: [{ name: 'migrated', timeoutMs: 1, kind: 'job', job: 'migrate' } as const],
  })),
  edges: usual.edges.map((edge) => ({ ...edge, head: 'merge' as const })),
  driftIgnores: [ignore],
  updates: [rule],
});
const job = { apiVersion: 'batch/v1', kind: 'Job', name: 'migrate' };

/** Nothing is wrong, and every rule has something to look at. */
const healthy = facts({
  service,
  cell: {
    content: known(
      aContent({
        rendering: { kind: 'rendered', objects: [job], problems: [] },
        used: {
          ...aContent().used,
          images: there('r.example/cart'),
          ignoredObjects: there(ignoreId(ignore)),
          ignoredKeys: there(ignoreId(ignore)),
        },
      }),
    ),
  },
});

/** All that can be wrong at once, as far as one does not hide another. */
const broken = facts({
  service,
  forge: known(
    aForge({
      repository: known(
        aRepository({ landingStyles: ['squash'], deletesHeadOnMerge: false, mayPush: false, name: 'b' }),
      ),
      heads: known([
        aHead('dev', { refusesPushes: false }),
        aHead('test', { requiredChecks: ['never'], mayPush: true }),
      ]),
    }),
  ),
  git: known(
    aGit({
      defaultBranch: known('main'),
      otherRules: ['test'],
      unrelated: [{ from: 'dev', to: 'test' }],
      pipelineFiles: [],
    }),
  ),
  cell: {
    checks: { onBranch: named(5), onPullRequests: named(3, 'branchline/promotion') },
    content: known(
      aContent({
        rendering: { kind: 'rendered', objects: [], problems: [] },
        used: { keys: there(), paths: there(), images: there(), ignoredObjects: there(), ignoredKeys: there() },
      }),
    ),
    cluster: known(aNamespace({ exists: known(false) })),
  },
});

/** What a reading that fails in this way tells by itself. */
const toldByReason: Readonly<Record<string, readonly Code[]>> = {
  missing: ['repositoryMissing', 'contextMissing', 'kindUnknown'],
  unauthorised: ['tokenRefused', 'credentialsRefused'],
  forbidden: ['kindForbidden'],
};
const reasons = ['unreachable', 'forbidden', 'unauthorised', 'missing', 'invalid', 'unjudged', 'pending'] as const;

type Path = readonly string[];

/** Where something was read: facts, what was searched, and how the manifests rendered. */
function readingsIn(value: unknown, at: Path = []): readonly Path[] {
  if (value instanceof Map) return [...value].flatMap(([key, one]) => readingsIn(one, [...at, String(key)]));
  if (value === null || typeof value !== 'object' || value instanceof Set) return [];
  const own = 'kind' in value && value.kind === 'known' ? [at] : 'there' in value ? [[...at, 'unsearched']] : [];
  return [...own, ...Object.entries(value).flatMap(([key, one]) => readingsIn(one, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (value instanceof Map) return new Map([...value, [key, replaced(value.get(key), rest, by)]]);
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (String(index) === key ? replaced(one, rest, by) : one));
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: replaced(fields[key], rest, by) };
}

function failing(all: ServiceFacts, at: Path, reason: Unknown['reason']) {
  let isRead = false;
  const why: Unknown = { kind: 'unknown', reason, said: message('{said}', { said }) };
  const watched = new Proxy(why, {
    get: (target, name) => {
      isRead ||= name === 'kind';
      return Reflect.get(target, name) as unknown;
    },
  });
  return {
    facts: replaced(all, at, watched) as ServiceFacts,
    /** Whether this read it. Nothing is known of `typeof`: what was only searched counts as read where it is told. */
    reading: (judge: () => readonly Outcome[]) => {
      isRead = false;
      return { outcomes: judge(), isRead };
    },
  };
}

const catalog = { template: { environments: [], edges: [], content: service.content } };
const judges = [
  ...checks.map(({ name, of }) => ({ name, of: (all: ServiceFacts) => of(all, name) })),
  {
    name: 'patterns',
    of: (all: ServiceFacts) => unusedPatterns([all], catalog, { whole: true }).map(({ outcome }) => outcome),
  },
] as const;

function codesOf(outcomes: readonly Outcome[]): readonly Code[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'found' ? [outcome.code] : []));
}

const isUntold = (outcome: Outcome) =>
  outcome.kind === 'notChecked' && JSON.stringify(outcome.said.values).includes(said);

describe('a reading that fails', () => {
  const places = readingsIn(healthy);

  it('is tried at every place at which something is read', () => {
    assert.deepEqual(
      judges.flatMap(({ of }) => of(healthy)),
      [],
    );
    const kinds = new Set(
      places.map((path) => path.filter((step) => !/^\d+$/.test(step) && step !== 'value').join('.')),
    );
    assert.ok(kinds.size >= 15, [...kinds].join(' '));
  });

  for (const [name, all, isNotNeeded] of [
    // Nothing is promoted from the last environment, and what is there was found, whatever else was not searched.
    ['healthy', healthy, /^cells\.1\.checks\.onBranch$|\.unsearched$/],
    // A key of an object that is not there is not looked for.
    ['broken', broken, /^cells\.1\.(?:checks\.onBranch|.*images\.unsearched)$|\.ignoredKeys\.unsearched$/],
  ] as const) {
    it(`finds nothing more in a ${name} service, and is never fine: whoever relies on it says so`, () => {
      for (const at of readingsIn(all)) {
        for (const reason of reasons) {
          const { facts: some, reading } = failing(all, at, reason);
          const allowed = toldByReason[reason] ?? [];
          let hearers = 0;
          for (const judge of judges) {
            const where = `${judge.name}: ${at.join('.')} ${reason}`;
            const { outcomes, isRead } = reading(() => judge.of(some));
            const before = codesOf(judge.of(all));
            const more = codesOf(outcomes).filter((code) => !before.includes(code) && !allowed.includes(code));
            assert.deepEqual(more, [], where);
            const isTold = outcomes.some(isUntold) || codesOf(outcomes).some((code) => allowed.includes(code));
            // Of a pattern that something answers to, the rest need not be read.
            if (isRead && !(judge.name === 'patterns' && name === 'healthy')) assert.ok(isTold, `${where} is not told`);
            if (isTold) hearers++;
          }
          assert.equal(hearers === 0, isNotNeeded.test(at.join('.')), `${at.join('.')}: ${hearers} say so`);
        }
      }
    });
  }
});
