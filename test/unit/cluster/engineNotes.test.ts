import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gitopsStatuses, heldByWindow } from '../../../src/core/cluster/gitops';
import { mayWindowsSync, windowsOf, type SyncWindow } from '../../../src/core/cluster/gitops/syncWindows';
import type { LiveObject } from '../../../src/core/cluster/live';
import { copiedCommand } from '../../../src/core/support/copiedCommand';
import { readSchedule } from '../../../src/core/support/cron';
import { inEnglish } from '../../../src/core/support/message';
import { cond, live } from './builders';
import { published } from './published';

const [one, two, three] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const cart = { repoURL: 'https://git.example.com/gitops/cart.git', targetRevision: 'prod', path: '.' };
const values = { repoURL: 'https://git.example.com/gitops/values.git', targetRevision: 'prod', ref: 'values' };

function application(spec: object, status: object = {}, metadata: object = {}): LiveObject {
  return published(
    live('Application', 'cart', {
      metadata: { namespace: 'argocd', ...metadata },
      spec: { source: cart, project: 'shop', destination: { namespace: 'cart', name: 'in-cluster' }, ...spec },
      status,
    }),
  );
}
const notesOf = (object: LiveObject, ...among: LiveObject[]) =>
  (gitopsStatuses([object], [object, ...among])[0]?.notes ?? []).map(inEnglish).join(' ');
const project = (syncWindows: unknown): LiveObject => ({
  ...live('AppProject', 'shop', { spec: { syncWindows } }),
  apiVersion: 'argoproj.io/v1alpha1',
});

describe('an Application of Argo CD', () => {
  const several = (sources: object[], status: object) =>
    gitopsStatuses([application({ source: undefined, sources }, status)]);

  it('of several sources is told once for each, with its own revisions whatever their order', () => {
    const status = {
      sync: { status: 'Synced', revisions: [two, one], comparedTo: { sources: [values, cart] } },
      operationState: { phase: 'Succeeded', syncResult: { revisions: [two, one], sources: [values, cart] } },
      history: [{ revisions: [three, two], sources: [cart, values], deployedAt: '2026-01-01T00:00:00Z' }],
    };
    const found = several([cart, values], status).map(({ repository, applied, desired, history }) => [
      repository,
      applied,
      desired,
      history?.[0]?.commit,
    ]);
    assert.deepEqual(found, [
      [cart.repoURL, one, one, three],
      [values.repoURL, two, two, two],
    ]);
  });

  it('of several sources claims no revision that is another source’s', () => {
    const status = { operationState: { phase: 'Succeeded', syncResult: { revisions: [two], sources: [values] } } };
    assert.equal(several([cart, values], status)[0]?.applied, undefined);
    const unnamed = { sync: { status: 'Synced', revisions: [one, two] } };
    assert.equal(several([cart, values], unnamed)[0]?.desired, undefined);
  });

  it('is not in sync by what was compared under another branch, nor runs what another repository has', () => {
    const before = { ...cart, targetRevision: 'test' };
    const [found] = gitopsStatuses([
      application(
        {},
        {
          sync: { status: 'Synced', revision: one, comparedTo: { source: before } },
          history: [{ revision: two, source: { repoURL: 'https://git.example.com/gitops/other.git' } }],
        },
      ),
    ]);
    assert.deepEqual([found?.sync, found?.desired, found?.applied], ['unknown', undefined, undefined]);
  });

  it('has not applied what was synced in part, or on trial', () => {
    const history = [{ revision: one, deployedAt: '2026-01-01T00:00:00Z' }];
    const appliedBy = (sync: object) => {
      const operationState = { phase: 'Succeeded', operation: { sync }, syncResult: { revision: two } };
      return gitopsStatuses([application({}, { history, operationState })])[0]?.applied;
    };
    assert.deepEqual(
      [appliedBy({}), appliedBy({ dryRun: true }), appliedBy({ resources: [{ kind: 'ConfigMap', name: 'a' }] })],
      [two, one, one],
    );
  });

  it('says who made it, whether it syncs by itself, and what of it is not well', () => {
    const ownerReferences = [{ kind: 'ApplicationSet', name: 'shop', controller: true }];
    const resources = [
      { kind: 'Deployment', name: 'web', health: { status: 'Degraded', message: 'too few' } },
      { kind: 'Service', name: 'web', health: { status: 'Healthy' } },
    ];
    const said = notesOf(application({}, { resources }, { ownerReferences }));
    assert.match(
      said,
      /ApplicationSet shop makes it.*does not sync by itself.*Not well: Deployment web: Degraded \(too few\)\.$/,
    );
    const automated = (policy: object) => notesOf(application({ syncPolicy: { automated: policy } }));
    assert.match(automated({ selfHeal: true }), /takes back/);
    assert.match(automated({}), /leaves until the next commit/);
    assert.match(automated({ enabled: false }), /does not sync by itself/);
  });

  it('is asked by its own program, quoted, and never by an option', () => {
    const wish = (name: string, namespace = 'argocd') =>
      gitopsStatuses([application({}, {}, { name, namespace })])[0]?.wishes?.map(({ command }) => command) ?? [];
    assert.deepEqual(wish('cart'), ['argocd app get cart --refresh', 'argocd app sync cart']);
    assert.equal(wish('cart', 'team-a')[1], 'argocd app sync team-a/cart');
    assert.equal(wish('a b;rm -rf /')[1], "argocd app sync 'a b;rm -rf /'");
    for (const name of ['--all', 'a\nb', 'a\u202eb']) assert.deepEqual(wish(name), []);
  });

  it('has a page where its own Argo CD says where that is, and nowhere else', () => {
    const settings = (url: unknown, namespace = 'argocd', name = 'argocd-cm') => ({
      ...live('ConfigMap', name, { metadata: { namespace }, data: { url } }),
      apiVersion: 'v1',
    });
    const page = (...among: LiveObject[]) => {
      const object = application({}, {}, { name: 'cart', namespace: 'argocd' });
      return gitopsStatuses([object], [object, ...among])[0]?.page;
    };
    const url = 'https://cd.example.com/argo';
    assert.equal(page(settings(url)), 'https://cd.example.com/argo/applications/argocd/cart');
    assert.equal(page(settings(`${url}/`)), 'https://cd.example.com/argo/applications/argocd/cart');
    for (const none of [[], [settings(url, 'other')], [settings(url, 'argocd', 'own')]])
      assert.equal(page(...none), undefined);
    for (const odd of ['javascript:alert(1)', 'cd.example.com', '', 7, 'file:///etc']) {
      assert.equal(page(settings(odd)), undefined, String(odd));
    }
    const hostile = application({}, {}, { name: '../../logout?x=', namespace: 'argocd' });
    const [found] = gitopsStatuses([hostile], [hostile, settings(url)]);
    assert.equal(found?.page, 'https://cd.example.com/argo/applications/argocd/..%2F..%2Flogout%3Fx%3D');
  });
});

