import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { addDriftIgnore } from '../../../src/core/catalog/addIgnore';
import { mergeOwnFile, parseCatalog, type Problem } from '../../../src/core/catalog/parse';
import { inEnglish } from '../../../src/core/support/message';
import { mutatedJson } from '../engine/mutateJson';
import type { Target } from '../engine/target';

const where = { path: '/w/branchline.yaml', folder: '/w' };
const content = {
  path: 'manifests',
  renderer: 'kustomize',
  environmentOwned: { paths: ['env/**'], keys: ['spec.replicas', '**.host'] },
};
const pullRequests = {
  promotion: { title: 'Promote {service}', body: 'To {to}\n\n{items}\n' },
  rollback: { title: 'Back {branch}' },
};
const catalogs = [
  {
    version: 1,
    environments: [
      { name: 'dev', branch: 'dev', cluster: { context: 'staging', namespace: '{service}-dev' } },
      {
        name: 'prod',
        branch: 'prod',
        cluster: { server: 'https://k8s.example.com', namespace: '{service}' },
        protected: true,
      },
    ],
    promotions: [
      {
        from: 'dev',
        to: 'prod',
        gates: {
          pipeline: 'required',
          soak: '30m',
          freeze: [{ from: '16:00', to: '08:00', days: ['fri'], timeZone: 'UTC' }],
        },
        head: 'merge',
      },
    ],
    content,
    pullRequests,
    drift: { ignore: [{ key: 'spec.replicas', kind: 'Deployment', environments: ['prod'] }] },
    services: [
      { name: 'cart', repository: 'https://git.example.com/gitops/cart.git' },
      {
        name: 'orders',
        repository: './orders',
        environments: { prod: { branch: 'production' } },
        pins: [{ from: 'dev', to: 'prod', baseline: 'a'.repeat(40), deployment: 'b'.repeat(40) }],
      },
    ],
    discover: [{ forge: 'https://git.example.com', owner: 'gitops', topic: 'gitops' }],
  },
];

/** Any text is a catalog or a list of problems, each within the text. What it says does not depend on how it is written. */
export const catalog: Target = {
  name: 'catalog',
  inputs: yamlOf(catalogs),
  weight: 20,
  law(text) {
    const parsed = parseCatalog(text, where);
    if (parsed.kind === 'invalid') assertPlaces(text, parsed.problems);
    else {
      assertPlaces(text, parsed.warnings, 0);
      const names = parsed.catalog.services.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      const rule = { key: 'spec.replicas' };
      const added = addDriftIgnore(text, rule);
      if (added !== undefined) assert.equal(parseCatalog(added, where).kind, 'ok', 'a rule breaks the catalog');
    }
  },
};

const bare = parseCatalog(stringify(catalogs[0]), where);

/** The same for what a repository says of itself; what it does not say stays as it was. */
export const ownFile: Target = {
  name: 'ownFile',
  inputs: yamlOf([{ version: 1, content, pullRequests }, { content }, { pullRequests }]),
  weight: 20,
  law(text) {
    assert.ok(bare.kind === 'ok');
    const [service] = bare.catalog.services;
    assert.ok(service);
    const merged = mergeOwnFile(service, text);
    if (merged.kind === 'invalid') {
      assertPlaces(text, merged.problems);
      return;
    }
    const { content: rules, pullRequests: texts, ...others } = merged.service;
    assert.deepEqual(others, (({ content: _, pullRequests: __, ...rest }) => rest)(service));
    assert.ok(rules.path === '.' || !rules.path.split('/').includes('..'), `leads outside: ${rules.path}`);
    const twice = mergeOwnFile(merged.service, text);
    assert.ok(twice.kind === 'ok');
    assert.deepEqual([twice.service.content, twice.service.pullRequests], [rules, texts]);
  },
};

function yamlOf(examples: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .tuple(mutatedJson(examples), fc.boolean())
    .map(([json, asYaml]) => (asYaml ? stringify(JSON.parse(json)) : json));
}

function assertPlaces(text: string, problems: readonly Problem[], atLeast = 1): void {
  const lines = text.split('\n');
  assert.ok(problems.length >= atLeast, 'invalid, and nobody says why');
  for (const { line, column, endLine, endColumn, said } of problems) {
    assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
    assert.ok(column >= 1 && (endLine > line || endColumn >= column), `column ${column} to ${endColumn}`);
    assert.ok(inEnglish(said) !== '');
  }
}
