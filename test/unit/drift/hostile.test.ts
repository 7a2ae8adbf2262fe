import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { anyObject, yamlOf } from './generate';
import { manifest } from './served';
import type { LiveObject } from '../../../src/core/cluster/live';
import { withOrphans } from '../../../src/core/drift/orphans';
import { changedAt, compare, findings, leaves } from './walk';

describe('A live object may hold anything', () => {
  const hostileKey = fc.constantFrom(
    'toString',
    'valueOf',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'name',
    '',
    'k:{',
    'f:spec',
    '.',
    'length',
    'toJSON',
  );
  const hostile: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, -1, 1e308, 5e-324, '', '1'.repeat(200), '\u0000', 2n ** 80n, '{{', '1e99999999'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.array(fc.tuple(hostileKey, tie('any')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    ),
  })).any;

  it('and comparing does not throw', () => {
    fc.assert(
      fc.property(
        anyObject,
        fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 4 }),
        hostile,
        (generated, changes, fields) => {
          const live = changes.reduce<unknown>((object, [pick, value]) => {
            const all = leaves(object).filter(
              ({ path: [first, second] }) => first !== 'apiVersion' && first !== 'kind' && second !== 'name',
            );
            const path = all[pick % Math.max(all.length, 1)]?.path ?? ['spec'];
            return changedAt(object, path.slice(0, Math.max(2, pick % (path.length + 1))), value);
          }, generated) as { metadata: object };
          const entry = { manager: fields, operation: fields, time: fields, subresource: fields, fieldsV1: fields };
          const metadata = { ...live.metadata, managedFields: [entry, fields], annotations: fields, labels: fields };
          const file = manifest(yamlOf(generated));
          const rules = { spec: { ignoreDifferences: fields, ignore: [fields] }, status: { resources: [fields] } };
          const objects: unknown[] = [
            live,
            { ...live, metadata },
            { metadata: fields },
            { metadata: null, kind: fields },
            { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'a' }, ...rules },
            { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'k' }, ...rules },
          ];
          const report = withOrphans(compare(file, ...objects), [file], { objects: objects as LiveObject[] });
          JSON.stringify(report, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('and as the kind says nothing, a kind may be called anything', () => {
    for (const kind of ['constructor', '__proto__', 'toString']) {
      const text = JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'web' }, spec: { strategy: 1 } });
      const live = { apiVersion: 'v1', kind, metadata: { name: 'web' }, spec: {} };
      assert.deepEqual(findings(compare(manifest(text), live)), ['missing', 'spec.strategy missing']);
    }
  });

  for (const key of ['constructor', '__proto__', 'toString']) {
    it(`a key ${key} is a key`, () => {
      const config = (data: string) =>
        `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web"},"data":{"a":"1"${data}}}`;
      const more = config(`,"${key}":"x"`);
      assert.deepEqual(findings(compare(manifest(more), JSON.parse(config('')))), ['missing', `data.${key} missing`]);
      assert.deepEqual(findings(compare(manifest(config('')), JSON.parse(more))), ['extra', `data.${key} extra`]);
      assert.deepEqual(findings(compare(manifest(more), JSON.parse(more))), ['none']);
    });
  }

  it('and what is deeper than any stack is unknown', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } };
    const deep = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as unknown;
    for (const depth of [300, 200_000]) {
      const file = manifest(JSON.stringify({ ...config, data: { a: '1' } }));
      assert.deepEqual(findings(compare(file, { ...config, data: { a: deep(depth) } })), ['unknown']);
      const same = manifest(
        JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Hook', metadata: { name: 'web' }, spec: { b: 1 } }),
      );
      const live = {
        apiVersion: 'example.com/v1',
        kind: 'Hook',
        metadata: { name: 'web' },
        spec: { a: deep(depth), b: 1 },
      };
      assert.ok(['none', 'unknown'].includes(compare(same, live).objects[0]?.verdict ?? ''));
    }
  });

  it('and a list of many thousand items is compared in good time', () => {
    const env = Array.from({ length: 20_000 }, (_, at) => ({ name: `N${at}`, value: 'x' }));
    const pod = (value: unknown) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'web', env: value }] },
    });
    const report = compare(manifest(JSON.stringify(pod(env.slice(0, 50)))), pod(env));
    assert.equal(report.objects[0]?.fields.length, 19_950);
  });
});
