import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { compareManifests } from '../../../src/core/drift/compare';
import { fromJq, fromPointer } from '../../../src/core/drift/ignores/pattern';
import { matchesExpression, matchesLabels } from '../../../src/core/drift/ignores/rules';
import { deployment, object } from './cases/build';
import { answered, manifest } from './served';

const tracking = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' };
const git = deployment({ containers: '- {name: proxy, image: "p:1"}\n- {name: web, image: "web:1"}' });
const live = deployment({
  spec: 'replicas: 5',
  template: 'annotations: {a.b/c: by-hand}',
  containers: '- {name: proxy, image: "p:2"}\n- {name: web, image: "web:2"}',
});

/** What still counts, and what is ignored by whom. */
function compare(
  controller: LiveObject,
  marks: object,
): { readonly counted: readonly string[]; readonly notes: readonly string[] } {
  const found = answered({ applied: git, first: git, now: live, by: { manager: 'kubectl-edit' } }, 'clientSide');
  const marked = {
    ...found,
    metadata: { ...found.metadata, ...marks, managedFields: found.metadata.managedFields ?? [] },
  };
  const report = compareManifests(
    [manifest(git)],
    { objects: [marked, controller], unseen: () => undefined },
    { schemaOf: bundledSchema },
  );
  const fields = report.objects.flatMap((one) => one.fields);
  return {
    counted: fields.filter(({ verdict }) => verdict !== 'ignored').map(({ path }) => path),
    notes: fields.flatMap(({ note }) => note ?? []),
  };
}

const all = [
  'spec.replicas',
  'spec.template.metadata.annotations',
  'spec.template.spec.containers[name=proxy].image',
  'spec.template.spec.containers[name=web].image',
];
const without = (...gone: readonly number[]) => all.filter((_, index) => !gone.includes(index));

function application(rule: object, name = 'shop'): LiveObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { ignoreDifferences: [{ group: 'apps', kind: 'Deployment', ...rule }] },
  };
}

const byArgo = (rule: object, name?: string) => {
  const { counted } = compare(application(rule, name), { annotations: tracking });
  return counted.map((path) => path.replace(/annotations\["a\.b\/c"\]$/, 'annotations'));
};

describe('What Argo CD is told to ignore in its own objects does not count', () => {
  const rows: readonly (readonly [string, object, readonly string[]])[] = [
    ['a pointer', { jsonPointers: ['/spec/replicas'] }, without(0)],
    ['a pointer to what holds it', { jsonPointers: ['/spec/template/spec'] }, without(2, 3)],
    ['a pointer through an index', { jsonPointers: ['/spec/template/spec/containers/1/image'] }, without(3)],
    ['a pointer with escapes', { jsonPointers: ['/spec/template/metadata/annotations/a.b~1c'] }, without(1)],
    ['jq: a path', { jqPathExpressions: ['.spec.replicas'] }, without(0)],
    ['jq: each item', { jqPathExpressions: ['.spec.template.spec.containers[]?.image'] }, without(2, 3)],
    [
      'jq: the item of a name',
      { jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "proxy")'] },
      without(2),
    ],
    [
      'jq: a field of the item of a name',
      { jqPathExpressions: ['.spec.template.spec.containers[] | select(.name=="web") | .image'] },
      without(3),
    ],
    ['jq: a quoted key', { jqPathExpressions: ['.spec.template.metadata.annotations["a.b/c"]'] }, without(1)],
    ['what a manager owns', { managedFieldsManagers: ['kubectl-edit'] }, []],
    ['jq that says more than a path: left out', { jqPathExpressions: ['.spec | to_entries[] | .value'] }, all],
    ['another kind', { kind: 'StatefulSet', jsonPointers: ['/spec/replicas'] }, all],
    ['another name', { name: 'other', jsonPointers: ['/spec/replicas'] }, all],
    ['any kind of any group', { group: '*', kind: '*', jsonPointers: ['/spec/replicas'] }, without(0)],
  ];
  for (const [what, rule, counted] of rows) it(what, () => assert.deepEqual(byArgo(rule), counted));

  it('and the result says whose word that is', () => {
    const { notes } = compare(application({ jsonPointers: ['/spec/replicas'] }), { annotations: tracking });
    assert.deepEqual(notes, ['Ignored by Application shop: it is told to.']);
  });

  it('wherever the controller keeps its word', () => {
    const found = { ...answered({ applied: git, now: live }, 'plain') };
    const marked = { ...found, metadata: { ...found.metadata, annotations: tracking } };
    const controllers = [application({ jsonPointers: ['/spec'] })];
    const world = { objects: [marked], controllers, unseen: () => undefined };
    const { counts } = compareManifests([manifest(git)], world, { schemaOf: bundledSchema });
    assert.equal(counts.ignored, 1);
  });

  it('nor is another Application’s rule of any account', () => {
    assert.deepEqual(byArgo({ jsonPointers: ['/spec/replicas'] }, 'other'), all);
  });
});

