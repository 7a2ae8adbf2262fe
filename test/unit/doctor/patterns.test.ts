import assert from 'node:assert/strict';
import type { DriftIgnore, Service } from '../../../src/core/catalog/catalog';
import { known, type Fact } from '../../../src/core/support/fact';
import type { ContentFacts, ServiceFacts, Used } from '../../../src/core/doctor/facts/facts';
import { ignoreId } from '../../../src/core/doctor/facts/ignoreId';
import { patternsIn } from '../../../src/core/doctor/facts/keyUse';
import { unusedPatterns } from '../../../src/core/doctor/patterns';
import { aContent, aService, facts, there, unknown } from './builders';

const owned = { keys: ['spec.replicas', 'spec.replica'], paths: [] };
const rule = { policy: { kind: 'same' }, exclude: [], pinsDigest: false, at: [] } as const;

function having(name: string, used: Partial<Used>, more: Partial<Service> = {}): ServiceFacts {
  const service = aService({ name, content: { path: '.', renderer: 'auto', environmentOwned: owned }, ...more });
  const content: Fact<ContentFacts> = known(
    aContent({ owned: service.content.environmentOwned, used: { ...aContent().used, ...used } }),
  );
  return facts({ service, cell: { content } });
}

const catalog = (updates: readonly string[] = []) => ({
  template: {
    environments: [],
    edges: [],
    content: { path: '.', renderer: 'auto' as const, environmentOwned: owned },
    updates: updates.map((image) => ({ image, ...rule })),
  },
});

function told(all: readonly ServiceFacts[], options: { whole?: boolean; updates?: readonly string[] } = {}) {
  const { whole = true, updates } = options;
  return unusedPatterns(all, catalog(updates), { whole }).map(({ service = '', outcome }) =>
    outcome.kind === 'found' ? [service, outcome.code, Object.values(outcome.values)[0]] : [service, outcome.check],
  );
}

const both = { keys: there(...owned.keys) };

describe('patterns of the catalog that nothing answers to', () => {
  it('are told once, of the catalog, where no service has what they mean', () => {
    const all = ['cart', 'orders'].map((name) => having(name, { keys: there('spec.replicas') }));
    assert.deepEqual(told(all), [['', 'keyUnused', 'spec.replica']]);
  });

  it('are none where a single service has it', () => {
    assert.deepEqual(told([having('cart', { keys: there('spec.replicas') }), having('orders', both)]), []);
  });

  it('are not judged where one service was not read, nor where only one was asked for', () => {
    const unread = facts({ service: having('orders', {}).service, cell: { content: unknown() } });
    assert.deepEqual(told([having('cart', {}), unread]), [['', 'patterns']]);
    assert.deepEqual(told([having('cart', {})], { whole: false }), []);
  });

  it('are those of a service where it says them itself', () => {
    const own = {
      content: { path: '.', renderer: 'auto' as const, environmentOwned: { keys: ['a.b'], paths: ['x/**'] } },
    };
    assert.deepEqual(told([having('cart', {}, own)], { whole: false }), [
      ['cart', 'keyUnused', 'a.b'],
      ['cart', 'pathUnused', 'x/**'],
    ]);
    assert.deepEqual(told([having('cart', { keys: there('a.b'), paths: there('x/**') }, own)]), []);
  });

  it('are entries of drift.ignore about an object that is not there, or a key that it has not', () => {
    const ignores: readonly DriftIgnore[] = [{ key: 'spec.x', kind: 'Deploymnet' }, { key: 'spec.y' }];
    const ids = ignores.map(ignoreId);
    const with_ = (used: Partial<Used>) => told([having('cart', { ...both, ...used }, { driftIgnores: ignores })]);
    assert.deepEqual(with_({ ignoredObjects: there(...ids.slice(1)), ignoredKeys: there() }), [
      ['', 'ignoreUnused', 'Deploymnet'],
      ['', 'ignoreKeyUnused', 'spec.y'],
    ]);
    assert.deepEqual(with_({ ignoredObjects: there(...ids), ignoredKeys: there(...ids) }), []);
    const unsearched = { there: new Set<string>(), unsearched: unknown() };
    const unrendered = with_({ ignoredObjects: unsearched, ignoredKeys: unsearched });
    assert.deepEqual(
      unrendered.map(([, what]) => what),
      ['patterns', 'patterns', 'patterns'],
    );
  });

  it('are images that stand nowhere: of all services by the name in the catalog, else of the service', () => {
    const updates = ['r.example/{service}', 'r.example/own'].map((image) => ({ image, ...rule }));
    const service = (name: string) => ({
      updates: updates.map((one) => ({ ...one, image: one.image.replace('{service}', name) })),
    });
    const all = [having('cart', both, service('cart')), having('orders', both, service('orders'))];
    assert.deepEqual(told(all, { updates: ['r.example/{service}'] }), [
      ['', 'imageNowhere', 'r.example/{service}'],
      ['cart', 'imageNowhere', 'r.example/own'],
      ['orders', 'imageNowhere', 'r.example/own'],
    ]);
    const has = having('cart', { ...both, images: there('r.example/cart', 'r.example/own') }, service('cart'));
    assert.deepEqual(told([has], { updates: ['r.example/{service}'] }), []);
  });
});

describe('which patterns name a key of a file', () => {
  const text = [
    'kind: Deployment',
    'metadata: { name: web, annotations: { "a.b/c": x } }',
    'spec: { replicas: 2, template: { spec: { containers: [{ name: web, image: a }, { name: side, image: b }] } } }',
    '---',
    'hosts: [a.example.com]',
  ].join('\n');
  const cases: readonly (readonly [string, boolean])[] = [
    ['spec.replicas', true],
    ['spec.replica', false],
    ['**.hosts', true],
    ['**.host', false],
    ['**.containers[name=web].image', true],
    ['**.containers[name=wbe].image', false],
    ['**.containers.image', true],
    ['metadata.annotations["a.b/c"]', true],
    ['metadata.annotations["a.b/d"]', false],
    ['spec.replicas.count', false],
  ];
  for (const [pattern, is] of cases) {
    it(`${pattern}: ${is ? 'one' : 'none'}`, () => {
      assert.deepEqual(patternsIn(text, [pattern, 'zzz']), is ? [pattern] : []);
    });
  }

  it('none of a file that is not read by key', () => {
    assert.deepEqual(patternsIn('a: {{ .Values.a }}\n  b', ['a']), []);
  });
});
