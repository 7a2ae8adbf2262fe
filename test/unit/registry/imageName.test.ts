import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RegistryError } from '../../../src/core/registry/errors';
import { imageName, isSameImage, readImageName } from '../../../src/core/registry/imageName';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

describe('the name of an image', () => {
  const names: [text: string, registry: string, repository: string, tag?: string | undefined, digest?: string][] = [
    ['nginx', 'docker.io', 'library/nginx'],
    ['nginx:1.27', 'docker.io', 'library/nginx', '1.27'],
    [`nginx@${sha256}`, 'docker.io', 'library/nginx', undefined, sha256],
    [`nginx:1.27@${sha256}`, 'docker.io', 'library/nginx', '1.27', sha256],
    ['library/nginx', 'docker.io', 'library/nginx'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx'],
    ['docker.io/library/nginx', 'docker.io', 'library/nginx'],
    ['bitnami/redis:7', 'docker.io', 'bitnami/redis', '7'],
    ['a/b/c', 'docker.io', 'a/b/c'],
    ['ghcr.io/shop/cart:v1.2.3', 'ghcr.io', 'shop/cart', 'v1.2.3'],
    ['localhost/cart', 'localhost', 'cart'],
    ['localhost:5000/cart', 'localhost:5000', 'cart'],
    ['localhost:5000', 'docker.io', 'library/localhost', '5000'],
    ['127.0.0.1:5000/shop/cart:dev', '127.0.0.1:5000', 'shop/cart', 'dev'],
    ['[::1]:5000/cart', '[::1]:5000', 'cart'],
    ['[2001:db8::1]/cart:1', '[2001:db8::1]', 'cart', '1'],
    ['Registry/cart', 'registry', 'cart'],
    ['GHCR.io/shop/cart', 'ghcr.io', 'shop/cart'],
    ['registry.example.com:8443/a/b/c/d:_x', 'registry.example.com:8443', 'a/b/c/d', '_x'],
    ['xn--n3h.com/cart', 'xn--n3h.com', 'cart'],
    ['example.com/a_b/c__d/e-f/g---h/i.j', 'example.com', 'a_b/c__d/e-f/g---h/i.j'],
    [`ghcr.io/shop/cart@${sha512}`, 'ghcr.io', 'shop/cart', undefined, sha512],
    [`ghcr.io/shop/cart:${'x'.repeat(128)}`, 'ghcr.io', 'shop/cart', 'x'.repeat(128)],
    [`ghcr.io/${'x'.repeat(255)}`, 'ghcr.io', 'x'.repeat(255)],
  ];
  for (const [text, registry, repository, tag, digest] of names) {
    it(`${text.slice(0, 60)} lies on ${registry}`, () => {
      const read = readImageName(text);
      assert.deepEqual([read.registry, read.repository, read.tag, read.digest], [registry, repository, tag, digest]);
      assert.equal(imageName(read), text);
    });
  }

  const refused: [what: string, text: string][] = [
    ['nothing', ''],
    ['a blank', ' '],
    ['a blank before it', ' nginx'],
    ['a line break behind it', 'nginx\n'],
    ['a line break within', 'ng\ninx'],
    ['an escape', 'nginx\u001b[31m'],
    ['a null', 'nginx\u0000'],
    ['a turned direction', 'nginx:\u202e1'],
    ['a letter that looks like another', 'ngіnx'],
    ['capital letters', 'Nginx'],
    ['capital letters in its path', 'ghcr.io/Shop/cart'],
    ['an empty tag', 'nginx:'],
    ['a tag that begins with a dot', 'nginx:.1'],
    ['a tag with a control', 'nginx:1\r2'],
    ['a tag that is too long', `nginx:${'x'.repeat(129)}`],
    ['an empty digest', 'nginx@'],
    ['a digest that is too short', 'nginx@sha256:abc'],
    ['a digest in capital letters', `nginx@${sha256.toUpperCase().replace('SHA', 'sha')}`],
    ['a digest by another algorithm', `nginx@md5:${'0'.repeat(32)}`],
    ['two digests', `nginx@${sha256}@${sha256}`],
    ['a hash alone', '0123456789abcdef'.repeat(4)],
    ['an address', 'https://ghcr.io/shop/cart'],
    ['a user', 'me:secret@ghcr.io/shop/cart'],
    ['a port that is none', 'ghcr.io:99999/cart'],
    ['a port without digits', 'ghcr.io:/cart'],
    ['a host with an empty part', 'ghcr..io/cart'],
    ['a host that begins with a hyphen', '-ghcr.io/cart'],
    ['a way out', 'ghcr.io/../cart'],
    ['a dot', 'ghcr.io/./cart'],
    ['an empty part', 'ghcr.io//cart'],
    ['a slash at the end', 'ghcr.io/cart/'],
    ['a query', 'ghcr.io/cart?x=1'],
    ['an encoded slash', 'ghcr.io/a%2fb'],
    ['a flag', '--help'],
    ['a path that is too long', `ghcr.io/${'x'.repeat(256)}`],
    ['a text without end', 'x'.repeat(1_000_000)],
  ];
  for (const [what, text] of refused) {
    it(`is not ${what}`, () => {
      assert.throws(
        () => readImageName(text),
        (error) => {
          assert.ok(RegistryError.is(error, 'badName'), String(error));
          // eslint-disable-next-line no-control-regex
          assert.doesNotMatch(error.message, /[\u0000-\u001f\u202e]/);
          assert.ok(error.message.length < 250);
          return true;
        },
      );
    });
  }

  it('is read and printed the same, whatever it is, or refused', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9.:/@_-]{0,40}$/), (text) => {
        try {
          assert.equal(imageName(readImageName(text)), text);
        } catch (error) {
          assert.ok(RegistryError.is(error, 'badName'), String(error));
        }
      }),
      { numRuns: 2_000 },
    ));

  it('names the same image by its host and path alone', () => {
    const nginx = readImageName('nginx:1');
    assert.ok(isSameImage(nginx, readImageName(`docker.io/library/nginx@${sha256}`)));
    assert.ok(!isSameImage(nginx, readImageName('ghcr.io/library/nginx:1')));
    assert.ok(!isSameImage(nginx, readImageName('bitnami/nginx:1')));
  });
});
