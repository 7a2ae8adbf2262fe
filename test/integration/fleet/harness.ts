import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog, Service } from '../../../src/core/catalog/catalog';
import { loadCatalog } from '../../../src/core/catalog/load';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import { createFleet } from '../../../src/core/fleet/createFleet';
import type { Fleet } from '../../../src/core/fleet/fleet';
import type { Cell, FleetSnapshot } from '../../../src/core/fleet/state/snapshot';
import type { ForgeSettings } from '../../../src/core/forge/identify';
import { environmentTokens } from '../../../src/core/forge/environmentTokens';
import type { RegistryClient } from '../../../src/core/registry/types';
import type { RelaySettings } from '../../../src/core/fleet/observe/fleetRelay';
import type { Alarms } from '../../../src/core/support/clock';
import { silentLog, type Log } from '../../../src/core/support/log';
import type { Lab } from '../../lab/lab';

export const never = new AbortController().signal;

export interface ObservedLab {
  readonly fleet: Fleet;
  /** The folder of everything that it keeps. */
  readonly storage: string;
  /** Looks until the snapshot is as wanted; fails with what is there instead. */
  until(what: string, isSo: (snapshot: FleetSnapshot) => boolean): Promise<void>;
  cell(id: `${string}/${string}`): Cell;
  dispose(): Promise<void>;
}

export interface ObserveOptions {
  /** Changes what the lab's catalog says of a service. */
  readonly change?: (service: Service) => Service;
  readonly environment?: Readonly<Record<string, string>>;
  readonly kubeconfig?: string;
  readonly log?: Log;
  /** What previews ask of images; without one, nobody. */
  readonly registry?: RegistryClient;
  readonly relay?: RelaySettings;
  readonly alarms?: Alarms;
  /** What a person says of hosts whose kind cannot be found out. */
  readonly forges?: () => ForgeSettings;
  /** A folder of an earlier fleet, which stays: the editor was started again. */
  readonly storage?: string;
}

/** A fleet as one person's editor has it, looking at the lab. */
export async function observe(lab: Lab, options: ObserveOptions = {}): Promise<ObservedLab> {
  const storage = options.storage ?? (await mkdtemp(join(tmpdir(), 'branchline-fleet-')));
  const kubeconfig = options.kubeconfig ?? lab.cluster.kubeconfig;
  const clusters = new Clusters({ kubeconfig: () => loadKubeconfig([kubeconfig]), trusted: () => true });
  const fleet = createFleet({
    storage,
    memory: storage,
    tokens: environmentTokens(options.environment ?? lab.environment, () => []),
    forges: options.forges ?? {},
    clusters,
    online: true,
    log: options.log ?? silentLog,
    ...(options.registry ? { registry: options.registry } : {}),
    ...(options.relay ? { relay: options.relay } : {}),
    ...(options.alarms ? { alarms: options.alarms } : {}),
  });
  const catalog = await catalogOf(lab);
  const services = catalog.services.map(options.change ?? ((service) => service));
  await fleet.useCatalog({ ...catalog, services }, [], never);
  return {
    fleet,
    storage,
    until: (what, isSo) => until(fleet, what, isSo),
    cell: (id) => {
      const cell = fleet.snapshot.cells.get(id);
      if (!cell) throw new Error(`no cell ${id}`);
      return cell;
    },
    dispose: async () => {
      fleet.dispose();
      if (options.storage === undefined)
        await rm(storage, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function catalogOf(lab: Lab): Promise<Catalog> {
  const parsed = await loadCatalog(join(lab.workspace, 'branchline.yaml'), never);
  if (parsed.kind === 'ok') return parsed.catalog;
  throw new Error(JSON.stringify(parsed.problems));
}

const patienceMs = 40_000;

function until(fleet: Fleet, what: string, isSo: (snapshot: FleetSnapshot) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!isSo(fleet.snapshot)) return;
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const listening = fleet.onDidChange(look);
    const timer = setTimeout(() => {
      listening.dispose();
      reject(new Error(`not in time: ${what}`));
    }, patienceMs);
    look();
  });
}
