import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import type { DriftReport } from '../../../src/core/drift/report';
import type { ManifestFile } from '../../../src/core/manifest/objects';
import { anyObject, deployment, known, yamlOf, type Generated } from './generate';
import { manifest } from './served';

function compare(file: ManifestFile, ...objects: unknown[]): DriftReport {
  return compareManifests(
    [file],
    { objects: objects as LiveObject[], unseen: () => undefined },
    { schemaOf: bundledSchema },
  );
}

function findings(report: DriftReport): readonly string[] {
  return report.objects.flatMap(({ verdict, fields }) => [
    verdict,
    ...fields.map((field) => `${field.path} ${field.verdict}`),
  ]);
}

/** The value with each list in another order, where the server tells its items by name. */
function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffled(item, random));
    const isKeyed = items.every((item) => typeof item === 'object' && item !== null && 'name' in item);
    return isKeyed
      ? items
          .map((item) => ({ item, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item)
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner, random)]),
  );
}

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

function leaves(value: unknown, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function changedAt(value: unknown, path: readonly (string | number)[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Generated) };
  const holder = copy as Record<string | number, unknown>;
  holder[step] = changedAt(holder[step], rest, leaf);
  return copy;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** What names an object or an item of a list cannot change: it would be another one. */
function isKey({ path }: Leaf): boolean {
  const [first, second] = path;
  const key = path.at(-1);
  const isInItem = typeof path.at(-2) === 'number';
  return (
    first === 'apiVersion' ||
    first === 'kind' ||
    (first === 'metadata' && (second === 'name' || second === 'namespace')) ||
    (isInItem &&
      ['name', 'containerPort', 'port', 'mountPath', 'protocol'].includes(String(key)) &&
      !path.includes('volumeMounts')) ||
    key === 'mountPath'
  );
}

describe('Comparing keeps its laws', () => {
  it('a thing compared with itself is the same', () => {
    fc.assert(
      fc.property(anyObject, (generated) => {
        const file = manifest(JSON.stringify(generated));
        assert.equal(file.objects.length, 1);
        assert.deepEqual(findings(compare(file, file.objects[0]?.value)), ['none']);
      }),
      { numRuns: 500 },
    );
  });

  it('the order of keys and of named items says nothing', () => {
    fc.assert(
      fc.property(known, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (generated, numbers) => {
        const random = () => numbers.next().value ?? 0;
        assert.deepEqual(findings(compare(manifest(yamlOf(generated)), shuffled(generated, random))), ['none']);
      }),
    );
  });

  it('one changed value is found, at its path and on its line, and nothing else', () => {
    fc.assert(
      fc.property(known, fc.nat(), fc.boolean(), (generated, pick, isGone) => {
        // Every value its own, so that the line can be found by it.
        const unique = leaves(generated).reduce<unknown>((object, { path, value }, at) => {
          if (isKey({ path, value }) || typeof value === 'boolean') return object;
          return changedAt(object, path, typeof value === 'number' ? 70_000 + at : `unique-${at}-${String(value)}`);
        }, generated) as Generated;
        const candidates = leaves(unique).filter((leaf) => !isKey(leaf) && typeof leaf.value !== 'boolean');
        const leaf = candidates[pick % candidates.length];
        assert.ok(leaf);
        const text = yamlOf(unique);
        const other = isGone ? null : typeof leaf.value === 'number' ? leaf.value + 1 : 'other';
        const [object] = compare(manifest(text), changedAt(unique, leaf.path, other)).objects;
        const [field, ...more] = object?.fields ?? [];
        assert.ok(field, 'it is found');
        assert.deepEqual(more, [], 'and nothing else');
        // Arguments are one value, from the line of their key on.
        const isItem = typeof leaf.path.at(-1) === 'number';
        assert.equal(field.verdict, isGone && !isItem ? 'missing' : 'changed');
        const key = leaf.path.findLast((step) => typeof step === 'string');
        assert.match(field.path, new RegExp(`\\b${String(key)}"?\\]?$`));
        const line = text.split('\n').findIndex((line) => line.includes(String(leaf.value))) + 1;
        if (!isItem) assert.equal(field.line, line);
      }),
      { numRuns: 300 },
    );
  });

  it('a variable that a person adds to any container is found there', () => {
    fc.assert(
      fc.property(deployment, fc.nat(), fc.boolean(), (generated, pick, isKnown) => {
        const live = JSON.parse(JSON.stringify(generated)) as {
          metadata: Record<string, unknown>;
          spec: { template: { spec: { containers: { name: string; env?: unknown[] }[] } } };
        };
        const { containers } = live.spec.template.spec;
        const container = containers[pick % containers.length];
        assert.ok(container);
        container.env = [{ name: 'BY_HAND', value: '1' }, ...(container.env ?? [])];
        const claim = (item: string, inner: object) => ({ [item]: inner });
        if (isKnown) {
          const env = claim('f:env', claim('k:{"name":"BY_HAND"}', { '.': {}, 'f:name': {}, 'f:value': {} }));
          const template = claim('f:spec', claim('f:containers', claim(`k:{"name":"${container.name}"}`, env)));
          live.metadata['managedFields'] = [
            {
              manager: 'kubectl-set',
              operation: 'Update',
              time: '2026-03-02T09:30:00Z',
              fieldsV1: claim('f:spec', claim('f:template', template)),
            },
          ];
        }
        assert.deepEqual(findings(compare(manifest(yamlOf(generated)), live)), [
          'extra',
          `spec.template.spec.containers[name=${container.name}].env[name=BY_HAND] extra`,
        ]);
      }),
    );
  });

  it('nothing that is compared is changed', () => {
    fc.assert(
      fc.property(known, known, (a, b) => {
        const file = manifest(yamlOf(a));
        for (const { value } of file.objects) frozen(value);
        compare(file, frozen({ ...b, apiVersion: a['apiVersion'], kind: a['kind'] }));
      }),
    );
  });
});

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
          const report = compare(
            manifest(yamlOf(generated)),
            live,
            { ...live, metadata },
            { metadata: fields },
            { metadata: null, kind: fields },
          );
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
      assert.deepEqual(
        findings(compare(manifest(text), live)),
        ['changed', 'spec.strategy missing'].map((word) => word.replace('changed', 'missing')),
      );
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
