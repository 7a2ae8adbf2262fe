import assert from 'node:assert/strict';
import { corpusOf } from '../../fuzz/engine/corpus';
import { Runner } from '../../fuzz/engine/runner';
import { targets } from '../../fuzz/targets';

describe('each input that is kept for fuzzing still holds', () => {
  const runner = new Runner();
  after(() => runner.dispose());

  for (const { name } of targets) {
    it(name, async () => {
      const { inputs, findings } = await runner.run({ kind: 'kept', target: name });
      assert.deepEqual(findings, []);
      assert.ok(inputs > 0, 'nothing is kept for it');
      assert.equal(inputs, (await corpusOf(name)).length);
    });
  }
});
