import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { compileGlobs } from '../../../src/core/support/globs';
import { Automaton } from '../../../src/core/support/linear/automaton';

const pieces = [
  'a',
  'b',
  'ab',
  '.',
  '..',
  'x.yaml',
  '/',
  '//',
  '*',
  '**',
  '**/',
  '/**',
  '?',
  '[ab]',
  '[^a]',
  '[!a-c]',
  '{a,b}',
];
const rare = [
  '{a,{b,c}}',
  '{1..3}',
  '!',
  '!(a|b)',
  '@(a|ab)',
  '+(a|b)',
  '*(ab)',
  '?(a)',
  '(a|b)+',
  '[[:alpha:]]',
  '\\*',
  '\\d',
  '(',
  ')',
  '[',
  '}',
  '(?=a)',
  '(?!b)',
  '$',
  '^',
  '+',
  '|',
  '(a){2}',
  ' ',
];
const glob = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.constantFrom(...rare) }),
    { minLength: 1, maxLength: 7 },
  )
  .map((parts) => parts.join(''));
const path = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'ab',
      'c',
      '.',
      '..',
      '.a',
      'x.yaml',
      '/',
      'a/',
      'b/',
      '1',
      '2',
      '*',
      '\n',
      'é',
      ' ',
      '!',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('globs', () => {
  for (const options of [{}, { bash: true }]) {
    it(`mean what picomatch takes them for, ${JSON.stringify(options)}`, () => {
      let compared = 0;
      fc.assert(
        fc.property(
          fc.array(glob, { minLength: 1, maxLength: 3 }),
          fc.array(path, { minLength: 1, maxLength: 6 }),
          (globs, paths) => {
            const ours = compileGlobs(globs, options);
            const theirs = picomatch(globs, { ...options, dot: true, windows: false });
            if (!ours) return;
            for (const text of paths)
              assert.equal(ours(text), theirs(text), `${JSON.stringify(globs)} on ${JSON.stringify(text)}`);
            compared += paths.length;
          },
        ),
        { numRuns: 1_000 },
      );
      assert.ok(compared > 2_000, `only ${compared} were compared`);
    });
  }

  it('with many stars and a long path come to an end', () => {
    for (const pattern of [
      '**/*a'.repeat(14),
      '*a'.repeat(40),
      '**/'.repeat(40),
      '+(a|*(a))'.repeat(8),
      '{a,*}'.repeat(30),
      '?(a)'.repeat(50),
    ]) {
      const matches = compileGlobs([`${pattern}b`]);
      assert.ok(matches);
      assert.equal(matches(`${'a'.repeat(2_000)}/${'a/'.repeat(1_000)}c`), false);
    }
  });

  it('that look back or repeat what they found are refused, not guessed', () => {
    for (const pattern of ['(a)\\1', '(?<=a)b', '(?<!a)b']) assert.equal(compileGlobs([pattern]), undefined, pattern);
  });
});

describe('a regular expression run from the end of the text', () => {
  const expression = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\.', '^', '$', '\\w', '\\u0061', ''),
      fc.tuple(tie('node'), tie('node')).map(([one, other]) => `${one}${other}`),
      fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(?:${one}|${other})`),
      fc
        .tuple(tie('node'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,3}', '{0,2}', '{2,}'))
        .map(([node, times]) => `(${node})${times}`),
      fc.tuple(tie('node'), fc.constantFrom('=', '!')).map(([node, look]) => `(?${look}${node})`),
    ),
  })).node;

  it('finds what the engine finds', () => {
    fc.assert(
      fc.property(
        expression,
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', 'c'), maxLength: 6 }), {
          minLength: 4,
          maxLength: 8,
        }),
        (source, texts) => {
          const automaton = new Automaton([source]);
          for (const text of texts)
            assert.equal(
              automaton.finds(text),
              new RegExp(source).test(text),
              `/${source}/ in ${JSON.stringify(text)}`,
            );
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
