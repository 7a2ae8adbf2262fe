import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ImageDescription } from '../../../src/core/registry/types';
import { isSameImage, readImageName } from '../../../src/core/registry/imageName';
import { editFiles } from '../../../src/core/update/images/editFiles';
import { imagesIn } from '../../../src/core/images/find';
import type { TextFile } from '../../../src/core/images/treeImages';
import type { ImageOutcome } from '../../../src/core/update/outcome';

const described = {} as ImageDescription;
const head = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n';
const plain = (image: string) => `  - name: a\n    image: ${image}:1.0.0\n`;
/** A form that is not edited. */
const folded = (image: string) => `  - name: a\n    image: >-\n      ${image}:1.0.0\n`;

function file(path: string, ...containers: readonly string[]): TextFile {
  const text = head + containers.join('');
  return { path, mode: '100644', text, sites: imagesIn(path, text).sites };
}

/** To version 2.0.0, wherever it stands. */
function outcome(name: string, files: readonly TextFile[]): ImageOutcome {
  const image = readImageName(`${name}:1.0.0`);
  const sites = files.flatMap((one) => one.sites).filter((site) => isSameImage(site.image, image));
  return { image, sites, verdict: { kind: 'update', to: { tag: '2.0.0' }, described }, notes: [] };
}

describe('Files with newer images', () => {
  it('have an image at all of its places or at none', () => {
    const files = [
      file('a.yaml', plain('shop/cart')),
      file('b.yaml', folded('shop/cart')),
      file('c.yaml', plain('shop/jobs')),
    ];
    const [cart, jobs] = [outcome('shop/cart', files), outcome('shop/jobs', files)];
    const { edited, refused } = editFiles(files, [cart, jobs]);
    assert.deepEqual(
      edited.map(({ file: { path }, after }) => [path, after]),
      [['c.yaml', head + plain('shop/jobs').replace('1.0.0', '2.0.0')]],
    );
    assert.deepEqual([...refused.keys()], [cart]);
    assert.equal(refused.get(cart)?.path, 'b.yaml');
  });

  it('take what can be written though another image of the file cannot', () => {
    const files = [file('a.yaml', plain('shop/cart'), folded('shop/jobs'))];
    const [cart, jobs] = [outcome('shop/cart', files), outcome('shop/jobs', files)];
    const { edited, refused } = editFiles(files, [cart, jobs]);
    assert.equal(edited[0]?.after, head + plain('shop/cart').replace('1.0.0', '2.0.0') + folded('shop/jobs'));
    assert.deepEqual([...refused.keys()], [jobs]);
  });

  const names = ['shop/a', 'shop/b', 'shop/c'];
  const container = fc
    .tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 4 }))
    .map(([name, form]) => (form === 0 ? folded(name) : plain(name)));
  const tree = fc
    .array(fc.array(container, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
    .map((files) => files.map((containers, index) => file(`${index}.yaml`, ...containers)));

  it('never hold two versions of one image, and what is left out is refused', () =>
    fc.assert(
      fc.property(tree, (files) => {
        const images = names.map((name) => outcome(name, files)).filter(({ sites }) => sites.length > 0);
        const { edited, refused } = editFiles(files, images);
        const after = files.map(({ path, text }) => edited.find((one) => one.file.path === path)?.after ?? text);
        for (const one of images) {
          const versions = after
            .flatMap((text) => imagesIn('x.yaml', text).sites)
            .filter(({ image }) => isSameImage(image, one.image))
            .map(({ image }) => image.tag);
          assert.deepEqual([...new Set(versions)], [refused.has(one) ? '1.0.0' : '2.0.0']);
        }
      }),
      { numRuns: 300 },
    ));
});
