import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import type { Entry, EntryId, FlatFile, MergeRules } from '../../../../src/core/manifest/merge/contract';
import { diffKeys } from '../../../../src/core/manifest/merge/diffKeys';
import { flatten, flattenWhole } from '../../../../src/core/manifest/merge/flatten';
import { mergeKeys } from '../../../../src/core/manifest/merge/mergeKeys';
import { apart } from '../../../../src/core/manifest/merge/parts';
import { differingKeys, travellingValues } from '../../../../src/core/manifest/merge/travelling';
import { map, type Model, type Style, style, write } from './generate';

const rules: MergeRules = { ownedKeys: ['**.tier', 'spec.one.zone'] };

const names = ['web', 'db', 'mail'];
const styled = style.map((how): Style => ({ ...how, eol: '\n' }));

/** Versions have much in common: each part of a document is one of a few. */
const pool = fc.tuple(map, map, map);
const choice = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(3), fc.nat(119));
const side = fc.array(choice, { minLength: 1, maxLength: 3 });

function textOf(
  parts: readonly { readonly [key: string]: Model }[],
  chosen: readonly (readonly number[])[],
  by: Style,
): string {
  return chosen
    .map(([one = 0, two = 0, three = 0, order = 0], index) => {
      const [first, second, third] = [parts[one], parts[two], parts[three]];
      const text = write({ one: first ?? {}, two: second ?? {} }, by).replace('thing', names[index] ?? '');
      return ordered(third ? `${text.trimEnd()}\nmore: ${JSON.stringify(third)}\n` : text, order);
    })
    .join('---\n');
}

