import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runBranchline } from '../runBranchline';
import type { ResultDocument } from '../../../src/cli/output/resultDocument';
import { World } from './world';

/** Prints all resources of the folder, and fails where a file says so: what kustomize does, as far as it matters here. */
const kustomize = `#!${process.execPath}
const text = require('node:fs').readFileSync(process.argv.at(-1) + '/deployment.yaml', 'utf8');
if (!text.includes('broken')) process.stdout.write(text);
else {
  process.stderr.write('Error: broken\\n');
  process.exitCode = 1;
}
`;

describe('what a proposal gives, on the command line', () => {
  let world: World;
  let folder: string;
  const path = process.env['PATH'];

  beforeEach(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-cli-'));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'kustomize'), kustomize);
    chmodSync(join(bin, 'kustomize'), 0o755);
    process.env['PATH'] = `${bin}${delimiter}${path ?? ''}`;
    const first = { 'kustomization.yaml': 'resources: [deployment.yaml]\n', 'deployment.yaml': deployment('v1') };
    await world.reset('test', await world.commit('dev', 'start', first));
  });

  afterEach(() => {
    process.env['PATH'] = path;
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function dry(command: readonly string[], ...more: readonly string[]) {
    return runBranchline([...command, '--repo', world.path, '--dry-run', ...more], {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache') },
      folder,
    });
  }

  const promotion = ['promote', '--from', 'dev', '--to', 'test'];
  const resultIn = ({ stdout }: { readonly stdout: string }) =>
    (JSON.parse(stdout) as { readonly result: ResultDocument }).result;

  it('is rendered before anything is pushed, and nothing of it stays in the repository', async () => {
    await world.commit('dev', 'two', { 'deployment.yaml': deployment('v2') });
    const ran = await dry(promotion, '--json');
    assert.equal(ran.stderr, '');
    const { diff = '', renderedDiff = '', ...result } = resultIn(ran);
    assert.deepEqual(result, { renderer: 'kustomize', renders: true, unreadable: [] });
    assert.match(diff, /^diff --git a\/deployment\.yaml b\/deployment\.yaml\n/);
    assert.match(renderedDiff, /^@@ [^]*\n- {2}image: v1\n\+ {2}image: v2\n$/);
    const { commit } = JSON.parse(ran.stdout) as { readonly commit: string };
    assert.ok(!existsSync(join(world.path, 'objects', commit.slice(0, 2), commit.slice(2))));
  });

  it('that rendered before and does not any more is told, with the reason', async () => {
    await world.commit('dev', 'two', { 'deployment.yaml': deployment('broken') });
    const ran = await dry(promotion, '--json');
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /it rendered before, and the result does not: .*broken/);
    const { renders, renderer } = resultIn(ran);
    assert.deepEqual({ renders, renderer }, { renders: false, renderer: null });
  });

  it('that is no valid YAML is told by file, of a rollback, too', async () => {
    const good = await world.commit('test', 'by hand', { 'extra.yaml': 'a: [1\n', 'kustomization.yaml': null });
    await world.commit('test', 'mended', { 'extra.yaml': 'a: [1]\n' });
    const ran = await dry(['rollback', '--branch', 'test', '--to', good], '--json');
    assert.match(ran.stderr, /the result of extra\.yaml is no valid YAML/);
    assert.deepEqual(resultIn(ran).unreadable, ['extra.yaml']);
  });

  it('shows no value of a Secret, but that one differs, and nothing that a terminal would obey', async () => {
    const plain = { 'kustomization.yaml': null, 'secret.yaml': secret('hunter1') };
    await world.reset('test', await world.commit('dev', 'plain', plain));
    await world.commit('dev', 'two', {
      'secret.yaml': secret('hunter2'),
      'deployment.yaml': `# \u001b[2J\n${deployment('v2')}`,
    });
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await dry(promotion, ...more);
      for (const hidden of ['hunter', '\u001b']) assert.ok(!`${stdout}${stderr}`.includes(hidden));
      assert.match(stdout, /secret\.yaml: values of a Secret differ, and are not shown/);
      assert.match(stdout, /\+ {2}image: v2/);
    }
  });

  it('tells of values that differ beside what is shown of the same file', async () => {
    const plain = { 'kustomization.yaml': null, 'secret.yaml': secret('hunter1') };
    await world.reset('test', await world.commit('dev', 'plain', plain));
    await world.commit('dev', 'two', { 'secret.yaml': `${secret('hunter2')}type: Opaque\n` });
    const { diff = '' } = resultIn(await dry(promotion, '--json'));
    assert.match(diff, /\n\+type: Opaque\nsecret\.yaml: values of a Secret differ here, too, and are not shown\n$/);
  });

  it('is shown with the branch, the title and the whole text of the pull request', async () => {
    await world.commit('dev', 'two', { 'deployment.yaml': deployment('v2') });
    const { stdout } = await dry(promotion);
    assert.match(stdout, /would push promote\/dev-to-test\/[0-9a-f]{10} at [0-9a-f]{40}, on top of test/);
    assert.match(stdout, /result: tree [0-9a-f]{40}; kustomize renders it/);
    assert.match(stdout, /\nbaseline: [0-9a-f]{10}, /);
    assert.match(stdout, /\ndifference as kustomize prints it:\n {2}@@ /);
    assert.match(stdout, /the pull request would say:\n {2}Promote \S+ from dev to test: 1 change/);
    assert.match(stdout, /<!-- branchline/);
  });
});

function secret(password: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: { name: web }\nstringData:\n  password: ${password}\n`;
}

function deployment(image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  image: ${image}\n`;
}
