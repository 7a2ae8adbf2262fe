import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { oneLine } from '../../../src/core/support/oneLine';

describe('One line of a text of others', () => {
  for (const [name, mark] of [
    ['a line break', '\n'],
    ['an escape', '\u001b[31m'],
    ['a separator of paragraphs', '\u2029'],
    ['a turn of the direction', '\u202e'],
    ['an isolate', '\u2066'],
    ['the Arabic letter mark', '\u061c'],
    ['a soft hyphen', '\u00ad'],
    ['a joiner', '\u200d'],
    ['a deprecated control of formats', '\u206a'],
    ['an annotation', '\ufff9'],
    ['a tag', '\u{e0041}'],
    ['half of a character', '\ud83d'],
  ] as const)
    it(`has not ${name}`, () => assert.equal(oneLine(`a${mark}b`).replace('[31m', ''), 'a b'));

  it('keeps what can be read, in whatever script', () => {
    for (const text of ['Größe', 'שלום', 'مرحبا', '日本語', '🚀 ship', 'naïve', 'e\u0301'])
      assert.equal(oneLine(text), text);
  });

  it('is of whole characters, is no longer than it may be, and is as it is when it is read again', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const line = oneLine(text, limit);
        assert.ok(line.length <= limit);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        assert.equal(oneLine(line, limit), line);
      }),
      { numRuns: 2_000 },
    ));
});
