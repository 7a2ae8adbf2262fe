import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { firstErrorLine, plainLog } from '../../../src/core/forge/runs/plainLog';

const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const rightToLeft = String.fromCharCode(0x202e);

describe('a log as it is shown', () => {
  for (const [what, said, shown] of [
    ['colours', `${escape}[31;1mred${escape}[0m`, 'red'],
    ['titles of a terminal', `${escape}]0;pwned${bell}text`, 'text'],
    ['links of a terminal', `${escape}]8;;https://x${escape}\\text${escape}]8;;${escape}\\`, 'text'],
    ['moves of a cursor', `a${escape}[2K${escape}[1Ab`, 'ab'],
    ['an escape that never ends', `a${escape}]0;b`, 'a'],
    ['the sections of GitLab', `section_start:1:x\r${escape}[0Kstep`, 'section_start:1:x\nstep'],
    ['what turns text around', `a${rightToLeft}b`, 'ab'],
    ['colours by one sign', '\u009b31;1mred\u009b0m', 'red'],
    ['separators that are no ends of lines', 'a\u2028b\u2029c', 'abc'],
    ['credentials that no forge knows of', 'git clone https://ada:hunter2@h/x', 'git clone https://***@h/x'],
    ['what a line has beyond all reading', 'x'.repeat(20_000), `${'x'.repeat(10_000)}…`],
    ['ends of lines', 'a\r\nb\rc\td', 'a\nb\nc\td'],
  ] as const) {
    it(`${what} are taken out`, () => assert.equal(plainLog(said), shown));
  }

  it('holds nothing but text, whatever came, and made plain twice is the same', () => {
    const character = fc.constantFrom(
      escape,
      bell,
      '[',
      ']',
      'm',
      ';',
      '0',
      '\\',
      '\r',
      '\n',
      rightToLeft,
      'a',
      '\u009b',
    );
    fc.assert(
      fc.property(fc.array(character), (some) => {
        const plain = plainLog(some.join(''));
        assert.doesNotMatch(plain, /(?![\t\n])[\p{Cc}\p{Cf}]/u);
        assert.equal(plainLog(plain), plain);
      }),
    );
  });
});

describe('where a log is opened', () => {
  for (const [what, lines, at] of [
    ['the mark of a runner', ['error: first', 'x', '2026 ##[error]Process completed', 'y'], 2],
    ['the first word of an error', ['0 errors', 'Error: no such file', 'error: more'], 1],
    ['the end, where nothing is said', ['a', 'b', '', ''], 1],
    ['the beginning of an empty one', [''], 0],
  ] as const) {
    it(`at ${what}`, () => assert.equal(firstErrorLine(lines), at));
  }
});
