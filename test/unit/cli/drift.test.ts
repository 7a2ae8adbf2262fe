import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { runCli } from '../../../src/cli/run';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Document {
  readonly objects: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly verdict: string;
    readonly fields: readonly {
      readonly path: string;
      readonly verdict: string;
      readonly desired?: unknown;
      readonly live?: unknown;
      readonly line?: number;
    }[];
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

describe('branchline drift', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-drift-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  }

  async function drift(...args: readonly string[]): Promise<Ran> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(['drift', ...args], {
      environment: {},
      folder,
      signal: new AbortController().signal,
      print: (text) => out.push(text),
      warn: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  async function compared(
    desired: string,
    live: string,
    ...args: readonly string[]
  ): Promise<Ran & { document: Document }> {
    await write({ 'desired.yaml': desired, 'live.yaml': live });
    const ran = await drift('--desired', 'desired.yaml', '--live', 'live.yaml', '--json', ...args);
    return { ...ran, document: JSON.parse(ran.out) as Document };
  }

  const deployment = (replicas: number, rest = '') =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  replicas: ${replicas}\n${rest}`;
  const config = (data: string, name = 'web') =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {${data}}\n`;

  it('says that nothing differs, and ends with 0', async () => {
    const { code, document, err } = await compared(deployment(2), deployment(2));
    assert.deepEqual(
      { code, err, verdicts: document.objects.map(({ verdict }) => verdict) },
      { code: 0, err: '', verdicts: ['none'] },
    );
    assert.equal(document.counts['none'], 1);
  });

  it('says what differs, at its path and line, and ends with 2', async () => {
    const { code, document } = await compared(deployment(2), deployment(5));
    assert.equal(code, 2);
    assert.deepEqual(document.objects, [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        verdict: 'changed',
        file: 'desired.yaml',
        line: 2,
        fields: [{ path: 'spec.replicas', verdict: 'changed', desired: 2, live: 5, line: 7 }],
      },
    ]);
    assert.equal(document.counts['changed'], 1);
  });

  it('tells people in a line each, with who and since when, and a summary', async () => {
    const live = {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {
            name: 'web',
            namespace: 'shop',
            managedFields: [
              {
                manager: 'kubectl',
                operation: 'Update',
                subresource: 'scale',
                time: '2026-03-02T09:30:00Z',
                fieldsV1: { 'f:spec': { 'f:replicas': {} } },
              },
            ],
          },
          spec: { replicas: 5 },
        },
      ],
    };
    await write({ 'git/a.yaml': deployment(2), 'git/deep/b.yml': config('a: "1"'), 'live.json': JSON.stringify(live) });
    const { code, out } = await drift('--desired', 'git', '--live', 'live.json');
    assert.equal(code, 2);
    assert.deepEqual(out.split('\n'), [
      'git/a.yaml:7 Deployment/web spec.replicas: git 2, live 5 (kubectl, 2026-03-02T09:30:00Z)',
      'git/deep/b.yml:2 ConfigMap/web: absent',
      '',
      '2 objects: 1 absent, 1 changed',
    ]);
  });

  it('reads folders with all in them, lists, and several documents in a file', async () => {
    await write({
      'many/z.yaml': `${config('a: "1"', 'one')}---\n${config('a: "1"', 'two')}`,
      'many/a/list.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'three', namespace: 'shop' }, data: { a: '1' } },
        ],
      }),
      'many/.hidden.yaml': 'a: [',
      'many/notes.txt': 'a: [',
      'there/list.yaml': `kind: ConfigMapList\napiVersion: v1\nitems:\n${['one', 'two', 'three'].map((name) => `- metadata: {name: ${name}, namespace: shop}\n  data: {a: "1"}\n`).join('')}`,
    });
    const { code, out } = await drift('--desired', 'many', '--live', 'there', '--json');
    assert.equal(code, 0);
    assert.deepEqual(
      (JSON.parse(out) as Document).objects.map(({ name, verdict }) => `${name} ${verdict}`),
      ['three none', 'one none', 'two none'],
    );
  });

  it('keeps the last digit of large integers, on both sides', async () => {
    const account = (id: string) =>
      `apiVersion: example.com/v1\nkind: Account\nmetadata: {name: web}\nspec: {id: ${id}}\n`;
    const json = (id: string) =>
      `{"apiVersion":"example.com/v1","kind":"Account","metadata":{"name":"web"},"spec":{"id":${id}}}`;
    assert.equal((await compared(account('9007199254740993'), json('9007199254740993'))).code, 0);
    assert.equal((await compared(account('9007199254740993'), account('9007199254740993'))).code, 0);
    for (const live of [json('9007199254740992'), account('9007199254740992')]) {
      const { code, document } = await compared(account('9007199254740993'), live);
      assert.equal(code, 2);
      assert.equal(document.objects[0]?.fields[0]?.desired, '9007199254740993');
    }
  });

  it('takes live text that looks like a template for what it is', async () => {
    const alert = config(`a: "1", t: '{{ template "slack.title" . }}'`);
    const { code, document } = await compared(config('a: "1"'), alert);
    assert.equal(code, 2);
    assert.deepEqual(
      document.objects[0]?.fields.map(({ path }) => path),
      ['data.t'],
    );
  });

  it('with a schema knows lists and fields of custom resources', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'hooks.example.com' },
      spec: {
        group: 'example.com',
        names: { kind: 'Hook' },
        versions: [
          {
            name: 'v1',
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    properties: {
                      steps: {
                        type: 'array',
                        'x-kubernetes-list-type': 'map',
                        'x-kubernetes-list-map-keys': ['id'],
                        items: { type: 'object', properties: { id: { type: 'string' }, run: { type: 'string' } } },
                      },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    };
    await write({ 'schemas/hooks.json': JSON.stringify(definition) });
    const hook = (spec: string) => `apiVersion: example.com/v1\nkind: Hook\nmetadata: {name: web}\nspec: {${spec}}\n`;
    const [one, two] = ['{id: a, run: x}', '{id: b, run: z}'];
    const [git, live] = [hook(`steps: [${one}, ${two}]`), hook(`steps: [${two}, ${one}]`)];
    assert.equal((await compared(git, live)).code, 2);
    assert.equal((await compared(git, live, '--schema', 'schemas')).code, 0);
    const { document } = await compared(hook('stpes: [x]'), hook(''), '--schema', 'schemas');
    assert.equal(document.objects[0]?.verdict, 'invalid');
  });

  it('knows the namespace of objects that name none', async () => {
    const [one, two] = ['one', 'two'].map((namespace) => config(`a: "${namespace}"`).replace('shop', namespace));
    const git = config('a: "two"').replace(', namespace: shop', '');
    assert.equal((await compared(git, `${one}---\n${two}`, '--namespace', 'two')).code, 0);
    assert.equal((await compared(git, `${one}---\n${two}`, '--namespace', 'one')).code, 2);
  });

  it('takes a refusal of the API server for unknown, says so on stderr, and ends with 1', async () => {
    const status = JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: 'secrets "web" is forbidden',
      reason: 'Forbidden',
      details: { name: 'web', kind: 'secrets' },
      code: 403,
    });
    const { code, document, err } = await compared(
      'apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {p: eA==}\n',
      status,
    );
    assert.equal(document.objects[0]?.verdict, 'unknown');
    assert.equal(code, 1);
    assert.match(err, /1 of the objects could not be compared \(1 unknown, 0 invalid\)/);
  });

  it('ends with 1 where nothing at all could be compared: nobody knows, so nothing is in sync', async () => {
    const template = deployment(2).replace('replicas: 2', 'replicas: {{ .Values.replicas }}');
    const { code, document, err } = await compared(template, deployment(2));
    assert.equal(document.counts['unknown'], 1);
    assert.match(err, /^branchline: Nothing could be compared, so whether anything differs is not known\.$/m);
    assert.equal(code, 1);
  });

  it('ends with 1 where not everything could be compared, unless the kind may be unknown, and with 2 where the rest differs', async () => {
    const sealed = 'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nsops: {version: 3.9.0}\n';
    const git = `${sealed}---\n${config('a: "1"')}`;
    const same = await compared(git, config('a: "1"'));
    assert.deepEqual([same.code, same.document.counts['unknown']], [1, 1]);
    const { complete, unread } = same.document as { complete?: boolean; unread?: unknown };
    assert.deepEqual(
      [complete, unread],
      [false, [{ kind: 'Secret', reason: 'The file holds ciphertext (SOPS).', count: 1 }]],
    );
    const allowed = await compared(git, config('a: "1"'), '--allow-unknown', 'secrets');
    assert.deepEqual([allowed.code, allowed.document.counts['unknown']], [0, 1]);
    assert.equal((await compared(git, config('a: "1"'), '--allow-unknown', 'configmaps', 'files')).code, 1);
    assert.match(same.err, /1 of the objects could not be compared/);
    assert.doesNotMatch(same.err, /Nothing could be compared/);
    assert.equal((await compared(git, config('a: "2"'))).code, 2);
  });

  it('goes on past a manifest that cannot be read, and says where it is', async () => {
    const { code, document, err } = await compared(`${config('a: "1"')}---\na: {\n`, config('a: "1"'));
    assert.deepEqual(
      document.objects.map(({ verdict }) => verdict),
      ['invalid', 'none'],
    );
    assert.equal(code, 1, 'what cannot be applied is no success');
    assert.match(err, /^branchline: desired\.yaml:\d+: invalid: The file cannot be read as YAML/);
    assert.match(err, /1 invalid/);
    const drifted = await compared(`${config('a: "1"')}---\na: {\n`, config('a: "2"'));
    assert.equal(drifted.code, 2);
    const { out } = await drift('--desired', 'desired.yaml', '--live', 'live.yaml');
    assert.match(out, /^desired\.yaml:\d+: invalid: The file cannot be read as YAML/);
  });

  it('warns of what stands twice, without counting it', async () => {
    const { code, err } = await compared(config('a: "1", a: "2"'), config('a: "2"'));
    assert.equal(code, 0);
    assert.match(err, /desired\.yaml:4 The key/);
  });

  describe('ends with 1, and says where and why, for', () => {
    const failures: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['no arguments', [], /--desired is missing/],
      ['a service without its environment', ['--service', 'cart'], /--environment is missing/],
      ['files and a service at once', ['--service', 'cart', '--desired', 'ok.yaml'], /either files .* or a service/],
      ['one side only', ['--desired', 'ok.yaml'], /--live is missing/],
      ['a path that is not there', ['--desired', 'nowhere', '--live', 'ok.yaml'], /nowhere cannot be read/],
      ['a live file that is broken', ['--desired', 'ok.yaml', '--live', 'broken.yaml'], /broken\.yaml:\d+: /],
      ['live JSON that is broken', ['--desired', 'ok.yaml', '--live', 'broken.json'], /broken\.json:\d+: /],
      [
        'a schema that is broken',
        ['--desired', 'ok.yaml', '--live', 'ok.yaml', '--schema', 'broken.yaml'],
        /broken\.yaml:\d+: /,
      ],
      [
        'a schema that is none',
        ['--desired', 'ok.yaml', '--live', 'ok.yaml', '--schema', 'ok.yaml'],
        /ok\.yaml holds no OpenAPI/,
      ],
      [
        'nothing to compare',
        ['--desired', 'empty.yaml', '--live', 'ok.yaml'],
        /empty\.yaml holds no Kubernetes objects/,
      ],
      [
        'live text that no cluster printed',
        ['--desired', 'ok.yaml', '--live', 'text.yaml'],
        /text\.yaml holds no Kubernetes objects/,
      ],
      ['a folder without files', ['--desired', 'ok.yaml', '--live', 'void'], /void holds no YAML or JSON/],
      ['an option that is none', ['--desired', 'ok.yaml', '--live', 'ok.yaml', '--loud'], /--loud/],
    ];
    before(async () => {
      await write({
        'ok.yaml': config('a: "1"'),
        'empty.yaml': '# nothing\n',
        'text.yaml': 'You must be logged in to the server.\n',
        'broken.yaml': 'kind: Secret\nstringData:\n  p: "hunter2\n\\q',
        'broken.json': '{"kind": "Secret",\n"stringData": {"p": "hunter2" "q"}}',
      });
      await mkdir(join(folder, 'void'), { recursive: true });
    });
    for (const [what, args, said] of failures) {
      it(what, async () => {
        const { code, out, err } = await drift(...args, '--json');
        assert.equal(code, 1);
        assert.equal(out, '');
        assert.match(err, said);
        assert.ok(!err.includes('hunter2'), 'and quotes nothing');
      });
    }
  });

  it('shows no value of a Secret, in either form', async () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData: {p: ${value}}\n`;
    await compared(secret('hunter2'), secret('hunter3').replace('stringData: {p: hunter3}', 'data: {p: aHVudGVyMw==}'));
    for (const form of [[], ['--json']]) {
      const { code, out, err } = await drift('--desired', 'desired.yaml', '--live', 'live.yaml', ...form);
      assert.equal(code, 2);
      assert.ok(!/hunter|aHVudGVy/.test(out + err), out);
    }
  });

  it('prints nothing that a terminal would obey', async () => {
    const { code } = await compared(config('a: "1"'), config('"\\e[31mred": "\\e[2J", a: "1"'));
    const { out } = await drift('--desired', 'desired.yaml', '--live', 'live.yaml');
    assert.equal(code, 2);
    assert.ok(!out.includes('\u001b'), out);
  });
});
