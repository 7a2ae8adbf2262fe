import { strict as assert } from 'node:assert';
import { readImageName } from '../../../src/core/registry/imageName';
import type { ImageDescription } from '../../../src/core/registry/types';
import { declinedIn, notOpen, unlessDeclined, type Declined } from '../../../src/core/update/declined';
import type { Verdict } from '../../../src/core/update/outcome';

const digest = `sha256:${'a'.repeat(64)}`;
const standing = readImageName('shop/cart:1.0.0');
const update = (tag: string): Verdict => ({
  kind: 'update',
  to: { tag },
  described: { digest } as ImageDescription,
});
const declined: readonly Declined[] = [{ image: readImageName('shop/cart:1.2.0'), by: 7 }];
const verdict = (tag: string, named?: string) =>
  unlessDeclined(update(tag), standing, declined, named === undefined ? undefined : readImageName(named)).kind;

describe('A version of which a person closed the pull request', () => {
  it('is not proposed again, and any other one is', () => {
    assert.equal(verdict('1.2.0'), 'declined');
    assert.equal(verdict('1.2.1'), 'update');
  });

  for (const [named, kind] of [
    ['shop/cart:1.2.0', 'update'],
    ['docker.io/shop/cart:1.2.0', 'update'],
    [`shop/cart@${digest}`, 'update'],
    [`shop/cart:1.2.0@${digest}`, 'update'],
    ['shop/cart', 'declined'],
    ['shop/cart:1.1.0', 'declined'],
    ['shop/cart:pr-77', 'declined'],
    [`shop/cart@sha256:${'b'.repeat(64)}`, 'declined'],
    ['shop/other:1.2.0', 'declined'],
  ] as const) {
    it(`is ${kind === 'update' ? 'proposed' : 'still declined'} where a pipeline names ${named}`, () =>
      assert.equal(verdict('1.2.0', named), kind));
  }

  it('counts no more while a pull request of ours proposes it: somebody named it since, or opened it again', () => {
    const more = [...declined, { image: readImageName('shop/jobs:3'), by: 8 }];
    const open = [{ image: readImageName('docker.io/shop/cart:1.2.0'), by: 9 }];
    assert.deepEqual(notOpen(more, open), more.slice(1));
    assert.deepEqual(notOpen(more, []), more);
    assert.deepEqual(notOpen(more, [{ image: readImageName(`shop/cart:1.2.0@${digest}`), by: 9 }]), more);
  });

  it('is read from our own words alone', () => {
    const body = (service: string) =>
      `x\n\n<!-- branchline update ${service} dev\nUpdate-Target: dev@${'a'.repeat(40)}\nUpdated-Image: shop/cart:1.2.0\nUpdated-Image: no image\n-->`;
    const read = (branch: string, service: string) =>
      declinedIn([{ number: 7, head: { branch }, body: body(service) }], { service: 'cart', branch: 'dev' });
    assert.deepEqual(read('update/cart/dev', 'cart'), declined);
    assert.deepEqual(read('feature/x', 'cart'), []);
    assert.deepEqual(read('update/cart/dev', 'other'), []);
  });
});
