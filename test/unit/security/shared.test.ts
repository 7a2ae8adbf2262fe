import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { addDriftIgnore } from '../../../src/core/catalog/addIgnore';
import { parseCatalog } from '../../../src/core/catalog/parse';
import { diffKeys } from '../../../src/core/manifest/merge/diffKeys';
import { flatten } from '../../../src/core/manifest/merge/flatten';
import { apart } from '../../../src/core/manifest/merge/parts';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { maskSecrets } from '../../../src/core/manifest/secrecy/mask';

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n';
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Each repeats what stands before it: what they stand for grows far beyond what is written. */
const bombs: Readonly<Record<string, string>> = {
  'merges of merges': `  m0: &m0 {a: 1}\n${lines(40, (at) => `  m${at + 1}: &m${at + 1} {<<: [*m${at}, *m${at}]}`)}`,
  'a chain of merges': `  m0: &m0 {a: 1}\n${lines(400, (at) => `  m${at + 1}: &m${at + 1} {<<: *m${at}, a${at}: 1}`)}`,
  'one map merged again and again': `  m: &m {${lines(500, (at) => `a${at}: 1,`).replaceAll('\n', ' ')}}\n  n: {${'<<: *m, '.repeat(5_000)}}`,
  'one map merged into many': `  m: &m {a: [${'1, '.repeat(10_000)}1]}\n  n: [${'{<<: *m}, '.repeat(10_000)}{<<: *m}]`,
  'aliases of aliases': `  a0: &a0 x\n${lines(40, (at) => `  a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)}`,
};

/** Stops what runs for longer; on an idle machine each takes far less than a second. */
function soon<T>(run: () => T): T {
  return runInNewContext('run()', { run }, { timeout: 20_000 }) as T;
}

describe('What text stands for', function () {
  this.timeout(120_000);

  for (const [name, bomb] of Object.entries(bombs)) {
    it(`${name}: read within bounds, or refused at the line`, () => {
      const file = soon(() => readManifestFile('a.yaml', head + bomb));
      for (const { code, line } of file.problems.filter((problem) => problem.code !== 'duplicateKey')) {
        equal(code, 'tooLarge');
        ok(line > 5, `line ${line}`);
      }
      equal(file.objects.length, file.problems.some(({ code }) => code === 'tooLarge') ? 0 : 1);
      soon(() => maskSecrets(`${head.replace('ConfigMap', 'Secret')}${bomb}`));
      soon(() => flatten(head + bomb, { ownedKeys: [] }));
      equal(soon(() => parseCatalog(head + bomb, { path: '/branchline.yaml', folder: '/' })).kind, 'invalid');
    });
  }

  it('a merge that brings more than is read is told where it is written', () => {
    const file = soon(() => readManifestFile('a.yaml', head + (bombs['one map merged again and again'] ?? '')));
    const [problem] = file.problems.filter(({ code }) => code === 'tooLarge');
    match(problem?.message ?? '', /brings more than 10000 keys/);
    equal(problem?.line, head.split('\n').length + 1);
  });

  it('keys of a catalog that stand twice are told at their lines, however many keys there are', () => {
    const text = `version: 1\n${lines(20_000, (at) => `k${at}: 1`)}\nk7: 2\nversion: 1\n`;
    const parsed = soon(() => parseCatalog(text, { path: '/branchline.yaml', folder: '/' }));
    ok(parsed.kind === 'invalid');
    deepEqual(
      parsed.problems.map(({ line, column, said }) => [line, column, said.values['reason']]),
      [
        [20_002, 1, 'Map keys must be unique'],
        [20_003, 1, 'Map keys must be unique'],
      ],
    );
    equal(
      soon(() => addDriftIgnore(text, { kind: 'Pod' } as never)),
      undefined,
    );
  });

  it('a catalog that nests without end is refused', () => {
    for (const text of ['[', '{a: ', '- ', '? '].map((piece) => piece.repeat(100_000)))
      equal(soon(() => parseCatalog(text, { path: '/branchline.yaml', folder: '/' })).kind, 'invalid');
  });

  /** Files whose keys, each written out from the root, come to a thousand times the file. */
  const below: Readonly<Record<string, string>> = {
    'leaves deep below': `x: ${'{a: '.repeat(390)}{${lines(22_000, (at) => `k${at}: 1,`).replaceAll('\n', ' ')}}${'}'.repeat(390)}\n`,
    'leaves below a long name': `? ${'x'.repeat(100_000)}\n:\n${lines(1_000, (at) => `  k${at}: 1`)}\n`,
  };
  for (const [name, text] of Object.entries(below)) {
    it(`${name}: not read as keys`, () => {
      const file = soon(() => flatten(text, { ownedKeys: [] }));
      ok(file.kind === 'unparsable');
      match(file.reason, /more than 40000000 letters/);
    });
  }

  it('one key with more values than are read is refused, as in a file that is read as a whole', () => {
    const file = soon(() => flatten(`a: [${'1,'.repeat(600_000)}1]\nb: 2\n`, { ownedKeys: [] }));
    ok(file.kind === 'unparsable');
    match(file.reason, /More than 500000 values/);
  });

  it('two versions of one key with very many below it are compared', () => {
    const [one, other] = [1, 2].map((last) =>
      soon(() => flatten(`${head}${lines(56_000, (at) => `  k${at}: ${at}`)}\n  last: ${last}\n`, { ownedKeys: [] })),
    );
    ok(one?.kind === 'flat' && other?.kind === 'flat');
    const differing = soon(() => {
      const [before, after] = apart(one, other);
      return diffKeys(before.entries, after.entries).map(({ key }) => key);
    });
    deepEqual([...differing], [['data', 'last']]);
  });

  const services: Readonly<Record<string, (at: number) => string>> = {
    'of their own': (at) => `{ name: s${at}, repository: "https://git.example.com/g/s${at}.git" }`,
    'of one repository': (at) => `{ name: s${at}, repository: "./s" }`,
    'of one name': (at) => `{ name: s, repository: "./s${at}" }`,
    'with a wrong key': (at) => `{ name: s${at}, repositry: "./s${at}" }`,
  };
  for (const [name, service] of Object.entries(services)) {
    it(`a catalog of 8,000 services ${name} is read or refused`, () => {
      const text = `version: 1\nenvironments:\n  - { name: dev, branch: dev }\n  - { name: test, branch: test }\nservices:\n${lines(8_000, (at) => `  - ${service(at)}`)}\n`;
      const parsed = soon(() => parseCatalog(text, { path: '/branchline.yaml', folder: '/' }));
      equal(parsed.kind, name.startsWith('of their own') || name.startsWith('of one repository') ? 'ok' : 'invalid');
    });
  }
});
