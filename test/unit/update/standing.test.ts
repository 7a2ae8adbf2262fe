import { strict as assert } from 'node:assert';
import type { ImageRule } from '../../../src/core/catalog/update/rules';
import { branchRef } from '../../../src/core/git/names';
import { namePattern } from '../../../src/core/catalog/file';
import { readImageName } from '../../../src/core/registry/imageName';
import { message } from '../../../src/core/support/message';
import { updateBranch } from '../../../src/core/update/buildUpdate';
import { imagesIn } from '../../../src/core/images/find';
import type { Verdict } from '../../../src/core/update/outcome';
import { keptVersion } from '../../../src/core/update/proposed';
import { firstOfEach } from '../../../src/core/update/rules';
import { byVersion, missedPlaces, unlessReplaced } from '../../../src/core/update/standing';
import fc from 'fast-check';

const rule = (image: string, more: Partial<ImageRule> = {}): ImageRule => ({
  image,
  policy: { kind: 'semver', range: '^1' },
  exclude: [],
  pinsDigest: false,
  at: [],
  ...more,
});

describe('The rules of a service', () => {
  it('are one for each image, the first, however it is spelled', () => {
    const own = [rule('nginx'), rule('shop/cart'), rule('A/B')];
    const all = [
      rule('docker.io/library/nginx'),
      rule('index.docker.io/shop/cart'),
      rule('ghcr.io/nginx'),
      rule('A/B'),
    ];
    assert.deepEqual(firstOfEach([...own, ...all]), [...own, all[2]]);
  });
});

describe('Places that the catalog names', () => {
  it('are told where the image does not stand in their file', () => {
    const at = [
      { file: 'values.yaml', path: 'web.imgae' },
      { file: 'web.yaml', path: 'web.image' },
    ];
    const { sites } = imagesIn('web.yaml', 'web: { image: "shop/cart:1" }\n', ['web.image']);
    const [only, ...more] = missedPlaces(rule('shop/cart', { at }), sites);
    assert.deepEqual([only?.values, more], [{ file: 'values.yaml', path: 'web.imgae' }, []]);
    assert.equal(missedPlaces(rule('shop/cart', { at }), []).length, 2);
  });
});

describe('A version that a kustomization puts its own in the place of', () => {
  const pod = (image: string) => `apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: "${image}" }] }\n`;
  const undecided: Verdict = { kind: 'undecided', said: message('No tag.') };
  function judged(image: string, kustomization: string, verdict: Verdict = undecided): Verdict {
    const container = imagesIn('base/pod.yaml', pod(image)).sites;
    const set = imagesIn('kustomization.yaml', kustomization).sites;
    const [group] = byVersion(container);
    assert.ok(group);
    return unlessReplaced(verdict, group, [...container, ...set]);
  }
  const by = 'images: [{ name: shop/cart, newTag: v1 }]\n';

  it('is nothing that a person has to decide', () => {
    for (const image of ['shop/cart', 'shop/cart:latest'])
      assert.deepEqual(judged(image, by), { kind: 'owned', owner: { by: 'kustomize', where: 'kustomization.yaml' } });
    const renamed = 'images: [{ name: shop/cart, newName: r.io/cart, newTag: v1 }]\n';
    assert.equal(judged('shop/cart', renamed).kind, 'owned');
  });

  it('is judged as any other where it can be, and where nothing replaces it', () => {
    assert.equal(judged('shop/cart:1.0.0', by, { kind: 'current' }).kind, 'current');
    assert.equal(judged('docker.io/shop/cart', by).kind, 'undecided', 'kustomize goes by the name as it is written');
    assert.equal(judged('shop/cart', 'images: [{ name: shop/jobs, newTag: v1 }]\n').kind, 'undecided');
    assert.equal(judged('shop/cart', 'images: [{ name: shop/cart, newName: r.io/cart }]\n').kind, 'undecided');
    assert.equal(judged('shop/cart', '').kind, 'undecided');
  });
});

describe('What is proposed while the registry cannot be asked', () => {
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  const kept = (standing: string, proposed: string | undefined, more: Partial<ImageRule> = {}, taken: string[] = []) =>
    keptVersion(
      {
        rule: rule('shop/cart', more),
        image: readImageName(standing),
        taken: taken.map((image) => ({ image: readImageName(image), environment: 'dev', commit: 'a'.repeat(40) })),
      },
      proposed === undefined ? undefined : readImageName(proposed),
    );

  it('stays, where the rule could propose it still', () => {
    assert.deepEqual(kept('shop/cart:1.0.0', 'shop/cart:1.1.0'), { tag: '1.1.0' });
    assert.equal(kept('shop/cart:1.2.0', 'shop/cart:1.1.0'), undefined);
    assert.equal(kept('shop/cart:1.0.0', 'shop/cart:2.0.0'), undefined);
    assert.equal(kept('shop/cart:1.0.0', undefined), undefined);
  });

  it('stays where a tag has moved, too, or is pinned', () => {
    const [old, young] = [digest('a'), digest('b')];
    for (const policy of [{ kind: 'same' }, { kind: 'newest' }, { kind: 'semver', range: '^1' }] as const) {
      const pinned = { tag: '1.0.0', digest: young };
      assert.deepEqual(kept(`shop/cart:1.0.0@${old}`, `shop/cart:1.0.0@${young}`, { policy }), pinned);
      assert.deepEqual(kept('shop/cart:1.0.0', `shop/cart:1.0.0@${young}`, { policy, pinsDigest: true }), pinned);
      assert.equal(kept('shop/cart:1.0.0', `shop/cart:1.0.0@${young}`, { policy }), undefined);
      assert.equal(kept(`shop/cart:1.0.0@${old}`, `shop/cart:1.0.0@${old}`, { policy }), undefined);
      const back = [`shop/cart:1.0.0@${young}`];
      assert.equal(kept(`shop/cart:1.0.0@${old}`, `shop/cart:1.0.0@${young}`, { policy }, back), undefined);
    }
  });
});

describe('The branch of an update', () => {
  const service = fc
    .array(fc.constantFrom('a', 'A', '.', '-', '_', 'lock', '.lock'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
    .filter((name) => namePattern.test(name));

  it('is one that git takes, and that of no other service', () =>
    fc.assert(
      fc.property(service, service, (one, other) => {
        assert.doesNotThrow(() => branchRef(updateBranch(one, 'dev')));
        assert.equal(updateBranch(one, 'dev') === updateBranch(other, 'dev'), one === other);
      }),
      { numRuns: 3_000 },
    ));
});
