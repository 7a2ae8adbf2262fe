import assert from 'node:assert/strict';
import type { Path, Value } from '../../../src/core/manifest/objects';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import type { Target } from '../engine/target';
import { yamlFile } from './yamlText';

/** Reading never throws; what it says of places is within the text; JSON of an object reads as the same object. */
export const yamlRead: Target = {
  name: 'yamlRead',
  inputs: yamlFile,
  weight: 20,
  law(text) {
    for (const reader of ['kubectl', 'kustomize'] as const) {
      const { objects, problems } = readManifestFile('a.yaml', text, { reader });
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line, column, message } of problems) {
        assert.ok(line >= 1 && line <= lines && column >= 1, `a problem at ${line}:${column} of ${lines} lines`);
        assert.ok(message !== '');
      }
      for (const object of objects) {
        const { value, identity, span } = object;
        assert.ok(identity.name !== '' && identity.kind !== '');
        for (const path of somePaths(value)) {
          const { start, end, line } = object.locate(path);
          assert.ok(
            start >= span.start && end <= span.end && start <= end,
            `${path.join('.')} is outside of its object`,
          );
          assert.ok(line >= 1 && line <= lines);
        }
        assertSameInJson(value, identity.kind);
      }
    }
  },
};

const mostPaths = 40;

function somePaths(value: Value, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || path.length > 6) return [path];
  const below = Object.entries(value)
    .slice(0, 8)
    .flatMap(([key, inner]) => somePaths(inner, [...path, Array.isArray(value) ? Number(key) : key]));
  return [path, ...below].slice(0, mostPaths);
}

/** YAML holds JSON: written so, it says the same. */
function assertSameInJson(value: Value, kind: string): void {
  const json = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? undefined : inner));
  if (json.includes('{{') || kind.endsWith('List') || json.length > 5_000) return;
  const { objects, problems } = readManifestFile('a.json', json);
  assert.deepEqual(problems, []);
  assert.equal(JSON.stringify(objects[0]?.value), json);
}