describe('the sync windows of a project', () => {
  const at = (text: string) => Date.parse(text);
  const window = (more: Partial<SyncWindow>): SyncWindow => ({
    kind: 'deny',
    schedule: '0 22 * * *',
    duration: '8h',
    applications: ['*'],
    ...more,
  });
  const kindAt = (windows: SyncWindow[], text: string) => mayWindowsSync(windows, at(text)).kind;

  it('hold a sync up while one that denies it is on, over midnight too', () => {
    assert.equal(kindAt([window({})], '2026-11-30T21:59:00Z'), 'allowed');
    for (const text of ['2026-11-30T22:00:01Z', '2026-12-01T05:59:00Z'])
      assert.equal(kindAt([window({})], text), 'blocked');
    assert.equal(kindAt([window({})], '2026-12-01T06:00:00Z'), 'allowed');
  });

  it('go by the offset of their time zone now; one that is not known counts as UTC', () => {
    const zurich = [window({ timeZone: 'Europe/Zurich' })];
    assert.deepEqual(
      ['2026-11-30T21:30:00Z', '2026-07-30T20:30:00Z', '2026-11-30T20:30:00Z'].map((text) => kindAt(zurich, text)),
      ['blocked', 'blocked', 'allowed'],
    );
    assert.equal(kindAt([window({ timeZone: 'Nowhere/City' })], '2026-11-30T22:30:00Z'), 'blocked');
  });

  it('that allow hold it up outside of them; a denial counts more; by hand only where all say so', () => {
    const allow = window({ kind: 'allow', schedule: '0 8 * * mon-fri', duration: '2h', manualSync: true });
    assert.deepEqual(
      ['2026-11-30T08:30:00Z', '2026-11-29T08:30:00Z', '2026-11-30T10:30:00Z'].map((text) => kindAt([allow], text)),
      ['allowed', 'blocked', 'blocked'],
    );
    const both = mayWindowsSync([allow, window({ schedule: '* * * * *', duration: '1h' })], at('2026-11-30T08:30:00Z'));
    assert.deepEqual([both.kind, both.kind === 'blocked' && both.byHand], ['blocked', false]);
    const outside = mayWindowsSync([allow], at('2026-11-30T10:30:00Z'));
    assert.equal(outside.kind === 'blocked' && outside.byHand, true);
  });

  it('is open or closed at each moment as if nothing had been asked before', () => {
    const schedules = ['* * * * *', '*/7 * * * *', '0 8 * * mon-fri', '59 23 * * *'];
    const drawn = fc.record({
      schedule: fc.constantFrom(...schedules),
      duration: fc.constantFrom('1m', '90s', '30s', '5m', '8h', '1h30m'),
      offset: fc.integer({ min: 0, max: 200_000 }),
    });
    fc.assert(
      fc.property(drawn, ({ schedule, duration, offset }) => {
        const begin = at('2026-11-30T07:58:00Z');
        const one = window({ kind: 'deny', schedule, duration });
        for (const now of [begin + offset - 1, begin + offset, begin + offset + 1, begin + 60_000, begin + 60_001]) {
          // Another minute in between: what was kept is forgotten.
          const [first] = [mayWindowsSync([one], now), mayWindowsSync([one], now + 10 * 60_000 + 1)];
          mayWindowsSync([one], Math.floor(now / 60_000) * 60_000 + 1);
          assert.deepEqual(mayWindowsSync([one], now), first);
        }
      }),
    );
  });

  it('that cannot be read let nothing through', () => {
    for (const bad of [{ schedule: 'soon' }, { schedule: '61 * * * *' }, { duration: 'long' }, { duration: '-1h' }]) {
      assert.equal(kindAt([window(bad)], '2026-11-30T12:00:00Z'), 'unreadable', JSON.stringify(bad));
    }
  });

  it('concern an Application by one of their patterns, or by all where they ask for all', () => {
    const concerned = (more: object) =>
      windowsOf(project([{ kind: 'deny', schedule: '* * * * *', duration: '1h', ...more }]), application({}))?.length;
    assert.equal(concerned({ applications: ['ca*'] }), 1);
    assert.equal(concerned({ applications: ['web'], namespaces: ['cart'] }), 1);
    assert.equal(concerned({ applications: ['web'], namespaces: ['cart'], andOperator: true }), 0);
    assert.equal(concerned({ applications: ['cart'], clusters: ['in-cluster'], andOperator: true }), 1);
    assert.equal(concerned({}), 0);
    assert.equal(windowsOf(project('none'), application({})), undefined);
  });

  it('are told with the Application while they hold it up, and that they cannot be read where it is out of sync', () => {
    const held = application({ syncPolicy: { automated: {} } }, { sync: { status: 'OutOfSync', revision: one } });
    const denying = project([window({ schedule: '* * * * *', duration: '1h', description: 'moving house' })]);
    const [status] = gitopsStatuses([held], [held, denying]);
    assert.ok(status);
    const said = heldByWindow(status, at('2026-11-30T12:00:00Z')).notes?.map(inEnglish).join(' ') ?? '';
    assert.match(said, /It does not sync now, not by hand either: deny \* \* \* \* \* UTC, 1h \(moving house\)\./);
    assert.match(notesOf(held), /Whether a sync window holds it up is not known/);
  });
});

