import assert from 'node:assert/strict';
import { reviewGate } from '../../../src/core/change/gates/review';
import { landingReview } from '../../../src/core/change/landingReview';
import type { ServiceLocation } from '../../../src/core/change/location';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { PullRequest } from '../../../src/core/forge/types';
import { systemClock } from '../../../src/core/support/clock';
import type { ProtectionOptions } from '../../lab/forge';
import { eventually } from './eventually';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const request = { title: 'Promote cart', body: 'All', head: 'dev', base: 'prod' };

onEachForge('what a FORGE refuses to land', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
  });

  const gateOf = async (client: ForgeClient, open: PullRequest | undefined) => {
    const forge = { kind: 'known', client, repository: world.cart } as const;
    const facts = await landingReview(
      { forge } as unknown as ServiceLocation,
      'prod',
      { open, held: undefined },
      systemClock,
      signal,
    );
    return reviewGate({ to: 'prod' }, facts, facts.at);
  };
  const check = kind.namesChecks ? 'ci' : '**';

  const demands: readonly (readonly [string, ProtectionOptions])[] = [
    ['nothing but a pull request', {}],
    ['a check', { requiredContexts: [check] }],
    ['an approval', { requiredApprovals: 1 }],
    ['both', { requiredContexts: [check], requiredApprovals: 1 }],
    ...(kind.tellsOtherDemands ? [['something else', { requiredContexts: [check], demandsMore: true }] as const] : []),
  ];
  for (const [what, protection] of demands) {
    it(`for want of ${what}, no gate calls passed`, async () => {
      const { forge } = world;
      await forge.protect(world.named('cart'), 'prod', protection);
      const client = world.client('admin');
      const clients = [world.client(), client];
      const mayBeFree = Object.keys(protection).length === 0 && kind.tellsAllDemands;
      for (const one of clients) {
        const before = await gateOf(one, undefined);
        assert.ok(before.kind === 'unknown' || mayBeFree, before.said);
      }
      const { number } = await world.client().createPullRequest(world.cart, request, signal);
      const head = (await forge.heads(world.named('cart'))).get('dev') ?? '';
      const named = world.named('cart');
      const steps = [
        () => forge.postStatus(named, head, { context: 'ci', state: 'failure' }),
        () => forge.postStatus(named, head, { context: 'ci', state: 'success' }),
        () => forge.review(named, number, 'ada', 'APPROVED'),
      ];
      const look = () => client.pullRequest(world.cart, number, signal);
      if (kind.tellsMergeable) await eventually(async () => (await look()).mergeable !== 'unknown');
      for (const step of [() => Promise.resolve(), ...steps]) {
        await step();
        const open = await look();
        const gates = await Promise.all(clients.map((one) => gateOf(one, open)));
        const passed = gates.find((gate) => gate.kind === 'passed');
        if (!passed) continue;
        assert.ok(await forge.merge(named, number, 'merge'), passed.said);
        return;
      }
      assert.ok(!kind.tellsAllDemands || protection.demandsMore === true, 'with all of it a gate passes');
    });
  }
});
