import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gitopsStatuses, isSettled, type GitopsStatus } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { inEnglish } from '../../../src/core/support/message';
import { cond, live } from './builders';
import { published } from './published';

const [one, two] = ['a1b2c3d4e5f6'.padEnd(40, '0'), 'b'.repeat(40)];
const sourceRef = { kind: 'GitRepository', name: 'cart' };
const ready = cond('Ready', 'True', 'UpgradeSucceeded');

const repository = (commit = one, ...conditions: object[]) =>
  published(
    live('GitRepository', 'cart', {
      spec: { url: 'https://git.example.com/gitops/cart.git', ref: { branch: 'prod' } },
      status: {
        observedGeneration: 1,
        artifact: { revision: `prod@sha1:${commit}` },
        conditions: conditions.length > 0 ? conditions : [cond('Ready', 'True', 'Succeeded')],
      },
    }),
  );

const deployed = (chartVersion: string, status = 'deployed') => ({
  history: [
    { name: 'cart', chartName: 'cart', chartVersion, version: 2, status, lastDeployed: '2026-01-01T00:00:00Z' },
  ],
  lastAttemptedRevision: chartVersion,
});

const byCommit = { chart: { spec: { chart: './deploy', sourceRef, reconcileStrategy: 'Revision' } } };

function release(status: object, spec: object = byCommit, conditions: object[] = [ready]): LiveObject {
  return published(live('HelmRelease', 'cart', { spec, status: { observedGeneration: 1, conditions, ...status } }));
}

const told = (...objects: LiveObject[]): GitopsStatus[] => gitopsStatuses(objects);
const brought = `1.2.0+${one.slice(0, 12)}`;

