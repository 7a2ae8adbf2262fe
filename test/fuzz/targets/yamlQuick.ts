import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compose } from '../../../src/core/manifest/read/compose';
import { flatten, flattenWhole } from '../../../src/core/manifest/merge/flatten';
import { printOf, travellingValues } from '../../../src/core/manifest/merge/travelling';
import { parseDocuments } from '../../../src/core/manifest/read/documents';
import { readQuickly } from '../../../src/core/manifest/read/quick/readQuickly';
import type { Target } from '../engine/target';
import { yamlFile } from './yamlText';

const word = fc.constantFrom(
  ...[
    'a',
    'b1',
    'web',
    '80',
    "it's",
    'a b',
    'x:y',
    'a#b',
    '-1',
    '--f',
    '~',
    '.5',
    'é',
    '$x',
    'a"b',
    '',
    '<<',
    '@x',
    '%a',
  ],
  ...['http://a/b?c#d', '...', '--- x', '*', '&a', '!t', 'k: v', 'a #c', 'x  ', '- y', '? z', '=', '\u{1f600}', 'a\tb'],
);
const quoted = fc.constantFrom(
  '"a"',
  "'b'",
  '"a\\nb"',
  '"\\u00e9"',
  "'it''s'",
  '""',
  "''",
  '"a: b #c"',
  '"x" y',
  '"\\x41"',
  '"a',
  '"a"#c',
);
const flow = fc.constantFrom(
  ...[
    '{}',
    '[]',
    '{ a: 1, b: x y }',
    '[a, "b", -1]',
    '{"a":1,"b":[true]}',
    '[[1], {a: {b: c}}]',
    '{a: 1,\n',
    '[\n',
    ']',
    '}',
  ],
  ...[
    '{a, b}',
    '[a: b]',
    '[a, ]',
    '{a: }',
    '[1,,2]',
    '{{ x }}',
    '[a #c',
    '{"a": "b"}: c',
    '[-]',
    '{a:1}',
    '["a":1]',
    '{? a : b}',
    '[ a\n  b ]',
  ],
);
const block = fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '| # c', '|2', '|\n\n');
const value = fc.oneof({ weight: 4, arbitrary: word }, quoted, flow, block, { weight: 3, arbitrary: fc.constant('') });
const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c d', 'k', '1', 'password') }, word, quoted);
const remark = fc.constantFrom('', '', '', '', ' # why', ' #', '  ', '#x', '\t');
const dashes = fc.constantFrom('', '', '', '- ', '-  ', '- - ', '-');
const rest = fc
  .tuple(
    dashes,
    fc.oneof(
      key,
      key.map((name) => `${name}:`),
      key.map((name) => `${name} :`),
      key.map((name) => `"${name}":`),
    ),
    value,
    remark,
  )
  .map(([dash, name, text, end]) => (name.endsWith(':') ? `${dash}${name} ${text}${end}` : `${dash}${name}${end}`));
const line = fc.oneof(
  { weight: 8, arbitrary: rest },
  { weight: 2, arbitrary: fc.constantFrom('# c', '#', '', ' ', '   ') },
  { weight: 1, arbitrary: fc.constantFrom('---', '...', '--- # c', '---  ', '%YAML 1.2', ']', '}', ',', '"a": 1,') },
);
const indent = fc.constantFrom(0, 0, 0, 2, 2, 2, 4, 4, 1, 3, 6);

/** Lines as they come: few such files are read. */
const anyLines = fc
  .array(fc.tuple(indent, line), { maxLength: 12 })
  .map((all) => all.map(([pad, text]) => ' '.repeat(pad) + text));

const tameValue = fc.constantFrom(
  ...[
    '1',
    'a b',
    'x:y',
    '-1',
    "it's",
    '"a"',
    "'it''s'",
    '"\\"\\u00e9"',
    '{}',
    '[]',
    '{ a: 1, b: x y }',
    '[a, "b", -1]',
  ],
  ...[
    '{"a":1,"b":[true]}',
    '[[1], {a: {b: c}}]',
    'a',
    'b # c',
    '"b" #c',
    '[a] # d',
    'a#b',
    'http://a/b?c#d',
    '~',
    '--f',
  ],
);
const between = fc.array(fc.constantFrom('', '', '  ', '# a', '  # b', '    # c', ' # d', '      # e'), {
  maxLength: 3,
});
const texts = fc.array(fc.constantFrom('x', 'x: y', '', '', '  more', '# no', '- a', '"', '---', '\tx', ' '), {
  minLength: 1,
  maxLength: 4,
});

