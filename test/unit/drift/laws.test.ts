import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { anyObject, deployment, known, yamlOf, type Generated } from './generate';
import { manifest } from './served';
import { changedAt, compare, findings, leaves, type Leaf } from './walk';

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
        const random = () => Number(numbers.next().value);
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
