import { startLab } from '../lab';
import { sample } from './harness';
import { requestsInAnHour } from './probes/relayFleet';

/** Editors ask one as the other: what so many of them ask in an hour is that many times as much. */
const editors = Number(process.env['BRANCHLINE_BENCH_EDITORS'] ?? 1);
const once = { rounds: 1, warmup: 0 };
const inFront = { treeVisible: true, focused: true };
const behind = { treeVisible: false, focused: false };

const services = ['cart', 'inventory', 'web', 'catalog'];

const lab = await startLab({ backend: 'embedded', deployMs: 10, services });
try {
  for (const [where, attention] of [
    ['looked at', inFront],
    ['behind other windows', behind],
  ] as const) {
    for (const pushes of [0, 6]) {
      const what = `${editors} editors, ${lab.services.length} services, ${where}, ${pushes} pushes an hour`;
      const against = `${what}, with a relay`;
      const measure = (withRelay: boolean) => () => requestsInAnHour(lab, { attention, withRelay, pushes, editors });
      await sample(against, 'requests', measure(true), once);
      await sample(`${what}, without`, 'requests', measure(false), { ...once, against });
    }
  }
} finally {
  await lab.dispose();
}
