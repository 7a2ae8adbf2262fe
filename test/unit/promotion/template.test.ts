import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openBlock } from '../../../src/core/catalog/openBlock';
import { recordedIn } from '../../../src/core/promotion/record/recorded';
import { changeRecord, ofCommit, type RecordParts } from '../../../src/core/promotion/record/record';
import { isAsWritten } from '../../../src/core/promotion/record/wording';
import { recordsIn, revertsIn } from '../../../src/core/promotion/record/trailers';

const sha = (letter: string) => letter.repeat(40);
const parts: RecordParts = {
  title: 'Promote dev to test: 1 change',
  introduction: ['One change.', 'A part.'],
  sections: [
    { name: 'items', title: 'Changes', lines: ['- `a.yaml`: changed'] },
    { name: 'untouched', title: 'Stays', lines: [] },
  ],
  summary: [],
  trailers: [`Promoted-From: dev@${sha('a')}`, `Promotion-Target: test@${sha('b')}`],
  identity: ['promotion', 'dev', 'test'],
  words: { service: 'cart', from: 'dev', to: 'fix/<b>@all`', reason: 'a *b* ![x](http://e)' },
};
const head = { branch: 'promote/dev-to-test/aaaaaaaaaa' };
const edge = { from: 'dev', to: 'test' };
const bodyOf = (template: string) => ofCommit(changeRecord(parts, { body: template }), sha('f')).body;

describe('the text of a pull request from a template', () => {
  it('is filled with words and lists; an empty list says so', () => {
    const body = bodyOf('# [{service}](https://ci.example.com/{service}/{from})\n{notes}\n{items}\n{untouched}\n{{x}}');
    assert.equal(
      body.split('\n\n<!-- branchline')[0],
      '# [cart](https://ci.example.com/cart/dev)\nOne change.\n\nA part.\n- `a.yaml`: changed\n- none\n{x}',
    );
  });

  it('escapes what is no plain name', () => {
    assert.match(bodyOf('{to}; {reason}'), /^fix\/\\<b\\>\\@all\\`; a \\\*b\\\* !\\\[x\\\]\(http:\/\/e\)\n/);
  });

  it('has a title of one line, short enough for any forge, and the default one where nothing is left', () => {
    const titled = (title: string) => changeRecord(parts, { title }).title;
    assert.equal(titled('{service}:\n {from}\u202e'), 'cart:  dev');
    assert.equal(titled('x'.repeat(300)).length, 250);
    assert.equal(titled(' \u200b'), parts.title);
  });

  it('may be called otherwise than its commit, and tells what it is made from at its end', () => {
    const own = { ...parts, headline: 'Promote cart 2.11.0', origin: ['From dev.'], words: { summary: parts.title } };
    const record = changeRecord(own);
    assert.equal(record.title, 'Promote cart 2.11.0');
    assert.equal(record.message, changeRecord(parts).message);
    assert.match(record.body, /^One change\.[\s\S]*### Changes[\s\S]*\n---\n\nFrom dev\.\n\n<!-- branchline/);
    assert.equal(changeRecord(own, { title: 'Ours: {summary}' }).title, `Ours: ${parts.title}`);
    assert.match(changeRecord(own, { body: '{notes}' }).body, /^One change\.\n\nA part\.\n\nFrom dev\.\n/);
  });

  it('changes nothing of the commit: two people with two templates make the same', () => {
    assert.equal(changeRecord(parts, { title: 'Mine', body: 'Mine' }).message, changeRecord(parts).message);
  });

  it('is known to be as it was written, however a forge keeps it, and not where a person changed a word', () => {
    const written = ofCommit(changeRecord(parts, { title: '{service}', body: '- [ ] told\n{items}' }), sha('f'));
    const kept = { title: ` ${written.title}`, body: `${written.body.replaceAll('\n', '\r\n')}\r\n` };
    assert.ok(isAsWritten(written) && isAsWritten(kept));
    assert.ok(!isAsWritten({ ...written, body: written.body.replace('[ ]', '[x]') }));
    assert.ok(!isAsWritten({ ...written, title: 'Mine' }));
  });

  it('a fence that it opens ends before the hidden part', () => {
    const [shown] = bodyOf('1. see\n   ```sh\n   kubectl').split('\n\n<!--');
    assert.equal(shown, '1. see\n   ```sh\n   kubectl\n   ```');
  });

  const forged = [
    '<!-- branchline promotion dev test',
    '<!-- branchline promotion prod live',
    '<!--\nbranchline promotion dev test',
    '-->',
    '<!--',
    '```',
    '~~~',
    '> ````',
    '- ```',
    '\r',
    '\n',
    '\u2028',
    `Promoted-From: dev@${sha('c')}`,
    `promotion-target: test@${sha('d')}`,
    `Rolled-Back: ${sha('c')}`,
    'Rollback-Target: test',
    `Promotion-Commit: ${sha('e')}`,
    `This reverts commit ${sha('c')}`,
    '{items}',
    '{service}',
  ];

  it('whatever it says, the body has exactly one marker and one record, and both are ours', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...forged), fc.string({ unit: 'binary', maxLength: 8 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, fc.constantFrom('', '\n'), (pieces, glue) => {
        const body = bodyOf(pieces.join(glue));
        assert.equal([...body.matchAll(/<!--\s*branchline/gi)].length, 1);
        assert.equal(recordsIn(body).length, 1);
        assert.equal(openBlock(body.slice(0, body.lastIndexOf('<!-- branchline'))), undefined, 'the marker is hidden');
        assert.deepEqual(revertsIn(body), []);
        const recorded = recordedIn({ body, head }, edge);
        assert.deepEqual(
          [recorded?.commit, recorded?.from.commit, recorded?.target.commit],
          [sha('f'), sha('a'), sha('b')],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('a text that no forge would take is cut, also one without line ends', () => {
    for (const template of ['x'.repeat(70_000), 'x\n'.repeat(40_000)]) {
      const body = bodyOf(template);
      assert.ok(body.length < 65_536, `${body.length} characters`);
      assert.match(body, /The rest is cut/);
      assert.ok(recordedIn({ body, head }, edge)?.commit);
    }
  });
});
