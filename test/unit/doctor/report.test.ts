import { Owners } from '../../../src/cli/owners';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { exitOf, printReport } from '../../../src/cli/commands/doctor/output';
import { found, notChecked } from '../../../src/core/doctor/checks/outcome';
import { CatalogPlaces } from '../../../src/core/doctor/facts/catalogPlaces';
import { reportDocument } from '../../../src/core/doctor/report/document';
import { sarifOf } from '../../../src/core/doctor/report/sarif';
import { reportOf } from '../../../src/core/doctor/report';
import type { OnForge, Told } from '../../../src/core/doctor/patterns';
import { unknown } from './builders';

const text = [
  'version: 1',
  'environments: [{ name: dev }, { name: test, verify: [{ name: up, job: smoke }] }]',
  'content: { environmentOwned: { keys: [spec.replicas, spec.replica], paths: ["env/**"] } }',
  'drift: { ignore: [{ key: spec.x }, { key: spec.x, kind: Job }] }',
  'update: { images: [{ image: "r.example/{service}" }] }',
  'services:',
  '  - { name: cart, repository: ./cart, environments: { dev: { branch: main } } }',
  '  - { name: orders, repository: ./orders, content: { path: manifests } }',
].join('\n');
const places = new CatalogPlaces(text);
const token = `ghp_${'a'.repeat(36)}`;
const hostile = `dev\n\u001b[31m\u202ex https://ada:hunter2@git.example.com/ ${token}`;

const told: readonly Told[] = [
  { service: 'cart', outcome: found('entryNotProtected', { branch: 'dev', host: 'h' }, { environment: 'dev' }) },
  { service: 'cart', outcome: found('branchMissing', { branch: hostile }, { environment: 'test' }) },
  { service: 'orders', outcome: found('branchMissing', { branch: hostile }, { environment: 'test' }) },
  { outcome: found('keyUnused', { pattern: 'spec.replica' }, { spot: { kind: 'key', text: 'spec.replica' } }) },
  { service: 'cart', outcome: notChecked('cluster', unknown('unreachable', hostile), 'dev') },
  { service: 'cart', outcome: notChecked('cluster', unknown('unreachable', hostile), 'dev') },
];
const report = reportOf(told, [{ name: 'cart' }, { name: 'orders' }], places);

function printed(json: boolean): readonly string[] {
  const lines: string[] = [];
  const context = {
    environment: {},
    folder: '/fleet',
    signal: new AbortController().signal,
    print: (line: string) => lines.push(line),
    warn: () => undefined,
    exit: () => undefined,
    owners: new Owners({}),
    call: () => Promise.resolve(1 as const),
  };
  printReport(report, { json, catalog: '/fleet/branchline.yaml' }, context);
  return lines;
}

/** What SARIF 2.1.0 requires of a log, and GitHub of what it is given. */
const region = z.object({ startLine: z.number().int().min(1), startColumn: z.number().int().min(1) });
const location = z.object({
  physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string().min(1) }), region }),
});
const said = z.object({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const sarif = z.object({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string().min(1),
          rules: z.array(
            z.object({
              id: z.string(),
              shortDescription: said,
              fullDescription: said,
              help: said,
              defaultConfiguration: z.object({ level }),
            }),
          ),
        }),
      }),
      invocations: z.tuple([
        z.object({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(
            z.object({ level, message: said, descriptor: z.object({ id: z.string() }) }),
          ),
        }),
      ]),
      results: z.array(
        z.object({
          ruleId: z.string(),
          ruleIndex: z.number().int().min(0),
          level,
          message: said,
          locations: z.tuple([location]),
          partialFingerprints: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ]),
});