/** What stands behind a key or a dash, by the column of what is around it: the rest of its line, and more lines. */
type Below = (column: number) => readonly string[];
const pad = (column: number, text: string) => (text === '' ? '' : ' '.repeat(column) + text);
const { below, map } = fc.letrec<{ below: Below; map: Below; list: Below }>((tie) => ({
  below: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    tameValue.map((text): Below => () => [` ${text}`]),
    fc.constant((): readonly string[] => ['']),
    fc
      .record({
        head: fc.constantFrom('|', '>', '|-', '>-', '|+', '>+'),
        rest: texts,
        more: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ head, rest: all, more }): Below => (column) => [
        ` ${head}`,
        ...all.map((one) => pad(column + more, one)),
      ]),
    fc.constantFrom('{', '[').map(
      (open): Below =>
        (column) =>
          open === '{'
            ? [' {', pad(column + 2, 'a: 1,'), '', pad(column + 1, '"b": [x,'), pad(column + 3, 'y]'), pad(column, '}')]
            : [' [a,', pad(column + 1, 'b ]')],
    ),
    fc
      .tuple(
        fc.constantFrom('', ' ', ' # e'),
        between,
        fc.integer({ min: 0, max: 3 }),
        fc.oneof(tie('map'), tie('list')),
      )
      .map(([remark, comments, more, inner]): Below => (column) => [remark, ...comments, ...inner(column + more)]),
  ),
  map: fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c d', '"q"', "'s'", 'x ', 'name', 'token'), tie('below'), between), {
      minLength: 1,
      maxLength: 3,
    })
    .map(
      (pairs): Below =>
        (column) =>
          pairs.flatMap(([name, inner, comments]) => {
            const [first = '', ...more] = inner(column);
            return [pad(column, `${name}:${first}`), ...more, ...comments];
          }),
    ),
  list: fc
    .array(fc.tuple(fc.constantFrom(' ', ' ', '  '), fc.oneof(tie('below'), tie('map')), fc.boolean(), between), {
      minLength: 1,
      maxLength: 3,
    })
    .map(
      (items): Below =>
        (column) =>
          items.flatMap(([gap, inner, isTight, comments]) => {
            const [first = '', ...more] = inner(isTight ? column + 1 + gap.length : column);
            return [
              pad(column, `-${first.startsWith(' ') && !isTight ? first : gap + first.trimStart()}`),
              ...more,
              ...comments,
            ];
          }),
    ),
}));

/** Files as people write them, with comments and blank lines anywhere: almost all of them are read. */
const tameLines = fc
  .array(
    fc.tuple(
      fc.constantFrom('---', '---', '--- # x'),
      between,
      fc.oneof(
        below,
        map,
        map,
        below.map(
          (inner): Below =>
            () =>
              inner(0),
        ),
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((documents) =>
    fc.boolean().map((isMarked) =>
      documents.flatMap(([mark, comments, inner], index) => {
        const [first = '', ...more] = inner(0);
        return [
          ...(index > 0 || isMarked ? [mark] : []),
          ...comments,
          ...(first.trim() === '' ? [] : [first.trimStart()]),
          ...more,
        ];
      }),
    ),
  );

/** With one line gone, moved or put in. */
const spoiltLines = fc
  .tuple(tameLines, fc.nat(), fc.constantFrom('drop', 'in', 'out', 'new'), line)
  .map(([all, where, how, fresh]) => {
    const at = where % Math.max(all.length, 1);
    const old = all[at] ?? '';
    const put = { drop: [], in: [` ${old}`], out: [old.replace(/^ /, '')], new: [fresh, old] }[how];
    return all.toSpliced(at, 1, ...put);
  });

const file = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: anyLines },
      { weight: 5, arbitrary: tameLines },
      { weight: 5, arbitrary: spoiltLines },
    ),
    fc.constantFrom('\n', '\n', ''),
  )
  .map(([all, end]) => all.join('\n') + end);

const rules = { ownedKeys: ['**.b', 'metadata.name'] };

function said(file: ReturnType<typeof flatten>) {
  if (file.kind === 'unparsable') return file;
  const entries = [...file.entries.values()].map((entry) => ({ ...entry, origin: entry.origin === file }));
  const values = travellingValues(file);
  return { ...file, entries, ids: [...file.entries.keys()], values: [...values], print: printOf(file, values) };
}

/**
 * Quick reading says exactly what the library says, places included, or that the library is to read; and a file in
 * parts says what it says as a whole.
 */
export const yamlQuick: Target = {
  name: 'yamlQuick',
  inputs: fc.oneof({ weight: 9, arbitrary: file }, { weight: 1, arbitrary: yamlFile }),
  weight: 40,
  law(text) {
    assert.deepEqual(said(flatten(text, rules)), said(flattenWhole(text, rules)));
    const quick = readQuickly(text);
    if (!quick) return;
    const { documents } = parseDocuments(text);
    assert.deepEqual(
      documents.flatMap(({ errors }) => errors.map(({ message }) => message)),
      [],
    );
    const slow = documents.map((document, index) => ({
      start: index === 0 ? 0 : document.range[0],
      root: compose(document),
    }));
    const isNothing = (root: (typeof slow)[number]['root']) =>
      root?.kind === 'scalar' && root.style === 'plain' && root.text === '';
    assert.deepEqual(
      quick,
      slow.map(({ start, root }) => ({ start, root: isNothing(root) ? null : root })),
    );
  },
};
