import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildPromotion, type Candidate } from '../../../src/core/promotion/candidate';
import type { EdgeUnderTest } from '../promotion/edge';
import { ModelRun } from '../promotion/modelRun';
import { keys, programs } from '../promotion/programs';
import { verdictOf } from './edgeVerdict';

const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { p: hunter2hunter2 }\n';

/** Something new at the end, so that most of them have something to promote. */
const withNews = fc
  .tuple(programs, fc.constantFrom(...keys))
  .map(([program, key]) => [...program, { kind: 'edit' as const, key, change: 'new' as const }]);

/** Where candidates were judged, so that a law about nothing is seen. */
let judged = 0;

describe('Our own promotion, after any history', function () {
  this.timeout(1_200_000);

  it('may be merged, opened by us or by hand; with one key changed it may not', async () => {
    await fc.assert(
      fc.asyncProperty(withNews, (program) => new ModelRun(law).run(program)),
      { numRuns: 25, seed: 1616, endOnFailure: true },
    );
    assert.ok(judged > 10, `${judged} candidates were judged`);
  });
});

async function law(edge: EdgeUnderTest, log: string): Promise<void> {
  const prepared = await edge.prepared();
  const { plan } = prepared;
  const isPromotable = ['pending', 'diverged'].includes(plan.state);
  if (!isPromotable || plan.items.length === 0) return;
  const candidate = await buildPromotion(edge.memory, prepared);
  await edge.repository.write(candidate.staging);
  judged += 1;
  const ours = await verdictOf(edge, candidate.branch, candidate.commit);
  assert.equal(ours.kind, 'success', `${log}\n${JSON.stringify(ours.findings, null, 1)}`);
  await edge.push(candidate);
  const copy = await edge.world.commit('copy', 'By hand\n', {}, { onto: plan.target.commit, tree: candidate.tree });
  const byHand = await verdictOf(edge, 'people/copy', copy);
  assert.equal(byHand.kind, 'success', `by hand\n${log}\n${JSON.stringify(byHand.findings, null, 1)}`);
  for (const [what, files] of mutations(edge, candidate)) {
    for (const branch of [candidate.branch, 'people/mutant']) {
      const onto = { onto: plan.target.commit, tree: candidate.tree };
      const mutant = await edge.world.commit('mutant', candidate.record.message, files, onto);
      const verdict = await verdictOf(edge, branch, mutant);
      assert.equal(verdict.kind, 'failure', `${what} on ${branch}\n${log}\n${verdict.said}`);
    }
  }
}

/** One key of what travels, one of what the environment owns, and a Secret. */
function mutations(
  { world }: EdgeUnderTest,
  { commit, items }: Candidate,
): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  const text = (path: string) => (world.files(commit).includes(path) ? world.read(commit, path) : '');
  const [item] = items;
  const path = item?.path ?? '';
  const name = item?.key?.[0] ?? 'e';
  const line = new RegExp(`^${name}: .*$`, 'm');
  const now = text(path);
  const mutated = line.test(now) ? now.replace(line, `${name}: mutant`) : `${now}${name}: mutant\n`;
  return [
    ['a promotable key', { [path]: mutated }],
    ['an owned key', { 'one.yaml': text('one.yaml').replace(/^replicas: .*$/m, 'replicas: 99') }],
    ['a Secret', { 'secret.yaml': secret }],
  ];
}
