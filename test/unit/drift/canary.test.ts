import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { compareManifests } from '../../../src/core/drift/compare';
import { manifest } from './served';
import { object } from './cases/build';

const secret = (content: string) => object('v1', 'Secret', content);
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('No value of a Secret leaves the comparison', () => {
  const canary = fc
    .string({
      minLength: 12,
      maxLength: 24,
      unit: fc.constantFrom(...Array.from('abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789')),
    })
    .map((text) => `K${text}7`);

  const shapes: readonly ((desired: string) => string)[] = [
    (value) => secret(`stringData: {p: ${value}}`),
    (value) => secret(`data: {p: ${base64(value)}}`),
    (value) => secret(`data: {p: ${value}!}`),
    (value) => secret(`stringData: {p: {deep: ${value}}}`),
    (value) => secret(`stringData: {p: [${value}]}`),
    (value) => secret(`stringData: ${value}`),
    (value) => secret(`stringdata: {p: ${value}}`),
    (value) => secret(`spec: {password: ${value}}\nstringData: {p: "1"}`),
    (value) => secret(`password: ${value}`),
    (value) => secret(`stringData:\n  p: "${value}\nother: 'x\n`),
    (value) => secret(`stringData:\n  p: *${value}\n`),
    (value) => secret(`stringData:\n  p: @${value}\n`),
    (value) => secret(`stringData:\n  p: "\\q${value}"\n`),
    (value) => secret(`stringData: {p: ${value}\n`),
    (value) => secret(`stringData:\n  p: 1\n ${value}\n`),
    (value) => secret(`stringData:\n  p: !!int ${value}\n`),
    (value) => secret(`stringData:\n  p: | ${value}\n`),
    (value) => `${secret('stringData: {p: x}')}\n%${value}\n`,
    (value) =>
      object(
        'v1',
        'Secret',
        'type: Opaque',
        `name: web, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"p":"${value}"}}', kapp.k14s.io/original: '{"stringData":{"p":"${value}"}}'}`,
      ),
    (value) =>
      object(
        'example.com/v1',
        'Bundle',
        `spec: {template: {kind: Secret, metadata: {name: s}, stringData: {p: ${value}}}}`,
      ),
    (value) =>
      object(
        'example.com/v1',
        'Bundle',
        `spec: {manifests: [{kind: Secret, data: {p: ${base64(value)}}}, {kind: ConfigMap}]}`,
      ),
    (value) =>
      `apiVersion: v1\nkind: List\nitems:\n- ${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, stringData: { p: value } })}`,
  ];

  const forms = (value: string): readonly string[] => {
    const all = [value, base64(value), base64(value).replace(/=+$/, '')];
    return [...all, ...all.map((text) => Array.from(text).reverse().join(''))];
  };

  const lives = (value: string): readonly LiveObject[] =>
    [
      {
        kind: 'Secret',
        apiVersion: 'v1',
        data: { p: base64(value), q: base64(value) },
        stringData: { p: value },
        password: value,
        spec: { password: value },
      },
      { kind: 'Secret', apiVersion: 'v1', data: value },
      {
        kind: 'Bundle',
        apiVersion: 'example.com/v1',
        spec: { template: { kind: 'Secret', data: { p: base64(value) } } },
      },
      {
        kind: 'Bundle',
        apiVersion: 'example.com/v1',
        spec: { manifests: [{ kind: 'Secret', stringData: { p: value } }], template: value },
      },
    ].map((live) => ({
      ...live,
      metadata: {
        name: 'web',
        namespace: 'shop',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
            stringData: { p: value },
            data: { q: base64(value) },
          }),
          // What stands in an annotation of anything else is no Secret's.
          note: live.kind === 'Secret' ? value : 'plain',
        },
        managedFields: [
          {
            manager: 'kubectl-edit',
            operation: 'Update',
            time: '2026-03-02T09:30:00Z',
            fieldsV1: { 'f:data': {}, 'f:password': {}, 'f:metadata': {}, 'f:spec': {} },
          },
        ],
      },
    }));

  it('as it is, encoded, or backwards: in no report, reason, warning or error', () => {
    fc.assert(
      fc.property(canary, canary, fc.nat(shapes.length - 1), fc.nat(3), (mine, theirs, shape, which) => {
        const file = manifest(shapes[shape]?.(mine) ?? '');
        const live = lives(theirs)[which];
        assert.ok(live);
        const report = compareManifests(
          [file],
          { objects: [live], unseen: () => undefined },
          { schemaOf: bundledSchema },
        );
        const text = JSON.stringify(report);
        // A Bundle's own text is no Secret's.
        const secrets = which === 3 ? [mine] : [mine, theirs];
        for (const value of secrets)
          for (const form of forms(value)) assert.ok(!text.includes(form), `${shape}: ${text}`);
      }),
      { numRuns: 600 },
    );
  });
});
