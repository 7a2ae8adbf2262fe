import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classify, GitError } from '../../../src/core/git/errors';
import { assertNoCanary, canary } from '../engine/canary';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const credential = fc.constantFrom(
  `https://me:${canary}@git.example.com/a.git`,
  `https://${canary}@git.example.com`,
  `Authorization: Bearer ${canary}`,
  `authorization: Basic ${canary}==`,
  `PRIVATE-TOKEN: ${canary}`,
  `password=${canary}`,
  `"token": "${canary}"`,
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('fatal: ', 'error: ', 'remote: ', 'remote: error: ', '! ', ''), credential)
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'fatal: Authentication failed',
    'error: 403',
    '[remote rejected] a (hook declined)',
    'fatal: early EOF',
    'stale info',
  ),
  anyWord,
);

/** What git says when it fails: always one of our errors, in one line, without credentials. */
export const gitWords: Target = {
  name: 'gitWords',
  inputs: fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
  weight: 80,
  law(text) {
    const error = classify(text, `https://me:${canary}@git.example.com/x`);
    assert.ok(error instanceof GitError);
    assert.ok(!/[\r\n]/.test(error.message), 'more than a line');
    // Beside what credentials look like, nobody can tell one.
    const bare = text.replace(
      /(?<=(?:^|\n)(?:fatal: |error: |remote: |remote: error: |! |[Aa]uthorization: )?)(?:https:\/\/(?:me:)?CanaryOfTheFuzzer@|(?:Bearer |Basic |PRIVATE-TOKEN: |password=|"token": ")CanaryOfTheFuzzer(?="|==|\n|$))/g,
      '',
    );
    if (!bare.includes(canary)) assertNoCanary('an error', error.message);
  },
};
