import assert from 'node:assert/strict';
import { imagesIn } from '../../../src/core/images/find';
import { ownVersion } from '../../../src/core/images/ownVersion';

const image = (repository: string, tag: string) => ({ registry: 'docker.io', repository, name: repository, tag });

describe("the version of a service's own image", () => {
  it('is that of the only one there is, where nothing else was left unread', () => {
    const images = [image('shop/other', '1.0.0')];
    assert.equal(ownVersion({ images, isWhole: true }, 'web'), '1.0.0');
    assert.equal(ownVersion({ images, isWhole: false }, 'web'), undefined);
    assert.equal(ownVersion({ images: [...images, image('shop/web', '2.0.0')], isWhole: false }, 'web'), '2.0.0');
  });

  it('and text that is rendered first is left unread', () => {
    const chart = 'kind: Pod\nspec: { containers: [{ name: a, image: "{{ .Values.image }}" }] }\n';
    assert.equal(imagesIn('a.yaml', chart).isTemplated, true);
    assert.equal(imagesIn('a.yaml', 'kind: Pod\n').isTemplated, undefined);
  });
});
