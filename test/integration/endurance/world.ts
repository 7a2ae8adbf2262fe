import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { loadCatalog } from '../../../src/core/catalog/load';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import { createFleet } from '../../../src/core/fleet/createFleet';
import type { Fleet } from '../../../src/core/fleet/fleet';
import type { FleetSnapshot } from '../../../src/core/fleet/state/snapshot';
import { environmentTokens } from '../../../src/core/forge/environmentTokens';
import { silentLog } from '../../../src/core/support/log';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';

import { never } from '../fleet/harness';
import { told } from './told';
import { SimulatedTime } from './simulatedTime';

/** A cluster's own waits are real, and so short. */
const timings = { backoffBaseMs: 20, backoffCapMs: 200, coalesceMs: 5 };

/** What clusters say comes by watches, which take a moment. */
const patience = 200;
const betweenMs = 100;

/** A window of an editor that stays open in simulated time, on a lab. */
export class OpenWindow {
  /** Requests to the forge so far. */
  requests = 0;

  private constructor(
    readonly lab: Lab,
    readonly fleet: Fleet,
    readonly time: SimulatedTime,
    private readonly storage: string,
  ) {}

  static async open(services: readonly string[], random: () => number): Promise<OpenWindow> {
    const lab = await startLab({ services, deployMs: 5, historyLength: 200 });
    const storage = await mkdtemp(join(tmpdir(), 'branchline-endurance-'));
    const time = new SimulatedTime(Date.now());
    const counted = { window: undefined as OpenWindow | undefined };
    const debug = (line: string) => {
      if (counted.window && / (GET|POST|PUT|PATCH|DELETE) \//.test(line)) counted.window.requests += 1;
    };
    const fleet = fleetOf(lab, storage, { time, random, debug });
    const window = (counted.window = new OpenWindow(lab, fleet, time, storage));
    await fleet.useCatalog(await catalogOf(lab), [], never);
    fleet.setAttention({ treeVisible: false, focused: false });
    await fleet.refresh('start', never);
    return window;
  }

  /** Waits until this window shows what one shows that was just opened. @throws AssertionError with the difference */
  async showsTheTruth(when: string): Promise<void> {
    const storage = await mkdtemp(join(tmpdir(), 'branchline-truth-'));
    const fresh = fleetOf(this.lab, storage);
    try {
      await fresh.useCatalog(await catalogOf(this.lab), [], never);
      await fresh.refresh('start', never);
      const seen = () => [told(this.fleet.snapshot), told(fresh.snapshot)] as const;
      await soon(() => isDeepStrictEqual(...seen()));
      const [shown, truth] = seen();
      assert.deepEqual(shown, truth, when);
      assert.deepEqual(this.fleet.snapshot.problems, [], when);
    } finally {
      fresh.dispose();
      await rm(storage, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }

  /** Waits for what clusters say of their own accord, in real time. */
  async comesTrue(what: string, isSo: (snapshot: FleetSnapshot) => boolean): Promise<void> {
    await soon(() => isSo(this.fleet.snapshot));
    assert.ok(isSo(this.fleet.snapshot), what);
  }

  async close(): Promise<void> {
    this.fleet.dispose();
    await rm(this.storage, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function soon(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < patience && !isSo(); tries += 1) await pause(betweenMs);
}

interface Simulated {
  readonly time: SimulatedTime;
  readonly random: () => number;
  readonly debug: (line: string) => void;
}

function fleetOf(lab: Lab, storage: string, simulated?: Simulated): Fleet {
  const clock = simulated ? { clock: simulated.time, random: simulated.random } : {};
  const kubeconfig = () => loadKubeconfig([lab.cluster.kubeconfig]);
  return createFleet({
    ...{ storage, memory: storage, forges: {}, online: true },
    tokens: environmentTokens(lab.environment, () => []),
    clusters: new Clusters({ kubeconfig, trusted: () => true, timings, ...clock }),
    log: simulated ? { ...silentLog, debug: simulated.debug } : silentLog,
    ...clock,
    ...(simulated ? { alarms: simulated.time } : {}),
  });
}

async function catalogOf(lab: Lab) {
  const parsed = await loadCatalog(join(lab.workspace, 'branchline.yaml'), never);
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.catalog;
}
