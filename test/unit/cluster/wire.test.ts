import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Backoff } from '../../../src/core/cluster/connection/backoff';
import { LineSplitter, LineTooLong } from '../../../src/core/cluster/connection/lines';
import { parseJson } from '../../../src/core/cluster/connection/parseJson';
import { proxyFor } from '../../../src/core/cluster/connection/proxy';
import { trim } from '../../../src/core/cluster/watch/trim';
import { live, madeBy } from './builders';

describe('lines of a stream', () => {
  const line = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((text) => text.trim() !== '' && !text.includes('\n'));

  it('come out as they went in, however the bytes are cut', () =>
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 })), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const splitter = new LineSplitter(10_000);
        const out: string[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const length = cuts[turn % Math.max(1, cuts.length)] ?? 5;
          out.push(...splitter.push(bytes.subarray(at, at + length)));
          at += length;
        }
        assert.deepEqual(out, lines);
      }),
    ));

  it('are bounded', () => {
    const splitter = new LineSplitter(10);
    assert.throws(() => Array.from({ length: 4 }, () => splitter.push(Buffer.from('xxxx'))), LineTooLong);
  });
});

describe('numbers of the wire', () => {
  it('keep every digit of a large integer', () => {
    assert.deepEqual(
      parseJson('{"a": 9007199254740993, "b": [-12345678901234567890], "c": 1.5, "d": "9007199254740993"}'),
      {
        a: 9007199254740993n,
        b: [-12345678901234567890n],
        c: 1.5,
        d: '9007199254740993',
      },
    );
  });

  it('are otherwise as JSON has them', () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), (text) => {
        const expected: unknown = JSON.parse(text);
        const found = parseJson(text);
        const rounded = JSON.stringify(found, (_key, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        );
        assert.deepEqual(JSON.parse(rounded), JSON.parse(JSON.stringify(expected)));
      }),
    ));
});

describe('back-off', () => {
  it('doubles up to its cap, never waits for nothing, and starts over', () => {
    const slowest = new Backoff(100, 1_000, () => 1);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map(() => Math.round(slowest.next())),
      [100, 200, 400, 800, 1_000, 1_000],
    );
    slowest.reset();
    assert.equal(slowest.next(), 100);
    assert.ok(new Backoff(100, 1_000, () => 0).next() >= 10);
  });
});

describe('the proxy', () => {
  const server = new URL('https://k8s.corp.example.com:6443');
  const cases: readonly [string, Record<string, string>, string | undefined][] = [
    ['none where none is named', {}, undefined],
    ['that of the environment', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128'],
    ['also in lower case, and without a scheme', { https_proxy: 'p:3128' }, 'http://p:3128'],
    ['not that for http', { HTTP_PROXY: 'http://p' }, undefined],
    ['none for an exempt host', { HTTPS_PROXY: 'http://p', NO_PROXY: 'a,k8s.corp.example.com' }, undefined],
    ['none for an exempt domain', { HTTPS_PROXY: 'http://p', no_proxy: '.example.com' }, undefined],
    ['none for a domain without a dot', { HTTPS_PROXY: 'http://p', NO_PROXY: 'corp.example.com' }, undefined],
    ['none for the exempt port', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example.com:6443' }, undefined],
    ['that for another port', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example.com:443' }, 'http://p'],
    ['that for a name that only ends alike', { HTTPS_PROXY: 'http://p', NO_PROXY: 'p.example.com' }, 'http://p'],
    ['none at all', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
  ];
  for (const [what, environment, expected] of cases) {
    it(`is ${what}: ${JSON.stringify(environment)}`, () =>
      assert.equal(proxyFor(server, undefined, environment), expected));
  }

  it('of the kubeconfig comes before all', () => {
    assert.equal(proxyFor(server, 'socks5://k:1080', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }), 'socks5://k:1080');
  });

  it('is none for addresses of an exempt network, nor for this machine', () => {
    const environment = { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' };
    assert.equal(proxyFor(new URL('https://10.20.30.40'), undefined, environment), undefined);
    assert.equal(proxyFor(new URL('https://11.20.30.40'), undefined, environment), 'http://p');
    assert.equal(proxyFor(new URL('https://127.0.0.1:6443'), undefined, environment), undefined);
  });
});

describe('what is kept of an object', () => {
  const note = 'kubectl.kubernetes.io/last-applied-configuration';
  const readable = { manager: 'kubectl', operation: 'Update', time: 'now', fieldsV1: { 'f:spec': {} } };
  const entry = { ...readable, fieldsType: 'FieldsV1' };
  const ref = (kind: string) => ({ apiVersion: live(kind, 'x').apiVersion, kind });
  const kept = (kind: string, metadata: object, body: object = {}) =>
    trim(live(kind, 'x', { ...body, metadata }), ref(kind));

  it('has who owns which fields, readable and in its JSON', () => {
    const { managedFields } = kept('Deployment', { managedFields: [entry] }).metadata;
    assert.deepEqual(managedFields?.[0]?.fieldsV1, entry.fieldsV1);
    assert.deepEqual(JSON.parse(JSON.stringify(managedFields)), [readable]);
  });

  it('has the last-applied note, but not of a Secret nor of what becomes one', () => {
    const annotations = { [note]: 'canary', other: 'kept' };
    assert.deepEqual(kept('Deployment', { annotations }).metadata.annotations, annotations);
    assert.deepEqual(kept('Secret', { annotations }).metadata.annotations, { other: 'kept' });
    const sealed = kept('SealedSecret', { annotations }, { spec: { template: { metadata: { annotations } } } });
    assert.ok(!JSON.stringify(sealed).includes('canary'));
    assert.ok(JSON.stringify(sealed).includes('"template":{"metadata":{"annotations":{"other":"kept"}}}'));
  });

  it('has of a Pod that a controller made no more than health asks for, and all of one’s own', () => {
    const spec = {
      nodeName: 'n',
      containers: [{ name: 'web', image: 'i', env: [{ name: 'A' }] }],
      volumes: [{ name: 'v' }],
    };
    const made = kept('Pod', { ...madeBy(live('ReplicaSet', 'r')), managedFields: [entry] }, { spec });
    assert.deepEqual(made['spec'], { nodeName: 'n', containers: [{ name: 'web', image: 'i' }] });
    assert.equal(made.metadata.managedFields, undefined);
    assert.deepEqual(kept('Pod', {}, { spec })['spec'], spec);
  });

  it('is refused where it is no object', () => {
    assert.throws(() => trim({ metadata: {} }, ref('ConfigMap')), TypeError);
    assert.throws(() => trim('text', ref('ConfigMap')), TypeError);
  });
});
