import assert from 'node:assert/strict';
import { versionChange } from '../../../src/core/change/versionChange';
import { headlineOf, movedWords } from '../../../src/core/promotion/record/headline';
import { readImageName } from '../../../src/core/registry/imageName';

const changed = (before: string | undefined, now: string) => ({
  ...(before === undefined ? {} : { before: readImageName(before) }),
  now: readImageName(now),
  places: [],
});
const cart = changed('registry.example/shop/cart:2.10.0', 'registry.example/shop/cart:2.11.0');
const proxy = changed('registry.example/proxy:1.0', 'registry.example/proxy:1.1');

describe('the version that a change brings', () => {
  it('is that of the image which is called as the service, whatever else changes with it', () =>
    assert.deepEqual(versionChange([proxy, cart], 'cart'), { before: '2.10.0', now: '2.11.0' }));

  it('is that of another image where no other changes, and nothing where several differ', () => {
    assert.deepEqual(versionChange([proxy], 'cart'), { before: '1.0', now: '1.1' });
    assert.equal(versionChange([proxy, cart], 'web'), undefined);
    assert.equal(versionChange([], 'cart'), undefined);
  });

  it('is nothing where two images of the service go different ways, or only another registry has it', () => {
    const other = changed('registry.example/shop/cart:2.9.0', 'registry.example/shop/cart:2.11.0');
    assert.equal(versionChange([cart, other], 'cart'), undefined);
    const moved = changed('one.example/cart:2.11.0', 'two.example/cart:2.11.0');
    assert.equal(versionChange([moved], 'cart'), undefined);
  });

  it('of a digest is its beginning, and of a new image only what comes', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    assert.deepEqual(versionChange([changed(undefined, `cart@${digest}`)], 'cart'), { now: 'sha256:ababababab' });
  });
});

describe('what a pull request is called', () => {
  const way = {
    versioned: (name: string, now: string) => `Promote ${name} ${now} from dev to test`,
    counted: (name: string) => `Promote ${name} from dev to test: 2 changes`,
  };

  it('names service and version, how much changes where no version is clear, and nothing without a service', () => {
    const version = { before: '2.10.0', now: '2.11.0' };
    assert.equal(headlineOf({ service: 'cart', version, ...way }).headline, 'Promote cart 2.11.0 from dev to test');
    const counted = headlineOf({ service: 'cart', version: undefined, ...way });
    assert.equal(counted.headline, 'Promote cart from dev to test: 2 changes');
    assert.deepEqual(headlineOf({ service: '', version, ...way }), {});
  });

  it('opens its text with both versions, as text and nothing else', () => {
    assert.equal(movedWords('cart', { before: '1', now: '2' }), '**cart 1 → 2**, ');
    assert.equal(movedWords('a*b', undefined), '**a\\*b**, ');
    assert.equal(movedWords('', undefined), '');
  });
});
