import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { fact, factAgain, toldFact, type KnownFact } from '../../../src/core/relay/facts/fact';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, relayToken, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { commit, giteaPush } from '../../unit/relay/deliveries';

const [ada, eve, reader] = ['ada-0123456789abcdef', 'eve-0123456789abcdef', 'the-relays-own-0123456789'];
const all = ['gitops/cart', 'gitops/pay'];
const later = 'f'.repeat(40);

describe('A relay that reads for all', function () {
  this.timeout(20_000);
  let forge: RightsForge;
  let relay: LabRelay;
  const hearings: Hearing[] = [];
  const hear = (paths: readonly string[], { token = ada, branches = ['dev', 'test'], version = 1 } = {}) => {
    const hearing = new Hearing(
      relay.port,
      paths.map((path) => `${forge.host}/${path}`),
      { token, facts: { version, branches } },
    );
    hearings.push(hearing);
    return hearing;
  };
  const factsOf = (hearing: Hearing, path: string) =>
    hearing.frames.flatMap(({ name, data }) => {
      if (name !== 'fact') return [];
      const { fact: told } = toldFact.parse(JSON.parse(data));
      return told.repository === `${forge.host}/${path}` ? [told] : [];
    });
  const known = (hearing: Hearing, path: string) =>
    factsOf(hearing, path).filter((one): one is KnownFact => one.kind === 'known');
  const readings = () => forge.asked.filter(({ token }) => token === reader);
  const start = async (more = '', own = `, token: { env: READS }`) => {
    const text = relayFileFor(forge, more).replace(
      'repositories: ["gitops/*"] }',
      `repositories: ["gitops/*"]${own} }`,
    );
    return startLabRelay(await configOf(text, { READS: reader }));
  };

  beforeEach(async () => {
    forge = await RightsForge.start();
    forge.allow(ada, all);
    forge.allow(eve, ['gitops/cart']);
    forge.allow(reader, all);
    for (const path of all) forge.heads.set(path, { dev: commit });
    relay = await start();
  });
  afterEach(async () => {
    for (const hearing of hearings.splice(0)) hearing.leave();
    await relay.close();
    forge.stop();
  });

  it('tells heads and checks of the branches that are asked for, with their age', async () => {
    forge.checks.set(commit, [{ context: 'ci', status: 'success' }]);
    const hearing = await hear(['gitops/cart']).until((one) => known(one, 'gitops/cart').length === 1);
    const [told] = known(hearing, 'gitops/cart');
    deepEqual(told?.branches, [{ branch: 'dev', commit }, { branch: 'test' }]);
    equal(told.pullRequests?.open, 0);
    deepEqual(
      told.commits.map((one) => [one.commit, one.checks?.map(({ context, state }) => [context, state])]),
      [[commit, [['ci', 'success']]]],
    );
    ok(readings().length > 0);
  });

  it('reads once after a push, for all, and tells so behind the push', async () => {
    const two = [hear(['gitops/cart']), hear(['gitops/cart'])];
    for (const one of two) await one.until((now) => known(now, 'gitops/cart').length === 1);
    const before = readings().length;
    forge.heads.set('gitops/cart', { dev: later });
    await relay.hook(forge.host, giteaPush('gitops/cart', 'dev', later));
    for (const one of two) {
      await one.until((now) => known(now, 'gitops/cart').at(-1)?.branches[0]?.commit === later);
      const names = one.frames.map(({ name }) => name);
      ok(names.lastIndexOf('fact') > names.lastIndexOf(''), names.join(' '));
      // Nothing that was read before the push is told behind it.
      const behind = one.frames.slice(names.lastIndexOf('') + 1);
      ok(behind.every(({ data }) => !data.includes(commit)));
    }
    ok(readings().length - before <= 4, `${readings().length - before} requests`);
  });

  it('tells nothing of what the forge does not show to a subscriber, whatever the relay itself may read', async () => {
    const hearing = await hear(all, { token: eve }).until((one) => known(one, 'gitops/cart').length === 1);
    const other = await hear(all).until((one) => known(one, 'gitops/pay').length === 1);
    await relay.hook(forge.host, giteaPush('gitops/pay', 'dev', later));
    await other.until((one) => one.events.length === 1);
    await pause(600);
    equal(
      hearing.frames.some(({ data }) => data.includes('gitops/pay')),
      false,
    );
    const nobody = await hear(all, { token: 'nobody-0123456789' }).until(({ isOver }) => isOver);
    deepEqual(
      nobody.frames.map(({ name }) => name).filter((name) => name !== 'reset'),
      ['end'],
    );
  });

  it('tells a token of its own where to look, and what it read only where the configuration says so', async () => {
    const hinted = await hear(all, { token: relayToken }).until((one) => one.newest('scope') !== undefined);
    await hear(all).until((one) => known(one, 'gitops/cart').length === 1);
    await pause(400);
    equal(hinted.frames.filter(({ name }) => name === 'fact').length, 0);
  });

  it('tells none to whoever did not ask for them, or in a form that it does not speak', async () => {
    const old = new Hearing(relay.port, [`${forge.host}/gitops/cart`], { token: ada });
    hearings.push(old);
    const newer = await hear(['gitops/cart'], { version: 2 }).until((one) => one.newest('scope') !== undefined);
    await old.until((one) => one.newest('scope') !== undefined);
    await hear(['gitops/cart']).until((one) => known(one, 'gitops/cart').length === 1);
    await pause(400);
    for (const one of [old, newer]) equal(one.frames.filter(({ name }) => name === 'fact').length, 0);
  });

  it('reads nothing where it has no token, and where nobody follows', async () => {
    await relay.close();
    relay = await start('', '');
    await hear(['gitops/cart']).until((one) => one.newest('scope') !== undefined);
    await pause(500);
    deepEqual(readings(), []);
    await relay.close();
    relay = await start();
    await relay.hook(forge.host, giteaPush('gitops/cart', 'dev', later));
    await pause(500);
    deepEqual(readings(), []);
  });

  it('says that it could not read, and shows nothing of before', async () => {
    const hearing = await hear(['gitops/cart']).until((one) => known(one, 'gitops/cart').length === 1);
    forge.readers.delete(reader);
    await relay.hook(forge.host, giteaPush('gitops/cart', 'dev', later));
    await hearing.until((one) => factsOf(one, 'gitops/cart').at(-1)?.kind === 'unknown');
    const late = await hear(['gitops/cart']).until((one) => factsOf(one, 'gitops/cart').length === 1);
    deepEqual(
      factsOf(late, 'gitops/cart').map(({ kind }) => kind),
      ['unknown'],
    );
    match(await relay.metrics(), /branchline_relay_facts_read_total\{host="[^"]+",outcome="unauthorised"\} 1/);
  });

  it('never says its token, and what it says has the form that it promises', async () => {
    forge.checks.set(commit, [
      { context: 'ci', status: 'failure', description: 'x'.repeat(5_000), target_url: 'javascript:alert(1)' },
    ]);
    const hearing = await hear(all).until((one) => known(one, 'gitops/pay').length === 1);
    const text = JSON.stringify([hearing.frames, relay.log, await relay.metrics()]);
    for (const secret of [reader, ada]) equal(text.includes(secret), false);
    equal(text.includes('javascript:'), false);
    for (const { name, data } of hearing.frames) {
      if (name === 'fact') fact.parse((JSON.parse(data) as { fact: unknown }).fact);
      if (name === 'again') factAgain.parse(JSON.parse(data));
    }
  });
});
