import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ImageAnnotations, ImageDescription } from '../../../src/core/registry/types';
import { originLines } from '../../../src/core/update/origin';

const sha = (letter: string) => letter.repeat(40);

function described(
  annotations: ImageAnnotations,
  originFrom: ImageDescription['originFrom'] = 'annotations',
): ImageDescription {
  const digest = `sha256:${'a'.repeat(64)}`;
  const observed = { at: 0, source: 'registry.example.com' };
  return { digest, mediaType: '', platforms: [], manifest: digest, annotations, originFrom, observed };
}

function lines(now: ImageAnnotations, before?: ImageAnnotations): string {
  return originLines(described(now), before && described(before)).join('\n');
}

describe('Where an image comes from', () => {
  it('links what changed, where both revisions and the source are known', () => {
    const source = 'https://github.com/shop/cart.git';
    const told = lines({ source, revision: sha('b') }, { revision: sha('a') });
    assert.ok(told.includes('source <https://github.com/shop/cart>'), told);
    assert.ok(told.includes(`(https://github.com/shop/cart/compare/${sha('a')}...${sha('b')})`));
    const gitlab = lines({ source: 'https://gitlab.com/a/b', revision: sha('b') }, { revision: sha('a') });
    assert.ok(gitlab.includes('https://gitlab.com/a/b/-/compare/'));
    const bitbucket = lines({ source: 'https://bitbucket.org/a/b', revision: sha('b') }, { revision: sha('a') });
    assert.ok(bitbucket.includes(`https://bitbucket.org/a/b/branches/compare/${sha('b')}%0D${sha('a')}`), bitbucket);
    const azure = lines({ source: 'https://dev.azure.com/a/b/_git/c', revision: sha('b') }, { revision: sha('a') });
    assert.ok(azure.includes(`/_git/c/branchCompare?baseVersion=GC${sha('a')}&targetVersion=GC${sha('b')}`), azure);
  });

  it('says that a label may be that of a base image', () =>
    assert.match(originLines(described({ source: 'https://a.example/b' }, 'labels'), undefined).join('\n'), /labels/));

  for (const source of [
    'javascript:alert(1)',
    'https://user:secret@git.example.com/a',
    'https://git.example.com@evil.example/a',
    'https://git.example.com/a?token=x',
    'https://git.example.com/a#x',
    'https://git.example.com/a) [b](https://evil.example',
    'https://git.example.com/<b>',
    'git@github.com:a/b.git',
    'file:///etc/passwd',
    `https://git.example.com/${'a'.repeat(400)}`,
  ]) {
    it(`links not to ${source.slice(0, 60)}`, () => {
      const told = lines({ source, revision: sha('b') }, { revision: sha('a') });
      assert.doesNotMatch(told.replace(/`[^`]*`/g, ''), /<http|\]\(/);
    });
  }

  it('shows no credential', () => {
    const told = lines({ source: 'https://git.example.com/ghp_0123456789abcdefghijklmnopqrstuvwxyz' });
    assert.ok(!told.includes('ghp_0123'), told);
  });

  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(sha('a'), sha('b')),
  );
  it('is lines of ours alone, and links to plain addresses alone, whatever it says', () =>
    fc.assert(
      fc.property(any, any, any, (source, revision, old) => {
        const told = originLines(described({ source, revision }), described({ revision: old }));
        for (const line of told) {
          assert.match(line, /^ {2}- (?:digest|built|source|revision|\[what changed in the source\]\(https?:\/\/)/);
          assert.ok(!/[\r\n\u2028\u202e]/.test(line));
          const [, address] = /^ {2}- source <(.*)>$/.exec(line) ?? [];
          if (address !== undefined) assert.match(address, /^https?:\/\/[\w.:[\]-]+(?:\/[\w.~-]+)*$/);
        }
      }),
      { numRuns: 2_000 },
    ));
});
