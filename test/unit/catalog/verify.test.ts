import assert from 'node:assert/strict';
import { mergeOwnFile } from '../../../src/core/catalog/parse';
import { accepted, catalogText, refused } from './build';

/** A catalog whose first environment has these checks, one a line from line 5. */
function withChecks(...checks: readonly string[]): string {
  const lines = checks.map((check) => `      - ${check}`);
  return catalogText({
    environments: [
      '',
      '  - name: dev',
      '    cluster: { context: a, namespace: "{service}" }',
      '    verify:',
      ...lines,
    ].join('\n'),
  });
}

describe('verify: of an environment', () => {
  it('is read whole, with the places filled in', () => {
    const { catalog } = accepted(
      withChecks(
        '{ name: answers, http: { url: "https://{service}.{environment}.example.com/health?x={}", json: [{ path: "db[0].up", equals: true }], body: "^ok|fine$" } }',
        '{ name: certificate, condition: { apiVersion: cert-manager.io/v1, kind: Certificate, name: "{service}-tls", type: Ready } }',
        '{ name: migrated, timeout: 30s, job: "{service}-migrate" }',
        '{ name: smoke, command: [./smoke, "--url={service}", "a b; rm -rf $HOME"] }',
      ),
    );
    assert.deepEqual(catalog.services[0]?.environments[0]?.checks, [
      {
        name: 'answers',
        timeoutMs: 10_000,
        kind: 'http',
        url: 'https://cart.dev.example.com/health?x={}',
        status: 200,
        json: [{ path: 'db[0].up', equals: true }],
        body: '^ok|fine$',
      },
      {
        name: 'certificate',
        timeoutMs: 10_000,
        kind: 'condition',
        object: { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: 'cart-tls' },
        type: 'Ready',
        status: 'True',
      },
      { name: 'migrated', timeoutMs: 30_000, kind: 'job', job: 'cart-migrate' },
      { name: 'smoke', timeoutMs: 300_000, kind: 'command', command: ['./smoke', '--url=cart', 'a b; rm -rf $HOME'] },
    ]);
  });

  it('of a service stands for all of the environment', () => {
    const { catalog } = accepted(
      catalogText({
        environments:
          '[{ name: dev, verify: [{ name: a, job: a }] }, { name: test, verify: [{ name: b, job: "{service}" }] }]',
        services:
          'services: [{ name: cart, repository: ./cart, environments: { dev: { verify: [{ name: c, job: "{service}-{environment}" }] } } }]',
      }),
    );
    const [cart] = catalog.services;
    assert.deepEqual(
      cart?.environments.map(({ checks }) => checks?.map((check) => check.kind === 'job' && check.job)),
      [['cart-dev'], ['cart']],
    );
  });

  const cases: readonly (readonly [string, string])[] = [
    ['{ name: a }', '6:9 Say one thing that is checked: "http", "condition", "job" or "command".'],
    [
      '{ name: a, job: b, command: [c] }',
      '6:9 Say one thing that is checked: "http", "condition", "job" or "command".',
    ],
    ['{ job: b }', '6:9 "name" is missing.'],
    ['{ name: a, jb: b }', '6:20 Unknown key "jb". Did you mean "job"?'],
    ['{ name: a, job: "{sevice}" }', '6:25 "{sevice}" is not known. What can be filled in: {service}, {environment}.'],
    [
      '{ name: a, command: [x, "{branch}"] }',
      '6:33 "{branch}" is not known. What can be filled in: {service}, {environment}.',
    ],
    ['{ name: a, command: ./x --y }', '6:29 "command" must be a list: one entry a line, each with a leading "-".'],
    ['{ name: a, command: [] }', '6:29 "command" is empty. Add an entry, or leave it out.'],
    ['{ name: a, timeout: soon, job: b }', '6:29 "soon" is not a duration. Write it as 30m, 4h, 1h30m or 2d.'],
    [
      '{ name: a, http: { url: "https://me:pw@example.com" } }',
      '6:33 "https://me:pw@example.com" must be an address that starts with https:// or http://, without a user name or "#".',
    ],
    [
      '{ name: a, http: { url: "file:///etc/passwd" } }',
      '6:33 "file:///etc/passwd" must be an address that starts with https:// or http://, without a user name or "#".',
    ],
    ['{ name: a, http: { url: "https://e.com", status: 99 } }', '6:58 "status" is too small: at least 100.'],
    ['{ name: a, http: { url: "https://e.com", status: 600 } }', '6:58 "status" is too large: at most 599.'],
    ['{ name: a, http: { url: "https://e.com", status: ok } }', '6:58 "status" must be a whole number.'],
    [
      '{ name: a, http: { url: "https://e.com", body: "(a" } }',
      '6:56 "(a" is not a regular expression that can be used: it is broken, or it looks back.',
    ],
    [
      '{ name: a, http: { url: "https://e.com", body: "(a)\\\\1" } }',
      '6:56 "(a)\\1" is not a regular expression that can be used: it is broken, or it looks back.',
    ],
    [
      '{ name: a, http: { url: "https://e.com", json: [{ path: "a..b", equals: 1 }] } }',
      '6:65 "a..b" is not a place in JSON. Write it as status.database or checks[0].state.',
    ],
    [
      '{ name: a, condition: { apiVersion: v1, kind: Secret, name: b, type: Ready } }',
      '6:55 A Secret has no conditions, and is not read.',
    ],
    [
      '{ name: a, condition: { apiVersion: "v1/x", kind: Pod, name: b, type: Ready } }',
      '6:45 "v1/x" is not a group and version. Write it as apps/v1 or v1.',
    ],
    [
      '{ name: a, condition: { apiVersion: v1, kind: Pod, name: b, type: Ready, status: yes } }',
      '6:90 "yes" is not one of: True, False, Unknown.',
    ],
  ];
  for (const [check, said] of cases) {
    it(`refuses ${check}`, () => assert.deepEqual(refused(withChecks(check)), [said]));
  }

  it('refuses two of one name, at the second', () => {
    assert.deepEqual(refused(withChecks('{ name: a, job: b }', '{ name: a, job: c }')), [
      '7:17 There is a check "a" already.',
    ]);
  });

  it('refuses the checks of a service at their own line', () => {
    const text = catalogText({
      services:
        'services:\n  - name: cart\n    repository: ./cart\n    environments:\n      dev:\n        verify: [{ name: a, job: "{x}" }]',
    });
    assert.deepEqual(refused(text), ['8:34 "{x}" is not known. What can be filled in: {service}, {environment}.']);
  });

  it('is nothing that a repository may say of itself', () => {
    const { catalog } = accepted(catalogText());
    const [cart] = catalog.services;
    assert.ok(cart);
    for (const text of [
      'verify: [{ name: a, command: [x] }]',
      'environments: { dev: { verify: [] } }\ncontent: { path: a }',
    ]) {
      assert.equal(mergeOwnFile(cart, text).kind, 'invalid');
    }
  });
});
