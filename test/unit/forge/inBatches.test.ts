import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ForgeError } from '../../../src/core/forge/errors';
import { eachInBatches, inBatches } from '../../../src/core/forge/inBatches';

const size = 40;
const questions = Array.from({ length: size }, (_, index) => index);
const silent = () => ForgeError.timeout('git.example.com', 1_000);
const both = {
  inBatches: (ask: (batch: readonly number[]) => Promise<readonly string[]>) =>
    inBatches(questions, size, ask, (batch) => batch.map(() => 'failed')),
  eachInBatches: (ask: (batch: readonly number[]) => Promise<readonly string[]>) =>
    Promise.all(eachInBatches(questions, size, ask, (batch) => batch.map(() => 'failed'))),
};

for (const [name, all] of Object.entries(both))
  describe(`what is asked in batches (${name})`, () => {
    it('is not asked one by one of a host that answers nothing', async () => {
      let asked = 0;
      const answers = await all(() => {
        asked += 1;
        return Promise.reject(silent());
      });
      assert.deepEqual(new Set(answers), new Set(['failed']));
      assert.ok(asked <= 7, `${asked} queries`);
    });

    it('has no answer where it hangs a query, and all others have theirs, while those that hang are few', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.nat(size - 1), { maxLength: 2 }), async (hanging) => {
          let asked = 0;
          const answers = await all((batch) => {
            asked += 1;
            return batch.some((one) => hanging.includes(one))
              ? Promise.reject(silent())
              : Promise.resolve(batch.map(String));
          });
          assert.deepEqual(
            answers,
            questions.map((one) => (hanging.includes(one) ? 'failed' : String(one))),
          );
          assert.ok(asked <= 30, `${asked} queries`);
        }),
      );
    });

    it('is asked a bounded number of times, whichever hang', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.nat(size - 1)), async (hanging) => {
          let asked = 0;
          const answers = await all((batch) => {
            asked += 1;
            return batch.some((one) => hanging.includes(one))
              ? Promise.reject(silent())
              : Promise.resolve(batch.map(String));
          });
          assert.ok(asked <= 49, `${asked} queries`);
          for (const one of hanging) assert.equal(answers[one], 'failed');
        }),
      );
    });

    it('is asked by half where the whole is too much', async () => {
      let asked = 0;
      const answers = await all((batch) => {
        asked += 1;
        return batch.length > 10 ? Promise.reject(silent()) : Promise.resolve(batch.map(String));
      });
      assert.deepEqual([answers, asked], [questions.map(String), 7]);
    });
  });