describe('What Flux is told to ignore in its own objects does not count', () => {
  const labels = (tool: string) => ({
    labels: {
      app: 'web',
      [`${tool}.toolkit.fluxcd.io/name`]: 'shop',
      [`${tool}.toolkit.fluxcd.io/namespace`]: 'flux-system',
    },
  });
  const kustomization = (rule: object): LiveObject => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { ignore: [rule] },
  });
  const counted = (rule: object) => compare(kustomization(rule), labels('kustomize')).counted.length;
  const paths = ['/spec/replicas'];
  const rows: readonly (readonly [string, object, boolean])[] = [
    ['without a target', { paths }, true],
    ['of a kind', { paths, target: { kind: 'Deployment' } }, true],
    ['of another kind', { paths, target: { kind: 'StatefulSet' } }, false],
    ['of a group and version', { paths, target: { group: 'apps', version: 'v1' } }, true],
    ['of a name that an expression means', { paths, target: { kind: 'Deployment', name: '(web.*|api)' } }, true],
    ['of a part of a name', { paths, target: { name: 'we' } }, false],
    ['with labels', { paths, target: { labelSelector: 'app=web,!canary' } }, true],
    ['with other labels', { paths, target: { labelSelector: 'app!=web' } }, false],
    ['with an expression that may run for ever: left out', { paths, target: { name: '(w+)+e?b' } }, false],
    ['with a selector of sets: left out', { paths, target: { labelSelector: 'app in (web)' } }, false],
    ['with a field that nobody knows', { paths, target: { owner: 'web' } }, false],
  ];
  for (const [what, rule, isIgnored] of rows) {
    it(`a Kustomization: ${what}`, () => assert.equal(counted(rule), isIgnored ? 3 : 4));
  }

  it('a HelmRelease: the ignore list of its drift detection', () => {
    const release: LiveObject = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'shop', namespace: 'flux-system' },
      spec: { driftDetection: { mode: 'enabled', ignore: [{ paths, target: { kind: 'Deployment' } }] } },
    };
    assert.equal(compare(release, labels('helm')).counted.length, 3);
  });

  it('a Secret that differs at an ignored key is neither drift nor shown', () => {
    const text = object('v1', 'Secret', 'stringData: {p: one, q: two}');
    const marks = Object.entries(labels('kustomize').labels).map(([key, value]) => `${key}: ${value}`);
    const now = object(
      'v1',
      'Secret',
      'data: {p: dGhyZWU=, q: Zm91cg==}',
      `name: web, namespace: shop, labels: {${marks.join(', ')}}`,
    );
    const report = compareManifests(
      [manifest(text)],
      {
        objects: [answered({ applied: text, now }, 'plain'), kustomization({ paths: ['/data/p'] })],
        unseen: () => undefined,
      },
      { schemaOf: bundledSchema },
    );
    assert.deepEqual(
      report.objects[0]?.fields.map(({ path, verdict }) => [path, verdict]),
      [
        ['stringData.p', 'ignored'],
        ['stringData.q', 'masked'],
      ],
    );
    assert.ok(!/\b(one|two)\b|dGhy/.test(JSON.stringify(report)));
  });
});

describe('Rules out of a cluster are anybody’s text', () => {
  it('are read without end or error, whatever they say', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('.[]()|"?*\\ab0 =,!$^/~select')) }), (text) => {
        fromPointer(text);
        fromJq(text);
        matchesExpression(text, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab');
        matchesLabels(text, { a: 'b' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('a label that nothing has is none, whatever it is called', () => {
    assert.deepEqual(
      ['constructor', '!toString', '__proto__'].map((selector) => matchesLabels(selector, {})),
      [false, true, false],
    );
  });
});
