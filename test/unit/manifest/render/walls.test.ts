import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { renderEnvironment } from '../../../../src/core/manifest/render/renderEnvironment';
import type { Rendered } from '../../../../src/core/manifest/render/rendered';
import { confinement } from '../../../../src/core/manifest/render/tool/runTool';
import { findCommand, isStatic } from '../../../../src/core/manifest/render/tool/find';
import { rules, tree } from './tree';

/** What stands around a renderer, seen from within: a program of ours that says what it finds and tries what it can. */
describe('a renderer', () => {
  const before = { ...process.env };
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-test-'));
    process.env['PATH'] = folder;
  });
  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  const program = async (name: string, script: string): Promise<void> => {
    await writeFile(join(folder, name), `#!${process.execPath}\n${script}`);
    await chmod(join(folder, name), 0o755);
  };
  const says = (expression: string) =>
    `process.stdout.write('apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: ' + JSON.stringify(${expression}))`;
  const files = tree({ 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': 'x: 1' });
  const render = (options = {}): Promise<Rendered> => renderEnvironment(files, rules(), 'dev', options);
  const said = async (): Promise<Record<string, string>> => {
    const rendered = await render();
    assert.ok(rendered.kind === 'rendered', JSON.stringify(rendered));
    return rendered.objects[0]?.value['data'] as Record<string, string>;
  };

  it('has nothing of the person’s environment, and all that steers it leads nowhere', async () => {
    await program('kustomize', says('process.env'));
    const theirs = [
      'GITHUB_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'SSH_AUTH_SOCK',
      'NODE_OPTIONS',
      'HELM_KUBETOKEN',
      'HELM_DRIVER',
    ];
    for (const name of [...theirs, 'KUBECONFIG', 'HELM_PLUGINS', 'KUSTOMIZE_PLUGIN_HOME', 'http_proxy', 'NO_PROXY']) {
      process.env[name] = name === 'NODE_OPTIONS' ? '--no-warnings' : `/theirs/${name}`;
    }
    const found = await said();
    assert.deepEqual(
      theirs.filter((name) => name in found),
      [],
    );
    assert.ok(!JSON.stringify(found).includes('/theirs/'));
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']) {
      assert.equal(found[name], 'http://127.0.0.1:9');
    }
    assert.deepEqual([found['NO_PROXY'], found['GIT_ALLOW_PROTOCOL'], found['HELM_NO_PLUGINS']], ['', 'none', '1']);
    for (const name of ['PATH', 'KUBECONFIG', 'HELM_PLUGINS', 'KUSTOMIZE_PLUGIN_HOME', 'HELM_REPOSITORY_CONFIG']) {
      await assert.rejects(stat(found[name] ?? ''), { code: 'ENOENT' }, name);
    }
  });

  it('finds no other program', async () => {
    const names = ['git', 'helm', 'sh', 'docker'];
    for (const name of names)
      await program(name, `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`);
    await program(
      'kustomize',
      `const { spawnSync } = require('node:child_process');
       ${says(`${JSON.stringify(names)}.map((name) => [name, spawnSync(name).error?.code]).reduce((all, [name, code]) => ({ ...all, [name]: code }), {})`)}`,
    );
    assert.deepEqual(await said(), Object.fromEntries(names.map((name) => [name, 'ENOENT'])));
    await assert.rejects(stat(join(folder, 'ran')), { code: 'ENOENT' });
  });

  it('reaches no address, not even of this machine, where the machine has namespaces', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await program(
      'kustomize',
      `const socket = require('node:net').connect(${port}, '127.0.0.1');
       socket.on('connect', () => { ${says("{ got: 'through' }")}; socket.destroy(); });
       socket.on('error', (error) => ${says('{ got: error.code }')});`,
    );
    const { got } = await said();
    server.close();
    const isConfined = (await confinement()) !== undefined;
    assert.deepEqual([got === 'through', connections], [!isConfined, isConfined ? 0 : 1]);
  });

  it('is not one of a folder that the PATH names relative to wherever we are', async () => {
    await program('kustomize', says("{ it: 'ran' }"));
    process.env['PATH'] = ['', '.', relative(process.cwd(), folder)].join(':');
    const rendered = await render();
    assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'missingTool');
  });

  it('ends with all that it has started', async () => {
    const beat = join(folder, 'beat');
    const grandchild = `setInterval(() => require('node:fs').appendFileSync(${JSON.stringify(beat)}, 'x'), 10)`;
    await program(
      'kustomize',
      `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
       setInterval(() => {}, 1000);`,
    );
    const controller = new AbortController();
    const rendering = render({ signal: controller.signal });
    while ((await stat(beat).catch(() => undefined)) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort(new Error('changed my mind'));
    await assert.rejects(rendering, /changed my mind/);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const length = (await readFile(beat)).length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await readFile(beat)).length, length);
  });

  it('that prints without end is ended', async () => {
    await program(
      'kustomize',
      `const chunk = 'x'.repeat(1 << 20);
       const more = () => { while (process.stdout.write(chunk)); process.stdout.once('drain', more); };
       more();`,
    );
    const rendered = await render();
    assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'tooLarge');
  });

  it('is not asked about aliases that multiply, or about more files than are rendered', async () => {
    await program('kustomize', says("{ it: 'ran' }"));
    const lines = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join()}]`);
    const bomb = tree({ 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': `a0: &a0 x\n${lines.join('\n')}` });
    const names = Array.from({ length: 5_001 }, (_, index) => `f${index}.yaml`);
    const many = tree({
      ...Object.fromEntries(names.map((name) => [name, 'x: 1'])),
      'kustomization.yaml': `resources: [${names.join()}]`,
    });
    for (const one of [bomb, many]) {
      const rendered = await renderEnvironment(one, rules(), 'dev');
      assert.ok(rendered.kind === 'unrendered' && rendered.reason === 'tooLarge', JSON.stringify(rendered));
    }
  });
});

describe('a program', () => {
  it('that needs other files to run is told from one that does not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-test-'));
    const elf = (segments: readonly number[]): Buffer => {
      const header = Buffer.alloc(64 + 56 * segments.length);
      header.write('\x7fELF\x02\x01', 'latin1');
      header.writeBigUInt64LE(64n, 32);
      header.writeUInt16LE(56, 54);
      header.writeUInt16LE(segments.length, 56);
      segments.forEach((type, index) => header.writeUInt32LE(type, 64 + 56 * index));
      return header;
    };
    const programs = { static: elf([1, 1]), dynamic: elf([1, 3]), script: '#!/bin/sh\n', empty: '', odd: elf([]) };
    const found: Record<string, boolean> = {};
    for (const [name, content] of Object.entries(programs)) {
      await writeFile(join(folder, name), content);
      found[name] = await isStatic(join(folder, name));
    }
    await rm(folder, { recursive: true });
    assert.deepEqual(found, { static: true, dynamic: false, script: false, empty: false, odd: false });
  });

  it('is a file that may be run, and no folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-test-'));
    await mkdir(join(folder, 'kustomize-of-nobody'));
    await writeFile(join(folder, 'helm-of-nobody'), '', { mode: 0o600 });
    assert.deepEqual(
      [await findCommand('kustomize-of-nobody', [folder]), await findCommand('helm-of-nobody', [folder])],
      [undefined, undefined],
    );
    await rm(folder, { recursive: true });
  });
});
