import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cell } from '../../../src/core/fleet/state/snapshot';
import { relayAddress } from '../../../src/core/relay/subscribe/address';
import { silentLog } from '../../../src/core/support/log';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

describe('Fleets whose relay reads for all', function () {
  this.timeout(120_000);
  let lab: Lab;
  const fleets: ObservedLab[] = [];
  const lines: string[] = [];
  /** To the forge's API, by whoever follows. */
  const requests = () => lines.splice(0).filter((line) => /^\S+ (?:GET|POST) /.test(line));
  const readings = async () => {
    const text = (await lab.relay?.metrics()) ?? '';
    const [, count = '0'] = /^branchline_relay_fact_requests_total\S* (\d+)$/m.exec(text) ?? [];
    return Number(count);
  };
  const isShown = (head: string) => (cell: Cell | undefined) =>
    cell?.head.kind === 'known' && cell.head.commit.sha === head;
  const onAll = (what: string, isSo: (cell: Cell | undefined) => boolean) =>
    Promise.all(fleets.map((one) => one.until(what, ({ cells }) => isSo(cells.get('cart/dev')))));

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20, relay: 'reads' });
    const { relay } = lab;
    assert.ok(relay);
    for (let index = 0; index < 3; index++) {
      const settings = { address: relayAddress(relay.url), token: () => Promise.resolve(lab.forge.tokens.developer) };
      const log = { ...silentLog, debug: (line: string) => lines.push(line) };
      fleets.push(await observe(lab, { relay: settings, log }));
    }
    await lab.settled('cart', 'dev');
    for (const one of fleets) {
      await one.fleet.refresh('start', never);
      await one.until('the relay reads both', ({ relay: now }) => now?.kind === 'live' && now.read === 2);
      await one.fleet.refresh('landed', never); // all that was before it told
    }
    // From here on the relay has read after each of them.
    for (const service of ['cart', 'inventory'])
      await lab.forge.commit(service, 'dev', 'Before', { 'NOTES.md': 'Zero.' });
    await lab.settled('cart', 'dev');
    await lab.settled('inventory', 'dev');
    await pause(12_000); // it looks twice
  });
  after(async () => {
    for (const one of fleets) await one.dispose();
    await lab.dispose();
  });

  /** A push, and what its pipeline says, until all show both; what the forge was asked for meanwhile. */
  async function pushed(text: string): Promise<readonly string[]> {
    requests();
    const head = await lab.forge.commit('cart', 'dev', 'A note', { 'NOTES.md': text });
    await onAll('the push is shown', isShown(head));
    await lab.forge.postStatus('cart', head, 'e2e', 'failure', 'red');
    await onAll(
      'the failure is shown',
      (cell) => cell?.pipeline.kind === 'known' && cell.pipeline.commit === head && cell.pipeline.verdict === 'failure',
    );
    return requests();
  }

  it('show a push and what its pipeline says, and ask the forge for nothing', async () => {
    const before = await readings();
    const tries = [1, 2, 3, 4, 5];
    // Of a relay that takes longer than eight seconds to read nobody waits for the end.
    const asked: (readonly string[])[] = [];
    for (const at of tries) {
      asked.push(await pushed(`Note ${at}`));
      if (asked.at(-1)?.length === 0) break;
    }
    assert.deepEqual(asked.at(-1), []);
    const read = (await readings()) - before;
    assert.ok(read > 0 && read < 20 * asked.length, `${read} requests of the relay`);
    for (const one of fleets) {
      const { head: shown, pipeline } = one.cell('cart/dev');
      assert.equal(shown.observed?.via, new URL(lab.relay?.url ?? '').host);
      assert.equal(pipeline.observed?.via, new URL(lab.relay?.url ?? '').host);
      assert.equal(pipeline.observed.source, new URL(lab.forge.url).host);
    }
  });

  it('ask the forge themselves where a person refreshes, and say so', async () => {
    const [one] = fleets;
    assert.ok(one);
    requests();
    await one.fleet.refresh('person', never);
    assert.ok(requests().length > 0);
    assert.equal(one.cell('cart/dev').pipeline.observed?.via, undefined);
  });

  it('read what is open once where it changed, and not again', async () => {
    requests();
    const [one] = fleets;
    assert.ok(one);
    const change = await one.fleet.previewPromotion('cart/dev>test', { includeReintroduced: false }, never);
    await one.fleet.propose(change, 'update', never);
    requests();
    const [, ...others] = fleets;
    const isOpen = (open: unknown) => Array.isArray(open) && open.length === 1;
    for (const other of others)
      await other.until('it is shown', ({ edges }) => {
        const pulls = edges.get('cart/dev>test')?.pullRequests;
        return pulls?.kind === 'known' && isOpen(pulls.open);
      });
    await pause(1_000);
    const lists = requests().filter((line) => /\/pulls\?/.test(line));
    assert.ok(lists.length <= 2 * fleets.length, lists.join('\n'));
  });

  it('look as ever once the relay is away', async () => {
    requests();
    await lab.relay?.stop();
    for (const one of fleets) await one.until('it is away', ({ relay }) => relay?.kind === 'away');
    for (const one of fleets) await one.fleet.refresh('poll', never);
    assert.ok(requests().length > 0);
    for (const one of fleets) assert.equal(one.cell('cart/dev').head.observed?.via, undefined);
  });
});
