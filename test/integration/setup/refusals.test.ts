import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markerOf } from '../../../src/core/setup/wish';
import { Doorway } from '../promotion/crash/doorway';
import { SetupWorld } from './world';

describe('setting up a service where something is in the way', function () {
  this.timeout(300_000);
  let world: SetupWorld;
  beforeEach(async () => {
    world = await SetupWorld.start();
  });
  afterEach(() => world.end());

  const dead = async () => {
    const refs = await world.git('gitops/cart', 'for-each-ref');
    return { refs, writes: world.writes };
  };

  it('touches nothing of a repository with other content, and says what differs', async () => {
    await world.forge.createRepository('gitops/cart', { description: markerOf('cart') });
    await world.forge.commit('gitops/cart', 'dev', 'Theirs', { 'a.yaml': 'a: 1\n' });
    const before = await dead();
    const { code, document, standing } = await world.setup('cart', '--yes', '--webhook', 'https://example.com/hook');
    assert.deepEqual([code, document?.made], [2, []]);
    assert.deepEqual(standing['branches'], 'differs');
    assert.deepEqual(
      [standing['protection dev'], standing['webhook'], standing['catalog']],
      ['cannot', 'cannot', 'cannot'],
    );
    const branches = document?.items.find(({ part }) => part === 'branches');
    assert.match(branches?.said.join('\n') ?? '', /dev has other content.*\n.*no test/);
    assert.ok(branches?.byHand);
    assert.deepEqual(await dead(), before);
    await assert.rejects(world.readCatalog());
  });

  for (const [what, ref] of [
    ['a tag', 'refs/tags/v1'],
    ['another branch', 'refs/heads/elsewhere'],
    ['a ref of its own', 'refs/own/x'],
  ] as const) {
    it(`never pushes to a repository of its own that has ${what}`, async () => {
      await world.forge.createRepository('gitops/cart', { description: markerOf('cart') });
      const tree = await world.git('gitops/cart', 'hash-object', '-t', 'tree', '-w', '/dev/null');
      const commit = await world.git(
        'gitops/cart',
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@x',
        'commit-tree',
        tree,
        '-m',
        'x',
      );
      await world.git('gitops/cart', 'update-ref', ref, commit);
      const before = await dead();
      assert.equal((await world.setup('cart', '--yes')).code, 2);
      assert.deepEqual(await dead(), before);
    });
  }

  it('pushes nothing into what everybody may read, where a private one is wished', async () => {
    await world.forge.createRepository('gitops/cart', { description: markerOf('cart'), private: false });
    const { code, standing, document } = await world.setup('cart', '--yes');
    assert.deepEqual([code, standing['repository'], standing['branches']], [2, 'differs', 'cannot']);
    const said = document?.items.find(({ part }) => part === 'repository')?.said.join() ?? '';
    assert.match(said, /is public, and a private one is wished/);
    assert.deepEqual(world.writes, []);
    assert.equal((await world.setup('cart', '--yes', '--public')).code, 0);
  });

  it('takes an empty repository that somebody else made for theirs', async () => {
    await world.forge.createRepository('gitops/cart', { description: 'mine' });
    const { code, standing, document } = await world.setup('cart', '--yes');
    assert.deepEqual([code, standing['repository'], standing['branches']], [2, 'differs', 'cannot']);
    assert.match(
      document?.items.find(({ part }) => part === 'repository')?.said.join() ?? '',
      /not made by this command/,
    );
    assert.deepEqual(world.writes, []);
  });

  it('pushes nothing where somebody took the repository for theirs once it was created', async () => {
    const doorway = await Doorway.to(world.forge.url);
    try {
      doorway.whenDone(async (passed) => {
        if (passed === 'POST /api/v1/orgs/gitops/repos') {
          await fetch(`${world.forge.url}/api/v1/repos/gitops/cart`, {
            method: 'PATCH',
            headers: { authorization: `token ${world.tokens.ada}` },
            body: JSON.stringify({ description: 'mine now' }),
          });
        }
        return 'handOn' as const;
      });
      const { code, stdout } = await world.run('ada', 'setup', 'cart', ...world.usual, '--forge', doorway.url, '--yes');
      assert.equal(code, 2);
      assert.match(stdout, /≠ repository[^]*description is not/);
      assert.equal(await world.git('gitops/cart', 'for-each-ref'), '');
      await assert.rejects(world.readCatalog());
    } finally {
      await doorway.close();
    }
  });

  it('goes on where protection is refused, and ends with what a person has to do', async () => {
    for (let refused = 0; refused < 3; refused += 1) {
      const refusal = { kind: 'answer', status: 403, message: 'not for you\u001b[31m' } as const;
      world.forge.failOnce({ method: 'POST', path: /branch_protections$/ }, refusal);
    }
    const { code, standing, document, stdout } = await world.setup('cart', '--yes');
    assert.deepEqual([code, document?.complete], [2, false]);
    assert.deepEqual(
      [standing['branches'], standing['catalog'], standing['protection prod']],
      ['there', 'there', 'cannot'],
    );
    const prod = document?.items.find(({ branch }) => branch === 'prod');
    assert.match(prod?.said.join() ?? '', /does not allow this.*not for you/);
    assert.match(prod?.byHand ?? '', /protect prod: pull requests only/);
    assert.ok(!stdout.includes('\u001b'));
    const again = await world.setup('cart', '--yes');
    assert.deepEqual([again.code, again.document?.made], [0, ['protection dev', 'protection test', 'protection prod']]);
  });

  it('repeats no secret of a webhook, also where the forge does', async () => {
    world.webhookSecret = 'hush-hush';
    const url = 'https://example.com/services/T1/k3y';
    const refusal = { kind: 'answer', status: 422, message: `hush-hush: ${url} is not taken` } as const;
    world.forge.failOnce({ method: 'POST', path: /\/hooks$/ }, refusal);
    const { code, document, stdout, stderr } = await world.setup('cart', '--yes', '--webhook', url);
    assert.equal(code, 2);
    const said = document?.items.find(({ part }) => part === 'webhook')?.said.join() ?? '';
    assert.match(said, /\*\*\*: \*\*\* is not taken/);
    assert.doesNotMatch(stdout + stderr, /hush|k3y/);
  });

  it('says of an owner that there is not that there is not', async () => {
    const { code, stdout } = await world.run('ada', 'setup', 'cart', ...world.usual, '--owner', 'nobody', '--yes');
    assert.deepEqual([code, world.writes], [2, []]);
    assert.match(stdout, /no owner nobody, or hides it/);
  });

  it('says what the forge says of a name that it refuses, and makes nothing else', async () => {
    const refusal = { kind: 'answer', status: 422, message: 'name is reserved' } as const;
    world.forge.failOnce({ method: 'POST', path: /\/repos$/ }, refusal);
    const { code, standing, document } = await world.setup('cart', '--yes');
    assert.deepEqual([code, document?.made, standing['catalog']], [2, [], 'cannot']);
    assert.match(document?.items.find(({ part }) => part === 'repository')?.said.join() ?? '', /name is reserved/);
    assert.equal(world.writes.length, 1);
  });

  it('says to who may not create what is in the way', async () => {
    const { code, stdout } = await world.run('bob', 'setup', 'cart', ...world.usual, '--yes');
    assert.equal(code, 2);
    assert.match(stdout, /not allowed to create repository/);
    await assert.rejects(world.readCatalog());
  });

  for (const [what, args] of Object.entries({
    'a hostile name': ['../x', '--yes'],
    'a name that is none of Kubernetes': ['Cart', '--yes'],
    'no image': ['cart', '--image', 'A B', '--yes'],
    'a webhook with a password': ['cart', '--webhook', 'https://a:b@example.com/', '--yes'],
    'an owner of code with a line of its own': ['cart', '--owners', '@a\n* @b', '--yes'],
    'an unknown template': ['cart', '--template', 'x', '--yes'],
    'a namespace that is none': ['cart', '--namespace', '{service}_x', '--yes'],
  })) {
    it(`refuses ${what} before anything is asked`, async () => {
      const [first = '', ...rest] = args;
      const { code, stderr } = await world.run('ada', 'setup', first, ...world.usual, ...rest);
      assert.equal(code, 1, stderr);
      assert.deepEqual(world.writes, []);
    });
  }

  it('refuses a namespace of the catalog that would be more than one in a file for a person to apply', async () => {
    const folder = join(world.folder, 'access');
    const hostile = JSON.stringify('x\n---\nkind: ClusterRoleBinding\n#');
    await world.catalog(
      `version: 1\nenvironments: [{ name: dev, cluster: { context: c, namespace: ${hostile} } }, { name: prod }]\nservices: [{ name: other, repository: ./x }]\n`,
    );
    const { code, stderr } = await world.setup('cart', '--yes', '--access', folder);
    assert.deepEqual([code, world.writes], [1, []]);
    assert.match(stderr, /the namespace of "other" in "dev", cannot be one/);
    await assert.rejects(readFile(join(folder, 'cart-dev.yaml')));
  });

  it('refuses a catalog that has the name for another repository', async () => {
    await world.catalog('version: 1\nenvironments: [{ name: dev }]\nservices: [{ name: cart, repository: ./x }]\n');
    const { code, stderr } = await world.setup('cart', '--yes');
    assert.deepEqual([code, world.writes], [1, []]);
    assert.match(stderr, /has cart already/);
  });

  it('writes rights for a person to apply, and never over a file', async () => {
    const folder = join(world.folder, 'access');
    assert.equal((await world.setup('cart', '--yes', '--access', folder)).code, 0);
    const text = await readFile(join(folder, 'cart-dev.yaml'), 'utf8');
    assert.match(text, /kind: Namespace\nmetadata:\n {2}name: cart-dev/);
    assert.ok(!/secrets|create|update|patch|delete/.test(text));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cart-dev.yaml'), 'mine\n');
    assert.equal((await world.setup('cart', '--yes', '--access', folder)).code, 2);
    assert.equal(await readFile(join(folder, 'cart-dev.yaml'), 'utf8'), 'mine\n');
  });
});
