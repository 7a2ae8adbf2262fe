import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kustomizationInputs } from '../../../../src/core/manifest/render/kustomize/inputs';
import { Refusal } from '../../../../src/core/manifest/render/refusal';
import { addresses, fields, freePlaces, levels, programs, respell, spellings, styles } from './hostile';
import { tree } from './tree';

const lure = { host: '127.0.0.1:9', outside: '/var/lure' };
const hostile = addresses(lure);
const signal = new AbortController().signal;

/** What is said of a repository, or undefined where it passes. */
async function refusal(
  files: Readonly<Record<string, string>>,
  links: readonly string[] = [],
): Promise<Refusal | undefined> {
  try {
    await kustomizationInputs(tree(files, links), '', signal);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error;
  }
}

const inRoot = (kustomization: unknown) => ({ 'kustomization.yaml': JSON.stringify(kustomization), 'a.yaml': 'x: 1' });

describe('what a kustomization names is refused where it is no file of the repository', () => {
  for (const [field, of] of fields) {
    it(`${JSON.stringify(of('…'))}: every address, in every spelling of the field`, async () => {
      for (const named of hostile) {
        for (const [spelling, spell] of Object.entries(spellings)) {
          const kustomization = respell(of(named), spell);
          const refused = await refusal(inRoot(kustomization));
          assert.ok(refused, `${spelling}: ${JSON.stringify(kustomization)}`);
          assert.match(refused.message, /^kustomization\.yaml:1: “/);
          const said = [field, spell(field)].some((name) => refused.message.includes(name));
          assert.ok(said, refused.message);
        }
      }
    });

    it(`${JSON.stringify(of('…'))}: in every way to write it, however it is reached`, async () => {
      for (const [style, write] of Object.entries(styles)) {
        for (const [level, place] of Object.entries(levels)) {
          const refused = await refusal(place(write(of(`http://${lure.host}/x.yaml`))));
          assert.ok(refused, `${style}, ${level}`);
        }
      }
    });
  }

  it('the file, the line and the field are said, and no credentials', async () => {
    const refused = await refusal({
      'kustomization.yaml': 'resources:\n  - base\n',
      'base/kustomization.yaml': 'namePrefix: x\nPatches:\n  - Path: https://me:hunter2@example.com/x.yaml\n',
    });
    assert.equal(
      refused?.message,
      'base/kustomization.yaml:3: “Patches[0].Path” names “https://***@example.com/x.yaml”, which is not in this repository.',
    );
  });

  it('programs, as functions or as plugins', async () => {
    for (const kustomization of programs) {
      assert.equal((await refusal(inRoot(kustomization)))?.reason, 'refused', JSON.stringify(kustomization));
      for (const [field, [config]] of Object.entries(kustomization) as [string, [string]][]) {
        const files = { 'kustomization.yaml': `${field}: [config.yaml]`, 'config.yaml': config };
        assert.equal((await refusal(files))?.reason, 'refused');
      }
    }
  });

  it('a plugin that is configured in a folder, whose patches may make any other of it', async () => {
    const files = {
      'kustomization.yaml': 'transformers: [t]',
      't/kustomization.yaml': 'resources: [a.yaml]',
      't/a.yaml': '',
    };
    assert.equal((await refusal(files))?.reason, 'remoteBase');
  });

  it('links, themselves and as a step of a path', async () => {
    const files = { 'kustomization.yaml': 'resources: [link]', link: '../x' };
    assert.equal((await refusal(files, ['link']))?.reason, 'refused');
    const through = { 'kustomization.yaml': 'resources: [link/a.yaml]', link: 'x' };
    assert.equal((await refusal(through, ['link']))?.reason, 'refused');
  });

  it('what cannot be read, what kustomize does not know, and what may be read in two ways', async () => {
    for (const text of [
      '',
      'a',
      '[]',
      '{',
      'resources: a',
      'resources: [1]',
      'unknown: x',
      'a: *b',
      'a: &a [*a]',
      '? {a: 1}\n: x',
    ]) {
      assert.ok(await refusal({ 'kustomization.yaml': text }), text);
    }
    const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join()}]`);
    assert.ok(await refusal({ 'kustomization.yaml': `metadata:\n  a0: &a0 x\n  ${bomb.join('\n  ')}` }));
    assert.ok(await refusal({ 'kustomization.yaml': 'resources: []', Kustomization: 'resources: []' }));
    assert.ok(await refusal({ 'kustomization.yaml': '['.repeat(100_000) }));
  });
});

describe('what kustomize gets to see', () => {
  const copyOf = async (files: Readonly<Record<string, string>>) =>
    (await kustomizationInputs(tree(files), '', signal)).copy;

  it('text that steers nothing passes, whatever it says', async () => {
    for (const [, of] of freePlaces) {
      for (const text of hostile) assert.equal(await refusal(inRoot(of(text))), undefined, JSON.stringify(of(text)));
    }
  });

  it('a file of the repository passes, in every spelling and in every way to write it that means one thing', async () => {
    const honest = (field: string) => ({ [field]: ['a.yaml'] });
    for (const spell of Object.values(spellings))
      assert.equal(await refusal(inRoot(honest(spell('resources')))), undefined);
    const clear = Object.entries(styles).filter(([style]) => !/twice|document|broken/.test(style));
    assert.equal(clear.length, 9);
    for (const [style, write] of clear) {
      const files = { 'kustomization.yaml': write(honest('resources')), 'a.yaml': 'x: 1' };
      assert.equal(await refusal(files), undefined, style);
    }
  });

  it('only what is named, and kustomizations as they were judged', async () => {
    const copy = await copyOf({
      'kustomization.yaml': 'RESOURCES: &r [base, ./a.yaml] # …\ncommonLabels: {a: "1"}\n',
      'a.yaml': 'x',
      'base/kustomization.yml': 'configMapGenerator:\n- name: x\n  files: [key=f.bin]\nhelmCharts: []\n',
      'base/f.bin': 'x',
      'other.yaml': 'x',
      'other/kustomization.yaml': 'resources: [http://example.com]',
    });
    assert.deepEqual(Object.fromEntries(copy), {
      'a.yaml': { from: 'a.yaml' },
      'base/f.bin': { from: 'base/f.bin' },
      'kustomization.yaml': { text: '{"resources":["base","./a.yaml"],"commonLabels":{"a":"1"}}' },
      'base/kustomization.yml': {
        text: '{"configMapGenerator":[{"name":"x","files":["key=f.bin"]}],"helmCharts":null}',
      },
    });
  });

  it('a text that could be a content and a path is given as the content that it was judged to be', async () => {
    const patch = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n# http://example.com\n';
    const copy = await copyOf({
      'kustomization.yaml': JSON.stringify({
        patchesStrategicMerge: [patch],
        transformers: ['apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nPREFIX: p-\n'],
      }),
    });
    assert.deepEqual(JSON.parse((copy.get('kustomization.yaml') as { text: string }).text), {
      patchesStrategicMerge: ['{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'],
      transformers: ['{"apiVersion":"builtin","kind":"PrefixTransformer","metadata":{"name":"x"},"prefix":"p-"}'],
    });
  });

  it('a file that steers kustomize is no content as well: it would not be as it was written', async () => {
    const files = {
      'kustomization.yaml': 'transformers: [t.yaml]\nconfigMapGenerator: [{name: x, files: [t.yaml]}]',
      't.yaml': 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: p-\n',
    };
    assert.equal((await refusal(files))?.reason, 'refused');
  });
});
