import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeOwnFile, parseCatalog } from '../../../src/core/catalog/parse';
import { inEnglish } from '../../../src/core/support/message';
import { accepted, catalogText, refused, where } from './build';

describe('a catalog', () => {
  it('of the documentation is read whole', () => {
    const { catalog, warnings } = accepted(`
version: 1
environments:
  - { name: dev,  branch: dev,  cluster: { context: staging, namespace: "{service}-dev" } }
  - { name: test, branch: test, cluster: { context: staging, namespace: "{service}-{environment}" } }
  - { name: prod, branch: prod, cluster: { server: "https://10.0.0.1:6443", namespace: "{service}" }, protected: true }
promotions:
  - { from: dev, to: test }
  - { from: test, to: prod, gates: { pipeline: advisory, soak: 1h30m } }
content:
  path: ./manifests/
  renderer: kustomize
  environmentOwned: { paths: ["env/**"], keys: ["spec.replicas", "**.host"] }
services:
  - { name: cart, repository: "https://git.example.com/gitops/cart.git" }
  - name: orders
    repository: ./orders
    environments: { prod: { branch: production, cluster: { namespace: shop } } }
    content: { environmentOwned: { keys: [] } }
discover:
  - { forge: "https://git.example.com/", owner: gitops, topic: gitops }
`);
    assert.deepEqual(warnings, []);
    const [cart, orders] = catalog.services;
    assert.ok(cart && orders);
    assert.deepEqual(
      cart.environments.map(({ cluster }) => cluster),
      [
        { kind: 'context', context: 'staging', namespace: 'cart-dev' },
        { kind: 'context', context: 'staging', namespace: 'cart-test' },
        { kind: 'server', server: 'https://10.0.0.1:6443', namespace: 'cart' },
      ],
    );
    assert.deepEqual(cart.edges, [
      { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } },
      { from: 'test', to: 'prod', gates: { pipeline: 'advisory', soakMs: 5_400_000 } },
    ]);
    assert.equal(cart.content.path, 'manifests');
    assert.equal(orders.repository, '/team/orders');
    assert.deepEqual(orders.environments[2], {
      name: 'prod',
      branch: 'production',
      protected: true,
      cluster: { kind: 'server', server: 'https://10.0.0.1:6443', namespace: 'shop' },
    });
    assert.deepEqual(orders.content.environmentOwned, { paths: ['env/**'], keys: [] });
    assert.deepEqual(catalog.discoveries, [{ forge: 'https://git.example.com', owner: 'gitops', topic: 'gitops' }]);
    assert.equal(catalog.template.environments[0]?.cluster?.namespace, '{service}-dev');
  });

  it('without promotions is a chain in the order of its environments', () => {
    assert.deepEqual(
      accepted(catalogText()).catalog.services[0]?.edges.map(({ from, to }) => `${from}>${to}`),
      ['dev>test', 'test>prod'],
    );
  });

  it('may promote along any graph without a cycle', () => {
    const rest = 'promotions: [{ from: dev, to: test }, { from: dev, to: prod }, { from: test, to: prod }]';
    assert.equal(accepted(catalogText({ rest })).catalog.services[0]?.edges.length, 3);
  });

  it('may be written with CRLF, a byte order mark and anchors', () => {
    const text = '\uFEFFversion: 1\r\nenvironments: [&d { name: dev }]\r\nservices: [{ name: a, repository: ./a }]\r\n';
    assert.equal(accepted(text).catalog.services.length, 1);
  });

  it('warns of an environment that nothing leads to', () => {
    const { warnings } = accepted(catalogText({ rest: 'promotions: [{ from: dev, to: test }]' }));
    assert.match(warnings.join(), /^2:55 No promotion leads to or from "prod"/);
  });

  it('warns of two services that are one repository, however its address is written', () => {
    const services = `services:
  - { name: a, repository: "https://git.example.com/x/a.git" }
  - { name: b, repository: "git@git.example.com:x/a" }
  - { name: c, repository: "ssh://git@git.example.com:2222/x/a.git", content: { path: c } }`;
    assert.deepEqual(accepted(catalogText({ services })).warnings.length, 1);
  });

  for (const [repository, resolved] of [
    ['https://git.example.com/a/b.git', 'https://git.example.com/a/b.git'],
    ['ssh://git@git.example.com:2222/a/b.git', 'ssh://git@git.example.com:2222/a/b.git'],
    ['ssh://git@[::1]:2222/a/b.git', 'ssh://git@[::1]:2222/a/b.git'],
    ['git@git.example.com:a/b.git', 'git@git.example.com:a/b.git'],
    ['gitalias:a/b.git', 'gitalias:a/b.git'],
    ['file:///srv/git/b.git', '/srv/git/b.git'],
    ['./b', '/team/b'],
    ['../b', '/b'],
    ['b', '/team/b'],
    ['/srv/git/b.git', '/srv/git/b.git'],
    ['./odd:name', '/team/odd:name'],
  ] as const) {
    it(`takes the repository ${repository}`, () => {
      const services = `services: [{ name: a, repository: "${repository}" }]`;
      assert.equal(accepted(catalogText({ services })).catalog.services[0]?.repository, resolved);
    });
  }
});

