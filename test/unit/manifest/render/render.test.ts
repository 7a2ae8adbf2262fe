import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RenderCache } from '../../../../src/core/manifest/render/cache';
import { renderEnvironment } from '../../../../src/core/manifest/render/renderEnvironment';
import type { Rendered } from '../../../../src/core/manifest/render/rendered';
import { rules, tree } from './tree';

const object = (name: string, rest = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;

function objectsOf(rendered: Rendered) {
  assert.ok(rendered.kind === 'rendered', JSON.stringify(rendered));
  return rendered.objects;
}

describe('rendering plain files', () => {
  it('all YAML and JSON below the content folder, and nothing of hidden files and tools', async () => {
    const files = tree({
      'k8s/a.yaml': object('a'),
      'k8s/deep/b.yml': object('b'),
      'k8s/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
      'k8s/README.md': 'x',
      'k8s/.hidden/d.yaml': object('d'),
      'other/e.yaml': object('e'),
      'branchline.yaml': 'version: 1',
    });
    const rendered = await renderEnvironment(files, rules('auto', './k8s/'), 'dev');
    assert.deepEqual(
      objectsOf(rendered).map(({ identity }) => identity.name),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(files.reads, ['k8s/a.yaml', 'k8s/deep/b.yml', 'k8s/c.json']);
  });

  it('each path leads to its line, and what stands twice is said', async () => {
    const files = tree({ 'a.yaml': object('a', 'data:\n  x: "1"\n'), 'b.yaml': object('a') });
    const rendered = await renderEnvironment(files, rules(), 'dev');
    const place = objectsOf(rendered)[0]?.source(['data', 'x']);
    assert.deepEqual([place?.file, place?.span.line], ['a.yaml', 6]);
    assert.deepEqual(rendered.kind === 'rendered' && rendered.problems.map(({ code, file }) => `${code} ${file}`), [
      'duplicateObject b.yaml',
    ]);
  });

  it('is read once for a tree, and again for another', async () => {
    const [cache, files] = [new RenderCache(), tree({ 'a.yaml': object('a') })];
    const first = await renderEnvironment(files, rules(), 'dev', { cache });
    assert.equal(await renderEnvironment(files, rules(), 'dev', { cache }), first);
    assert.equal(files.reads.length, 1);
    await renderEnvironment({ ...files, tree: 'other' }, rules(), 'dev', { cache });
    assert.equal(files.reads.length, 2);
  });

  it('the cache forgets the oldest', async () => {
    const cache = new RenderCache(1);
    const [one, two] = [tree({ 'a.yaml': object('a') }), tree({ 'b.yaml': object('b') })];
    for (const files of [one, two, one]) await renderEnvironment(files, rules(), 'dev', { cache });
    assert.equal(one.reads.length, 2);
  });
});

/** A program on the PATH that stands for a renderer: it tells how it was called, prints, fails or hangs. */
async function fakeTool(folder: string, name: string, script: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, `#!${process.execPath}\n${script}`);
  await chmod(path, 0o755);
}

describe('rendering by a tool', () => {
  const before = process.env['PATH'] ?? '';
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-test-'));
    process.env['PATH'] = folder;
  });
  afterEach(async () => {
    process.env['PATH'] = before;
    await rm(folder, { recursive: true });
  });

  const kustomize = {
    'kustomization.yaml': 'resources: [base]\n',
    'base/kustomization.yaml': 'resources:\n  - a.yaml\n',
    'base/a.yaml': object('a', 'data:\n  x: "1"\n  y: "2"\n'),
  };
  const printFolder = `
    const { readdirSync, readFileSync, statSync } = require('node:fs');
    const at = process.argv.at(-1);
    process.stdout.write(${JSON.stringify(object('seen', 'data:\n'))} +
      '  args: ' + JSON.stringify(process.argv.slice(2, -1).join(' ')) + '\\n' +
      '  files: ' + JSON.stringify(readdirSync(at).join(' ')) + '\\n' +
      '  mode: ' + JSON.stringify((statSync(require('node:path').dirname(at)).mode & 0o777).toString(8)) + '\\n' +
      '  cwd: ' + JSON.stringify(readdirSync('.').join(' ')) + '\\n' +
      '  token: ' + JSON.stringify(process.env.GITHUB_TOKEN ?? 'none') + '\\n' +
      '  at: ' + JSON.stringify(at) + '\\n');`;

  it('kustomize sees the files in a private folder, no settings of the person, and the folder is gone afterwards', async () => {
    await fakeTool(folder, 'kustomize', printFolder);
    process.env['GITHUB_TOKEN'] = 'canary';
    const rendered = await renderEnvironment(tree(kustomize), rules(), 'dev');
    delete process.env['GITHUB_TOKEN'];
    const data = objectsOf(rendered)[0]?.value['data'] as Record<string, string>;
    assert.deepEqual(
      [data['args'], data['files'], data['mode'], data['cwd'], data['token']],
      ['build', 'base kustomization.yaml', '700', '', 'none'],
    );
    await assert.rejects(readdir(dirname(data['at'] ?? '')), { code: 'ENOENT' });
  });

  it('without kustomize it asks kubectl, and without both nothing is claimed', async () => {
    const nothing = await renderEnvironment(tree(kustomize), rules(), 'dev');
    assert.ok(nothing.kind === 'unrendered' && nothing.reason === 'missingTool' && nothing.message.includes('kubectl'));
    await fakeTool(folder, 'kubectl', printFolder);
    const rendered = await renderEnvironment(tree(kustomize), rules(), 'dev');
    assert.equal((objectsOf(rendered)[0]?.value['data'] as Record<string, string>)['args'], 'kustomize');
  });

  it('the overlay of the environment is chosen, where the content has none of its own', async () => {
    await fakeTool(folder, 'kustomize', printFolder);
    for (const name of ['overlays', 'environments', 'env']) {
      const files = tree({
        [`k8s/${name}/prod/kustomization.yml`]: 'resources: []',
        [`k8s/${name}/dev/kustomization.yml`]: '',
      });
      const rendered = await renderEnvironment(files, rules('auto', 'k8s'), 'prod');
      const at = (objectsOf(rendered)[0]?.value['data'] as Record<string, string>)['at'] ?? '';
      assert.ok(at.endsWith(join('k8s', name, 'prod')), at);
    }
  });

  it('helm gets the values of the environment, and says which templates are not steady', async () => {
    await fakeTool(
      folder,
      'helm',
      `process.stdout.write(${JSON.stringify(object('h', 'data:\n'))} + '  args: ' + JSON.stringify(process.argv.slice(2).join(' ')) + '\\n')`,
    );
    const files = tree({
      'chart/Chart.yaml': 'name: x',
      'chart/values-prod.yaml': '',
      'chart/templates/a.yaml': '{{ randAlphaNum 5 }}',
      'chart/templates/b.yaml': '{{ .Values.x }}',
    });
    const rendered = await renderEnvironment(files, rules('helm', 'chart'), 'prod');
    const args = (objectsOf(rendered)[0]?.value['data'] as Record<string, string>)['args'] ?? '';
    assert.match(args, /^template release \S+chart --include-crds --skip-tests --values \S+values-0.yaml$/);
    assert.deepEqual(rendered.kind === 'rendered' && rendered.unsteady, ['chart/templates/a.yaml']);
  });

  it('bases on a network, and what the repository lacks, are refused before anything runs', async () => {
    await fakeTool(folder, 'kustomize', printFolder);
    for (const named of [
      'https://example.com/x.yaml',
      'github.com/a/b?ref=v1',
      'git@example.com:a/b',
      '../../etc',
      'missing.yaml',
      '/etc/passwd',
    ]) {
      const files = tree({ ...kustomize, 'base/kustomization.yaml': `resources: [a.yaml, "${named}"]\n` });
      const rendered = await renderEnvironment(files, rules(), 'dev');
      assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'remoteBase', named);
    }
  });

  it('what fails says so, without quoting content', async () => {
    await fakeTool(
      folder,
      'kustomize',
      `process.stderr.write('Error: no matches for map[data:map[p:canary]]'); process.exit(1)`,
    );
    const rendered = await renderEnvironment(tree(kustomize), rules(), 'dev');
    assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'failed');
    assert.match(rendered.message, /no matches for/);
    assert.doesNotMatch(rendered.message, /canary/);
  });

  it('what hangs is ended: by the deadline as an answer, by the caller as its abort', async () => {
    await fakeTool(folder, 'kustomize', 'setInterval(() => {}, 1000)');
    const late = await renderEnvironment(tree(kustomize), rules(), 'dev', { timeoutMs: 200 });
    assert.ok(late.kind === 'unrendered' && late.reason === 'timeout');
    const abort = AbortSignal.timeout(200);
    await assert.rejects(renderEnvironment(tree(kustomize), rules(), 'dev', { signal: abort }));
  });

  it('no file is written outside of the folder', async () => {
    await fakeTool(folder, 'kustomize', printFolder);
    const evil = `../../../branchline-escape-${process.pid}`;
    await renderEnvironment(tree({ ...kustomize, [evil]: 'x', '.git/config': 'x', '/abs': 'x' }), rules(), 'dev');
    const found = await readdir(tmpdir());
    assert.ok(!found.some((name) => name.startsWith(`branchline-escape-${process.pid}`)));
  });

  it('a failure is not remembered', async () => {
    const cache = new RenderCache();
    assert.equal((await renderEnvironment(tree(kustomize), rules(), 'dev', { cache })).kind, 'unrendered');
    await fakeTool(folder, 'kustomize', printFolder);
    assert.equal((await renderEnvironment(tree(kustomize), rules(), 'dev', { cache })).kind, 'rendered');
  });

  it('a renderer that the content has nothing for is said', async () => {
    const rendered = await renderEnvironment(tree({ 'a.yaml': object('a') }), rules('helm'), 'dev');
    assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'noContent');
  });

  it('a value leads to its line only where one file alone says it', async () => {
    const output = object('a', 'data:\n  x: "1"\n  y: "3"\n  z: made\n');
    await fakeTool(folder, 'kustomize', `process.stdout.write(${JSON.stringify(output)})`);
    const patched = {
      ...kustomize,
      'kustomization.yaml': 'resources: [base]\npatches:\n  - path: p.yaml\n',
      'p.yaml': object('a', 'data:\n  y: "3"\n'),
    };
    const [rendered] = objectsOf(await renderEnvironment(tree(patched), rules(), 'dev'));
    const place = rendered?.source(['data', 'x']);
    assert.deepEqual([place?.file, place?.span.line], ['base/a.yaml', 6]);
    assert.equal(rendered?.source(['data', 'y']), undefined);
    assert.equal(rendered?.source(['data', 'z']), undefined);
  });
});

describe('rendering by the real kubectl', () => {
  it('follows bases, patches and generated names', async function () {
    try {
      execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    } catch {
      // A machine without kubectl: the fake above holds the contract.
      this.skip();
    }
    assert.ok(process.env['PATH']?.includes(delimiter));
    const files = tree({
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\nnamePrefix: p-\nimages: [{name: web, newTag: "2"}]\n',
      'base/kustomization.yaml': 'resources: [pod.yaml]\n',
      'base/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: "web:1"}\n',
    });
    const [pod] = objectsOf(await renderEnvironment(files, rules(), 'prod'));
    assert.equal(pod?.identity.name, 'p-web');
    assert.deepEqual(pod.value['spec'], { containers: [{ image: 'web:2', name: 'web' }] });
    assert.equal(pod.source(['spec', 'containers', 0, 'image']), undefined);
  });
});
