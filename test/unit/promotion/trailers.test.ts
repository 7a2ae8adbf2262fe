import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { recordsIn, revertsIn } from '../../../src/core/promotion/record/trailers';

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];

describe('trailers', () => {
  const promotion = `Promoted-From: dev@${one}\nPromotion-Baseline: ${two}\nPromotion-Target: test@${three}\n`;
  const read = {
    kind: 'promotion',
    from: { branch: 'dev', commit: one },
    target: { branch: 'test', commit: three },
    baseline: two,
    partial: false,
  };

  for (const [name, message] of [
    ['at the end', `Promote\n\n${promotion}`],
    ['with line ends of Windows', `Promote\n\n${promotion}`.replace(/\n/g, '\r\n')],
    [
      'in the middle of a squash',
      `Title (#3)\n\n* Promote\n\n${promotion}\n* more\n\nwords\n\nCo-authored-by: A <a@e>\n`,
    ],
    ['among other trailers', `Promote\n\nSigned-off-by: A <a@e>\n${promotion}Reviewed-by: B <b@e>\n`],
    [
      'hidden in a pull request’s body',
      `Title\n\n### Changes\n\n<!-- branchline promotion dev test\n${promotion}-->\n`,
    ],
  ] as const) {
    it(`are read ${name}`, () => assert.deepEqual(recordsIn(message), [read]));
  }

  it('several promotions in one message are several records', () => {
    const other = promotion.replace(one, two);
    assert.deepEqual(
      recordsIn(`All\n\n* a\n\n${promotion}\n* b\n\n${other}`).map(
        (record) => record.kind === 'promotion' && record.from.commit,
      ),
      [one, two],
    );
    assert.equal(recordsIn(`All\n\n${promotion}\n${other}`).length, 2);
  });

  for (const [name, message] of [
    ['quoted', promotion.replace(/^/gm, '> ')],
    ['indented', promotion.replace(/^/gm, '  ')],
    ['listed', promotion.replace(/^/gm, '- ')],
    ['without a target', `Promoted-From: dev@${one}\n`],
    ['with a short name', promotion.replaceAll(/([123])\1{39}/g, '$1$1$1$1$1$1$1')],
    ['torn apart by text', `Promoted-From: dev@${one}\nsome words\nPromotion-Target: test@${three}\n`],
  ] as const) {
    it(`do not count ${name}`, () => assert.deepEqual(recordsIn(`Title\n\n${message}`), []));
  }

  it('a restore and an undo are read, ranges and lists too', () => {
    const restore = `Back\n\nRolled-Back-To: ${one}\nRolled-Back: ${two}..${three}\nRollback-Target: prod\nRollback-Reason: it burns\n`;
    assert.deepEqual(recordsIn(restore), [
      { kind: 'rollback', target: 'prod', restored: one, undone: [{ first: two, last: three }], reason: 'it burns' },
    ]);
    const undo = `Undo\n\nRolled-Back: ${one}\nRolled-Back: ${two}\nRollback-Target: prod\n`;
    assert.deepEqual(recordsIn(undo), [
      {
        kind: 'rollback',
        target: 'prod',
        undone: [
          { first: one, last: one },
          { first: two, last: two },
        ],
      },
    ]);
  });

  it('a rollback says that it also stops what writes images', () => {
    const [record] = recordsIn(
      `Back\n\nRolled-Back-To: ${one}\nRollback-Target: prod\nRollback-Stops: flux%2Fimages.yaml\n`,
    );
    assert.equal(record?.kind === 'rollback' && record.stopsAutomation, true);
  });

  it('a branch may hold an @', () => {
    const [record] = recordsIn(`x\n\nPromoted-From: a@b@${one}\nPromotion-Target: t@${two}\n`);
    assert.equal(record?.kind === 'promotion' && record.from.branch, 'a@b');
  });

  it('reverts are read as git and forges write them, not as people quote them', () => {
    assert.deepEqual(revertsIn(`Revert "x"\n\nThis reverts commit ${one}, reversing\nchanges made to ${two}.\n`), [
      one,
    ]);
    assert.deepEqual(revertsIn(`> This reverts commit ${one}.`), []);
  });

  it('no text makes reading fail', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void recordsIn(text))));
});