/** The outermost keys in one of the orders that they may stand in. */
function ordered(text: string, order: number): string {
  const left = text.split(/^(?=[^\s#])/m).map((part) => (part.endsWith('\n') ? part : `${part}\n`));
  const sorted: string[] = [];
  for (let rest = order; left.length > 0; rest = Math.floor(rest / (left.length + 1)))
    sorted.push(...left.splice(rest % left.length, 1));
  return sorted.join('');
}

function flat(read: typeof flattenWhole, text: string): FlatFile {
  const file = read(text, rules);
  assert.ok(file.kind === 'flat', text);
  return file;
}

function told({ id, value }: Entry) {
  return { id, value };
}

/** What may stand at the outermost keys of a document that has secrets, or says of its other keys whether they are. */
const fields: readonly (readonly [key: string, ...values: string[]])[] = [
  ['first', 'same'],
  ['"<<"', '{ kind: Secret }', '{ name: DB_PASSWORD }', '{ KIND: ConfigMap }', '[{ target: { kind: Secret } }]'],
  ['kind', 'Secret', 'ConfigMap', 'SealedSecret', 'Deployment', '"{{ kind }}"', 'CustomResourceDefinition'],
  ['KIND', 'secret', 'List'],
  ['apiVersion', 'v1', '"{{ version }}"'],
  ['metadata', '{ name: a }', '{ annotations: { a: b } }'],
  ['name', 'DB_PASSWORD', 'LEVEL'],
  ['Key', 'token', 'level'],
  ['value', 'hunter2', '{ a: hunter2 }', '[hunter2]'],
  ['data', '{ a: one }', '{ password: hunter2 }', '[{ name: a }]', 'one'],
  ['stringData', '{ a: one }'],
  ['binaryData', '{ a: b25l }'],
  ['password', 'hunter2', '{ name: a, other: hunter2 }'],
  ['template', '{ data: { a: one }, metadata: { name: a } }'],
  ['values', '[one]', '{ data: { a: one } }'],
  ['literals', '[a=one]'],
  ['target', '{ kind: Secret }', '{ kind: Deployment }', '{}', 'a'],
  ['patch', '"data: { password: one }"', '"[{ op: add, path: /data/a, value: one }]"', '{ a: one }'],
  ['jsonOp', '"[{ op: add, path: /data/a, value: one }]"', '"stringData: { a: one }"'],
  ['patches', '[{ target: { kind: Secret }, patch: "data: { a: one }" }]'],
  ['secretGenerator', '[{ name: a, literals: [a=one] }]'],
  ['sops', '{ mac: one, version: 3 }'],
  ['items', '[{ data: { a: one } }]', '[{ kind: Secret, data: { a: one } }]'],
  ['spec', '{ data: { a: one }, env: [{ name: API_TOKEN, value: one }] }', '{ password: hunter2 }'],
  ['type', 'Opaque'],
  ['immutable', 'true'],
];
const picked = fc.uniqueArray(fc.tuple(fc.nat(fields.length - 1), fc.nat(20), fc.nat(20)), {
  minLength: 2,
  maxLength: 8,
  selector: ([field]) => field,
});

/** A part that both versions have, what is hidden by it where they differ, and what else it takes. */
const tellers: readonly (readonly [teller: string, hidden: string, more?: string])[] = [
  ['kind: Secret', 'data: { a: % }'],
  ["' KIND ': secret", 'data: { a: % }'],
  ['apiVersion: v1', 'data: { a: % }'],
  ['metadata: { name: a }', 'data: { a: % }'],
  ['name: DB_PASSWORD', 'value: %'],
  ['Key: token', 'value: %'],
  ['target: { kind: Secret }', 'patch: "a: %"'],
  ['patch: a', 'data: { password: % }', 'kind: ConfigMap\n'],
  ['jsonOp: a', 'data: { password: % }', 'kind: ConfigMap\n'],
  ['"<<": { kind: Secret }', 'data: { a: % }'],
  ["'<<': [{ name: DB_PASSWORD }]", 'value: %'],
];

describe('two versions without what they have in common', () => {
  it('merge, differ and are compared as the whole files are', () => {
    let spared = 0;
    fc.assert(
      fc.property(pool, side, side, styled, fc.infiniteStream(fc.nat(3)), (parts, ours, theirs, how, draws) => {
        const texts = [textOf(parts, ours, how), textOf(parts, theirs, how)] as const;
        const [target, source] = [flat(flattenWhole, texts[0]), flat(flattenWhole, texts[1])];
        const [near, far] = apart(flat(flatten, texts[0]), flat(flatten, texts[1]));
        if (near.entries.size < target.entries.size) spared += 1;

        const draw = new Map<EntryId, number>();
        for (const id of new Set([...target.entries.keys(), ...source.entries.keys()]))
          draw.set(id, Number(draws.next().value));
        const merged = (one: FlatFile, other: FlatFile) => {
          const base = new Map<EntryId, Entry>();
          for (const id of new Set([...one.entries.keys(), ...other.entries.keys()])) {
            const [mine, yours] = [one.entries.get(id), other.entries.get(id)];
            const any = mine ?? yours;
            // As each side has it, as neither, or not at all where the environment owns it.
            const entry = [mine, yours, any && { ...any, value: ['neither'] }, any?.owned ? undefined : mine][
              draw.get(id) ?? 0
            ];
            if (entry) base.set(id, entry);
          }
          const { changes, conflicts } = mergeKeys({ base, target: one.entries, source: other.entries });
          return { changes: changes.map(({ kind, entry }) => ({ kind, ...told(entry) })), conflicts };
        };
        assert.deepEqual(merged(near, far), merged(target, source));

        const differences = (one: FlatFile, other: FlatFile) =>
          diffKeys(one.entries, other.entries).map(({ id, change, before, after }) => {
            return { id, change, before: before && told(before), after: after && told(after) };
          });
        assert.deepEqual(differences(near, far), differences(target, source));

        const [quick, whole] = [
          [flat(flatten, texts[0]), flat(flatten, texts[1])],
          [target, source],
        ].map(([one = target, other = source]) => differingKeys(travellingValues(one), travellingValues(other)));
        assert.deepEqual(quick, whole);
      }),
      { numRuns: 500 },
    );
    assert.ok(spared > 150, `${spared} had something in common`);
  });

  it('hide what the whole files hide', () => {
    let hidden = 0;
    const law = fc.property(picked, fc.boolean(), (chosen, isJson) => {
      const [one, other] = ([1, 2] as const).map((side) => {
        const members = chosen.map((choice): readonly [string, string] => {
          const [key = '', ...values] = fields[choice[0]] ?? [];
          return [key, values[choice[side] % values.length] ?? ''];
        });
        if (!isJson) return members.map(([key, value]) => `${key}: ${value}\n`).join('');
        const asJson = (value: string) => JSON.stringify(parse(value));
        return `{\n${members.map(([key, value]) => `  ${asJson(key)}: ${asJson(value)}`).join(',\n')}\n}\n`;
      });
      const whole = [flat(flattenWhole, one ?? ''), flat(flattenWhole, other ?? '')];
      for (const [side, { entries }] of apart(flat(flatten, one ?? ''), flat(flatten, other ?? '')).entries()) {
        for (const { id, secret } of entries.values()) {
          assert.equal(secret, whole[side]?.entries.get(id)?.secret, `${id} of ${one} and ${other}`);
          if (secret) hidden += 1;
        }
      }
    });
    fc.assert(law, { numRuns: 1_500 });
    assert.ok(hidden > 500, `${hidden} were hidden`);
  });

  for (const [teller, hidden, more = ''] of tellers) {
    it(`hide ${hidden} by ${teller}, which both have`, () => {
      const secrets = (told: string) => {
        const [one, other] = ['one', 'two'].map((value) =>
          flat(flatten, `both: same\n${more}${told}${hidden.replace('%', value)}\n`),
        );
        assert.ok(one && other);
        const [ours, theirs] = apart(one, other);
        const differing = diffKeys(ours.entries, theirs.entries);
        return differing.map(({ before, after }) => [before?.secret, after?.secret]);
      };
      assert.deepEqual(secrets(`${teller}\n`), [[true, true]]);
      assert.deepEqual(secrets(''), [[false, false]]);
    });
  }
});