describe('patterns in a catalog', () => {
  const keys = (list: readonly string[]) =>
    catalogText({ rest: `content: { environmentOwned: { keys: ${JSON.stringify(list)} } }` });
  const paths = (list: readonly string[]) =>
    catalogText({ rest: `content: { environmentOwned: { paths: ${JSON.stringify(list)} } }` });

  it('may be many and long, up to a bound', () => {
    const most = Array.from({ length: 200 }, (_, index) => `spec.a${index}`);
    accepted(keys(most));
    assert.match(refused(keys([...most, 'b'])).join(), /^4:\d+ "keys" has too many entries: at most 200\./);
    assert.match(refused(keys(['a'.repeat(257)])).join(), /^4:\d+ This is too long: at most 256 characters\./);
    assert.match(refused(paths(['a'.repeat(257)])).join(), /^4:\d+ This is too long: at most 256 characters\./);
  });

  it("that cannot be matched in bounded time are refused, also in a repository's own file", () => {
    const said = /^4:\d+ "\(\?<=a\)b" is not a pattern that can be used/;
    assert.match(refused(paths(['env/**', '(?<=a)b'])).join(), said);
    const [service] = accepted(catalogText()).catalog.services;
    assert.ok(service);
    const own = mergeOwnFile(service, 'content: { environmentOwned: { paths: ["(?<=a)b"] } }');
    assert.equal(own.kind, 'invalid');
  });
});

