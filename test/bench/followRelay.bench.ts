import { startLab } from '../lab';
import { sample } from './harness';
import { askedByAll, requestsInAnHour, type Asked, type RelayKind } from './probes/relayFleet';

/** So many fleets are run; of more, what one of them asks is counted so many times, and what the relay reads once. */
const run = Number(process.env['BRANCHLINE_BENCH_EDITORS'] ?? 2);
const teams = [1, 10, 500];
const once = { rounds: 1, warmup: 0 };
const inFront = { treeVisible: true, focused: true };
const behind = { treeVisible: false, focused: false };

const services = ['cart', 'inventory', 'web', 'catalog'];
/** A fleet whose relay reads reads by itself every four hours: so long it is followed. */
const kinds: readonly { relay: RelayKind; said: string; hours: number; editors: number }[] = [
  { relay: 'none', said: 'without', hours: 1, editors: 1 },
  { relay: 'tells', said: 'told by a relay', hours: 1, editors: 1 },
  { relay: 'reads', said: 'with a relay that reads', hours: 4, editors: run },
];

const lab = await startLab({ backend: 'embedded', deployMs: 10, services });
try {
  for (const [where, attention] of [
    ['looked at', inFront],
    ['behind other windows', behind],
  ] as const) {
    for (const pushes of [0, 6]) {
      const asked = new Map<RelayKind, Asked>();
      for (const { relay, hours, editors } of kinds)
        asked.set(relay, await requestsInAnHour(lab, { attention, relay, pushes, editors, hours }));
      const what = `${lab.services.length} services, ${where}, ${pushes} pushes an hour`;
      const without = asked.get('none');
      for (const team of teams) {
        const against = `${what}: ${team} editors, without`;
        for (const { relay, said } of kinds) {
          const one = asked.get(relay);
          const name = `${what}: ${team} editors, ${said}`;
          const options = relay === 'none' || !without ? once : { ...once, against };
          if (one) await sample(name, 'requests', () => askedByAll(one, team), options);
        }
      }
      for (const [part, count] of Object.entries(asked.get('reads') ?? {}))
        await sample(`${what}, with a relay that reads: ${part}`, 'requests', () => Number(count), once);
    }
  }
} finally {
  await lab.dispose();
}
