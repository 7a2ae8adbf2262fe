import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runCli } from '../../../src/cli/run';
import { manifest } from '../promotion/forgeWorld';
import { UpdateWorld, type Updated } from './world';

const own = 'update/cart/dev';

describe('the config updater, day after day', function () {
  this.timeout(180_000);
  let here: UpdateWorld;

  beforeEach(async () => {
    here = await UpdateWorld.start();
  });
  afterEach(() => here.end());

  const openOnes = () => here.world.open().map(({ number }) => number);
  const verdicts = ({ cart }: Updated) => cart.images.map(({ verdict }) => verdict);

  it('leaves open by its schedule what somebody named after it was declined', async () => {
    await here.push('1.1.0');
    await here.update();
    await here.world.close(openOnes()[0] ?? 0);
    await here.update('--image', `${here.image}:1.1.0`);
    const [named] = openOnes();
    assert.notEqual(named, undefined);
    const scheduled = await here.update();
    assert.deepEqual([scheduled.code, verdicts(scheduled), openOnes()], [0, ['update'], [named]], scheduled.stderr);

    await here.world.close(named ?? 0);
    assert.deepEqual(verdicts(await here.update('--image', `${here.image}:1.0.0`)), ['declined'], 'another was named');
    assert.deepEqual(openOnes(), []);
  });

  it('has an image at all of its places or at none, and says so', async () => {
    await here.push('1.1.0');
    const folded = manifest('x').replace('x # by the updater', `>-\n            ${here.image}:1.0.0`);
    await here.world.commit('dev', 'Folded', { 'other.yaml': folded });
    const refused = await here.update();
    assert.deepEqual(
      [refused.code, verdicts(refused), refused.cart.images[0]?.code],
      [1, ['failed'], 'update/notWritable'],
    );
    assert.deepEqual([openOnes(), await here.world.head(own)], [[], undefined]);
  });

  it('leaves the version that a kustomization replaces to it', async () => {
    await here.push('1.1.0');
    const kustomization = `resources: [cart.yaml]\nimages:\n  - name: ${here.image}\n    newTag: 1.0.0\n`;
    await here.world.commit('dev', 'Kustomize', {
      'cart.yaml': manifest(here.image),
      'kustomization.yaml': kustomization,
    });
    const ran = await here.update();
    assert.deepEqual([ran.code, verdicts(ran).toSorted()], [0, ['owned', 'update']], ran.stderr);
    assert.equal(
      `${await here.file(own, 'kustomization.yaml')}\n`,
      kustomization.replace('newTag: 1.0.0', 'newTag: 1.1.0'),
    );
    assert.equal(`${await here.file(own)}\n`, manifest(here.image));
  });

  it('is not taken for a bot that sees to the image, by its own pull requests that a bot opened or merged', async () => {
    const { token } = here.world.forge.createAccount('shop-bot', { access: 'write' });
    const landed = async (tag: string, style: 'squash' | 'merge') => {
      await here.push(tag);
      let printed = '';
      const code = await runCli(['update', '--plain-http', here.registry.host, '--json'], {
        environment: {
          ...here.environment(),
          BRANCHLINE_TOKEN: token,
          BRANCHLINE_CACHE: join(here.world.folder, 'bot'),
        },
        folder: here.world.folder,
        signal: new AbortController().signal,
        print: (text) => (printed += text),
        warn: () => undefined,
      });
      assert.equal(code, 0, printed);
      const [number = 0] = openOnes();
      const merging = `${here.world.forge.url}/api/v1/repos/${here.world.repository}/pulls/${number}/merge`;
      const asked = {
        method: 'POST',
        headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ Do: style, MergeTitleField: `Image ${tag}`, MergeMessageField: 'No word of it.' }),
      };
      // 405: whether it can be merged is not computed yet.
      while ((await fetch(merging, asked)).status === 405) await setTimeout(50);
      assert.deepEqual(openOnes(), []);
      assert.match(await here.world.git('log', '-1', '--format=%an', 'dev'), /bot/);
    };
    await landed('1.1.0', 'squash');
    await landed('1.2.0', 'merge');
    await here.push('1.3.0');
    const next = await here.update();
    assert.deepEqual([next.code, verdicts(next)], [0, ['update']], JSON.stringify(next.cart.images));
  });

  it('says what belongs to its environment, and so is not promoted from there', async () => {
    await here.push('1.1.0');
    await here.world.commit('dev', 'More', {
      'env/cart.yaml': manifest(`${here.image}:1.0.0`),
      'fixed.yaml': manifest('x:1'),
    });
    const catalog = (owned: string) =>
      here.write([
        'services:',
        `  - { name: cart, repository: "${here.world.url}", content: { environmentOwned: { ${owned} } }, update: { images: [{ image: "${here.image}", semver: ^1 }] } }`,
      ]);
    const told = async () => {
      await here.update();
      const { body } = here.world.pullRequest(openOnes()[0]);
      return /### Belongs to its environment.*\n\n((?:- .*\n)+)/.exec(body)?.[1]?.match(/`[\w./]+\.yaml`/g);
    };
    await catalog('paths: ["env/**"]');
    assert.deepEqual(await told(), ['`env/cart.yaml`']);
    await here.world.commit('dev', 'On', { 'on.txt': 'on' });
    await catalog('keys: ["**.image"]');
    assert.deepEqual(await told(), ['`cart.yaml`', '`env/cart.yaml`']);
    await here.world.commit('dev', 'On', { 'on.txt': 'further' });
    await catalog('keys: ["spec.replicas"]');
    assert.equal(await told(), undefined);
  });

  it('says where a suffix may mean a variant, and where the catalog names a place in vain', async () => {
    await here.push('1.0.1');
    await here.world.commit('dev', 'Alpine', { 'cart.yaml': manifest(`${here.image}:1.0.0-alpine`) });
    await here.catalog(`{ image: "${here.image}", semver: ^1, at: [{ file: values.yaml, path: web.image }] }`);
    const ran = await here.update('--dry-run');
    assert.deepEqual([ran.code, ran.cart.images[0]?.to?.tag], [2, '1.0.1'], ran.stderr);
    const notes = ran.cart.images[0]?.notes.join('\n') ?? '';
    assert.match(notes, /1\.0\.0-alpine counts as a prerelease/);
    assert.match(notes, /does not stand at web\.image of values\.yaml/);
    assert.match((await here.text('ada', '--dry-run')).stdout, /use "pattern"/);
  });

  it('sees who else sees to an image also beside the folder of the service', async () => {
    await here.push('1.1.0');
    await here.world.commit('dev', 'Folders', {
      'cart.yaml': null,
      'k8s/cart.yaml': manifest(`${here.image}:1.0.0`),
      'argocd/app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  annotations:\n    argocd-image-updater.argoproj.io/image-list: "a=${here.image}:^1"\n`,
    });
    await here.write([
      'services:',
      `  - { name: cart, repository: "${here.world.url}", content: { path: k8s }, update: { images: [{ image: "${here.image}", semver: ^1 }] } }`,
    ]);
    const ran = await here.update();
    assert.deepEqual([ran.code, verdicts(ran), ran.cart.images[0]?.owner], [0, ['owned'], 'argo'], ran.stderr);
  });

  it('asks once for the tags of an image that services share', async () => {
    await here.push('1.1.0');
    const image = `update: { images: [{ image: "${here.image}", semver: ^1 }] }`;
    const service = (name: string) =>
      `  - { name: ${name}, repository: "${here.world.url}", content: { path: ${name} }, ${image} }`;
    const text = manifest(`${here.image}:1.0.0`);
    const names = ['one', 'two', 'three'];
    await here.world.commit('dev', 'More', Object.fromEntries(names.map((name) => [`${name}/app.yaml`, text])));
    await here.write(['services:', ...names.map(service)]);
    const ran = await here.update('--dry-run');
    assert.equal(ran.code, 2, ran.stderr);
    const asked = here.registry.requests.filter((request) => request.endsWith('/tags/list'));
    assert.equal(asked.length, 1);
  });
});