describe('a HelmRelease of Flux', () => {
  it('deploys the branch that its chart lies on, and the commit that its version names', () => {
    const [found] = told(release(deployed(brought)), repository());
    assert.ok(found);
    const { repository: url, follows, path, targetNamespace, desired, attempted, applied, sync, health } = found;
    assert.deepEqual(
      { url, follows, path, targetNamespace, desired, attempted, applied, sync, health },
      {
        url: 'https://git.example.com/gitops/cart.git',
        ...{ follows: 'prod', path: './deploy', targetNamespace: 'shop' },
        ...{ desired: one, attempted: one, applied: one, sync: 'synced', health: 'healthy' },
      },
    );
    assert.deepEqual(found.history, [{ commit: one, since: '2026-01-01T00:00:00Z' }]);
    assert.equal(isSettled(found), true);
    assert.deepEqual(
      found.wishes?.map(({ command }) => command),
      [
        'flux reconcile source git cart --namespace=shop',
        'flux reconcile helmrelease cart --namespace=shop --with-source',
      ],
    );
  });

  it('is told through the HelmChart that it refers to, and where values are read of files', () => {
    const chart = published({
      ...live('HelmChart', 'shared', { spec: { chart: 'deploy', sourceRef, reconcileStrategy: 'Revision' } }),
      apiVersion: 'source.toolkit.fluxcd.io/v1',
    });
    const spec = { chartRef: { kind: 'HelmChart', name: 'shared' } };
    const [found] = told(release(deployed(`${brought}.7`), spec), chart, repository());
    assert.deepEqual([found?.applied, found?.path, found?.sync], [one, 'deploy', 'synced']);
    assert.deepEqual(told(release(deployed(brought), spec)), [], 'what is not there names no branch');
  });

  it('is told of a chart that was packed from a commit, by its digest', () => {
    const digest = `sha256:${'c'.repeat(64)}`;
    const metadata = {
      'org.opencontainers.image.source': 'https://git.example.com/gitops/cart',
      'org.opencontainers.image.revision': `prod@sha1:${one}`,
    };
    const packed = published({
      ...live('OCIRepository', 'cart', {
        status: {
          observedGeneration: 1,
          artifact: { revision: `1.2.0@${digest}`, metadata },
          conditions: [cond('Ready', 'True', 'Succeeded')],
        },
      }),
      apiVersion: 'source.toolkit.fluxcd.io/v1',
    });
    const spec = { chartRef: { kind: 'OCIRepository', name: 'cart' } };
    const history = (ociDigest: string) => ({ history: [{ ...deployed('1.2.0').history[0], ociDigest }] });
    assert.deepEqual(
      told(release(history(digest), spec), packed).map(({ applied, sync }) => [applied, sync]),
      [[one, 'synced']],
    );
    const other = told(release(history(`sha256:${'d'.repeat(64)}`), spec), packed);
    assert.deepEqual([other[0]?.applied, other[0]?.sync], [undefined, 'outOfSync']);
  });

  it('is none of a branch where its chart is of a Helm repository', () => {
    const chart = { spec: { chart: 'cart', sourceRef: { kind: 'HelmRepository', name: 'cart' } } };
    assert.deepEqual(told(release(deployed('1.2.0'), { chart }), repository()), []);
  });

  it('tells no commit where a new version in Chart.yaml alone is deployed, and says so', () => {
    const chart = { spec: { chart: './deploy', sourceRef } };
    const [found] = told(release(deployed(brought), { chart }), repository());
    assert.deepEqual([found?.applied, found?.attempted, found?.sync], [undefined, undefined, 'unknown']);
    assert.match((found?.notes ?? []).map(inEnglish).join(), /not each commit \(reconcileStrategy\)/);
  });

  const doubtful: Readonly<Record<string, readonly LiveObject[]>> = {
    'a newer commit that its source has': [release(deployed(brought)), repository(two)],
    'a release that failed': [release(deployed(brought, 'failed')), repository()],
    'another chart’s version': [release(deployed('1.2.0+beta')), repository()],
    'a version that only looks like it': [release(deployed(`1.2.0+${one.slice(0, 11)}`)), repository()],
    'a source that cannot fetch': [
      release(deployed(brought)),
      repository(one, cond('Ready', 'False', 'GitOperationFailed', 'no route to host')),
    ],
    'a source that is not at hand': [release(deployed(brought))],
    'a latest change that is not observed': [
      { ...release(deployed(brought)), metadata: { ...release({}).metadata, generation: 2 } },
      repository(),
    ],
  };
  for (const [what, objects] of Object.entries(doubtful)) {
    it(`is not in sync by ${what}`, () => {
      for (const { sync } of told(...objects)) assert.notEqual(sync, 'synced');
    });
  }

  it('is degraded after it was rolled back although it is ready, and failed while it is not ready', () => {
    const back = cond('Remediated', 'True', 'RollbackSucceeded', 'rolled back to 1.1.0');
    const [rolled] = told(release(deployed(brought), byCommit, [ready, back]), repository());
    assert.equal(rolled?.health, 'degraded');
    assert.equal(rolled.healthySince, undefined);
    const failing = cond('Ready', 'False', 'UpgradeFailed', 'timed out');
    const [failed] = told(release(deployed(brought), byCommit, [failing]), repository());
    assert.deepEqual([failed?.operation, failed?.health, isSettled(failed!)], ['failed', 'degraded', false]);
    const [running] = told(
      release(deployed(brought), byCommit, [cond('Ready', 'Unknown', 'Progressing')]),
      repository(),
    );
    assert.deepEqual([running?.operation, isSettled(running!)], ['running', false]);
  });

  it('is not healthy by being ready where it does not wait, and paused where it or its source is suspended', () => {
    const [found] = told(release(deployed(brought), { ...byCommit, upgrade: { disableWait: true } }), repository());
    assert.deepEqual([found?.health, found?.healthySince], ['unknown', undefined]);
    const [held] = told(release(deployed(brought), { ...byCommit, suspend: true }), repository());
    assert.deepEqual([held?.paused, held?.health], [true, 'healthy']);
  });

  it('says where it deploys to another cluster', () => {
    const kubeConfig = { secretRef: { name: 'eu-west' } };
    const [found] = told(release(deployed(brought), { ...byCommit, kubeConfig }), repository());
    assert.equal(found?.elsewhere, 'kubeConfig eu-west');
  });

  it('names as applied only the commit that its source has, whatever versions stand there', () => {
    const digits = fc.constantFrom(one.slice(0, 12), one.slice(0, 11), one.slice(0, 13), two.slice(0, 12), 'beta');
    const version = fc
      .tuple(
        fc.constantFrom('1.2.0', '', '1+'),
        fc.constantFrom('+', '-', ''),
        digits,
        fc.constantFrom('', '.7', '.x', ' '),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(version, (chartVersion) => {
        const [found] = gitopsStatuses([
          live('HelmRelease', 'cart', {
            spec: byCommit,
            status: { observedGeneration: 1, conditions: [ready], ...deployed(chartVersion) },
          }),
          repository(),
        ]);
        const [digits = '', generation = '0', ...more] = (chartVersion.split('+').at(-1) ?? '').split('.');
        const isNamed = chartVersion.includes('+') && digits === one.slice(0, 12);
        assert.equal(found?.applied !== undefined, isNamed && /^\d+$/.test(generation) && more.length === 0);
      }),
    );
  });
});
