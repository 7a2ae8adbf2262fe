import fc from 'fast-check';
import type { JudgedDeployment, MeasuredDeployment } from '../../../src/core/measures/deployment';
import { judged } from '../../../src/core/measures/judge';

export const hour = 3_600_000;
export const day = 24 * hour;
/** A Monday. */
export const start = Date.UTC(2026, 0, 5);

export function deployment(commit: string, at: number, more: Partial<MeasuredDeployment> = {}): MeasuredDeployment {
  return {
    ...{ service: 'cart', environment: 'prod', commit, subject: commit, at, kind: 'promotion', undone: [] },
    ...{ verdict: 'passed', changes: [], changesAreWhole: true, isShared: false },
    ...more,
  };
}

/** The chain of one service over eight weeks, oldest first, as `judged` has it: clocks may go wrong. */
export const chainOf = (service: string): fc.Arbitrary<readonly MeasuredDeployment[]> =>
  fc
    .array(
      fc.record({
        gap: fc.integer({ min: -12, max: 120 }),
        kind: fc.constantFrom<MeasuredDeployment['kind']>('promotion', 'promotion', 'rollback', 'hotfix', 'direct'),
        verdict: fc.constantFrom<MeasuredDeployment['verdict']>('passed', 'passed', 'failed', 'unknown'),
        leads: fc.array(fc.integer({ min: -5, max: 400 }), { maxLength: 4 }),
        isShared: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
        isNamed: fc.boolean(),
      }),
      { maxLength: 25 },
    )
    .map((steps) => {
      let at = start;
      const chain: MeasuredDeployment[] = [];
      for (const [number, { gap, kind, verdict, leads, isShared, isNamed }] of steps.entries()) {
        at += gap * hour;
        const before = chain[0];
        const commit = `${service}-${number}`;
        const changes = leads.map((lead, index) => ({
          commit: `${commit}-${index}`,
          environment: 'dev',
          at: at - lead * hour,
        }));
        chain.unshift(
          deployment(commit, at, {
            ...{ service, kind, verdict, isShared },
            undone: kind === 'rollback' && isNamed && before ? [before.commit] : [],
            changes: kind === 'promotion' ? changes : [],
            changesAreWhole: leads.length !== 3,
          }),
        );
      }
      return chain;
    });

export const fleet: fc.Arbitrary<readonly (readonly JudgedDeployment[])[]> = fc
  .tuple(chainOf('cart'), chainOf('orders'), chainOf('web'))
  .map((chains) => chains.map(judged));
