import assert from 'node:assert/strict';
import { fitBody } from '../../../src/core/forge/fitBody';

describe('a description for a forge that takes no more than so much', () => {
  const hidden = '\n<!-- branchline promotion dev prod\nPromoted-From: dev@1\n-->';

  it('is left alone where it fits, or where there is no limit', () => {
    assert.equal(fitBody('x'.repeat(100), 100), 'x'.repeat(100));
    assert.equal(fitBody('x'.repeat(100_000), undefined), 'x'.repeat(100_000));
  });

  it('is cut at the end of a line, and what is hidden below it stays, whole', () => {
    const cut = fitBody(`${'- a line\n'.repeat(100)}${hidden}`, 200);
    assert.ok(cut.length <= 200 && cut.endsWith(hidden), cut);
    assert.match(cut, /^(?:- a line\n)*- a line\n\n…\n\n<!--/);
    assert.equal(fitBody(cut, 200), cut);
  });

  it('closes a block of code that it cuts, and no letter of two halves', () => {
    assert.match(
      fitBody(`\`\`\`diff\n${'+ x\n'.repeat(100)}\`\`\`\n${hidden}`, 200),
      /\n\+ x\n```\n\n…\n\n<!-- branchline/,
    );
    assert.doesNotMatch(fitBody('😀'.repeat(100), 101), /[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  it('is left to the forge to refuse where what is hidden alone is too long', () => {
    const long = `x\n<!-- branchline ${'y'.repeat(300)} -->`;
    assert.equal(fitBody(long, 200), long);
  });
});
