import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { mergeManifest } from '../../../../src/core/manifest/merge/mergeManifest';

/** Something that nothing names: who it is can be seen from its values alone, as far as they are its own. */
interface Thing {
  readonly who: string;
  readonly fields: { readonly [field: string]: string };
}

/** More of them by `BRANCHLINE_RUNS`. */
const runs = Number(process.env['BRANCHLINE_RUNS'] ?? 500);

const rules = { ownedKeys: ['**.own'] };
const fieldNames = ['a', 'b', 'c', 'd'] as const;

type Edit =
  | { readonly kind: 'insert'; readonly at: number; readonly like: readonly boolean[] }
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number }
  | { readonly kind: 'change'; readonly at: number; readonly field: number; readonly common: boolean };

const flags = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
/** What comes anew has little in common with what was there: else it could as well be that, edited. */
const ownFlags = fc.nat(4).map((common) => [0, 1, 2, 3].map((field) => field === common));
const at = fc.nat(9);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insert' as const), at, like: ownFlags }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), at, to: at }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('change' as const), at, field: fc.nat(3), common: fc.boolean() }),
  },
);

/** @param like which of its values are those that many have */
function thing(who: string, like: readonly boolean[]): Thing {
  return {
    who,
    fields: Object.fromEntries(fieldNames.map((field, at) => [field, like[at] ? 'same' : `${who}${field}`])),
  };
}

function edited(things: readonly Thing[], edits: readonly Edit[], side: string): readonly Thing[] {
  const all = [...things];
  for (const [count, step] of edits.entries()) {
    const place = all.length === 0 ? 0 : step.at % all.length;
    const here = all[place];
    if (step.kind === 'insert') all.splice(step.at % (all.length + 1), 0, thing(`${side}${count}-`, step.like));
    else if (!here) continue;
    else if (step.kind === 'delete') all.splice(place, 1);
    else if (step.kind === 'move') {
      all.splice(place, 1);
      all.splice(step.to % (all.length + 1), 0, here);
    } else {
      const field = fieldNames[step.field] ?? 'a';
      const value = step.common ? 'same' : `${here.who}${field}-${side}${count}`;
      all[place] = { ...here, fields: { ...here.fields, [field]: value } };
    }
  }
  return all;
}

const lines = ({ who, fields }: Thing, side: string): readonly string[] => [
  ...Object.entries(fields).map(([field, value]) => `${field}: ${value}`),
  `own: ${side}=${who}`,
];

/** The ways to write things down where only their place tells them apart. */
const forms = {
  documents: (things: readonly Thing[], side: string) =>
    things.map((one) => `${lines(one, side).join('\n')}\n`).join('---\n'),
  'documents next to objects': (things: readonly Thing[], side: string) =>
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: it}\n',
      ...things.map((one) => `${lines(one, side).join('\n')}\n`),
    ].join('---\n'),
  'items of a list': (things: readonly Thing[], side: string) =>
    `kind: of things\nlist:${things.length === 0 ? ' []' : ''}\n${things.map((one) => `  - ${lines(one, side).join('\n    ')}\n`).join('')}`,
  'objects of one name': (things: readonly Thing[], side: string) =>
    things
      .map(
        (one) =>
          `apiVersion: v1\nkind: Thing\nmetadata: {name: it, namespace: ${side}-${one.who}}\n${lines(one, side).join('\n')}\n`,
      )
      .join('---\n'),
  'documents with a name': (things: readonly Thing[], side: string) =>
    things.map((one) => `name: ${one.who}\n${lines(one, side).join('\n')}\n`).join('---\n'),
};

/** For each value of the environment that is in the text: what stands around it. */
function around(text: string): readonly { readonly who: string; readonly values: readonly string[] }[] {
  return text.split(/^---$|^ {2}- /m).flatMap((part) => {
    const who = /own: target=(\S*)/.exec(part)?.[1];
    const values = [...part.matchAll(/\b[abcd]: (\S+)/g)].map(([, value = '']) => value);
    return who === undefined ? [] : [{ who, values }];
  });
}

const sides = fc.record({
  start: fc.array(flags, { minLength: 1, maxLength: 5 }),
  ours: fc.array(edit, { maxLength: 2 }),
  theirs: fc.array(edit, { minLength: 1, maxLength: 3 }),
});

describe('what nothing names', () => {
  for (const [form, write] of Object.entries(forms)) {
    it(`${form}: what the environment owns stays with it, and nothing new of the source vanishes`, () => {
      let clean = 0;
      fc.assert(
        fc.property(sides, ({ start, ours, theirs }) => {
          const before = start.map((like, index) => thing(`${'vwxyz'[index] ?? ''}-`, like));
          const [mine, yours] = [edited(before, ours, 'T'), edited(before, theirs, 'S')];
          const texts = {
            base: write(before, 'source'),
            target: write(mine, 'target'),
            source: write(yours, 'source'),
          };
          const merged = mergeManifest(texts, rules);
          if (merged.kind !== 'merged') return;
          clean += 1;
          // The one document of a file, or item of a list, is that one, whatever it says.
          if (mine.length === 1 && yours.length === 1) return;
          const text = merged.text ?? '';
          const told = JSON.stringify({ ...texts, text }, null, 1);
          for (const { who, values } of around(text)) {
            const own = values.filter((value) => value !== 'same');
            assert.ok(
              own.every((value) => value.startsWith(who)),
              told,
            );
          }
          const left = new Set(around(text).map(({ who }) => who));
          for (const { who } of mine) {
            if (yours.some((other) => other.who === who)) assert.ok(left.has(who), `${who} is lost\n${told}`);
          }
          const old = new Set(before.flatMap(({ fields }) => Object.values(fields)));
          for (const value of yours.flatMap(({ fields }) => Object.values(fields))) {
            if (!old.has(value)) assert.ok(text.includes(`: ${value}\n`), `${value}\n${told}`);
          }
        }),
        { numRuns: runs },
      );
      assert.ok(clean > runs / 20, `of ${runs} only ${clean} merge`);
    });
  }
});
