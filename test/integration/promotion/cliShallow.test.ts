import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runBranchline } from '../runBranchline';
import { startLab, type Lab } from '../../lab';

describe('the command line on a shallow clone', function () {
  this.timeout(300_000);
  let lab: Lab;
  let folder: string;
  let clone: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'branchline-shallow-'));
    clone = join(folder, 'clone');
    lab = await startLab({ services: ['cart'], deployMs: 1 });
    await git('clone', '--quiet', '--depth=1', '--no-single-branch', repository().href, clone);
  });
  after(async () => {
    await lab.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const repository = () => new URL(`${lab.forge.url}/${lab.forge.owner}/cart.git`);

  async function git(...args: string[]): Promise<{ readonly stdout: string }> {
    const credentials = Buffer.from(`x:${lab.forge.tokens.developer}`).toString('base64');
    const config = `http.${repository().origin}/.extraHeader=Authorization: Basic ${credentials}`;
    return promisify(execFile)('git', ['-c', config, ...args]);
  }

  async function cli(...args: string[]) {
    const { code, stdout, stderr } = await runBranchline([...args, '--json'], {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache'), BRANCHLINE_TOKEN: lab.forge.tokens.developer },
      folder,
    });
    return { code, document: JSON.parse(stdout || 'null') as unknown, stderr };
  }

  const edge = ['--from', 'dev', '--to', 'test'];

  it('plans and tells the history as the server would, says so, and leaves the clone as it is', async () => {
    const cut = readFileSync(join(clone, '.git', 'shallow'), 'utf8');
    const planned = await cli('plan', '--repo', clone, ...edge);
    const ofServer = await cli('plan', '--repo', repository().href, ...edge);
    assert.deepEqual([planned.code, planned.document], [ofServer.code, ofServer.document], planned.stderr);
    assert.match(planned.stderr, /is a shallow clone: the branches are read from http/);
    assert.equal(ofServer.stderr, '');
    const history = await cli('history', '--repo', clone, '--branch', 'test');
    assert.deepEqual(
      history.document,
      (await cli('history', '--repo', repository().href, '--branch', 'test')).document,
    );
    assert.equal(readFileSync(join(clone, '.git', 'shallow'), 'utf8'), cut);
  });

  it('goes by what the catalog says of the clone', async () => {
    const catalog = join(folder, 'own.yaml');
    writeFileSync(
      catalog,
      [
        'version: 1',
        'environments: [{ name: dev, branch: dev }, { name: test, branch: test }]',
        `services: [{ name: cart, repository: ${JSON.stringify(clone)}, content: { environmentOwned: { paths: ["**"] } } }]`,
        '',
      ].join('\n'),
    );
    await lab.forge.commit('cart', 'dev', 'Of dev', { 'of-dev.txt': 'dev\n' });
    assert.equal((await cli('plan', '--repo', clone, ...edge)).code, 2);
    assert.equal((await cli('plan', '--repo', clone, ...edge, '--catalog', catalog)).code, 0);
    const promoted = await cli('promote', '--repo', clone, ...edge, '--catalog', catalog, '--dry-run');
    assert.equal(promoted.code, 0, promoted.stderr);
  });

  it('promotes and rolls back without a pull request at where it came from, and stays as it is', async () => {
    await lab.forge.commit('cart', 'dev', 'More of dev', { 'more.txt': 'dev\n' });
    const proposed = async (...args: string[]) => {
      const { code, document, stderr } = await cli(...args, '--repo', clone, '--no-pr');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /is a shallow clone: branches are read from, and pushed to, http/);
      return document as { readonly branch: string; readonly commit: string };
    };
    const cut = readFileSync(join(clone, '.git', 'shallow'), 'utf8');
    const promoted = await proposed('promote', ...edge);
    const back = await proposed('rollback', '--branch', 'dev', '--to', 'dev~1');
    for (const { branch, commit } of [promoted, back]) {
      const { stdout } = await git('ls-remote', repository().href, branch);
      assert.equal(stdout, `${commit}\trefs/heads/${branch}\n`);
    }
    assert.equal(readFileSync(join(clone, '.git', 'shallow'), 'utf8'), cut);
  });

  it('that does not say where it came from is refused, with what to do; its history says where it is cut', async () => {
    const alone = join(folder, 'alone');
    await git('clone', '--quiet', '--bare', '--depth=1', '--no-single-branch', repository().href, alone);
    await git('-C', alone, 'remote', 'remove', 'origin');
    assert.ok(existsSync(join(alone, 'shallow')));
    const back = ['rollback', '--branch', 'test', '--to', 'test~1', '--no-pr'];
    for (const args of [['plan', ...edge], ['promote', ...edge, '--no-pr'], back]) {
      const ran = await cli(...args, '--repo', alone);
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, /shallow clone.*git fetch --unshallow/);
    }
    const history = await cli('history', '--repo', alone, '--branch', 'test');
    const { head, deployments, cut } = history.document as Record<'head' | 'cut' | 'deployments', unknown>;
    assert.deepEqual([cut, (deployments as readonly unknown[]).length], [head, 1]);
    assert.match(history.stderr, /what was deployed before [0-9a-f]{10} is not known \(git fetch --unshallow\)/);
  });
});
