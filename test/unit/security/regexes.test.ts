import { deepEqual, equal, notEqual, ok, throws } from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { attackOn } from './regex/backtracking';
import { expressionsIn } from './regex/literals';

/** What is linear for a reason that the walks do not see. */
const exceptions: Readonly<Record<string, string>> = {
  [String.raw`couldn't find remote ref|Remote branch (?:(?!Remote branch ).)* not found`]:
    'ends where it would begin anew',
  [String.raw`proxy(?:(?!proxy).)*\b407\b|proxy authentication`]: 'ends where it would begin anew',
  [String.raw`\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]|((?:\\.|[^.[\\])+)`]: 'reads patterns of at most 256 letters',
  [String.raw`^remote: *(?:error: *)*(?!error:)(\S.*)$`]: 'what follows does not begin as what repeats',
};

/** Expressions that are put together: of our own words, or of what was read by rules of its own. */
const made: Readonly<Record<string, string>> = {
  'src/core/catalog/file.ts': 'two expressions that stand beside it',
  'src/core/catalog/update/problems.ts': 'only to see whether it is an expression; it is run by support/linear',
  'src/core/drift/compare/habits.ts': 'a list of words, from the beginning of a text',
  'src/core/support/linear/finder.ts': 'only to see whether it is an expression; it is run by an automaton',
  'src/core/support/linear/syntax.ts': 'one unit',
  'src/core/support/nesting.ts': 'a bounded number',
};

describe('Regular expressions', function () {
  this.timeout(120_000);
  const found = expressionsIn('src');

  it('go over a text in linear time, whatever text it is', () => {
    const slow = found.literals
      .filter(({ source }) => !(source in exceptions))
      .flatMap(({ at, source, flags }) => {
        const attack = attackOn(source, flags);
        return attack === undefined ? [] : [`${at} /${source}/${flags} by ${JSON.stringify(attack)} again and again`];
      });
    deepEqual(slow, []);
    ok(found.literals.length > 400, 'all were collected');
  });

  it('are exceptions only where they would be told, and are put together only where it is known', () => {
    const sources = new Map(found.literals.map(({ source, flags }) => [source, flags]));
    for (const source of Object.keys(exceptions))
      notEqual(attackOn(source, sources.get(source) ?? 'missing'), undefined);
    deepEqual([...new Set(found.made)].sort(), Object.keys(made));
  });

  /** Each is known to be slow, or not to be. */
  const known: readonly (readonly [source: string, flags: string, isSlow: boolean])[] = [
    [String.raw`\s+$`, '', true],
    [String.raw`(?<!\s)\s+$`, '', false],
    [String.raw`^\s+$`, '', false],
    [String.raw`^\s*kind:`, 'm', true],
    [String.raw`^[ \t]*kind:`, 'm', false],
    [String.raw`kind[^]*secret`, 'i', true],
    [String.raw`kind[^]*secret`, 'y', false],
    [String.raw`^\s*\s*x`, '', true],
    [String.raw`^(a|a)*x`, '', true],
    [String.raw`^(a*)*x`, '', true],
    [String.raw`^(a|b)*x`, '', false],
    [String.raw`^(?:[^"\\]|\\.)*"`, '', false],
    [String.raw`\{\{(.*?)\}\}`, 's', true],
    [String.raw`\{([^{}]*)\}`, '', false],
    [String.raw`[a-z]+`, 'g', false],
    [String.raw`“[^”]*(?:”|$)`, 'g', false],
    [String.raw`x(?=.*y)`, '', true],
    [String.raw`\beyJ[\w-]{8,}\.`, '', true],
    [String.raw`\beyJ\w{8,}\.`, '', false],
    [String.raw`^(["'])(.*)\1$`, '', false],
  ];
  for (const [source, flags, isSlow] of known) {
    it(`/${source}/${flags} is ${isSlow ? 'slow' : 'linear'}`, () => {
      equal(attackOn(source, flags) !== undefined, isSlow);
    });
  }

  for (const [source, flags] of known.filter(([, , isSlow]) => isSlow)) {
    it(`/${source}/${flags}: the text that is told does make the engine slow`, () => {
      const attack = attackOn(source, flags) ?? '';
      const text = `${attack.repeat(200_000 / attack.length)}\u0000`;
      const run = () =>
        void runInNewContext('pattern.test(text)', { pattern: new RegExp(source, flags), text }, { timeout: 100 });
      throws(run, { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
    });
  }
});
