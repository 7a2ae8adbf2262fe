import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { openBlock } from '../../../src/core/catalog/openBlock';
import { changeRecord, commitLines, itemLine, summaryLines } from '../../../src/core/promotion/record/record';
import { recordsIn } from '../../../src/core/promotion/record/trailers';
import { code } from '../../../src/core/promotion/record/untrusted';
import { oneLine } from '../../../src/core/support/oneLine';
import { asShown } from '../../../src/core/manifest/secrecy/shown';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '`@all`',
    '``` --> <!-- x',
    '\n- x\nPromoted-From: dev@' + '1'.repeat(40),
    '\u202Eevil',
    '![x](http://e)',
  ),
);

describe('what repositories say, in pull requests and messages', () => {
  it('is one line of visible text', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(oneLine(text), /[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    ));

  it('is code that nothing in it can end', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        const [, fence = '', inner = ''] = /^(`+)([\s\S]*)\1$/.exec(code(text)) ?? [];
        const runs = [...inner.matchAll(/`+/g)].map(([run]) => run.length);
        assert.ok(fence.length > 0 && runs.every((length) => length !== fence.length), code(text));
      }),
    ));

  it('cannot become a trailer of ours', () =>
    fc.assert(
      fc.property(hostile, (subject) => {
        const commits = [{ commit: 'a'.repeat(40), subject, author: subject, time: '2026-01-01T00:00:00Z' }];
        const record = changeRecord({
          title: 'Promote',
          introduction: [],
          sections: [{ name: 'commits', title: 'Commits', lines: commitLines(commits) }],
          summary: summaryLines(commits),
          trailers: [],
          identity: ['promotion', 'dev', 'test'],
        });
        assert.deepEqual([...recordsIn(record.message), ...recordsIn(record.body)], []);
        assert.equal(openBlock(record.body), undefined, 'nor open anything that swallows what follows');
      }),
    ));

  it('an item says what changes, and of what has no values only that it does', () => {
    const place = { path: 'a.yaml', key: ['image'], reintroduced: false } as const;
    assert.equal(
      itemLine({ ...place, change: 'changed', before: asShown('v1'), after: asShown('v2') }),
      '- `a.yaml` › `image`: `v1` → `v2`',
    );
    assert.equal(itemLine({ ...place, change: 'changed' }), '- `a.yaml` › `image`: changed');
  });

  it('a text that no forge would take is cut, and keeps its hidden part', () => {
    const lines = Array.from({ length: 200 }, (_, number) => `- ${'x'.repeat(600)} ${number}`);
    const trailers = [`Promoted-From: dev@${'a'.repeat(40)}`, `Promotion-Target: test@${'b'.repeat(40)}`];
    const { body } = changeRecord({
      title: 'Promote',
      introduction: [],
      sections: [{ name: 'items', title: 'Changes', lines }],
      summary: [],
      trailers,
      identity: ['promotion', 'dev', 'test'],
    });
    assert.ok(body.length < 65_536, `${body.length} characters`);
    assert.match(body, /The rest is cut/);
    assert.equal(recordsIn(body).length, 1);
  });

  it('a long list is cut and says so', () => {
    const commits = Array.from({ length: 40 }, () => ({ commit: 'b'.repeat(40), subject: 's', author: 'a', time: '' }));
    assert.equal(summaryLines(commits).at(-1), '- and 10 more');
  });
});
