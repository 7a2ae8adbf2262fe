import { equal } from 'node:assert/strict';
import { FieldPath } from '../../../src/core/drift/compare/fieldPath';

describe('The path of a difference', () => {
  const token = 'K8a555b1b0cf2d5b8z';
  const cases: readonly (readonly [keys: readonly string[], text: string])[] = [
    [['spec', 'replicas'], 'spec.replicas'],
    [['data', 'tls.key'], 'data["tls.key"]'],
    [['stringData', token], 'stringData["***"]'],
    [['metadata', 'annotations', 'a/b'], 'metadata.annotations["a/b"]'],
  ];
  for (const [keys, text] of cases)
    it(`${text}: names keys, and none that looks like a value itself`, () => {
      equal(keys.reduce((place, key) => place.key(key), FieldPath.root).text, text);
    });
});
