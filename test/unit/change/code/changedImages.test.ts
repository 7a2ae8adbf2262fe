import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { pairedImages, type ChangedImage } from '../../../../src/core/change/code/changedImages';
import { imageName, readImageName } from '../../../../src/core/registry/imageName';

interface Standing {
  readonly path: string;
  readonly key: readonly string[];
  readonly image: ReturnType<typeof readImageName>;
}

const at = (path: string, name: string, key = 'web'): Standing => ({ path, key: [key], image: readImageName(name) });
const shown = (changes: readonly ChangedImage[]) =>
  changes.map(({ before, now, places }) => [before && imageName(before), imageName(now), places.length]);

/** Few names and places, so that they meet often. */
const standing = fc
  .record({
    path: fc.constantFrom('a.yaml', 'b.yaml'),
    key: fc.constantFrom('web', 'job'),
    name: fc.constantFrom('shop/cart', 'shop/jobs', 'other.example/shop/cart'),
    tag: fc.constantFrom('1', '2', '3'),
  })
  .map(({ path, key, name, tag }) => at(path, `${name}:${tag}`, key));
const some = fc.array(standing, { maxLength: 6 });

describe('the images by which one state differs from another', () => {
  it('are those at the same place, also where another registry has it further on', () => {
    const changed = pairedImages([at('a.yaml', 'shop/cart:1')], [at('a.yaml', 'other.example/shop/cart:2')]);
    assert.deepEqual(shown(changed), [['shop/cart:1', 'other.example/shop/cart:2', 1]]);
  });

  it('are one for each pair of versions, wherever they stand', () => {
    const changed = pairedImages(
      [at('a.yaml', 'shop/cart:1'), at('b.yaml', 'shop/cart:1'), at('b.yaml', 'redis:7', 'cache')],
      [at('a.yaml', 'shop/cart:2'), at('b.yaml', 'shop/cart:2'), at('b.yaml', 'redis:7', 'cache')],
    );
    assert.deepEqual(shown(changed), [['shop/cart:1', 'shop/cart:2', 2]]);
    assert.deepEqual(
      changed[0]?.places.map(({ path }) => path),
      ['a.yaml', 'b.yaml'],
    );
  });

  it('are found again in a file that moved, where it is clear which version it had', () => {
    const moved = pairedImages([at('old.yaml', 'shop/cart:1')], [at('new.yaml', 'shop/cart:2')]);
    assert.deepEqual(shown(moved), [['shop/cart:1', 'shop/cart:2', 1]]);
    assert.deepEqual(pairedImages([at('old.yaml', 'shop/cart:1')], [at('new.yaml', 'shop/cart:1')]), []);
    const unclear = [at('a.yaml', 'shop/cart:1'), at('b.yaml', 'shop/cart:2')];
    assert.deepEqual(shown(pairedImages(unclear, [at('new.yaml', 'shop/cart:3')])), [[undefined, 'shop/cart:3', 1]]);
  });

  it('are told apart where a file has the place several times', () => {
    const changed = pairedImages(
      [at('a.yaml', 'shop/cart:1'), at('a.yaml', 'shop/jobs:1')],
      [at('a.yaml', 'shop/new:1'), at('a.yaml', 'shop/cart:2'), at('a.yaml', 'shop/jobs:1')],
    );
    assert.deepEqual(shown(changed), [
      [undefined, 'shop/new:1', 1],
      ['shop/cart:1', 'shop/cart:2', 1],
    ]);
  });

  it('are none between a state and itself, in whatever order it is read', () =>
    fc.assert(
      fc.property(some, (sites) => {
        assert.deepEqual(pairedImages(sites, sites.toReversed()), []);
      }),
    ));

  it('are of versions that stand there, each at a place that it has, and never a version for itself', () =>
    fc.assert(
      fc.property(some, some, (before, after) => {
        const names = (sites: readonly Standing[]) => new Set(sites.map(({ image }) => imageName(image)));
        const [had, has] = [names(before), names(after)];
        const known = new Set(after.map(({ path, key, image }) => JSON.stringify([path, key, imageName(image)])));
        for (const { before: was, now, places } of pairedImages(before, after)) {
          assert.ok(has.has(imageName(now)) && (!was || had.has(imageName(was))));
          assert.notEqual(was && imageName(was), imageName(now));
          for (const { path, key } of places) assert.ok(known.has(JSON.stringify([path, key, imageName(now)])));
        }
      }),
    ));

  it('leave out no version that came: what stands there now and did not before is in one of them', () =>
    fc.assert(
      fc.property(some, some, (before, after) => {
        const had = new Set(before.map(({ image }) => imageName(image)));
        const told = new Set(pairedImages(before, after).map(({ now }) => imageName(now)));
        for (const { image } of after) if (!had.has(imageName(image))) assert.ok(told.has(imageName(image)));
      }),
    ));
});
