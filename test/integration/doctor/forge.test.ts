import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startForge, type ForgeDouble } from '../../lab/forge';
import { ForgeWorld, manifest } from '../promotion/forgeWorld';
import { broken, doctor, notes } from './world';

/** A forge with `dev` and `test` of cart, where nothing is wrong to begin with. */
describe('the doctor on a forge', function () {
  this.timeout(120_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
    world.forge.protect(world.repository, 'test', { requiredContexts: ['branchline/*'] });
    const dev = (await world.head('dev')) ?? '';
    await world.status(dev, 'success');
    const number = await landed();
    assert.ok(number > 0);
    await catalog([world.url]);
  });
  afterEach(() => world.end());

  function catalog(repositories: readonly string[], edge = 'gates: { pipeline: required }'): Promise<void> {
    const named = repositories.map((url, index) => `  - { name: s${index}, repository: ${JSON.stringify(url)} }`);
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      `promotions: [{ from: dev, to: test, ${edge} }]`,
      'content: { environmentOwned: { keys: [spec.replicas] } }',
      'services:',
      ...named,
      '',
    ];
    return writeFile(join(world.folder, 'branchline.yaml'), lines.join('\n'));
  }

  /** A pull request towards `test` that had our verdict, and landed. */
  async function landed(): Promise<number> {
    await world.commit('people/1', 'By hand', { 'cart.yaml': manifest('cart:2') }, 'test');
    const number = await world.openByHand('people/1', 'test', 'By hand');
    const commit = (await world.head('people/1')) ?? '';
    await world.forge.postStatus(world.repository, commit, { context: 'branchline/promotion', state: 'success' });
    await world.land(number, 'merge');
    return number;
  }

  const examine = (...args: readonly string[]) => doctor(world.folder, world.environment(), ...args);

  it('finds nothing where nothing is wrong', async () => {
    const examined = await examine();
    assert.deepEqual([examined.code, broken(examined), examined.document.notChecked], [0, [], []], examined.err);
  });

  it('is asked once more where a connection breaks off', async () => {
    world.forge.clearRequests();
    await examine();
    const paths = world.forge.requests.map(({ path }) => path.replace(/\?.*/, ''));
    const asked = new Set(paths.filter((path) => /repos\/gitops\/cart(?:$|\/)/.test(path)));
    assert.ok(asked.size >= 4, [...asked].join('\n'));
    for (const path of asked) {
      world.forge.failOnce({ method: 'GET', path: new RegExp(`^${path.replace(/\W/g, '\\$&')}$`) }, { kind: 'reset' });
    }
    const { code, document } = await examine();
    assert.deepEqual([code, document.notChecked], [0, []]);
  });

  it('is not fine, and has no fault, where any of its answers is lacking', async function () {
    this.timeout(400_000);
    world.forge.clearRequests();
    await examine();
    const paths = world.forge.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    // Which kind of forge it is, another answer tells as well.
    const asked = new Set(paths.filter((path) => path.includes('gitops')));
    assert.ok(asked.size >= 6, [...asked].join('\n'));
    for (const one of asked) {
      const [method = '', path = ''] = one.split(' ');
      for (const status of [403, 404, 200]) {
        const match = { method, path: new RegExp(`^${path.replace(/\W/g, '\\$&')}$`) };
        world.forge.setFault({ kind: 'refuses', match, status, message: 'No' });
        const examined = await examine('--timeout', '20s');
        const where = `${one} ${status}: ${JSON.stringify(examined.document.findings)}`;
        const isGit = path.includes('.git/');
        assert.deepEqual(broken(examined), isGit && status === 404 ? ['repositoryMissing s0'] : [], where);
        assert.equal(examined.code, 1, where);
      }
    }
  });

  it('a branch that is not protected, or not against the token', async () => {
    world.forge.protect(world.repository, 'test', { requiredContexts: ['branchline/*'], pushers: ['ada'] });
    assert.deepEqual(broken(await examine()), ['mayPushPast s0/test']);
    await writeFile(
      join(world.folder, 'branchline.yaml'),
      `version: 1\nenvironments: [{ name: test }, { name: dev }]\nservices: [{ name: s0, repository: ${JSON.stringify(world.url)} }]\n`,
    );
    assert.ok(broken(await examine()).includes('notProtected s0/dev'));
  });

  it('a required check that was never posted, and one of ours that binds nobody', async () => {
    world.forge.protect(world.repository, 'test', { requiredContexts: ['ci/build', 'branchline/promotion'] });
    const examined = await examine();
    assert.deepEqual([examined.code, broken(examined)], [2, ['requiredNeverPosted s0/test']]);
    // Required since yesterday: what is open has it, what was merged before has not.
    await world.commit('people/2', 'By hand', { 'cart.yaml': manifest('cart:3') }, 'test');
    await world.openByHand('people/2', 'test', 'By hand');
    const open = (await world.head('people/2')) ?? '';
    await world.forge.postStatus(world.repository, open, { context: 'ci/build', state: 'success' });
    assert.deepEqual(broken(await examine()), []);
    world.forge.protect(world.repository, 'test', {});
    const unbound = await examine();
    assert.deepEqual([unbound.code, broken(unbound)], [0, []]);
    assert.ok(notes(unbound).includes('verdictNotRequired s0/test'));
  });

  it('a gate that no pipeline ever opens', async () => {
    for (const number of [3, 4, 5, 6, 7]) {
      await world.commit('dev', `Image ${number}`, { 'cart.yaml': manifest(`cart:${number}`) });
    }
    assert.deepEqual(broken(await examine()), ['noPipeline s0/dev']);
    await catalog([world.url], 'gates: { pipeline: advisory }');
    assert.deepEqual(broken(await examine()), []);
  });

  it('a repository that is archived, one that is not there, and one whose branches are strangers', async () => {
    const url = (name: string) => `${world.forge.url}/gitops/${name}.git`;
    await world.forge.createRepository('gitops/old', { defaultBranch: 'dev', archived: true, landing: ['squash'] });
    for (const branch of ['dev', 'test']) {
      await world.forge.commit('gitops/old', branch, branch, { 'a.yaml': manifest(`a:${branch}`) });
    }
    await catalog([world.url, url('old'), url('none')]);
    const found = broken(await examine());
    for (const wanted of ['archived s1', 'unrelated s1', 'notProtected s1/test', 'repositoryMissing s2']) {
      assert.ok(found.includes(wanted), `${wanted}: ${found.join('; ')}`);
    }
    assert.ok(!found.some((line) => line.includes('s0')));
  });

  it('tells of each of many services of one owner', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    for (const name of names) {
      await world.forge.createRepository(`gitops/${name}`, { defaultBranch: 'dev' });
      await world.forge.commit(`gitops/${name}`, 'dev', 'First', { 'a.yaml': manifest('a:1') });
      await world.forge.commit(`gitops/${name}`, 'test', 'First in test', {}, { from: 'dev' });
    }
    await catalog(names.map((name) => `${world.forge.url}/gitops/${name}.git`));
    const { document } = await examine();
    assert.equal(document.services, names.length);
    assert.deepEqual(
      document.findings.filter(({ code }) => code === 'notProtected').map(({ service }) => service),
      names.map((_, index) => `s${index}`),
    );
  });

  describe('beside another that is dead', () => {
    let other: ForgeDouble;
    beforeEach(async () => {
      other = await startForge({ folder: join(world.folder, 'other') });
    });
    afterEach(() => other.stop());

    it('is checked as if it were alone', async () => {
      world.forge.protect(world.repository, 'test', { requiredContexts: ['branchline/*'], pushers: ['ada'] });
      const dead = ['x', 'y', 'z', 'u', 'v'].map((name) => `${other.url}/gitops/${name}.git`);
      await catalog([...dead, world.url]);
      const token = { [`BRANCHLINE_TOKEN_${new URL(world.forge.url).host.replace(/\W/g, '_')}`]: world.tokens.ada };
      for (const kind of ['down', 'html'] as const) {
        other.setFault({ kind });
        const examined = await doctor(world.folder, { ...world.environment(), ...token }, '--timeout', '10s');
        assert.deepEqual([examined.code, broken(examined)], [1, ['mayPushPast s5/test']], kind);
        const unseen = new Set(examined.document.notChecked.map(({ service = '' }) => service));
        assert.deepEqual([...unseen].sort(), ['s0', 's1', 's2', 's3', 's4'], kind);
      }
    });
  });
});