describe('what is wrong in a catalog is told at its place, with what to do', () => {
  const cases: [what: string, text: string, ...said: RegExp[]][] = [
    ['an empty file', '', /^1:1 The file must be a mapping that starts with "version: 1"/],
    ['a list', '- a', /^1:1 The file must be a mapping/],
    ['no version', 'environments: [{name: dev}]', /^1:1 "version" is missing\. Start the file with/],
    ['a newer version', 'version: 7\nx: y', /^1:10 This file is of version 7, .* reads version 1\. Update/],
    ['a version in quotes', 'version: "1"', /^1:10 The version must be the number 1/],
    ['broken YAML', 'version: 1\nenvironments: [', /^2:\d+ This is not valid YAML/],
    ['a key twice', 'version: 1\nversion: 1', /^2:1 This is not valid YAML: Map keys must be unique/],
    ['an alias to nothing', 'version: *x', /^1:\d+ This is not valid YAML/],
    [
      'an unknown key',
      catalogText({ rest: 'enviroments: []' }),
      /^4:1 Unknown key "enviroments"\. Did you mean "environments"\?/,
    ],
    [
      'a far-off key',
      catalogText({ rest: 'qqqqqqqqq: []' }),
      /^4:1 Unknown key "qqqqqqqqq"\. Known here: version, environ/,
    ],
    [
      'an unknown key deep down',
      catalogText({ services: 'services:\n  - name: a\n    repo: ./a\n    repository: ./a' }),
      /^5:5 Unknown key "repo"/,
    ],
    ['a missing key', catalogText({ services: 'services:\n  - repository: ./a' }), /^4:5 "name" is missing/],
    ['no environments', catalogText({ environments: '[]' }), /^2:15 "environments" is empty/],
    ['no services', catalogText({ services: 'services: []' }), /^3:11 "services" is empty/],
    [
      'neither services nor discover',
      catalogText({ services: '' }),
      /^1:1 The catalog names no services\. Add "services", or "discover"/,
    ],
    [
      'a number for a name',
      catalogText({ environments: '[{ name: 1 }]' }),
      /^2:24 "name" must be a text\. Put it in quotes/,
    ],
    ['a name with a slash', catalogText({ environments: '[{ name: a/b }]' }), /^2:24 "a\/b" is not a name/],
    [
      'an option for a branch',
      catalogText({ environments: '[{ name: dev, branch: "--upload-pack=x" }]' }),
      /^2:37 "--upload-pack=x" is not the name of a branch/,
    ],
    ['a full ref', catalogText({ environments: '[{ name: dev, branch: refs/heads/dev }]' }), /without "refs\/heads\/"/],
    [
      'a bad duration',
      catalogText({ rest: 'promotions: [{ from: dev, to: test, gates: { soak: 30 min } }]' }),
      /^4:52 "30 min" is not a duration\. Write it as 30m/,
    ],
    [
      'an unknown word',
      catalogText({ rest: 'content: { renderer: kustomise }' }),
      /^4:22 "kustomise" is not one of: auto, plain, kustomize, helm\. Did you mean "kustomize"/,
    ],
    [
      'a path out of the repository',
      catalogText({ rest: 'content: { path: ../x }' }),
      /^4:18 "\.\.\/x" must be a path inside the repository/,
    ],
    [
      'two environments of one name',
      catalogText({ environments: '[{ name: dev }, { name: dev, branch: x }]' }),
      /^2:39 "dev" is there already, on line 2/,
    ],
    [
      'two services of one name',
      catalogText({ services: 'services:\n  - { name: a, repository: ./a }\n  - { name: a, repository: ./b }' }),
      /^5:13 "a" is there already, on line 4/,
    ],
    [
      'an edge to nowhere',
      catalogText({ rest: 'promotions: [{ from: dev, to: tst }]' }),
      /^4:31 There is no environment "tst"\. Did you mean "test"\?/,
    ],
    [
      'an edge twice',
      catalogText({ rest: 'promotions:\n  - { from: dev, to: test }\n  - { from: dev, to: test }' }),
      /^6:5 The promotion from "dev" to "test" is there twice/,
    ],
    [
      'a cycle',
      catalogText({
        rest: 'promotions:\n  - { from: dev, to: test }\n  - { from: test, to: prod }\n  - { from: prod, to: dev }',
      }),
      /^7:5 Promotions must not go round in a circle: prod → dev → test → prod/,
    ],
    ['an edge to itself', catalogText({ rest: 'promotions: [{ from: dev, to: dev }]' }), /circle: dev → dev/],
    [
      'two environments of one branch on an edge',
      catalogText({ environments: '[{ name: dev }, { name: test, branch: dev }]' }),
      /^3:20 "cart" would be promoted from a branch to itself/,
    ],
    [
      'context and server',
      catalogText({ environments: '[{ name: dev, cluster: { context: a, server: "https://b", namespace: c } }]' }),
      /^2:38 Give either "context" or "server", not both/,
    ],
    [
      'neither context nor server',
      catalogText({ environments: '[{ name: dev, cluster: { namespace: c } }]' }),
      /^2:38 Say which cluster: "context"/,
    ],
    [
      'an unknown place',
      catalogText({ environments: '[{ name: dev, cluster: { context: a, namespace: "{svc}-x" } }]' }),
      /^2:63 "\{svc\}" is not known\. What can be filled in: \{service\}, \{environment\}/,
    ],
    [
      'a namespace that cannot be one',
      catalogText({ environments: '[{ name: Dev, cluster: { context: a, namespace: "{environment}" } }]' }),
      /"Dev", the namespace of "cart" in "Dev", cannot be one/,
    ],
    [
      'an override of an unknown environment',
      catalogText({ services: 'services: [{ name: a, repository: ./a, environments: { prd: { branch: x } } }]' }),
      /^3:56 There is no environment "prd"\. Did you mean "prod"\?/,
    ],
    [
      'half a cluster with nothing to add to',
      catalogText({
        services: 'services: [{ name: a, repository: ./a, environments: { prod: { cluster: { namespace: x } } } }]',
      }),
      /The environment has no cluster to add to/,
    ],
    [
      'a command for a repository',
      catalogText({ services: 'services: [{ name: a, repository: "ext::sh -c id" }]' }),
      /^3:35 This is neither the address nor the path/,
    ],
    [
      'an option for a repository',
      catalogText({ services: 'services: [{ name: a, repository: "--upload-pack=x" }]' }),
      /^3:35 This is neither the address nor the path/,
    ],
    [
      'a home folder',
      catalogText({ services: 'services: [{ name: a, repository: "~/a" }]' }),
      /^3:35 "~" is not expanded/,
    ],
    [
      'another transport',
      catalogText({ services: 'services: [{ name: a, repository: "s3://a/b" }]' }),
      /^3:35 Repositories are reached by https.*not by "s3"/,
    ],
    [
      'an address for an owner’s forge',
      catalogText({ rest: 'discover: [{ forge: git.example.com, owner: x }]' }),
      /^4:21 "git.example.com" must be an address that starts with https/,
    ],
  ];
  for (const [what, text, ...expected] of cases) {
    it(what, () => {
      const said = refused(text);
      for (const [index, pattern] of expected.entries()) assert.match(said[index] ?? '', pattern);
    });
  }

  it('a password is refused and never repeated', () => {
    const [said] = refused(catalogText({ services: 'services: [{ name: a, repository: "https://me:hunter2@h/a" }]' }));
    assert.match(said ?? '', /^3:35 A password does not belong in a catalog/);
    assert.doesNotMatch(said ?? '', /hunter2/);
  });

  it('all at once, in the order of the lines', () => {
    const said = refused('version: 1\nenvironments:\n  - { nme: dev }\n  - { name: a/b }\nservices: []\n');
    assert.deepEqual(
      said.map((line) => line.slice(0, 3)),
      ['3:5', '3:7', '4:1', '5:1'],
    );
  });

  it('on one line: a wrong block does not underline all that follows', () => {
    const parsed = parseCatalog('version: 1\nenvironments:\n  dev: x\n  test: y\n', where);
    assert.equal(parsed.kind, 'invalid');
    for (const { line, endLine } of parsed.problems) assert.equal(endLine, line);
  });
});