describe('a schedule', () => {
  const days = (text: string) => {
    const schedule = readSchedule(text);
    return [0, 1, 2, 3, 4, 5, 6].filter((day) => schedule?.matches(new Date(Date.UTC(2026, 10, 1 + day))));
  };

  it('has stars, lists, ranges, steps and names', () => {
    assert.deepEqual(days('0 0 * * sun,tue'), [0, 2]);
    assert.deepEqual(days('0 0 ? * 1-5'), [1, 2, 3, 4, 5]);
    assert.deepEqual(days('0 0 1/3 nov *'), [0, 3, 6]);
    assert.deepEqual(days('*/30 * 2 * wed'), [1, 3], 'one of both is enough');
  });

  it('is none where a field is not one', () => {
    for (const text of [
      '',
      '* * * *',
      '* * * * * *',
      '@daily',
      '60 * * * *',
      '5-1 * * * *',
      '*/0 * * * *',
      '1,, * * * *',
    ]) {
      assert.equal(readSchedule(text), undefined, text);
    }
  });
});

describe('a Kustomization of Flux', () => {
  const kustomization = (kind: string, status: object, spec: object = {}) =>
    live('Kustomization', 'cart', {
      metadata: { namespace: 'flux-system' },
      spec: { sourceRef: { kind, name: 'cart' }, path: './', ...spec },
      status: { observedGeneration: 1, conditions: [cond('Ready', 'True', 'ReconciliationSucceeded')], ...status },
    });
  const source = (kind: string, body: object): LiveObject => ({
    ...live(kind, 'cart', { metadata: { namespace: 'flux-system' }, ...body }),
    apiVersion: 'source.toolkit.fluxcd.io/v1',
  });
  const git = (spec: object = {}) =>
    source('GitRepository', { spec: { url: cart.repoURL, ref: { branch: 'prod' }, ...spec } });

  it('of what was packed from a commit tells that commit, by what its origin says', () => {
    const metadata = {
      'org.opencontainers.image.source': cart.repoURL,
      'org.opencontainers.image.revision': `prod@sha1:${two}`,
    };
    const packed = source('OCIRepository', {
      spec: { url: 'oci://registry.example.com/cart' },
      status: { artifact: { revision: 'latest@sha256:' + 'f'.repeat(64), metadata } },
    });
    const status = {
      lastAppliedRevision: 'latest@sha256:' + 'e'.repeat(64),
      lastAppliedOriginRevision: `prod@sha1:${one}`,
    };
    const [found] = gitopsStatuses([kustomization('OCIRepository', status)], [packed]);
    assert.deepEqual(
      [found?.repository, found?.follows, found?.desired, found?.applied],
      [cart.repoURL, 'prod', two, one],
    );
    const [silent] = gitopsStatuses(
      [kustomization('OCIRepository', { lastAppliedRevision: `prod@sha1:${one}` })],
      [packed],
    );
    assert.equal(silent?.applied, undefined, 'a digest is no commit');
  });

  it('stands still with its source', () => {
    const [found] = gitopsStatuses([kustomization('GitRepository', {})], [git({ suspend: true })]);
    assert.equal(found?.paused, true);
    assert.match((found.notes ?? []).map(inEnglish).join(), /GitRepository cart is suspended/);
  });

  it('says whose commits image automation makes on its branch, and on no other', () => {
    const automation = (push: object, metadata: object = {}): LiveObject => ({
      ...live('ImageUpdateAutomation', 'images', {
        metadata: { namespace: 'flux-system', ...metadata },
        spec: {
          sourceRef: { kind: 'GitRepository', name: 'cart' },
          git: { commit: { author: { name: 'fluxbot', email: 'flux@example.com' } }, ...push },
        },
      }),
      apiVersion: 'image.toolkit.fluxcd.io/v1',
    });
    const said = (...among: LiveObject[]) =>
      (gitopsStatuses([kustomization('GitRepository', {})], [git(), ...among])[0]?.notes ?? []).map(inEnglish).join();
    assert.match(said(automation({})), /ImageUpdateAutomation images commits newer images to prod as fluxbot/);
    assert.equal(said(automation({ push: { branch: 'images' } })), '');
    assert.equal(said(automation({}, { namespace: 'team-a' })), '');
  });

  it('is asked by its own program', () => {
    const [found] = gitopsStatuses([kustomization('GitRepository', {})], [git()]);
    assert.deepEqual(
      found?.wishes?.map(({ command }) => command),
      [
        'flux reconcile source git cart --namespace=flux-system',
        'flux reconcile kustomization cart --namespace=flux-system --with-source',
      ],
    );
  });
});

describe('a command that is copied', () => {
  it('is none with a value that is empty, hidden, or an option', () => {
    const command = (value: string, flag = '') => copiedCommand(['tool', { flag, value }]);
    for (const value of ['', 'a\tb', 'a\u200bb', '-x']) assert.equal(command(value), undefined, JSON.stringify(value));
    assert.equal(command('-x', '--name='), "tool --name='-x'");
    assert.equal(command('a.b-c'), 'tool a.b-c');
  });
});
