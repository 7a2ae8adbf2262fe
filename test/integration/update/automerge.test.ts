import { strict as assert } from 'node:assert';
import { UpdateWorld, type Updated } from './world';

describe('an update that the forge lands by itself', function () {
  this.timeout(180_000);
  let here: UpdateWorld;

  beforeEach(async () => {
    here = await UpdateWorld.start();
    await here.catalog(`{ image: "${here.image}", semver: ^1, automerge: true }`);
    await here.push('1.1.0');
  });
  afterEach(() => here.end());

  const name = 'gitops/cart';
  const required = () => here.world.forge.protect(name, 'dev', { requiredContexts: ['ci'] });
  const automerge = ({ cart }: Updated) => cart.proposal?.pullRequest?.automerge;
  const pass = async () => {
    const commit = await here.world.head('update/cart/dev');
    await here.world.forge.postStatus(name, commit ?? '', { as: 'ada', context: 'ci', state: 'success' });
  };
  const open = () => here.world.open().map(({ number }) => number);

  it('is asked for once, and again once its branch was moved; it lands when its check passes', async () => {
    required();
    assert.deepEqual(automerge(await here.update()), { state: 'asked' });
    here.world.forge.clearRequests();
    assert.deepEqual(automerge(await here.update()), { state: 'standing' });
    assert.deepEqual(
      here.world.forge.requests.filter(({ method, path }) => method !== 'GET' && path.endsWith('/merge')),
      [],
    );
    await here.push('1.2.0');
    const ran = await here.text('ada');
    assert.match(ran.stdout, /the forge was asked to merge it once its checks pass/);
    assert.equal(open().length, 1);
    await pass();
    assert.deepEqual(open(), []);
    assert.match(await here.file('dev'), /:1\.2\.0/);
  });

  it('is not asked for where nothing would judge it; the pull request is there all the same', async () => {
    const ran = await here.update();
    assert.deepEqual([ran.code, automerge(ran)?.state, open().length], [0, 'notAsked', 1], ran.stderr);
    assert.match(automerge(ran)?.said ?? '', /nothing would judge it/);
    assert.match((await here.text('ada')).stdout, /! it does not land by itself: .*nothing would judge it/);
  });

  it('is not asked for where one of its images is for a person to look at', async () => {
    required();
    await here.world.commit('dev', 'Jobs', { 'jobs.yaml': (await here.file('dev')).replaceAll('cart', 'jobs') });
    await here.push('1.0.0', { repository: 'shop/jobs' });
    await here.push('1.1.0', { repository: 'shop/jobs' });
    const jobs = here.image.replace('cart', 'jobs');
    await here.catalog(`{ image: "${here.image}", semver: ^1, automerge: true }`, `{ image: "${jobs}", semver: ^1 }`);
    const ran = await here.update();
    assert.deepEqual(
      ran.cart.images.map(({ verdict }) => verdict),
      ['update', 'update'],
      ran.stderr,
    );
    assert.equal(automerge(ran), undefined);
    await pass();
    assert.equal(open().length, 1);
  });

  it('is not asked for again once a person added a commit', async () => {
    required();
    await here.update();
    here.world.forge.clearRequests();
    await here.world.commit('update/cart/dev', 'Mine', { 'mine.yaml': 'a: 1\n' });
    await here.push('1.2.0');
    const ran = await here.update();
    assert.equal(ran.cart.error?.code, 'promotion/branchTouched');
    assert.equal(
      here.world.forge.requests.some(({ path }) => path.endsWith('/merge')),
      false,
    );
  });
});
