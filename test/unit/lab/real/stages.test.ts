import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { fateOf } from '../../../lab/cluster/run/pods';

const file = join(import.meta.dirname, '../../../lab/real/kubernetes/stages.yaml');

/** Which images a stage of the real cluster is about: the pattern in its selector. */
function patternOf(stage: string): RegExp {
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as unknown);
  const found = documents.map((each) => JSON.stringify(each)).find((text) => text.includes(`"name":"${stage}"`));
  const [, pattern = ''] = /select\(test\(\\"(.*?)\\"\)\)/.exec(found ?? '') ?? [];
  assert.notEqual(pattern, '', stage);
  return new RegExp(pattern.replaceAll('\\\\\\\\', '\\'));
}

describe('What an image’s tag lets happen', () => {
  const tags = ['1.0.0', '2.0.0-broken', 'nonexistent', 'bad', 'v1-bad', 'abadcafe', 'crash', '1.2-crash', 'latest'];
  for (const image of tags.map((tag) => `registry.example:5000/shop/web:${tag}`)) {
    it(`is the same on both clusters: ${image}`, () => {
      const cannotPull = patternOf('pod-image-missing').test(image);
      const fate = cannotPull ? 'cannotPull' : patternOf('pod-crashes').test(image) ? 'crashes' : 'runs';
      assert.equal(fate, fateOf(image));
      assert.equal(patternOf('pod-ready').test(image), fate !== 'runs', 'only what runs gets ready');
    });
  }
});