describe('the report of the doctor', () => {
  it('tells the gravest first, and the same once', () => {
    assert.deepEqual(
      report.findings.map(({ severity, service = '' }) => `${severity} ${service}`),
      ['error cart', 'error orders', 'warning ', 'note cart'],
    );
    assert.equal(report.notChecked.length, 1);
  });

  it('ends with 1 where something was not checked, else with 2 for errors and warnings', () => {
    assert.equal(exitOf(report), 1);
    assert.equal(exitOf({ ...report, notChecked: [] }), 2);
    assert.equal(exitOf({ ...report, notChecked: [], findings: report.findings.slice(2, 3) }), 2);
    assert.equal(exitOf({ ...report, notChecked: [], findings: report.findings.slice(3) }), 0);
    assert.equal(exitOf({ ...report, notChecked: [], findings: [] }), 0);
  });

  it('is one line a text, whatever the names are, and holds no credentials', () => {
    const all = [...printed(false), ...printed(true).flatMap((document) => document.split('\n'))].join('\n');
    const log = JSON.stringify(sarifOf(report, 'branchline.yaml'));
    for (const where of [all, log]) {
      assert.doesNotMatch(where, /hunter2|ghp_a/);
      // eslint-disable-next-line no-control-regex -- that is what it must not hold
      assert.doesNotMatch(where, /[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/);
    }
    assert.ok(printed(false).every((line) => !line.includes('\n')));
  });

  it('tells what is in several places once, with the places, why and what to do', () => {
    const lines = printed(false);
    assert.match(lines[0] ?? '', /^✗ cart\/test, orders\/test: The repository has no branch dev .*\[branchMissing\]$/);
    assert.match(lines[1] ?? '', /^ {4}The environment has no state/);
    assert.match(lines[2] ?? '', /^ {4}→ Create the branch/);
    assert.ok(lines.includes('    branchline.yaml:3:54'), lines.join('\n'));
    assert.equal(lines.at(-1), '2 services: 2 errors, 1 warning, 1 note; 1 not checked.');
    assert.ok(lines.includes('    not checked: cluster'));
  });

  it('has counts and places as JSON', () => {
    const { counts, findings } = reportDocument(report);
    assert.deepEqual(counts, { error: 2, warning: 1, note: 1, notChecked: 1 });
    assert.deepEqual(findings[2]?.place, { line: 3, column: 54 });
  });

  it('is a log that SARIF takes: each result has its rule, what was not checked is none', () => {
    const { runs } = sarif.parse(sarifOf(report, 'a b/branchline.yaml'));
    const [{ tool, results, invocations }] = runs;
    assert.equal(results.length, report.findings.length);
    for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
    assert.equal(results[0]?.locations[0].physicalLocation.artifactLocation.uri, 'a%20b/branchline.yaml');
    assert.deepEqual(invocations[0].executionSuccessful, false);
    assert.equal(invocations[0].toolExecutionNotifications.length, 1);
    const fine = sarif.parse(sarifOf({ services: 1, findings: [], notChecked: [] }, 'c.yaml'));
    assert.deepEqual([fine.runs[0].results, fine.runs[0].invocations[0].executionSuccessful], [[], true]);
  });
});

describe('where it is mended', () => {
  const pageOf = (
    onForge: OnForge,
    code: 'notProtected' | 'onlySquash' | 'archived' | 'branchMissing' = 'notProtected',
  ) => reportOf([{ service: 'cart', onForge, outcome: found(code, {}) }], [{ name: 'cart' }], places).findings[0]?.page;

  it('is the page of the settings as each forge has it', () => {
    assert.deepEqual(
      [
        pageOf({ kind: 'github', webUrl: 'https://github.com/acme/cart' }),
        pageOf({ kind: 'gitea', webUrl: 'https://git.example.com/sub/acme/cart/' }, 'onlySquash'),
        pageOf({ kind: 'gitlab', webUrl: 'https://gitlab.com/acme/shop/cart' }),
        pageOf({ kind: 'gitlab', webUrl: 'https://gitlab.com/acme/shop/cart' }, 'onlySquash'),
        pageOf({ kind: 'gitlab', webUrl: 'https://gitlab.com/acme/shop/cart' }, 'archived'),
        pageOf({ kind: 'azure', webUrl: 'https://dev.azure.com/acme/Web%20Shop/_git/cart' }),
        pageOf({ kind: 'bitbucket', webUrl: 'https://bitbucket.org/acme/cart' }),
        pageOf({ kind: 'bitbucketDataCenter', webUrl: 'https://git.example.com/projects/SHOP/repos/cart' }),
      ],
      [
        'https://github.com/acme/cart/settings/branches',
        'https://git.example.com/sub/acme/cart/settings',
        'https://gitlab.com/acme/shop/cart/-/settings/repository',
        'https://gitlab.com/acme/shop/cart/-/settings/merge_requests',
        'https://gitlab.com/acme/shop/cart/edit',
        'https://dev.azure.com/acme/Web%20Shop/_settings/repositories',
        'https://bitbucket.org/acme/cart/admin',
        'https://git.example.com/projects/SHOP/repos/cart/settings',
      ],
    );
  });

  it('is none where it is mended elsewhere, or where the forge’s word is no address of the web', () => {
    for (const webUrl of ['', 'cart', 'command:evil', 'javascript:alert(1)', `https://h/${'a'.repeat(600)}`])
      assert.equal(pageOf({ kind: 'github', webUrl }), undefined);
    assert.equal(pageOf({ kind: 'github', webUrl: 'https://github.com/acme/cart' }, 'branchMissing'), undefined);
  });

  it('holds nothing of what else an address can say', () => {
    assert.equal(
      pageOf({ kind: 'github', webUrl: 'https://ada:hunter2@github.com/acme/cart?token=x#y' }),
      'https://github.com/acme/cart/settings/branches',
    );
  });
});

describe('names of services and environments', () => {
  it('are shown as texts of others are, wherever they stand', () => {
    const outcome = found('entryNotProtected', { branch: 'dev', host: 'h' }, { environment: hostile });
    const unseen = notChecked('cluster', unknown(), hostile);
    const both = reportOf(
      [outcome, unseen].map((one) => ({ service: hostile, outcome: one })),
      [{ name: hostile }],
      places,
    );
    const all = JSON.stringify([both, sarifOf(both, 'c.yaml')]);
    assert.doesNotMatch(all, /\\u001b|\u202e|\\n|hunter2/);
    assert.ok(!all.includes(token));
    assert.match(all, /"service":"dev/);
  });
});

describe('where the catalog says it', () => {
  const cases = [
    [places.of('cart'), 7],
    [places.of('cart', 'dev'), 7],
    [places.of('orders', 'test'), 8],
    [places.of('orders', 'test', { kind: 'content' }), 8],
    [places.of('cart', 'test', { kind: 'content' }), 3],
    [places.of(undefined, undefined, { kind: 'path', text: 'env/**' }), 3],
    [places.of(undefined, undefined, { kind: 'image', text: 'r.example/{service}' }), 5],
    [places.of('cart', 'test', { kind: 'check', name: 'up' }), 2],
    [places.of('cart', 'test', { kind: 'environment' }), 2],
    [places.of('orders', 'test', { kind: 'environment' }), 2],
    [places.of(undefined, undefined, { kind: 'ignore', key: 'spec.x', ofKind: 'Job' }), 4],
  ] as const;
  it('is the line of what it is about, or of the service', () => {
    assert.deepEqual(
      cases.map(([place]) => place?.line),
      cases.map(([, line]) => line),
    );
  });

  it('is nowhere for what was discovered, or in a text that is no catalog', () => {
    assert.equal(places.of('found'), undefined);
    assert.equal(new CatalogPlaces('a: [').of('cart'), undefined);
    assert.equal(new CatalogPlaces('- 1').of('cart', 'dev', { kind: 'content' }), undefined);
  });
});
