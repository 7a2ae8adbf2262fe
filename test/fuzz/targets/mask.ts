import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { flatten } from '../../../src/core/manifest/merge/flatten';
import { maskSecrets } from '../../../src/core/manifest/secrecy/mask';
import { itemsOf } from '../../../src/core/promotion/content/items';
import { assertNoCanary, canary, canaryInBase64 } from '../engine/canary';
import type { Target } from '../engine/target';
import { yamlFile } from './yamlText';

const value = fc.constantFrom(
  canary,
  `"${canary}"`,
  `'${canary}'`,
  `|\n    ${canary}`,
  `>-\n    a\n    ${canary}`,
  `&s ${canary}`,
  `!!str ${canary}`,
  canaryInBase64,
  `[${canary}]`,
  `{a: ${canary}}`,
  `"a\\\n    ${canary}"`,
  `${canary} # ${canary}`,
);
const where = fc.constantFrom(
  (text: string) => `data:\n  key: ${text}\n`,
  (text: string) => `stringData:\n  "key": ${text}\n`,
  (text: string) => `? data\n: key: ${text}\n`,
  (text: string) => `"stringData":\n  key: ${text}\n`,
  (text: string) => `<<: {data: {key: ${text.includes('\n') ? canary : text.replace(/ #.*/, '')}}}\n`,
);
const head = fc.constantFrom(
  'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n',
  'kind: "Secret"\n',
  'apiVersion: v1\nkind: !!str Secret\nmetadata:\n  name: s\n',
  '"kind": "\\u0053ecret"\n',
);
const secret = fc
  .tuple(head, where, value, fc.constantFrom('\n', '\r\n', '\r'))
  .map(([first, at, text, eol]) => `${first}${at(text)}type: Opaque\n`.replaceAll('\n', eol));

/** Values of a Secret show neither where files are shown nor in what a plan says, however the file is written. */
export const mask: Target = {
  name: 'mask',
  inputs: fc.tuple(secret, fc.option(yamlFile, { freq: 2 }), fc.boolean()).map(([one, other, first]) => {
    const both = other === null ? [one] : first ? [one, other] : [other, one];
    return both.join(both[0]?.endsWith('\n') === false ? '\n---\n' : '---\n');
  }),
  weight: 20,
  law(text) {
    const masked = maskSecrets(text);
    if (!isOnlyInSecrets(text)) return;
    assertNoCanary('the masked text', masked);
    const place = { path: 'a.yaml', role: 'plain' } as const;
    const file = flatten(text, { ownedKeys: [] });
    const other = flatten(`${text}\n---\nkind: Other\n`, { ownedKeys: [] });
    if (file.kind === 'flat')
      assertNoCanary('a plan', itemsOf(place, flatten('', { ownedKeys: [] }) as typeof file, file));
    if (file.kind === 'flat' && other.kind === 'flat') assertNoCanary('a plan', itemsOf(place, file, other));
  },
};

/** As another reader of YAML sees it: every occurrence is the value of a Secret (or a comment on its line). */
function isOnlyInSecrets(text: string): boolean {
  const count = (whole: string) => whole.split(canary).length + whole.split(canaryInBase64).length - 2;
  try {
    const inside = loadAll(text).reduce<number>((sum, document) => sum + count(JSON.stringify(secretsOf(document))), 0);
    return inside > 0 && inside === count(text.replace(/(?<=CanaryOfTheFuzzer) # CanaryOfTheFuzzer/g, ''));
  } catch {
    return false;
  }
}

function secretsOf(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('kind' in document) || document.kind !== 'Secret')
    return [];
  const { data, stringData } = document as { data?: unknown; stringData?: unknown };
  return [data, stringData];
}
