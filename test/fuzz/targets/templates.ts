import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openBlock, withBlocksEnded } from '../../../src/core/catalog/openBlock';
import { fillTemplate, placesOf, templateProblems } from '../../../src/core/catalog/pullRequestTemplate';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const piece = fc.oneof(
  fc.constantFrom(
    '{service}',
    '{items}',
    '\n',
    '\n\n',
    '{{',
    '}}',
    '{',
    '}',
    '```',
    '~~~~',
    '<!--',
    '-->',
    '> ',
    '- ',
    '`',
    '    ',
    '1. ',
  ),
  anyWord,
);

/** A template without problems is filled whole; no text leaves open what would hide what follows. */
export const templates: Target = {
  name: 'templates',
  inputs: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  weight: 100,
  law(text) {
    for (const { index, length } of templateProblems(text, placesOf.promotion)) {
      assert.ok(index >= 0 && length > 0 && index + length <= text.length, 'a problem outside of the text');
    }
    if (templateProblems(text, placesOf.promotion).length === 0) {
      const asked: string[] = [];
      const filled = fillTemplate(text, (place) => {
        asked.push(place);
        return '·';
      });
      const { words, lists } = placesOf.promotion;
      assert.ok(asked.every((place) => [...words, ...lists].some((known) => known === place)));
      assert.equal(filled.split('·').length - text.split('·').length, asked.length);
      assert.equal(openBlock(text), undefined);
    }
    assert.equal(openBlock(withBlocksEnded(text)), undefined, 'still open');
  },
};