describe('any text', () => {
  const line = fc.constantFrom(
    'version: 1',
    'environments:',
    '  - { name: dev }',
    'services: [',
    '&a [*a]',
    '}',
    '\t',
    '? x',
    '--- a',
    'x: !!js y',
  );
  it('gets an answer, with places inside it', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          const parsed = parseCatalog(text, where);
          if (parsed.kind === 'ok') return;
          assert.ok(parsed.problems.length > 0);
          for (const problem of parsed.problems) {
            assert.ok(problem.line >= 1 && problem.line <= text.split('\n').length + 1 && problem.column >= 1);
            assert.ok(problem.endColumn >= problem.column);
          }
        },
      ),
    ));
});

describe('a repository’s own .branchline.yaml', () => {
  const service = accepted(catalogText({ rest: 'content: { path: a, environmentOwned: { keys: [spec.replicas] } }' }))
    .catalog.services[0]!;

  it('overrides what it names, and nothing else', () => {
    const merged = mergeOwnFile(service, 'content: { path: b, environmentOwned: { paths: ["env/**"] } }');
    assert.ok(merged.kind === 'ok');
    assert.deepEqual(merged.service.content, {
      path: 'b',
      renderer: 'auto',
      environmentOwned: { paths: ['env/**'], keys: ['spec.replicas'] },
    });
    assert.equal(merged.service.repository, service.repository);
  });

  it('may bring its own words for pull requests, each on its own', () => {
    const words = 'pullRequests: { promotion: { title: "{service}", body: x }, rollback: { title: a } }';
    const [known] = accepted(catalogText({ rest: words })).catalog.services;
    assert.ok(known);
    const merged = mergeOwnFile(known, 'pullRequests: { promotion: { body: y }, return: { title: b } }');
    assert.ok(merged.kind === 'ok');
    const { promotion, rollback, return: returned } = merged.service.pullRequests ?? {};
    assert.deepEqual(
      [promotion, rollback, returned],
      [{ title: '{service}', body: 'y' }, { title: 'a' }, { title: 'b' }],
    );
    const wrong = mergeOwnFile(known, 'pullRequests: { promotion: { body: "{itens}" } }');
    assert.ok(wrong.kind === 'invalid');
    assert.match(wrong.problems.map(({ said }) => inEnglish(said)).join(), /^"\{itens\}" is not known/);
  });

  it('may not name services, environments or a path outside', () => {
    for (const text of [
      'content: {}\nservices: []',
      'content: { path: /etc }',
      'content: { path: a/../../b }',
      'version: 9',
      'version: 1',
    ]) {
      const merged = mergeOwnFile(service, text);
      assert.equal(merged.kind, 'invalid', text);
      assert.ok(merged.problems.every(({ said }) => inEnglish(said) !== ''));
    }
  });
});
