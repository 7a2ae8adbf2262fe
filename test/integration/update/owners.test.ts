import { strict as assert } from 'node:assert';
import { manifest } from '../promotion/forgeWorld';
import { UpdateWorld } from './world';

/** An object of somebody's, as YAML. */
function object(apiVersion: string, kind: string, rest: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}\n`;
}

describe('an image that somebody else sees to', function () {
  this.timeout(300_000);
  let here: UpdateWorld;

  before(async () => {
    here = await UpdateWorld.start();
    await here.push('1.1.0');
  });
  after(() => here.end());

  type Files = Readonly<Record<string, string>>;
  const cases: readonly (readonly [
    string,
    'flux' | 'argo' | 'kargo' | 'renovate' | undefined,
    (image: string) => Files,
  ])[] = [
    [
      'by a comment of Flux on its line',
      'flux',
      (image) => ({ 'cart.yaml': manifest(`${image}:1.0.0`).replace('# by the updater', '# {"$imagepolicy": "a:b"}') }),
    ],
    [
      'by an ImageRepository of Flux',
      'flux',
      (image) => ({
        'flux.yaml': object(
          'image.toolkit.fluxcd.io/v1',
          'ImageRepository',
          `metadata: { name: a }\nspec: { image: "${image}" }`,
        ),
      }),
    ],
    [
      'by the annotation of Argo CD Image Updater',
      'argo',
      (image) => ({
        'app.yaml': object(
          'argoproj.io/v1alpha1',
          'Application',
          `metadata:\n  name: a\n  annotations:\n    argocd-image-updater.argoproj.io/image-list: "x=other/y:~1, cart=${image}:^1"`,
        ),
      }),
    ],
    [
      'by the file that it writes',
      'argo',
      (image) => ({ '.argocd-source-cart.yaml': `kustomize:\n  images:\n    - ${image}:1.0.0\n` }),
    ],
    [
      'by a Warehouse of Kargo',
      'kargo',
      (image) => ({
        'kargo.yaml': object(
          'kargo.akuity.io/v1alpha1',
          'Warehouse',
          `metadata: { name: a }\nspec: { subscriptions: [{ image: { repoURL: "${image}" } }] }`,
        ),
      }),
    ],
    ['by Renovate', 'renovate', () => ({ 'renovate.json': '{ "extends": ["config:recommended"] }' })],
    ['by Renovate, in words that are not understood', 'renovate', () => ({ '.renovaterc.json5': '{ // why\n' })],
    [
      'not by Renovate, which looks after another branch',
      undefined,
      () => ({ 'renovate.json': '{ "baseBranchPatterns": ["main"] }' }),
    ],
    [
      'not by Renovate, which leaves it out',
      undefined,
      (image) => ({ 'renovate.json': JSON.stringify({ ignoreDeps: [image] }) }),
    ],
    [
      'not by Renovate, which has another job',
      undefined,
      () => ({ 'renovate.json': '{ "enabledManagers": ["npm"] }' }),
    ],
    [
      'not by an ImageRepository of another image',
      undefined,
      (image) => ({
        'flux.yaml': object(
          'image.toolkit.fluxcd.io/v1',
          'ImageRepository',
          `metadata: { name: a }\nspec: { image: "${image}-other" }`,
        ),
      }),
    ],
  ];

  for (const [name, by, files] of cases) {
    it(name, async () => {
      const made = files(here.image);
      const before = { 'cart.yaml': manifest(`${here.image}:1.0.0`) };
      await here.world.commit('dev', name, { ...before, ...made });
      const ran = await here.update('--dry-run');
      const [image] = ran.cart.images;
      assert.deepEqual([ran.code, image?.owner], by === undefined ? [2, undefined] : [0, by], ran.stderr);
      const gone = Object.keys(made).filter((path) => path !== 'cart.yaml');
      await here.world.commit('dev', 'Without', { ...before, ...Object.fromEntries(gone.map((path) => [path, null])) });
    });
  }
});
