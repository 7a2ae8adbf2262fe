import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromJq, fromPointer } from '../../../src/core/drift/ignores/pattern';
import { matchesExpression, matchesGlob, matchesLabels } from '../../../src/core/drift/ignores/rules';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const piece = fc.oneof(
  fc.constantFrom(
    '/spec',
    '/a~1b',
    '~0',
    '.spec',
    '["a/b"]',
    '[]',
    '[0]',
    ' | ',
    'select(.a == "b")',
    '.*',
    '|',
    '^',
    '$',
    '(',
    ')',
    'app',
    '!',
    '=',
    '!=',
    ',',
  ),
  anyWord,
);

/** What controllers are told to ignore: understood or left out. What is understood literally means itself. */
export const driftRules: Target = {
  name: 'driftRules',
  inputs: fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join('')),
  weight: 80,
  law(text) {
    const pointer = fromPointer(text);
    assert.equal(pointer !== undefined, text.startsWith('/'));
    assert.ok((fromJq(text)?.length ?? 1) > 0);
    if (!text.includes('*')) assert.ok(matchesGlob(text, text));
    assert.ok(matchesGlob(`${text.replaceAll('*', '')}*`, text.replaceAll('*', '')));
    if (/^[\w-]+$/.test(text)) assert.equal(matchesExpression(text, text), true);
    matchesExpression(text, 'a'.repeat(200));
    for (const term of [text, ...text.split(',')]) {
      if (/^[\w./-]+$/.test(term)) assert.equal(matchesLabels(term, {}), false, `a label ${term} that nothing has`);
      matchesLabels(term, { app: 'x' });
    }
  },
};
