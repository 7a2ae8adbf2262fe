import assert from 'node:assert/strict';
import { codeRange } from '../../../src/core/registry/codeRange';
import type { ImageAnnotations, ImageDescription } from '../../../src/core/registry/types';

const digest = `sha256:${'0'.repeat(64)}`;
const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const source = 'https://git.example.com/shop/cart';

const image = (
  annotations: ImageAnnotations,
  originFrom: ImageDescription['originFrom'] = 'annotations',
): ImageDescription => ({
  digest,
  mediaType: '',
  platforms: [],
  manifest: digest,
  annotations,
  originFrom,
  observed: { at: 0, source: 'r.example' },
});

describe('the code between two versions of an image', () => {
  it('lies between their revisions', () => {
    const range = codeRange(
      image({ revision: a, source: `${source}.git` }),
      image({ revision: b, source: `${source}/` }),
    );
    assert.deepEqual(range, { kind: 'range', source, from: a, to: b, isLabelled: false });
  });

  it('is told by labels where only labels tell it', () => {
    const range = codeRange(image({ revision: a, source }, 'labels'), image({ revision: b, source }));
    assert.ok(range.kind === 'range' && range.isLabelled);
  });

  it('is nothing where both were built from one commit', () => {
    assert.deepEqual(codeRange(image({ revision: a, source }), image({ revision: a, source })), {
      kind: 'same',
      commit: a,
    });
  });

  const unknown: [what: string, before: ImageAnnotations, now: ImageAnnotations][] = [
    ['one has no revision', { source }, { source, revision: b }],
    ['the other has none', { source, revision: a }, { source }],
    ['one has no source', { revision: a }, { source, revision: b }],
    ['they are of two repositories', { source, revision: a }, { source: `${source}-two`, revision: b }],
    ['they are of two hosts', { source, revision: a }, { source: 'https://other.example/shop/cart', revision: b }],
    ['a revision is a part of a commit', { source, revision: 'abc1234' }, { source, revision: b }],
    ['a revision is a branch', { source, revision: a }, { source, revision: 'main' }],
    ['a revision is hostile', { source, revision: a }, { source, revision: `../../x?${b}` }],
    [
      'the source has a password',
      { source, revision: a },
      { source: 'https://me:x@git.example.com/shop/cart', revision: b },
    ],
    [
      'the source is no address of the web',
      { source: 'file:///etc', revision: a },
      { source: 'file:///etc', revision: b },
    ],
  ];
  for (const [what, before, now] of unknown) {
    it(`is unknown where ${what}`, () => assert.equal(codeRange(image(before), image(now)).kind, 'unknown'));
  }
});
