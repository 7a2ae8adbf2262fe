import assert from 'node:assert/strict';
import { readQuestion } from '../../../src/core/where/question';

const digest = `sha256:${'a'.repeat(64)}`;

describe('what somebody looks for', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['4f2a91c', { kind: 'commit' }],
    ['4f2a91c0'.repeat(5), { kind: 'commit' }],
    ['#12', { kind: 'pullRequest', number: 12 }],
    ['!7', { kind: 'pullRequest', number: 7 }],
    ['SHOP-311', { kind: 'word' }],
    ['2.11.0', { kind: 'version', version: '2.11.0' }],
    ['v2', { kind: 'version', version: 'v2' }],
    ['main-12-abcdef0', { kind: 'version', version: 'main-12-abcdef0' }],
    [digest, { kind: 'version', version: digest }],
    [
      'registry.example.com:5000/shop/cart:2.11.0',
      { kind: 'version', name: 'registry.example.com:5000/shop/cart', version: '2.11.0' },
    ],
    [`shop/cart@${digest}`, { kind: 'version', name: 'shop/cart', version: digest }],
    [`shop/cart:2.11.0@${digest}`, { kind: 'version', name: 'shop/cart', version: digest }],
  ];
  for (const [text, expected] of cases) {
    it(`${text} is read`, () => assert.deepEqual(readQuestion(text), { text, ...(expected as object) }));
  }
  for (const text of [
    '',
    ' ',
    '#',
    '#x',
    '--all',
    '-S',
    'a b',
    'shop/cart',
    'shop/cart:',
    'a\nb',
    '$(x)',
    '#1234567890',
    '..',
    'x'.repeat(200),
  ]) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(readQuestion(text), undefined));
  }
});
