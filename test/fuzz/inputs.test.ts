import assert from 'node:assert/strict';
import { keep } from './engine/corpus';
import { Runner, type Outcome } from './engine/runner';
import { targets } from './targets';

const total = Number(process.env['BRANCHLINE_FUZZ_INPUTS'] ?? 1_000_000);
const seed = Number(process.env['BRANCHLINE_FUZZ_SEED'] ?? Date.now() % 2 ** 30);
const weights = targets.reduce((sum, { weight }) => sum + weight, 0);

/** Nothing crashes, hangs or tells a secret, whatever it is given. What fails is kept in `test/fuzz/corpus`. */
describe(`random input, from seed ${seed}`, () => {
  const runners = [new Runner(), new Runner()];
  after(() => Promise.all(runners.map((runner) => runner.dispose())));

  for (const { name, weight } of targets) {
    const runs = Math.ceil((total * weight) / weights / runners.length);
    it(`${name}: ${runs * runners.length} inputs`, async () => {
      const started = performance.now();
      const outcomes = await Promise.all(
        runners.map((runner, index) =>
          runner.run({ kind: 'random', target: name, runs, seed: seed + index * 2 ** 29 }),
        ),
      );
      const seconds = (performance.now() - started) / 1000;
      const inputs = outcomes.reduce((sum, outcome) => sum + outcome.inputs, 0);
      console.log(`        ${inputs} inputs in ${seconds.toFixed(0)} s, ${Math.round(inputs / seconds)} a second`);
      assert.equal(await told(name, outcomes), '');
    });
  }
});

async function told(target: string, outcomes: readonly Outcome[]): Promise<string> {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const lines = findings.map(
    async ({ failure, input }) =>
      `${failure}\n  by ${await keep(target, input)}: ${JSON.stringify(input.slice(0, 600))}`,
  );
  return (await Promise.all(lines)).join('\n\n');
}
