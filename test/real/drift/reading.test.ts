import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureServers } from '../../../scripts/servers/ensure';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { Ending } from '../../lab/ending';

const run = promisify(execFile);

/** Scalars that YAML's versions and readers take differently. Source: research drift.md §6.1. */
const scalars = [
  ...['yes', 'Yes', 'on', 'y', 'n', 'no', 'off', 'Off', 'true', 'True', 'FALSE', 'null', 'Null', '~', '""'],
  ...[
    '0644',
    '0o644',
    '0x1F',
    '0b11',
    '-0644',
    '08',
    '0',
    '-0',
    '+1',
    '1_000',
    '1e3',
    '1.5e3',
    '1.',
    '.5',
    '1.0',
    '-1.5',
  ],
  ...[
    '12:30:45',
    '1:20',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
    '1.2.3',
    '0x',
    '1e',
    '_1',
    '1__0',
    'NaN',
    '1Gi',
    '100m',
  ],
  ...[
    '9007199254740991',
    '9007199254740993',
    '-9007199254740993',
    '18446744073709551615',
    '"0644"',
    "'yes'",
    '!!str 12',
  ],
  ...[
    '"\\u00e9\\n"',
    'a b',
    '"#"',
    'a#b',
    '- ',
    '[1, yes, 0644]',
    '{yes: 1, 0644: 2, n: 3}',
    '|\n  a\n  b\n',
    '>-\n  a\n  b\n',
  ],
] as const;

const documents: Readonly<Record<string, string>> = {
  'an anchor and an alias': 'a: &x {k: 1}\nb: *x',
  'a merge': 'base: &x {k: 1, l: 2}\na:\n  <<: *x\n  l: 3',
  'a merge of several, the first of which counts': 'x: &x {k: 1}\ny: &y {k: 2, l: 2}\na:\n  <<: [*x, *y]',
  'a merge below the key that it would give': 'x: &x {k: 1}\na:\n  k: 5\n  <<: *x',
  'a key that stands twice': 'a: 1\nb: 2\na: 3',
  'flow style, with comments and commas': 'a: {b: [1, 2,], "c": d} # e',
  'a block scalar with three dashes in it': 'a: |\n  ---\n  b\nc: 1',
  'keys that are no text': '1: a\ntrue: b\n1.5: c',
  'a long text folded over lines': 'a: one\n  two\n\n  three',
  'tabs behind a value': 'a: 1\t\nb: x\t# c',
  'no value at all': 'a:\nb: {}\nc: []',
};

describe('Manifests are read as kubectl itself reads them', function () {
  this.timeout(180_000);
  const ending = new Ending();
  let folder: string;
  let kubectl: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-real-'));
    await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    kubectl = (await ensureServers(['kubernetes'])).command('kubectl');
  });
  after(() => ending.run());

  /** What kubectl makes of it without any server, as the text of JSON; nothing where it refuses. */
  const truth = async (text: string): Promise<string | undefined> => {
    const file = join(folder, 'manifest.yaml');
    await writeFile(file, text);
    // A patch that says nothing: kubectl reads, and prints what it has read.
    const args = ['annotate', '--local', '--dry-run=client', '-o', 'json', '-f', file, 'read=by-kubectl'];
    const said = await run(kubectl, args, { env: { ...process.env, HOME: folder, KUBECONFIG: '/dev/null' } }).catch(
      () => undefined,
    );
    return said && JSON.stringify(sorted(parseExact(said.stdout)));
  };

  const ours = (text: string): string | undefined => {
    const { objects, problems } = readManifestFile('manifest.yaml', text);
    const [object] = objects;
    if (!object || problems.some(({ code }) => code !== 'duplicateKey')) return undefined;
    return JSON.stringify(sorted(exact(object.value)));
  };

  const custom = (content: string): string =>
    `apiVersion: example.com/v1\nkind: Sample\nmetadata: {name: a, annotations: {read: by-kubectl}}\n${content}\n`;

  for (const scalar of scalars) {
    it(`v: ${JSON.stringify(scalar)}`, async () => {
      const text = custom(`spec:\n v: ${scalar.replaceAll('\n', '\n ')}`);
      assert.equal(ours(text), await truth(text));
    });
  }
  for (const [what, content] of Object.entries(documents)) {
    it(what, async () => {
      const text = custom(`spec:\n${content.replaceAll(/^(?=.)/gm, '  ')}`);
      assert.equal(ours(text), await truth(text));
    });
  }
});

/** Integers as text, so that none is rounded. */
function exact(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return `int ${value}`;
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner)]));
}

function parseExact(json: string): unknown {
  const marked = json.replaceAll(
    /("(?:[^"\\]|\\.)*")|(?<![\d.eE+-])(-?\d+)(?![\d.eE])/g,
    (whole, text?: string) => text ?? `"int ${whole}"`,
  );
  return exact(JSON.parse(marked));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
