import { strict as assert } from 'node:assert';
import { startRegistry, type RegistryDouble } from '../../lab/registry';
import type { RegistryFault } from '../../lab/registry/faults';
import { push } from '../../lab/registry/push';
import { manifest } from '../promotion/forgeWorld';
import { UpdateWorld, type Updated } from './world';

const own = 'update/cart/dev';

describe('a registry that does not give what is asked for', function () {
  this.timeout(240_000);
  let here: UpdateWorld;

  before(async () => {
    here = await UpdateWorld.start();
    await here.push('1.1.0');
  });
  after(() => here.end());

  const only = ({ cart }: Updated) => cart.images[0];
  async function isUntouched() {
    assert.deepEqual([here.world.open(), await here.world.head(own)], [[], undefined]);
  }

  for (const [fault, code] of [
    ['down', 'registry/unreachable'],
    ['unauthorised', 'registry/unauthorised'],
    ['rateLimited', 'registry/rateLimited'],
    ['error500', 'registry/serverError'],
  ] as const satisfies readonly (readonly [RegistryFault, string])[]) {
    it(`(${fault}) is an error, and never “nothing to do”`, async () => {
      here.registry.fault(fault);
      const ran = await here.update();
      here.registry.fault('none');
      assert.deepEqual([ran.code, only(ran)?.verdict, only(ran)?.code], [1, 'failed', code], ran.stderr);
      await isUntouched();
    });
  }

  it('(no such platform) is an error, and proposes nothing else', async () => {
    await here.catalog(`{ image: "${here.image}", semver: ^1, platform: linux/arm64 }`);
    const ran = await here.update();
    assert.deepEqual([ran.code, only(ran)?.code], [1, 'registry/noPlatform'], ran.stderr);
    await isUntouched();
    await here.push('1.2.0', { platforms: ['linux/amd64', 'linux/arm64'] });
    assert.deepEqual(only(await here.update('--dry-run'))?.to, { tag: '1.2.0' });
    await here.remove('1.2.0');
    await here.catalog(`{ image: "${here.image}", semver: ^1 }`);
  });

  it('(the tag that stands there is gone) is told, and no error', async () => {
    await here.catalog(`{ image: "${here.image}", semver: ~1.0 }`);
    await here.remove('1.0.0');
    await here.push('1.0.1');
    const ran = await here.update('--dry-run');
    assert.deepEqual([ran.code, only(ran)?.to?.tag], [2, '1.0.1'], ran.stderr);
    assert.match(only(ran)?.notes.join() ?? '', /no tag 1\.0\.0 any more/);
    await here.catalog(`{ image: "${here.image}", semver: ^1, digest: pin }`);
  });

  it('(a host that nobody knows, a name that nobody can have) fails for itself alone', async () => {
    await here.catalog(
      `{ image: "${here.image}", semver: ^1 }`,
      '{ image: "nowhere.invalid/x", semver: ^1 }',
      '{ image: "A/B", semver: ^1 }',
    );
    await here.world.commit('dev', 'More', { 'other.yaml': manifest('nowhere.invalid/x:1.0.0') });
    const ran = await here.update('--dry-run');
    assert.equal(ran.code, 1);
    assert.deepEqual(
      ran.cart.images.map(({ verdict }) => verdict),
      ['update', 'failed', 'failed'],
      ran.stderr,
    );
  });

  describe('while another one does', () => {
    let second: RegistryDouble;
    before(async () => {
      second = await startRegistry({ access: { kind: 'open' } });
      await here.catalog(
        `{ image: "${here.image}", semver: ^1 }`,
        `{ image: "${second.host}/tools/proxy", semver: ^1 }`,
      );
      for (const tag of ['1.0.0', '1.1.0']) await push(second, { repository: 'tools/proxy', tag, content: tag });
      await here.world.commit('dev', 'Two', { 'proxy.yaml': manifest(`${second.host}/tools/proxy:1.0.0`) });
    });
    after(() => second.stop());

    it('holds up nothing, and what was proposed of it stays proposed', async () => {
      const flags = ['--plain-http', second.host];
      const both = await here.update(...flags);
      assert.equal(both.code, 0, both.stderr);
      assert.match(await here.file(own, 'proxy.yaml'), /proxy:1\.1\.0 /);
      second.fault('down');
      await here.push('1.3.0');
      const one = await here.update(...flags);
      assert.deepEqual([one.code, one.cart.proposal?.pullRequest?.action], [1, 'updated'], one.stderr);
      assert.match(await here.file(own), /cart:1\.3\.0 /);
      assert.match(await here.file(own, 'proxy.yaml'), /proxy:1\.1\.0 /);
      assert.equal(here.world.open().length, 1);
      assert.match(here.world.open()[0]?.body ?? '', /could not be asked again/);
    });
  });
});
