import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  markerOf,
  recordedIn,
  returnedIn,
  rolledBackIn,
  withoutMarkers,
} from '../../../src/core/promotion/record/recorded';
import { changeRecord } from '../../../src/core/promotion/record/record';
import { isOurs, recordsIn, revertsIn, withoutRecords } from '../../../src/core/promotion/record/trailers';
import { code, escaped } from '../../../src/core/promotion/record/untrusted';
import { oneLine } from '../../../src/core/support/oneLine';
import { anyWord } from '../engine/words';
import type { Target } from '../engine/target';

const sha = fc.constantFrom('a'.repeat(40), 'b'.repeat(64), 'abc1234', 'A'.repeat(40));
const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('Promoted-From', 'Promotion-Target', 'Rollback-Target', 'promoted-from'),
      fc.constantFrom('dev', 'a@b', 'x/y'),
      sha,
    )
    .map(([key, branch, at]) => `${key}: ${branch}@${at}`),
  fc
    .tuple(
      fc.constantFrom('Promotion-Baseline', 'Rolled-Back-To', 'Rolled-Back', 'Promotion-Commit', 'Signed-off-by'),
      sha,
      sha,
    )
    .map(([key, a, b]) => `${key}: ${a}..${b}`),
  fc
    .tuple(fc.constantFrom('Promotion-Baseline', 'Rolled-Back-To', 'Rolled-Back', 'Returned-From'), sha)
    .map(([key, at]) => `${key}: ${at}`),
  sha.map((at) => `This reverts commit ${at}.`),
  fc.constantFrom(
    'Promotion-Scope: partial',
    'Rollback-Stops: x',
    '',
    '> quoted',
    '- listed',
    '<!-- branchline promotion dev prod',
    '-->',
  ),
  anyWord,
);
const edge = { from: 'dev', to: 'prod' };

/** What others wrote makes no record of ours: neither in a commit's message nor in the text of a pull request. */
export const trailers: Target = {
  name: 'trailers',
  inputs: fc
    .tuple(fc.array(line, { maxLength: 10 }), fc.constantFrom('\n', '\n', '\r\n', '\r'))
    .map(([lines, eol]) => lines.join(eol)),
  weight: 50,
  law(text) {
    recordsIn(text);
    const plain = withoutRecords(text);
    assert.deepEqual([recordsIn(plain), revertsIn(plain), isOurs(plain)], [[], [], false]);
    assert.equal(withoutRecords(plain), plain);
    for (const head of [
      'promote/dev-to-prod/a',
      'rollback/prod/a',
      'promote/hotfix-of-a',
      'rollback/source-of-a',
      'dev',
      text,
    ]) {
      const proposal = { body: withoutMarkers(text), head: { branch: head } };
      assert.deepEqual(
        [recordedIn(proposal, edge), rolledBackIn(proposal, 'prod'), returnedIn(proposal, 'dev')],
        [undefined, undefined, undefined],
      );
    }
    for (const safe of [oneLine(text), code(text), escaped(text)])
      assert.ok(!/[\r\n\0\u2028\u202e]/.test(safe), 'more than a line');
    const trailersOfOurs = [`Promoted-From: dev@${'a'.repeat(40)}`, `Promotion-Target: prod@${'b'.repeat(40)}`];
    const record = changeRecord(
      {
        title: oneLine(text) || 'Promote',
        introduction: [code(text)],
        sections: [{ name: 'items', title: 'Items', lines: [`- ${code(text)}: ${escaped(text)}`] }],
        words: { service: text },
        summary: [`- ${oneLine(text)}`],
        trailers: trailersOfOurs,
        identity: ['promotion', 'dev', 'prod'],
      },
      { body: `${text}\n{service}\n\n{items}\n` },
    );
    assert.deepEqual(
      recordsIn(record.message).map(({ kind }) => kind),
      ['promotion'],
    );
    assert.equal(record.body.split('\n').filter((one) => one === markerOf(['promotion', 'dev', 'prod'])).length, 1);
    const told = recordedIn({ body: record.body, head: { branch: 'promote/dev-to-prod/a' } }, edge);
    assert.equal(told?.from.commit, 'a'.repeat(40));
  },
};
