import { strict as assert } from 'node:assert';
import { readImageName } from '../../../src/core/registry/imageName';
import { controllersIn } from '../../../src/core/update/owners/controllers';

const cart = readImageName('registry.example.com:5000/shop/cart:1.0.0');

function owner(path: string, text: string): string | undefined {
  return controllersIn([{ path, text }])(cart)?.by;
}

describe('Argo CD Image Updater', () => {
  const object = (imageName: string) =>
    [
      'apiVersion: argocd-image-updater.argoproj.io/v1alpha1',
      'kind: ImageUpdater',
      'metadata: { name: a, namespace: argocd }',
      'spec:',
      '  applicationRefs:',
      '    - namePattern: "*"',
      '      images:',
      `        - { alias: cart, imageName: ${JSON.stringify(imageName)} }`,
      '',
    ].join('\n');
  const annotated = (list: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  annotations:\n    argocd-image-updater.argoproj.io/image-list: ${JSON.stringify(list)}\n`;

  for (const version of ['', ':1.0.0', ':^1', ':~1.0', ':>=1.0.0 <2', ':1.x', ':latest']) {
    const name = `registry.example.com:5000/shop/cart${version}`;
    it(`owns ${name}, by its object and by its annotation`, () => {
      assert.equal(owner('updater.yaml', object(name)), 'argo');
      assert.equal(owner('app.yaml', annotated(`other/x:~1, cart=${name}`)), 'argo');
    });
  }

  it('does not own another image', () => {
    for (const name of ['registry.example.com:5000/shop/cart-x:^1', 'registry.example.com/shop/cart', 'shop/cart:^1']) {
      assert.equal(owner('updater.yaml', object(name)), undefined);
      assert.equal(owner('app.yaml', annotated(name)), undefined);
    }
  });
});
