import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/core/cluster/connection/lines';
import { parseJson } from '../../../src/core/cluster/connection/parseJson';
import { ClusterError } from '../../../src/core/cluster/connection/failure';
import { listAt } from '../../../src/core/cluster/json';
import { SchemaReader } from '../../../src/core/cluster/schemas/openapi';
import { readEvent } from '../../../src/core/cluster/watch/event';
import { ObjectStore } from '../../../src/core/cluster/watch/objectStore';
import { trim } from '../../../src/core/cluster/watch/trim';
import { canary } from '../engine/canary';
import { mutatedJson } from '../engine/mutateJson';
import { anyWord } from '../engine/words';
import { orRefused, type Target } from '../engine/target';

const ref = { apiVersion: 'v1', kind: 'Secret' };
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'a',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '9007199254740993',
    annotations: { [lastApplied]: `{"data":{"a":"${canary}"}}` },
    managedFields: [
      { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:data': { 'f:a': {} } } },
    ],
    ownerReferences: [{ kind: 'X', name: 'x', controller: false }],
  },
  data: { a: 'eA==' },
};
const unread = [TypeError, SyntaxError, ClusterError] as const;

/** A list of a cluster. What is no object is refused; an object is kept as it came, but for what nobody looks at. */
export const clusterLists: Target = {
  name: 'clusterLists',
  inputs: mutatedJson([
    {
      kind: 'SecretList',
      metadata: { resourceVersion: '7', continue: 'x' },
      items: [secret, { metadata: { name: 'b' } }],
    },
  ]),
  weight: 40,
  law(text) {
    const body = orRefused([SyntaxError], () => parseJson(text));
    const rounded = orRefused([SyntaxError], () => JSON.parse(text) as unknown);
    assert.equal(JSON.stringify(body, asNumbers), JSON.stringify(rounded));
    for (const item of listAt(body, 'items')) {
      const object = orRefused(unread, () => trim(item, ref));
      if (!object) continue;
      assert.deepEqual([object.apiVersion, object.kind], ['v1', 'Secret']);
      assert.equal(typeof object.metadata.name, 'string');
      const { managedFields, metadata } = {
        managedFields: object.metadata.managedFields ?? [],
        metadata: object.metadata,
      };
      for (const entry of managedFields) JSON.stringify(entry.fieldsV1);
      assert.ok(metadata.annotations?.[lastApplied] === undefined, 'the copy of the values is kept');
    }
  },
};

function asNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

const event = fc.record({
  type: fc.constantFrom('ADDED', 'MODIFIED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'OTHER'),
  name: fc.constantFrom('a', 'b', 'constructor', ''),
  namespace: fc.constantFrom('n', 'm', '__proto__', undefined),
  version: fc.constantFrom('1', '2', '3', undefined, 4),
});
const eventLine = event.map(({ type, name, namespace, version }) => {
  const metadata = { name, namespace, resourceVersion: version, uid: name, annotations: { [lastApplied]: canary } };
  return JSON.stringify({ type, object: type === 'ERROR' ? { code: 410, message: canary } : { metadata } });
});
const watchLine = fc.oneof(
  { weight: 10, arbitrary: eventLine },
  { weight: 2, arbitrary: mutatedJson([{ type: 'ADDED', object: secret }]) },
  { weight: 1, arbitrary: anyWord },
);

/**
 * The lines of a watch, in any order, doubled, torn, with garbage between them. Up to the first that is no event the
 * store is what a simple model says, however the bytes were cut; that one ends the watch with an error.
 */
export const watchEvents: Target = {
  name: 'watchEvents',
  inputs: fc.array(watchLine, { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join('')),
  weight: 30,
  law(text) {
    const [store, model] = [new ObjectStore(), new Map<string, string>()];
    const splitter = new LineSplitter(1 << 20);
    const bytes = Buffer.from(text);
    const step = 1 + (bytes.length % 37);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += step) lines.push(...splitter.push(bytes.subarray(at, at + step)));
    assert.deepEqual(
      lines,
      text
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.trim() !== ''),
    );
    for (const line of lines) {
      const read = orRefused(unread, () => readEvent(line, ref));
      if (!read) break;
      if (read.type === 'passed') continue;
      const { namespace, name, resourceVersion } = read.object.metadata;
      const key = JSON.stringify([namespace ?? '', name]);
      if (read.type === 'removed') {
        store.remove(read.object);
        model.delete(key);
      } else {
        store.set(read.object);
        model.set(key, versionOf(resourceVersion));
      }
      assert.ok(read.object.metadata.annotations?.[lastApplied] === undefined, 'the copy of the values is kept');
    }
    const places = [...new Set([...model.keys()].map((key) => (JSON.parse(key) as string[])[0] ?? ''))];
    for (const place of places) {
      const wanted = [...model].filter(([key]) => [place, ''].includes((JSON.parse(key) as string[])[0] ?? ''));
      const found = store
        .objects(place)
        .map(({ metadata }) => [
          JSON.stringify([metadata.namespace ?? '', metadata.name]),
          versionOf(metadata.resourceVersion),
        ]);
      assert.deepEqual(found.sort(), wanted.sort());
    }
  },
};

/** Whatever a server takes for a version. */
function versionOf(resourceVersion: unknown): string {
  return JSON.stringify([resourceVersion]);
}

const schema = {
  'io.k8s.api.apps.v1.Deployment': {
    type: 'object',
    properties: {
      metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.meta.v1.ObjectMeta' }], default: {} },
      spec: { $ref: '#/components/schemas/io.k8s.api.apps.v1.Deployment' },
      ports: {
        type: 'array',
        items: { properties: { port: { type: 'integer', default: 1 } } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['port'],
      },
      limits: { additionalProperties: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity' } },
      any: { 'x-kubernetes-int-or-string': true, format: 'int-or-string' },
    },
    'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
  },
  'io.k8s.meta.v1.ObjectMeta': { properties: { labels: { additionalProperties: { type: 'string' } } } },
};

/** The schemas of a cluster. Whatever they are: a schema for each kind, with nothing in it that is no schema. */
export const openapi: Target = {
  name: 'openapi',
  inputs: mutatedJson([schema]),
  weight: 40,
  law(text) {
    const components = orRefused([SyntaxError], () => parseJson(text));
    if (typeof components !== 'object' || components === null || Array.isArray(components)) return;
    for (const [key, { ref: kind, read }] of new SchemaReader(components as Record<string, unknown>).kinds()) {
      assert.equal(key, `${kind.apiVersion}/${kind.kind}`);
      const node = read();
      assert.equal(typeof node.open, 'boolean');
      for (const field of node.fields?.values() ?? []) assert.equal(typeof field.open, 'boolean');
      if (node.list?.kind === 'map') assert.ok(node.list.keys.every((one) => typeof one === 'string'));
    }
  },
};
