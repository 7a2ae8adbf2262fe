import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ForgeError } from '../../../src/core/forge/errors';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { RepositoryRef } from '../../../src/core/forge/types';
import { dialectNames } from '../../lab/forge/types';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;
const names = ['cart', 'mail', 'stock', 'orders'] as const;
const repositories: readonly RepositoryRef[] = names.map((name) => ({ owner: cart.owner, name }));
const people = ['admin', 'developer', 'reader', 'stranger', 'nobody'] as const;
type Person = (typeof people)[number];

/** What is asked of many at once or again and again, of which clients keep something. */
const questions = {
  headsOf: (client: ForgeClient) =>
    client.headsOf(
      repositories.map((repository) => ({ repository, branches: ['dev', 'prod'] })),
      signal,
    ),
  defaultBranches: (client: ForgeClient) => client.defaultBranches(repositories, signal),
  openPullRequests: (client: ForgeClient) => client.openPullRequests(cart, 'prod', signal),
  mergedPullRequests: (client: ForgeClient) => client.mergedPullRequests(cart, 'prod', signal),
  repository: (client: ForgeClient) => client.repository(cart, signal),
} as const;
type Question = keyof typeof questions;

for (const dialect of dialectNames)
  describe(`what one account is told (${dialect})`, () => {
    let world: World;
    before(async () => {
      // What was pushed within the last seconds is not kept.
      world = await aWorld({ dialect, now: () => new Date(Date.now() - 60_000) });
      const { forge } = world;
      for (const name of names.slice(1)) {
        await forge.createRepository(`gitops/${name}`, { defaultBranch: 'dev' });
        await forge.commit(`gitops/${name}`, 'dev', 'First', { 'deployment.yaml': 'replicas: 1\n' });
        await forge.commit(`gitops/${name}`, 'prod', 'First in prod', {}, { from: 'dev' });
      }
      for (const name of names) {
        forge.protect(`gitops/${name}`, 'prod', { pushers: ['admin'], mergers: ['admin'], requiredApprovals: 1 });
      }
      await forge.commit('gitops/cart', 'promote/x', 'Promote', { 'a.yaml': 'a: 1\n' }, { from: 'prod' });
      await world
        .client()
        .createPullRequest(cart, { title: 't', body: 'b'.repeat(500), head: 'promote/x', base: 'prod' }, signal);
    });
    after(() => world.end());

    const told = async (client: ForgeClient, question: Question) => {
      try {
        // When it was told is another time.
        return JSON.stringify(await questions[question](client), (name, value: unknown) =>
          name === 'asOf' ? undefined : value,
        );
      } catch (error) {
        if (error instanceof ForgeError) return error.code;
        throw error;
      }
    };

    it('is what it is told alone, whoever asked before with the same client', async () => {
      const step = fc.record({
        who: fc.constantFrom(...people),
        question: fc.constantFrom(...(Object.keys(questions) as Question[])),
      });
      const alone = new Map<string, string>();
      const aloneIs = async (who: Person, question: Question) => {
        const key = `${who} ${question}`;
        const known = alone.get(key) ?? (await told(world.client(who), question));
        alone.set(key, known);
        return known;
      };
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
          let asking: Person = 'nobody';
          const tokens = {
            token: () =>
              Promise.resolve(
                asking === 'nobody' ? undefined : { value: world.accounts[asking].token, source: 'test' },
              ),
          };
          const shared = world.client('nobody', { tokens });
          for (const { who, question } of steps) {
            asking = who;
            assert.equal(await told(shared, question), await aloneIs(who, question), `${who}: ${question}`);
          }
        }),
        {
          numRuns: 15,
          examples: [
            [
              [
                { who: 'admin', question: 'headsOf' },
                { who: 'reader', question: 'headsOf' },
              ],
            ],
          ],
        },
      );
    }).timeout(60_000);

    it('is not said to be told later than it was', async () => {
      const begun = Date.now();
      let now = begun;
      const client = world.client('admin', { clock: { now: () => now } });
      const approvals = async () => {
        const answers = await client.headsOf(
          repositories.map((repository) => ({ repository, branches: ['prod'] })),
          signal,
        );
        return answers.flatMap((answer) => (answer.kind === 'known' ? answer.heads : []));
      };
      const asked = 1;
      assert.deepEqual(
        (await approvals()).map(({ requiredApprovals }) => requiredApprovals),
        names.map(() => asked),
      );
      now += 5 * 60_000;
      for (const name of names) world.forge.protect(`gitops/${name}`, 'prod', { requiredApprovals: asked + 1 });
      const later = await approvals();
      assert.equal(later.length, names.length);
      for (const { requiredApprovals, asOf = now } of later) {
        assert.ok(requiredApprovals > asked || asOf === begun, `${requiredApprovals} as of ${asOf - begun}`);
      }
    });
  });
