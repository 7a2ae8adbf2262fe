import assert from 'node:assert/strict';
import { ForgeError } from '../../../../src/core/forge/errors';
import { clientCalls, everyCall } from './calls';
import { describedForge } from './world';

/** What our reader demands of an answer must be what GitHub promises; of Gitea's, its description says of nothing that it is there. */
describe('answers of github with no more than its published description promises', () => {
  for (const { what, ways } of everyCall) {
    it(`${what}: are read`, async () => {
      const calls = ways(describedForge('github', { amount: 'least' }));
      const problems = await Promise.all(calls.map((call) => call().then(failuresIn, messageOf)));
      assert.deepEqual(problems.flat(), []);
    });
  }

  /** Of REST each field is held by readers.test.ts; of GraphQL each query has an answer of its own. */
  for (const what of ['heads', 'headsOf', 'mergeRequest', 'requestMerge'] as const) {
    it(`${what}: are read whatever of GraphQL’s answer is null`, async () => {
      const whole = describedForge('github', { amount: 'all' });
      for (const call of clientCalls[what](whole.client)) await call();
      assert.notEqual(whole.nullable.size, 0);
      for (const nullAt of whole.nullable) {
        const { client } = describedForge('github', { amount: 'all', nullAt });
        const problems = await Promise.all(clientCalls[what](client).map((call) => call().then(failuresIn, messageOf)));
        assert.deepEqual(problems.flat(), [], nullAt);
      }
    });
  }
});

/** Of answers for many, each may have failed alone. */
function failuresIn(value: unknown): readonly string[] {
  const several = Array.isArray(value) ? (value as { readonly error?: unknown }[]) : [];
  return several.flatMap((one) => ('error' in Object(one) ? messageOf(one.error) : []));
}

function messageOf(error: unknown): readonly string[] {
  if (!(error instanceof ForgeError)) throw error;
  return error.code === 'forge/invalidAnswer' ? [error.message] : [];
}
